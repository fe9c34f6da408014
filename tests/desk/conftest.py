"""Staff of the desk: signed-in clients, one record of each kind."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from funding.codelists.records import DocumentKind
from funding.desk.groups import ensure_groups
from funding.publication import publisher
from funding.register import clearing, models
from tests.factories import (
    EventFactory,
    GrantFactory,
    PackageFactory,
    PaymentFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
    approved,
)


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def page(response):
    """Parse an answer that must be a page."""
    assert response.status_code == 200, response.status_code
    return html.fromstring(response.content.decode())


def messages_on(response):
    """Give the texts of the messages on a page."""
    return [item.text_content().strip() for item in page(response).xpath("//ul[@class='messagelist']/li")]


def errors_on(response):
    """Give what a form says at its fields, above it and at its inlines."""
    return " ".join(item.text_content() for item in page(response).xpath("//ul[contains(@class, 'errorlist')]/li"))


def address_of(record, name="change"):
    """Give the address of a page of a record in the admin."""
    return reverse(f"admin:register_{record._meta.model_name}_{name}", args=[record.pk])


def beside(client, record):
    """Give what stands beside the form of a record, blanks made one."""
    return " ".join(page(client.get(address_of(record))).xpath("string(//aside)").split())


def form_data(client, address, **changes):
    """Read a form as a browser would send it back, with changes by name."""
    document = page(client.get(address))
    (form,) = document.xpath("//form[substring(@id, string-length(@id) - 4) = '_form']")
    data = {}
    for element in form.xpath(".//input | .//select | .//textarea"):
        name, kind = element.get("name"), element.get("type")
        if not name or "__prefix__" in name or kind == "submit":
            continue
        if kind in {"checkbox", "radio"}:
            if element.get("checked") is not None:
                data.setdefault(name, []).append(element.get("value", "on"))
        elif element.tag == "select":
            chosen = [option.get("value", "") for option in element.xpath("./option[@selected]")]
            data[name] = chosen or [element.xpath("./option")[0].get("value", "") if len(element) else ""]
        else:
            data[name] = [
                (element.text or "").removeprefix("\n") if element.tag == "textarea" else element.get("value", "")
            ]
    return data | changes


def deletion(client, where):
    """Give what a browser sends when the page that asks about a deletion is confirmed."""
    return {"post": "yes", "_seen": page(client.get(where)).xpath("string(//input[@name='_seen']/@value)")}


def _member(name):
    ensure_groups()
    user = UserFactory(username=name)
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.fixture
def publishing_user(db):  # noqa: ARG001 -- the database
    return _member("Publisher")


@pytest.fixture
def editor(db):  # noqa: ARG001 -- the database
    """Send requests as an editor."""
    return client_of(_member("Editor"))


@pytest.fixture
def auditor(db):  # noqa: ARG001 -- the database
    """Send requests as an auditor."""
    return client_of(_member("Auditor"))


@pytest.fixture
def desk(publishing_user):
    """Send requests as a publisher."""
    return client_of(publishing_user)


@pytest.fixture
def register(publishing_user):
    """Hold one record of each kind, all published, with a history."""
    source = SourceFactory()
    grant = GrantFactory()
    PaymentFactory(grant=grant)
    models.Amendment.objects.create(grant=grant, number=1, signed_on=date(2023, 9, 1), amount_change=500)
    models.SourceReference.objects.create(grant=grant, source=source, identifier="XI-1")
    envelope = models.Envelope.objects.create(
        title="Plan", condition="Democracy", dated=date(2021, 5, 28), source=source
    )
    listed = models.PublicList.objects.create(title="List of 2023", digest="of-2023")
    models.PublicListEntry.objects.create(list=listed, year=2023, amount=5, recipient="Firm")
    models.RemovalRequest.objects.create(
        received_at=timezone.now().replace(microsecond=0), channel="encrypted e-mail", concerns="A name"
    )
    models.EnvelopePart.objects.create(envelope=envelope, wording="up to 400 million in grants")
    document = models.Document.objects.create(
        title="Factsheet", kind=DocumentKind.FACTSHEET, address="https://example.eu/f.pdf",
        dated=date(2023, 1, 1), source=source, grant=grant,
    )  # fmt: skip
    clearing.propose_cleared_hit(subject="grant", subject_id=grant.pk, term="Spring", actor=publishing_user)
    for record in (grant, PackageFactory(), StatementFactory(), envelope, EventFactory(), document):
        approved(record, actor=publishing_user)
    publisher.publish(actor=publishing_user)
    return grant

"""The texts that can become public: all of them, each by its name."""

import pytest
from django.apps import apps
from django.db import models

from funding.codelists.iati import OrganisationRole
from funding.publication.policy import POLICY, Verdict
from funding.register.texts import PUBLIC_TEXTS, texts_of

CODES = {"country", "currency", "language", "slug", "public_id"}  # of closed lists, or made by the tracker
NO_RECORDS = {"PublicIdentity", "SealedPool"}


def _is_text(field):
    return isinstance(field, models.CharField | models.TextField) and not field.choices and field.name not in CODES


def test_the_texts_are_the_public_text_fields_of_the_policy():
    public = {
        noun: {
            field.name
            for field in apps.get_model("register", noun)._meta.concrete_fields
            if _is_text(field) and rulings[field.name].verdict is Verdict.PUBLIC
        }
        for noun, rulings in POLICY.items()
    }
    assert {noun: set(fields) for noun, fields in PUBLIC_TEXTS.items()} == {
        noun: fields for noun, fields in public.items() if fields and noun not in NO_RECORDS
    }


def written(noun):
    """Fill each public text of a noun with its own name, and a field that nobody reads with another word."""
    return {field: f"{noun}.{field}" for field in PUBLIC_TEXTS[noun]} | {"notes": "private"}


@pytest.mark.parametrize("noun", sorted(PUBLIC_TEXTS))
def test_each_text_of_a_record_is_given_by_the_name_of_its_field(noun):
    assert list(texts_of(noun, {"record": written(noun)})) == [
        (field.replace("_", " "), f"{noun}.{field}") for field in PUBLIC_TEXTS[noun]
    ]


def test_empty_texts_are_not_given():
    assert list(texts_of("Grant", {"record": dict.fromkeys(PUBLIC_TEXTS["Grant"], ""), "source": None})) == []


def test_texts_of_what_belongs_to_a_record_are_given_with_whose_they_are():
    snapshot = {
        "record": dict.fromkeys(PUBLIC_TEXTS["Grant"], "") | {"title": "A theatre"},
        "source": written("Source"),
        "instrument": written("Instrument"),
        "roles": [{"role": {"role": "4"}, "organisation": written("Organisation")}],
        "transactions": [
            {"transaction": written("Transaction"), "receiver": None},
            {"transaction": {"description": ""}, "receiver": written("Organisation")},
        ],
        "sources": [{"reference": written("SourceReference"), "source": written("Source")}],
        "parts": [written("EnvelopePart"), written("EnvelopePart")],
    }
    assert sorted(texts_of("Grant", snapshot)) == sorted(
        [
            ("title", "A theatre"),
            *_of("source", "Source"),
            *_of("instrument", "Instrument"),
            *_of("organisation", "Organisation"),
            *_of("transaction", "Transaction"),
            *_of("receiver", "Organisation"),
            *_of("reference", "SourceReference"),
            *_of("source", "Source"),
            *_of("part", "EnvelopePart"),
            *_of("part", "EnvelopePart"),
        ]
    )


@pytest.mark.parametrize("role", OrganisationRole)
def test_whom_money_reaches_through_the_recipient_has_no_public_text(role):
    roles = [{"role": {"role": role}, "organisation": written("Organisation")}]
    texts = [name for name, _ in texts_of("Grant", {"record": written("Grant"), "roles": roles})]
    assert ("organisation: name" in texts) is (role is not OrganisationRole.SUPPORTED_THIRD_PARTY)


def test_whoever_stands_after_them_has_texts_as_before():
    third = {"role": {"role": OrganisationRole.SUPPORTED_THIRD_PARTY}, "organisation": written("Organisation")}
    roles = [
        third,
        {"role": {"role": OrganisationRole.FUNDING}, "organisation": {**written("Organisation"), "name": "x"}},
    ]
    assert ("organisation: name", "x") in list(texts_of("Grant", {"record": written("Grant"), "roles": roles}))


def _of(name, noun):
    return [(f"{name}: {field.replace('_', ' ')}", f"{noun}.{field}") for field in PUBLIC_TEXTS[noun]]

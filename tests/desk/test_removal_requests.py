"""Requests for removal: the overdue first, the hours on the start page, the answer with its author."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from funding.codelists.disclosure import RemovalOutcome
from funding.desk.removals import hours_words
from funding.register.models import RemovalRequest
from tests.desk.conftest import form_data, page
from tests.factories import OrganisationFactory, somebody

LIST = reverse("admin:register_removalrequest_changelist")
START = reverse("admin:index")


def received(*, hours, answered_after=None, **options):
    """Make a request of some hours and a half ago."""
    at = (timezone.now() - timedelta(hours=hours, minutes=30)).replace(microsecond=0)
    if answered_after is not None:
        answer = {"answered_at": at + timedelta(hours=answered_after), "answered_by": somebody("answers")}
        options |= answer | {"outcome": RemovalOutcome.REMOVED}
    return RemovalRequest.objects.create(received_at=at, channel="encrypted e-mail", concerns="A name", **options)


def address(request):
    return reverse("admin:register_removalrequest_change", args=[request.pk])


def answer(client, request, **changes):
    return client.post(address(request), form_data(client, address(request), **changes))


@pytest.mark.parametrize(
    ("hours", "answered_after", "words"),
    [
        (0, None, "23 hours left"),
        (22, None, "1 hour left"),
        (23, None, "less than an hour left"),
        (24, None, "overdue since less than an hour"),
        (25, None, "overdue by 1 hour"),
        (74, None, "overdue by 50 hours"),
        (30, 2, "answered within 3 hours"),
        (30, 0, "answered within 1 hour"),
    ],
)
@pytest.mark.django_db
def test_the_time_left_is_in_whole_hours(hours, answered_after, words):
    request = received(hours=hours, answered_after=answered_after)
    assert hours_words(request) == words
    assert request.is_overdue == words.startswith("overdue")


def test_the_overdue_come_first_and_are_marked_and_the_answered_last(desk):
    answered, fresh = received(hours=90, answered_after=3), received(hours=1)
    overdue = received(hours=30)
    rows = page(desk.get(LIST)).xpath("//table[@id='result_list']/tbody/tr")
    assert [row.xpath("string(.//th/a/@href)").split("?")[0] for row in rows] == [
        address(one) for one in (overdue, fresh, answered)
    ]
    assert [row.xpath("boolean(.//strong[@class='desk-overdue'])") for row in rows] == [True, False, False]


def test_the_list_keeps_open_ones_or_answered_ones(desk):
    received(hours=90, answered_after=3, language="be")
    received(hours=1, language="ru")
    for state, language in (("open", "ru"), ("answered", "be")):
        found = page(desk.get(LIST, {"state": state})).xpath("//td[@class='field-language']/text()")
        assert found == [language]


def test_the_outcome_notes_who_answered_and_when(editor):
    request = received(hours=2)
    answer(editor, request, outcome=RemovalOutcome.REMOVED, answer="It is gone.")
    request.refresh_from_db()
    assert (request.answered_by.username, request.answer) == ("Editor", "It is gone.")
    assert timezone.now() - request.answered_at < timedelta(minutes=5)


def test_another_answer_keeps_who_answered_and_no_outcome_opens_it_again(desk):
    request = received(hours=30, answered_after=2)
    answer(desk, request, answer="More words")
    request.refresh_from_db()
    assert request.answered_by.username == "answers"
    answer(desk, request, outcome="")
    request.refresh_from_db()
    assert (request.answered_at, request.answered_by) == (None, None)


def test_the_start_page_tells_of_open_ones_with_their_hours(editor):
    overdue = received(hours=30, organisation=OrganisationFactory(name="Rada"))
    fresh = received(hours=1)
    received(hours=90, answered_after=3)
    notice = page(editor.get(START)).xpath("//section[contains(@class, 'desk-requests')]")[0]
    assert notice.xpath(".//a/@href") == [address(overdue), address(fresh)]
    said = [" ".join(one.text_content().split()) for one in notice.xpath(".//li")]
    assert said[0].endswith("Rada: overdue by 6 hours")
    assert said[1].endswith("22 hours left")
    assert "is-overdue" in notice.get("class")


def test_the_start_page_is_silent_where_none_is_open(desk):
    received(hours=90, answered_after=3)
    assert not page(desk.get(START)).xpath("//section[contains(@class, 'desk-requests')]")


def test_the_way_to_what_shows_the_organisation_is_for_who_may_take_it_out(desk, editor):
    request = received(hours=1, organisation=OrganisationFactory(name="Дом & Rada"))
    (way,) = page(desk.get(address(request))).xpath("//a[contains(., 'Take it out')]/@href")
    assert page(desk.get(way)).xpath("//input[@name='q']/@value") == ["Дом & Rada"]
    assert not page(editor.get(address(request))).xpath("//a[contains(., 'Take it out')]")


def test_auditors_read_requests_and_change_nothing(auditor):
    request = received(hours=1)
    assert auditor.get(address(request)).status_code == 200
    assert auditor.post(address(request), {"outcome": RemovalOutcome.REFUSED}).status_code == 403
    assert page(auditor.get(START)).xpath("//section[contains(@class, 'desk-requests')]")


def test_a_new_request_runs_from_now_unless_somebody_says_otherwise(editor):
    where = reverse("admin:register_removalrequest_add")
    data = form_data(editor, where, channel="by phone", concerns="A photograph")
    assert editor.post(where, data).status_code == 302
    assert timezone.now() - RemovalRequest.objects.get().received_at < timedelta(minutes=5)

"""The name of an answer: the same for the same release, address and program, another for any other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from funding.portal import editions
from funding.publication.models import Release

WHEN = datetime(2026, 11, 25, 12, tzinfo=UTC)
FIRST, SECOND = Release(number=1, published_at=WHEN), Release(number=2, published_at=WHEN)


@pytest.fixture(autouse=True)
def _program_of_its_own(tmp_path, settings):
    """Have a small program in place of ours, and forget what was computed of it."""
    (tmp_path / "funding" / "__pycache__").mkdir(parents=True)
    (tmp_path / "funding" / "page.py").write_text("a = 1")
    (tmp_path / "requirements.txt").write_text("django==1")
    settings.BASE_DIR = tmp_path
    _forget()
    yield
    _forget()


def _forget():
    editions.program.cache_clear()
    editions._shown.cache_clear()


def tag(release=FIRST, address="/grants/?year=2023"):
    return editions.etag_of(release, RequestFactory().get(address))


def test_the_same_answer_has_the_same_strong_tag():
    first = tag()
    _forget()
    assert tag() == first
    assert first[0] == first[-1] == '"'


def test_another_release_path_or_query_has_another_tag():
    others = [
        tag(None),
        tag(SECOND),
        tag(Release(number=1, published_at=WHEN + timedelta(days=1))),
        tag(address="/grants/"),
        tag(address="/grants/?year=2024"),
        tag(address="/grants/?year=2023&q="),
        tag(address="/grants.csv?year=2023"),
    ]
    assert len({tag(), *others}) == 8


@pytest.mark.parametrize(
    ("name", "content"), [("funding/page.py", "a = 2"), ("requirements.txt", "django==2"), ("templates/new.html", "")]
)
def test_another_program_has_another_tag(tmp_path, name, content):
    before = tag()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content)
    assert tag() == before  # computed once
    _forget()
    assert tag() != before


def test_what_python_has_compiled_makes_no_difference(tmp_path):
    before = tag()
    (tmp_path / "funding" / "__pycache__" / "page.pyc").write_bytes(b"1")
    _forget()
    assert tag() == before


def test_a_setting_that_shows_makes_another_tag_and_the_same_program(settings):
    before, program = tag(), editions.program()
    settings.REMOVAL_CONTACT = "someone@example.org"
    _forget()
    assert (tag() != before, editions.program()) == (True, program)

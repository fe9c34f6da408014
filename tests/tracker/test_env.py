"""Environment variables are read with their types, and complaints carry the variable's name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker import env

NAME = "TRACKER_SOMETHING"


def test_a_missing_variable_is_named(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.text(NAME)


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv(NAME, "  ")
    assert env.text(NAME, default="given") == "given"


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("Yes", True), ("off", False), ("FALSE", False)])
def test_a_flag_is_read_in_words_and_figures(monkeypatch, value, meant):
    monkeypatch.setenv(NAME, value)
    assert env.flag(NAME, default=not meant) is meant


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_that_is_not_set_has_its_default(monkeypatch, default):
    monkeypatch.delenv(NAME, raising=False)
    assert env.flag(NAME, default=default) is default


def test_an_unclear_flag_is_refused_by_name_and_never_shown(monkeypatch):
    monkeypatch.setenv(NAME, "perhaps")
    with pytest.raises(ImproperlyConfigured, match=NAME) as refusal:
        env.flag(NAME, default=True)
    assert "perhaps" not in str(refusal.value)


def test_an_unknown_choice_is_answered_with_the_known_ones(monkeypatch):
    monkeypatch.setenv(NAME, "desk")
    with pytest.raises(ImproperlyConfigured, match="TRACKER_SOMETHING must be one of: portal, staff"):
        env.choice(NAME, ["portal", "staff"])


def test_items_are_parted_by_commas_and_blanks_do_not_count(monkeypatch):
    monkeypatch.setenv(NAME, "a.example, b.example,,")
    assert env.items(NAME) == ["a.example", "b.example"]

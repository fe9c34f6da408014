"""Partials that Jinja2 compiles are as safe and as strict as Django's own."""

import pytest
from django import forms
from django.template.loader import render_to_string
from jinja2 import UndefinedError

from funding.portal.rail import Control, Option
from funding.publication.models import PublishedGrant
from funding.templatetags.compiled import compiled

HOSTILE = '<script>alert("1")</script> & co'


class _Form(forms.Form):
    programme = forms.CharField(label="Programme", required=False)


def test_what_staff_typed_is_text_in_rows():
    row = PublishedGrant(
        public_id="a", title=HOSTILE, recipient=HOSTILE, programme_title=HOSTILE, recipient_countries=["<b>"],
        sectors=["<i>"],
    )  # fmt: skip
    html = render_to_string("funding/_grant_rows.html", {"rows": [row]})
    assert html.count("&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; co") == 3
    assert "<b>" not in html
    assert "<i>" not in html


def test_what_staff_typed_is_text_among_the_choices():
    form = _Form({})
    rail = [Control(form["programme"], [Option(HOSTILE, HOSTILE, is_chosen=False, count=1)], is_long=True)]
    drawn = compiled("rail", rail=rail, form=form, noun="grants", address="/")
    assert HOSTILE not in drawn
    assert drawn.count("&lt;script&gt;") == 2, "the option's value and its label"


def test_a_name_that_is_not_given_is_an_error_and_no_blank():
    with pytest.raises(UndefinedError):
        compiled("rail", rail=[], noun="grants", address="/")

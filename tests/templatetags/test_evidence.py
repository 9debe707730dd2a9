from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone

from positions.enums import Precision, Verdict
from positions.models import Party, User

AT = datetime(2016, 10, 7, 15, 42, tzinfo=UTC)


def draw(source, **context):
    return Template("{% load evidence %}" + source).render(Context(context))


def judged(verdict, by, score=0.8):
    judgement = SimpleNamespace(verdict=verdict, by=by, at=AT, get_verdict_display=lambda: Verdict(verdict).label)
    return SimpleNamespace(judgement=judgement, score=score)


def test_party_is_shape_and_name():
    drawn = draw("{% party party %}", party=Party(name="<Zahira>", number=9))

    assert drawn == (
        '<span class="party party-1 shape-2 ringed"><span class="pm" aria-hidden="true"></span>'
        "<bdi>&lt;Zahira&gt;</bdi></span>"
    )


def test_no_party_is_said():
    assert draw("{% party party %}", party=None) == '<span class="quiet">party not known</span>'


@pytest.mark.parametrize(
    ("value", "name", "sign", "words"),
    [
        ("supports", "plus", "+", "supports"),
        ("opposes", "minus", "−", "opposes"),
        ("mixed", "mixed", "±", "mixed"),
        ("none", "none", "○", "takes none"),
        ("", "unknown", "?", "unknown"),
    ],
)
def test_stance_is_sign_and_word(value, name, sign, words):
    drawn = draw("{% stance value %}", value=value)

    assert drawn == (
        f'<span class="stance stance-{name}"><span class="sign" aria-hidden="true">{sign}</span>{words}</span>'
    )


def test_firmness_is_bars_and_word():
    assert draw("{% firmness 4 %}{% firmness nothing %}", nothing=None) == '<span class="firm firm-4">red line</span>'


@pytest.mark.parametrize(
    ("precision", "stamp", "title", "shown"),
    [
        (Precision.MINUTE, "2016-10-07T15:42+00:00", "7 October 2016, 15:42 UTC", "7 Oct 2016, 21:27"),
        (Precision.DAY, "2016-10-07", "only the day is known", "7 Oct 2016"),
        (Precision.MONTH, "2016-10", "only the month is known", "Oct 2016"),
    ],
)
def test_time_is_shown_as_exactly_as_it_is_known(precision, stamp, title, shown):
    with timezone.override(ZoneInfo("Asia/Kathmandu")):
        drawn = draw("{% moment at precision %}", at=AT, precision=precision)

    assert drawn == f'<time datetime="{stamp}" title="{title}">{shown}</time>'


@time_machine.travel(datetime(2016, 10, 9, tzinfo=UTC))
def test_decision_is_signed():
    drawn = draw("{% tag row %}", row=judged("confirm", User(first_name="Tomás", last_name="Ferreira")))

    assert drawn == (
        '<span class="tag tag-ink" title="confirmed by Tomás Ferreira"><span><bdi>Tomás F.</bdi>, 7 Oct</span></span>'
    )


@time_machine.travel(datetime(2016, 10, 7, 18, tzinfo=UTC))
def test_own_decision_of_today_is_you_and_the_time():
    reader = User(pk=1, username="nora")

    drawn = draw("{% tag row %}", row=judged("confirm", reader), user=reader)

    assert "<span><bdi>you</bdi>, 15:42</span>" in drawn


def test_suggestion_has_its_score():
    row = SimpleNamespace(judgement=None, score=0.8123)

    assert draw("{% tag row %}", row=row) == '<span class="tag tag-pencil"><span>suggested, 0.81</span></span>'


def test_refusal_is_struck_through():
    assert 'class="tag tag-refused"' in draw("{% tag row %}", row=judged("reject", User(username="nora")))

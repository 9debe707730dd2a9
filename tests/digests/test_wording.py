"""Plain sentences that never say more than was counted."""

import pytest
from django.utils import translation

from positions.digests.wording import Sentence, no_longer_heard, said_again, said_so_far
from positions.models import Party

ZAHIRA = Party(name="Zahira <b>")
TOO_MUCH = ("consistently", "always", "repeatedly", "keeps", "again and again", "insists")


@pytest.mark.parametrize(
    ("times", "again", "so_far"),
    [
        (1, "said it once more: opposes dues", "Said once so far."),
        (2, "said it twice more: opposes dues", "Said twice so far."),
        (3, "repeated it 3 times: opposes dues", "Said 3 times so far."),
        (14, "repeated it 14 times: opposes dues", "Said 14 times so far."),
    ],
)
def test_times_are_told_as_counted(times, again, so_far):
    assert str(said_again(ZAHIRA, "opposes dues", times)) == f"Zahira <b> {again}"
    assert said_so_far(times) == so_far


@pytest.mark.parametrize(
    ("times", "silent"),
    [
        (2, "said it twice, and not in this period: opposes dues"),
        (3, "said it 3 times, and not in this period: opposes dues"),
    ],
)
def test_silence_says_how_often_it_had_been_said(times, silent):
    assert str(no_longer_heard(ZAHIRA, "opposes dues", times)) == f"Zahira <b> {silent}"


@pytest.mark.parametrize("times", [1, 2, 3, 14])
def test_no_count_is_called_a_habit(times):
    told = [str(said_again(ZAHIRA, "x", times)), said_so_far(times), str(no_longer_heard(ZAHIRA, "x", times))]
    assert [word for word in TOO_MUCH for sentence in told if word in sentence.lower()] == []


def test_names_are_escaped_and_stand_out_as_html():
    sentence = Sentence("%(party)s’s words on %(issue)s: %(days)d", {"party": ZAHIRA, "issue": "<i>", "days": 3})
    assert sentence.html == "<b><bdi>Zahira &lt;b&gt;</bdi></b>’s words on &lt;i&gt;: 3"
    assert str(sentence) == "Zahira <b>’s words on <i>: 3"


def test_words_with_a_percent_sign_are_put_in_as_they_are():
    with translation.override("en"):
        assert str(said_again(ZAHIRA, "opposes 5 % dues", 14)) == "Zahira <b> repeated it 14 times: opposes 5 % dues"

"""The mail: the same in the same order as HTML and as text."""

import re

import pytest

from positions.digests.compose import compose
from positions.digests.followed import Followed
from positions.digests.plain import WIDTH
from positions.digests.render import Reader, render
from positions.enums import SpeechKind
from tests.digests.conftest import END, START
from tests.factories import ArticleFactory, ArticleVersionFactory


@pytest.fixture
def mail(negotiation):
    def mail(**reader):
        digest = compose(followed=[Followed(negotiation)], start=START, end=END, by_said=True)
        return render(digest, reader=Reader(**reader))

    return mail


def test_text_and_html_lead_to_the_same_evidence(say, mail):
    say(1, "opposes", value=16), say(4, value=44), say(5, value=44)
    rendered = mail()
    in_text = set(re.findall(r"http\S+/statements/\S+", rendered.text))
    in_html = set(re.findall(r'href="(http[^"]+/statements/[^"]+)"', rendered.html))
    assert in_text == in_html != set()


def test_text_stays_within_78_columns(say, mail):
    say(1, "opposes"), say(4, condition="the cranes and the quays of the old harbour are repaired by all sides " * 3)
    lines = mail().text.splitlines()
    assert [line for line in lines if len(line) > WIDTH and "http" not in line] == []


def test_styles_stand_in_the_elements_and_only_media_blocks_in_the_head(say, mail):
    say(4)
    html = mail().html
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert re.sub(r"@media[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style).strip() == ""
    assert 'class="foot" style="' in html


def test_words_of_an_article_cannot_become_markup(say, mail, negotiation):
    text = "<script>alert(1)</script> & the dues are settled."
    version = ArticleVersionFactory(article=ArticleFactory(negotiation=negotiation), text=text)
    say(4, statement__version=version, statement__kind=SpeechKind.INDIRECT)
    rendered = mail()
    assert "<script>" not in rendered.html
    assert "<script>alert(1)</script> & the dues are settled." in rendered.text


def test_subject_is_one_line(say, mail, negotiation, issue):
    issue.title = "Dues\nand tolls"
    issue.save()
    say(1, "opposes"), say(4)
    assert "\n" not in mail().subject


def test_quiet_week_says_so_in_one_line(mail):
    assert "No position moved in this period." in mail().text


def test_example_is_marked_as_one(mail, negotiation):
    negotiation.is_example = True
    negotiation.save()
    rendered = mail()
    assert "An example" in rendered.text
    assert "An example" in rendered.html

"""The mail: the same in the same order as HTML and as text."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from positions.digests.compose import compose
from positions.digests.followed import Followed
from positions.digests.layout import sheet_of
from positions.digests.plain import WIDTH
from positions.digests.render import Reader, render
from positions.digests.summary import gist_of
from positions.enums import SpeechKind
from positions.models import Statement
from tests.digests.conftest import END, START
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    ConditionVerdictFactory,
    IssueFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    ProposalFactory,
    VoteFactory,
)


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


def facts(digest) -> list[str]:
    """Return every word, name, number and address that the rows of a digest tell."""
    found = []
    for part in digest.parts:
        sheet = sheet_of(part)
        for section in sheet.sections:
            found.append(section.title.casefold())
            for item in section.items:
                found += [] if item.counts else [str(item.sentence)]
                found += [item.url, item.figure, *item.notes, *(str(count) for _, count in item.counts)]
                found += [part for quote in (item.before, item.after) if quote for part in (quote.words, quote.cite)]
                found += [str(end) for end in item.ends or ()]
        waiting = sheet.waiting
        found += [waiting.sentence, waiting.names, waiting.failed, sheet.basis]
    return [" ".join(fact.casefold().split()) for fact in found if fact]


def plain(text: str) -> str:
    return " ".join(text.casefold().split())


def visible(html: str) -> str:
    """Return the words of a page and the addresses of its links, as they are read."""
    inside = re.sub(r"<(style|title).*?</\1>", " ", html, flags=re.DOTALL)
    addresses = " ".join(re.findall(r'href="([^"]+)"', inside))
    words = re.sub(r"<(?:/?(?:b|bdi|span|q|a))\b[^>]*>", "", inside)
    return plain(unescape(re.sub(r"<[^>]+>", " ", words)).replace("\xa0", " ") + " " + unescape(addresses))


@pytest.fixture
def eventful(say, negotiation, party):
    """Return a week in which something of every sort happened."""
    other = PartyFactory(negotiation=negotiation, name="Northmark")
    plan = ProposalFactory(
        negotiation=negotiation, title="Plan & map", summary="Half of it.", put_by=party, put_at=START + timedelta(1)
    )
    (
        say(1, "opposes", value=16, firmness=4),
        say(4, value=44, condition="it is <signed>"),
        say(5, value=44),
        say(6, value=44),
    )
    aside, third, fourth = (IssueFactory(negotiation=negotiation) for _ in range(3))
    say(1, issue=aside), say(2, issue=aside)
    say(1, "opposes", firmness=4, statement__party=other, issue=third)
    say(5, proposal=plan, issue=third), say(6, "opposes", statement__party=other, proposal=plan, issue=fourth)
    (
        say(7, issue=fourth, statement__speaker_as_written="A"),
        say(7, "opposes", issue=fourth, statement__speaker_as_written="B"),
    )
    VoteFactory(proposal=ProposalFactory(negotiation=negotiation), party=other, cast_at=START + timedelta(2))
    position = say(2, condition="the port opens", issue=IssueFactory(negotiation=negotiation), statement__party=other)
    ConditionVerdictFactory(
        position=position, state="met", shown_by=say(6, issue=aside, statement__party=other).statement
    )
    say(7, confirmed=False, value=99), ArticleFactory(negotiation=negotiation, state="failed", error="403")
    return compose(followed=[Followed(negotiation)], start=START, end=END, by_said=True)


def test_text_tells_the_same_facts_as_html(eventful):
    told = facts(eventful)
    mail = render(eventful, reader=Reader())
    assert len({change.kind for change in eventful.changes}) >= 8
    assert len(told) > 60
    assert [fact for fact in told if fact not in plain(mail.text)] == []
    assert [fact for fact in told if fact not in visible(mail.html)] == []


def test_mail_loads_nothing_and_runs_nothing(eventful):
    html = render(eventful, reader=Reader()).html
    assert re.findall(r"<(?:img|script|link|iframe|object|form)|url\(|@import|\son\w+=", html) == []
    assert "prefers-color-scheme: dark" in html


def test_long_lists_are_cut_in_both_forms_and_say_so(say, negotiation):
    long = "We will pay " + "all of the dues " * 60 + "on time."
    for number in range(120):
        version = ArticleVersionFactory(article=ArticleFactory(negotiation=negotiation), text=f"{number} {long}")
        say(5, issue=IssueFactory(negotiation=negotiation), statement__version=version)
    digest = compose(followed=[Followed(negotiation)], start=START, end=END, by_said=True)
    mail = render(digest, reader=Reader(browser_url="https://positions.example/d/1/"))
    (shown,) = {len(re.findall(r"^\*  ", mail.text, re.MULTILINE)), mail.html.count(">Evidence</a>")}
    assert len(mail.html.encode()) < 100_000
    assert 8 <= shown < 120
    for form in (mail.text, mail.html):
        assert f"And {120 - shown} more" in form
        assert f"{120 - shown} rows are left out" in " ".join(form.split())
    assert 'href="https://positions.example/d/1/"' in mail.html


def test_many_negotiations_still_make_a_short_mail(db):
    negotiations = NegotiationFactory.create_batch(60)
    digest = compose(followed=[Followed(each) for each in negotiations], start=START, end=END, by_said=True)
    mail = render(digest, reader=Reader())
    assert len(mail.html.encode()) < 100_000
    assert "negotiations are left out." in " ".join(mail.text.split())


def test_days_are_those_of_the_reader(say, mail, negotiation):
    position = say(5, statement__said_at_precision="minute")
    Statement.objects.filter(pk=position.statement.pk).update(said_at=datetime(2016, 10, 5, 23, 30, tzinfo=UTC))
    assert ("5 Oct 2016" in mail().text, "6 Oct 2016" in mail(time_zone="Asia/Tokyo").text) == (True, True)


def test_mail_says_why_it_comes_and_how_it_ends(mail):
    addresses = {name: f"https://positions.example/{name}/" for name in ("manage", "unsubscribe", "browser")}
    rendered = mail(why=("You follow Zahira.",), **{f"{name}_url": url for name, url in addresses.items()})
    for form in (rendered.text, rendered.html):
        assert [text for text in ("You follow Zahira.", *addresses.values()) if text not in form] == []


def test_preview_has_no_addresses_of_a_subscription(mail):
    assert [
        word for word in ("Unsubscribe", "Change what") for form in (mail().text, mail().html) if word in form
    ] == []


def test_subject_of_several_negotiations_counts_the_others(say, negotiation):
    say(5)
    other = PositionFactory(issue__negotiation__title="Airport talks", statement__said_at=START).issue.negotiation
    quiet = NegotiationFactory()
    followed = [Followed(each) for each in (quiet, negotiation, other)]
    mail = render(compose(followed=followed, start=START, end=END, by_said=True), reader=Reader())
    assert re.fullmatch(r"(Harbour|Airport) talks: .+; 1 more negotiation changed", mail.subject)


def test_subject_fits_where_it_is_kept(mail, say, negotiation, party):
    negotiation.title, party.name = "N" * 200, "P" * 120
    negotiation.save(), party.save()
    say(5)
    assert len(mail().subject) <= 200


def test_mail_is_written_in_the_language_and_the_direction_of_the_reader(say, mail):
    say(5)
    assert "9 octobre 2016" in mail(language="fr").text
    assert '<html lang="ar" dir="rtl">' in mail(language="ar").html


def test_gist_counts_every_change_once(eventful):
    counted = sum(int(number) for number in re.findall(r"\d+", gist_of(eventful)))
    assert counted == len(eventful.changes)
    assert "1 proposal put" in gist_of(eventful)

"""What an import makes of each kind of record: new, changed, as recorded, skipped, bad."""

from datetime import UTC, date, datetime

import pghistory
import pytest
from pghistory.models import Context

from positions.enums import (
    ArticleState,
    Firmness,
    JobKind,
    PartyKind,
    Precision,
    RowOutcome,
    Stance,
    TransferState,
    Verdict,
)
from positions.exchange.records import (
    CarriedRecord,
    IssueRecord,
    PartyRecord,
    PersonRecord,
    PositionRecord,
    ProposalRecord,
    TermRecord,
)
from positions.models import (
    Affiliation,
    Article,
    ArticleVersion,
    Carried,
    Issue,
    Job,
    Judgement,
    Party,
    Position,
    Proposal,
    Spokesperson,
    Statement,
)
from positions.review.statements import judge_statement
from tests.exchange.taking import PUBLISHED, TEXT, article, outcomes, report, statement, take
from tests.factories import MembershipFactory, PartyAliasFactory, PartyFactory

pytestmark = pytest.mark.django_db

CREATE, CHANGE, SAME, SKIP, BAD = RowOutcome.values


def coded(**fields):
    return PositionRecord("Dues", Stance.MIXED, **fields)


@pytest.fixture
def analyst():
    return MembershipFactory(user__username="nora").user


@pytest.fixture
def negotiation(analyst):
    return analyst.negotiations.get()


def test_party_is_entered_with_its_names_and_not_twice(negotiation, analyst):
    record = PartyRecord("Zahira", kind=PartyKind.ENVOY, group="coast", aliases=("the Zahiri side",))
    assert outcomes(take(negotiation, analyst, record, record)) == [(CREATE, ""), (SAME, "")]
    party = negotiation.parties.get()
    assert (party.name, party.slug, party.number, party.kind, party.group) == ("Zahira", "zahira", 1, "envoy", "coast")
    assert [each.name for each in party.aliases.all()] == ["the Zahiri side"]
    assert outcomes(take(negotiation, analyst, record)) == [(SAME, "")]


def test_change_names_what_stood_there_and_leaves_what_the_file_does_not_say(negotiation, analyst):
    PartyFactory(negotiation=negotiation, name="Zahira", kind="state", group="coast")
    done = take(negotiation, analyst, PartyRecord("Zahira", kind=PartyKind.ENVOY, aliases=("Z",)))
    assert [row[3:] for row in report(done)] == [(CHANGE, {"kind": ["state", "envoy"], "aliases": [[], ["Z"]]}, [], "")]
    party = negotiation.parties.get()
    assert (party.kind, party.group, party.aliases.get().name) == ("envoy", "coast", "Z")
    assert done.counts == {"party": {"change": 1}}


def test_alias_finds_its_party_and_a_name_of_two_is_bad(negotiation, analyst):
    one, other = (PartyFactory(negotiation=negotiation, name=name) for name in ("Zahira", "Northmark"))
    for party in (one, other):
        PartyAliasFactory(party=party, name="the coast")
    PartyAliasFactory(party=one, name="Zahira City")
    done = take(
        negotiation, analyst, PartyRecord("Zahira City", group="south"), PartyRecord("the coast", group="north")
    )
    said = "“the coast” is another name of “Zahira” and “Northmark”. Write which one is meant."
    assert outcomes(done) == [(CHANGE, ""), (BAD, said)]
    assert dict(negotiation.parties.values_list("name", "group")) == {"Zahira": "south", "Northmark": ""}


def test_person_is_entered_with_terms_and_the_parties_they_name(negotiation, analyst):
    record = PersonRecord(
        "Salma Haddun", aliases=("Selma",), terms=(TermRecord("Zahira", "minister", date(2020, 1, 1)),)
    )
    done = take(negotiation, analyst, record, record)
    assert [row[3:6] for row in report(done)] == [(CREATE, {}, [["party", "Zahira"]]), (SAME, {}, [])]
    assert list(Affiliation.objects.values_list("spokesperson__name", "party__name", "title", "starts_on")) == [
        ("Salma Haddun", "Zahira", "minister", date(2020, 1, 1))
    ]


def test_issue_is_entered_under_a_parent_that_is_made_for_it(negotiation, analyst):
    record = IssueRecord(
        "Dues",
        question="Are dues paid?",
        parent="Harbour",
        keywords=("fee",),
        status_quo=0,
        anchors=((0, "none"), (100, "all")),
    )
    assert outcomes(take(negotiation, analyst, record, record)) == [(CREATE, ""), (SAME, "")]
    issue = Issue.objects.get(title="Dues")
    assert (issue.parent.title, issue.keywords, issue.status_quo) == ("Harbour", ["fee"], 0)
    assert dict(issue.anchors.values_list("value", "meaning")) == {0: "none", 100: "all"}
    around = take(negotiation, analyst, IssueRecord("Harbour", parent="Dues"), IssueRecord("Cranes", status_quo=101))
    assert [row[3] for row in report(around)] == [BAD, BAD]


def test_proposal_is_entered_with_who_put_it(negotiation, analyst):
    record = ProposalRecord(
        "Envoy's plan", reference="S/1", put_by="Envoy", sponsors=("Zahira",), issues=("Dues",), put_at=PUBLISHED
    )
    assert outcomes(take(negotiation, analyst, record, record)) == [(CREATE, ""), (SAME, "")]
    proposal = Proposal.objects.get()
    assert (proposal.slug, proposal.put_by.name, proposal.put_at) == ("s1", "Envoy", PUBLISHED)
    assert [proposal.sponsors.get().name, proposal.issues.get().title] == ["Zahira", "Dues"]


def test_article_keeps_its_text_and_is_not_read(negotiation, analyst):
    done = take(negotiation, analyst, article(url="https://gazette.example/1", language="en"), article("b"))
    assert outcomes(done) == [(CREATE, ""), (SAME, "")]
    kept = Article.objects.get()
    assert (kept.latest_version.text, kept.source.name, kept.state, kept.added_by) == (TEXT, "Gazette", "read", analyst)
    assert not Job.objects.filter(kind=JobKind.EXTRACT).exists()


def test_article_is_read_where_the_option_says_so(negotiation, analyst):
    take(negotiation, analyst, article(), read_articles=True)
    job = Job.objects.get(kind=JobKind.EXTRACT)
    assert (job.article.state, job.payload) == (ArticleState.WAITING, {"version": ArticleVersion.objects.get().pk})


def test_text_of_another_form_moves_the_places_of_words(negotiation, analyst):
    text = "\ufeff  Cafe\u0301 talks.\r\n\r\n“We will pay the dues,” said Salma Haddun.\r\n"
    at = text.index("We will")
    take(negotiation, analyst, article(text=text), statement(spans=((at, at + 20),)))
    kept = Statement.objects.get()
    assert (kept.version.text[:11], kept.words) == ("Café talks.", "We will pay the dues")
    start, end = kept.spans[0]
    assert kept.version.text[start:end] == kept.words


def test_statement_is_taken_whole_with_position_and_verdicts(negotiation, analyst):
    position = PositionRecord("Dues", Stance.SUPPORTS, value=70, firmness=Firmness.FIRM, condition="if the port opens")
    done = take(negotiation, analyst, article(), statement(positions=(position,), targets=("Northmark",)))
    names = [["person", "Salma Haddun"], ["party", "Zahira"], ["party", "Northmark"], ["issue", "Dues"]]
    assert [row[3:] for row in report(done)] == [(CREATE, {}, [], ""), (CREATE, {}, names, "")]
    kept = Statement.objects.get()
    assert (kept.words, kept.kind, kept.said_at, kept.origin) == (
        "We will pay the dues,",
        "direct",
        PUBLISHED,
        "person",
    )
    assert (kept.speaker.name, kept.party.name, kept.targets.get().name) == ("Salma Haddun", "Zahira", "Northmark")
    held = kept.positions.get()
    assert (held.stance, held.value, held.firmness, held.condition) == ("supports", 70, 3, "the port opens")
    assert {(each.verdict, each.by) for each in Judgement.objects.all()} == {("confirm", analyst)}
    assert list(Position.objects.held()) == [held]


def test_statements_ask_for_links_once(negotiation, analyst):
    take(negotiation, analyst, article(), statement(), statement("t", spans=((45, 65),), speaker="Ilka Brandt"))
    assert [job.payload for job in Job.objects.filter(kind=JobKind.LINK)] == [{"negotiation": negotiation.pk}]


def test_imported_rows_are_in_the_history_by_who_imported(negotiation, analyst):
    done = take(negotiation, analyst, article(), statement())
    assert {(each.metadata["user"], each.metadata["transfer"]) for each in Context.objects.all()} == {
        (analyst.pk, str(done.public_id))
    }


def test_suggestion_of_a_file_stays_undecided(negotiation, analyst):
    take(negotiation, analyst, article(), statement(verdict=None))
    assert (Statement.objects.undecided().count(), Position.objects.undecided().count()) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (
            {"article": "z"},
            (
                "No row before this one is an article “z” that could be taken, and no article recorded here has this "
                "identifier. Add its row, or correct the identifier."
            ),
        ),
        ({"spans": ((0, 999),)}, "The words stand outside the text, which has 106 characters. Check the two places."),
        ({"spans": (), "words": "he"}, "“he” stands 3 times in the article's text. Give the place of the words."),
        (
            {"spans": (), "words": "no such"},
            "“no such” stands nowhere in the article's text. Give the place of the words.",
        ),
        (
            {"words": "The cranes"},
            "At this place stands “We will pay the dues,”, not “The cranes”. Correct the place, or leave it out.",
        ),
        ({"reported_through": "z"}, "No row before this one is a statement with the key “z” that could be taken."),
        (
            {"said_at": datetime(2131, 1, 1, tzinfo=UTC)},
            "The day on which it was said, 2131-01-01, is in the future. Correct it.",
        ),
        ({"positions": (coded(value=101),)}, "101 is not on the scale from 0 to 100. Correct it."),
        ({"positions": (coded(), coded())}, "It has two positions on “Dues”. Keep one of them."),
    ],
)
def test_bad_statement_says_why_and_stops_nothing(negotiation, analyst, fields, why):
    done = take(negotiation, analyst, article(), statement(**fields), statement("t"))
    assert outcomes(done) == [(CREATE, ""), (BAD, why), (CREATE, "")]
    assert (done.state, Statement.objects.count(), Party.objects.count()) == (TransferState.DONE, 1, 1)


def test_words_are_found_however_lines_are_broken(negotiation, analyst):
    take(negotiation, analyst, article(), statement(spans=(), words="answered. She\nleft"))
    assert Statement.objects.get().words == "answered.\n\nShe left"


def test_unreadable_line_is_told_by_its_place(negotiation, analyst):
    done = take(negotiation, analyst, "{", '{"name": "x"}', '{"record": "party", "colour": 1}', PartyRecord("Zahira"))
    assert [row[1:4] for row in report(done)] == [
        ("line 1", "", BAD), ("line 2", "", BAD), ("line 3", "", BAD), ("line 4", "party", CREATE),
    ]  # fmt: skip


def test_unknown_names_are_refused_where_the_option_says_so(negotiation, analyst):
    done = take(negotiation, analyst, article(), statement(), PartyRecord("Zahira"), unknown_names="refuse")
    why = "There is no person “Salma Haddun” here. Enter it first, or correct the name."
    assert outcomes(done) == [(CREATE, ""), (BAD, why), (CREATE, "")]
    assert not Spokesperson.objects.exists()


def test_reported_statement_hangs_on_the_one_that_reports_it(negotiation, analyst):
    inner = statement("t", spans=((45, 65),), speaker="Ilka Brandt", reported_through="s")
    assert outcomes(take(negotiation, analyst, article(), statement(), inner, inner))[1:] == [
        (CREATE, ""), (CREATE, ""), (SAME, "")
    ]  # fmt: skip
    assert Statement.objects.get(reported_through=None).reported.get().speaker.name == "Ilka Brandt"
    loop = take(negotiation, analyst, article(), statement(), inner, statement(reported_through="t"))
    assert outcomes(loop)[3] == (
        BAD, "A statement cannot be reported through itself. Correct through which it is reported."
    )  # fmt: skip


def test_corrected_file_changes_what_an_earlier_import_wrote(negotiation, analyst):
    take(negotiation, analyst, article(), statement())
    opposed = PositionRecord("Dues", Stance.OPPOSES, value=10)
    done = take(negotiation, analyst, article(title="Talks fail"), statement(positions=(opposed,), party="Northmark"))
    assert [row[4] for row in report(done)] == [
        {"title": ["Talks go on", "Talks fail"]},
        {"party": ["Zahira", "Northmark"], "stance on “Dues”": ["supports", "opposes"], "value on “Dues”": [70, 10]},
    ]
    kept = Statement.objects.get()
    assert (kept.version.article.title, kept.party.name, kept.positions.get().value) == ("Talks fail", "Northmark", 10)


def test_another_verdict_of_the_file_supersedes_that_of_an_earlier_import(negotiation, analyst):
    take(negotiation, analyst, article(), statement(positions=()))
    done = take(negotiation, analyst, article(), statement(positions=(), verdict=Verdict.REJECT))
    assert report(done)[1][3:5] == (CHANGE, {"verdict": ["confirm", "reject"]})
    assert list(Judgement.objects.order_by("pk").values_list("verdict", "superseded_by")) == [
        ("confirm", analyst.pk), ("reject", None),
    ]  # fmt: skip


def test_what_a_person_decided_here_since_is_skipped(negotiation, analyst):
    take(negotiation, analyst, article(), statement())
    with pghistory.context(user=analyst.pk):  # as every request has it
        judge_statement(statement=Statement.objects.get(), verdict=Verdict.REJECT, by=analyst)
    day = f"{Judgement.objects.latest('at').at:%Y-%m-%d}"
    done = take(negotiation, analyst, article(), statement(party="Northmark"), statement("t", spans=((45, 65),)))
    why = f"Decided here by nora, {day}; the file says otherwise: party, verdict."
    assert outcomes(done) == [(SAME, ""), (SKIP, why), (CREATE, "")]
    assert not Party.objects.filter(name="Northmark").exists()
    assert Statement.objects.refused().get().party.name == "Zahira"


def test_same_words_of_two_speakers_are_two_statements(negotiation, analyst):
    done = take(negotiation, analyst, article(), statement(speaker=""), statement("t", speaker="", party="Northmark"))
    assert outcomes(done)[1:] == [(CREATE, ""), (CREATE, "")]
    assert {each.party.name for each in Statement.objects.all()} == {"Zahira", "Northmark"}


def test_same_words_coded_twice_are_one_statement_with_two_positions(negotiation, analyst):
    other = statement("t", positions=(PositionRecord("Cranes", Stance.OPPOSES),))
    assert outcomes(take(negotiation, analyst, article(), statement(), other))[1:] == [(CREATE, ""), (CHANGE, "")]
    assert {each.issue.title for each in Statement.objects.get().positions.all()} == {"Dues", "Cranes"}


def test_what_has_no_column_is_carried_word_for_word(negotiation, analyst):
    record = CarriedRecord("entity:17", {"colour": [1, 2], "note": "b\u00e9"})
    assert outcomes(take(negotiation, analyst, record, record)) == [(CREATE, ""), (SAME, "")]
    kept = Carried.objects.get()
    assert (kept.format, kept.place, kept.content) == ("records", "entity:17", {"colour": [1, 2], "note": "bé"})


def test_day_of_another_precision_is_a_change(negotiation, analyst):
    take(negotiation, analyst, article(), statement())
    done = take(negotiation, analyst, article(), statement(said_at=PUBLISHED, said_at_precision=Precision.MONTH))
    assert report(done)[1][4] == {"said_at_precision": ["day", "month"]}

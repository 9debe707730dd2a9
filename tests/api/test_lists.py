"""What reading shows: whole rows, filters, order, pages, and as few queries for three rows as for one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from positions.analysis.held_positions import bring_up_to_date
from positions.enums import Firmness, Precision, Verdict
from positions.models import Judgement, Negotiation, User
from tests import factories as make
from tests.api.conftest import sentences
from tests.api.rows import COMPUTED, LISTS, Rows, make_rows, row_addresses

pytestmark = pytest.mark.django_db

INSIDE = "/api/v1/negotiations/harbour-talks"


def results(client: APIClient, name: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{INSIDE}/{name}/", query)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


@pytest.fixture
def rows(negotiation: Negotiation) -> Rows:
    return make_rows(negotiation)


class TestRows:
    def test_negotiation(self, reader: APIClient, negotiation: Negotiation) -> None:
        assert reader.get(f"{INSIDE}/").json() == {
            "slug": "harbour-talks",
            "title": "Harbour talks",
            "summary": "",
            "is_example": False,
            "role": "viewer",
            "uses_model": True,
            "show_threshold": 0.5,
            "pre_accept_threshold": 0.9,
            "recorded_at": negotiation.recorded_at.isoformat().replace("+00:00", "Z"),
        }

    def test_party_with_aliases(self, reader: APIClient, rows: Rows) -> None:
        party = rows.statement.party

        assert reader.get(row_addresses(rows)["parties"]).json() == {
            "slug": party.slug,
            "name": party.name,
            "kind": "state",
            "role": "negotiates",
            "group": "",
            "number": party.number,
            "aliases": [alias.name for alias in party.aliases.all()],
        }

    def test_spokesperson_with_affiliations(self, reader: APIClient, rows: Rows) -> None:
        assert reader.get(row_addresses(rows)["spokespersons"]).json() == {
            "id": rows.spokesperson.pk,
            "name": rows.spokesperson.name,
            "aliases": [],
            "affiliations": [
                {
                    "id": rows.spokesperson.affiliations.get().pk,
                    "party": rows.statement.party.slug,
                    "title": "foreign minister",
                    "starts_on": None,
                    "ends_on": None,
                }
            ],
        }

    def test_issue_with_its_scale(self, reader: APIClient, rows: Rows) -> None:
        shown = reader.get(row_addresses(rows)["issues"]).json()

        assert shown["anchors"] == [{"value": 0, "meaning": "no dues"}]
        assert (shown["slug"], shown["parent"], shown["status_quo"]) == (rows.position.issue.slug, None, None)

    def test_issue_is_opened_settled_and_opened_again_by_events(self, reader: APIClient, rows: Rows) -> None:
        issue, address = rows.position.issue, row_addresses(rows)["issues"]
        opened = reader.get(address).json()
        settled = make.OutsideEventFactory(
            negotiation=issue.negotiation, effect="settles", happened_at="2031-04-01T00:00Z",
            happened_at_precision="month",
        )  # fmt: skip
        settled.issues.add(issue)
        closed = reader.get(address).json()
        again = make.OutsideEventFactory(negotiation=issue.negotiation, effect="opens", happened_at="2031-05-02T00:00Z")
        again.issues.add(issue)

        shown = [(each["opened_on"], each["settled_on"]) for each in (opened, closed, reader.get(address).json())]
        assert shown == [("2031-03-04", None), ("2031-03-04", "2031-04"), ("2031-03-04", None)]
        assert len(results(reader, "issues", is_settled="true")) == 0

    def test_event(self, reader: APIClient, rows: Rows) -> None:
        shown = reader.get(row_addresses(rows)["events"]).json()

        del shown["recorded_at"], shown["id"]
        assert shown == {
            "title": rows.event.title,
            "summary": "",
            "happened_at": "2031-03-04",
            "happened_at_precision": "day",
            "effect": "opens",
            "reference": "",
            "url": "",
            "issues": [rows.position.issue.slug],
        }

    def test_vote(self, reader: APIClient, rows: Rows) -> None:
        shown = reader.get(row_addresses(rows)["votes"]).json()

        del shown["recorded_at"]
        taken = shown.pop("positions")
        assert [(each["issue"], each["stance"], each["judgement"]["verdict"]) for each in taken] == [
            (rows.position.issue.slug, "supports", "confirm")
        ]
        assert shown == {
            "id": rows.vote.pk,
            "proposal": rows.proposal.slug,
            "party": rows.vote.party.slug,
            "choice": "for",
            "cast_at": "2031-03-04",
            "cast_at_precision": "day",
            "meeting": "",
            "url": "",
        }

    def test_article_without_its_text(self, reader: APIClient, rows: Rows) -> None:
        article = rows.statement.version.article
        shown = reader.get(row_addresses(rows)["articles"]).json()

        assert shown["id"] == str(article.public_id)
        assert [sorted(version) for version in shown["versions"]] == [["number", "read_at", "text_hash"]]
        assert (shown["source"], shown["statement_count"], shown["state"]) == (article.source.name, 1, "waiting")

    def test_version_text_is_where_spans_point(self, reader: APIClient, rows: Rows) -> None:
        addresses = row_addresses(rows)
        text = reader.get(addresses["versions"]).json()["text"]
        statement = reader.get(addresses["statements"]).json()

        assert [text[start:end] for start, end in statement["spans"]] == [statement["words"]]

    def test_version_that_is_not_there(self, reader: APIClient, rows: Rows) -> None:
        assert reader.get(row_addresses(rows)["versions"].replace("/1/", "/2/")).status_code == 404

    def test_statement_with_its_evidence_judgement_and_positions(self, reader: APIClient, rows: Rows) -> None:
        statement, position = rows.statement, rows.position
        shown = reader.get(row_addresses(rows)["statements"]).json()
        decision, coded = shown.pop("judgement"), shown.pop("positions")
        del shown["recorded_at"], shown["seen"]

        assert shown == {
            "id": str(statement.public_id),
            "article": str(statement.version.article.public_id),
            "version": 1,
            "spans": statement.spans,
            "words": statement.words,
            "kind": "direct",
            "speaker_as_written": "Salma Haddun",
            "source_span": None,
            "cue_span": None,
            "speaker": {"id": rows.spokesperson.pk, "name": rows.spokesperson.name},
            "party": statement.party.slug,
            "unresolved_reason": "",
            "joint_with": [statement.joint_with.get().slug],
            "addressed_to": [],
            "targets": [],
            "reported_through": None,
            "said_at": "2031-03-04",
            "said_at_precision": "day",
            "origin": "person",
            "method": "",
            "confidence": None,
            "words_are_gone": False,
        }
        assert (decision["verdict"], decision["by"]) == ("confirm", statement.judgement.by.username)
        assert [(row["id"], row["issue"], row["stance"], row["value"], row["firmness"]) for row in coded] == [
            (position.pk, position.issue.slug, "supports", 60, "firm")
        ]

    def test_statement_reported_through_another(self, reader: APIClient, negotiation: Negotiation) -> None:
        carrier = make.StatementFactory(negotiation=negotiation)
        make.StatementFactory(
            negotiation=negotiation, version=carrier.version, speaker_as_written="she", reported_through=carrier
        )

        (shown,) = results(reader, "statements", is_first_hand=False)
        assert shown["reported_through"] == str(carrier.public_id)

    def test_refused_positions_are_not_shown_on_their_statement(self, reader: APIClient, rows: Rows) -> None:
        extra = make.PositionFactory(
            statement=rows.statement, issue=make.IssueFactory(negotiation=rows.negotiation), confirmed=False
        )
        make.refuse(position=extra)

        shown = reader.get(row_addresses(rows)["statements"]).json()
        assert [position["id"] for position in shown["positions"]] == [rows.position.pk]

    def test_position_of_a_vote(self, reader: APIClient, rows: Rows) -> None:
        (shown,) = results(reader, "positions", vote=rows.vote.pk)

        assert (shown["statement"], shown["vote"], shown["proposal"]) == (None, rows.vote.pk, rows.proposal.slug)
        assert (shown["party"], shown["taken_at"]) == (rows.vote.party.slug, "2031-03-04")

    def test_link_shows_what_was_suggested_and_what_holds(self, reader: APIClient, rows: Rows) -> None:
        Judgement.objects.filter(link=rows.link).delete()
        make.confirm(link=rows.link, relation="hardens")

        shown = reader.get(row_addresses(rows)["links"]).json()
        assert (shown["relation"], shown["suggested_relation"], shown["judgement"]["verdict"]) == (
            "hardens",
            "restates",
            "confirm",
        )
        assert shown["later"] == str(rows.link.later.public_id)
        assert shown["explanation"] == ["Same party, same words."]

    def test_job_says_why_it_failed(self, reader: APIClient, rows: Rows) -> None:
        shown = reader.get(row_addresses(rows)["jobs"]).json()

        assert (shown["state"], shown["error"], shown["article"]) == (
            "failed",
            "No text.",
            str(rows.job.article.public_id),
        )

    def test_subscriptions_are_ones_own(self, reader: APIClient, viewer: User, negotiation: Negotiation) -> None:
        make.SubscriptionFactory()
        make.SubscriptionFactory(user=viewer)

        assert reader.get("/api/v1/subscriptions/").json()["results"] == [
            {
                "frequency": "weekly",
                "weekday": 0,
                "month_day": 1,
                "hour": 9,
                "when_quiet": "line",
                "has_alerts": False,
                "is_active": True,
                "paused_at": None,
                "paused_reason": None,
                "due_at": "2031-03-04T12:00:00Z",
            }
        ]

    def test_what_one_follows_and_was_sent_are_ones_own(
        self, reader: APIClient, viewer: User, negotiation: Negotiation
    ) -> None:
        foreign = make.FollowFactory(negotiation=negotiation)
        make.DeliveryFactory(subscription=foreign.subscription)
        mine = make.FollowFactory(negotiation=negotiation, subscription__user=viewer)
        make.FollowFactory(subscription=mine.subscription, member=False)
        party = make.PartyFactory(negotiation=negotiation)
        make.FollowFactory(subscription=mine.subscription, negotiation=negotiation, party=party)
        sent = make.DeliveryFactory(subscription=mine.subscription, subject="It moved")

        follows = reader.get("/api/v1/follows/").json()["results"]
        deliveries = reader.get("/api/v1/deliveries/").json()["results"]

        assert [(row["kind"], row["negotiation"], row["party"]) for row in follows] == [
            ("negotiation", "harbour-talks", None),
            ("party", "harbour-talks", party.slug),
        ]
        assert [(row["id"], row["subject"], row["state"]) for row in deliveries] == [
            (str(sent.public_id), "It moved", "claimed")
        ]

    @pytest.mark.parametrize(
        ("precision", "shown"),
        [(Precision.MONTH, "2031-03"), (Precision.DAY, "2031-03-04"), (Precision.MINUTE, "2031-03-04T12:00:00Z")],
    )
    def test_dates_show_as_much_as_is_known(
        self, reader: APIClient, negotiation: Negotiation, precision: Precision, shown: str
    ) -> None:
        make.StatementFactory(negotiation=negotiation, said_at_precision=precision)

        assert [row["said_at"] for row in results(reader, "statements")] == [shown]


class TestNoPrimaryKeys:
    @pytest.mark.parametrize("name", ["articles", "statements", "links", "jobs"])
    def test_addresses_by_primary_key_do_not_exist(self, reader: APIClient, rows: Rows, name: str) -> None:
        assert reader.get(f"{INSIDE}/{name}/1/").status_code == 404


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"verdict": "confirmed"}, {"own", "joint"}),
            ({"verdict": "open"}, {"suggested", "unsure"}),
            ({"verdict": "undecided"}, {"suggested"}),
            ({"verdict": "refused"}, {"refused"}),
            ({"verdict": "not_refused"}, {"own", "joint", "suggested", "unsure"}),
            ({"party": "zahira"}, {"own", "joint"}),
            ({"party": "nowhere"}, set()),
            ({"issue": "dues"}, {"own"}),
            ({"kind": "indirect"}, {"suggested"}),
            ({"origin": "machine"}, {"suggested", "refused", "unsure"}),
            ({"said_from": "2031-03-05"}, {"joint"}),
            ({"said_to": "2031-03-04"}, {"own", "suggested", "refused", "unsure"}),
            ({"said_from": "2031-03-04", "said_to": "2031-03-04"}, {"own", "suggested", "refused", "unsure"}),
            ({"q": "самолеты"}, {"joint"}),
            ({"q": "самолёты", "party": "zahira", "verdict": "confirmed"}, {"joint"}),
            ({"q": "\u0001nothing"}, set()),
        ],
    )
    def test_statements(
        self, reader: APIClient, negotiation: Negotiation, query: dict[str, str], found: set[str]
    ) -> None:
        zahira = make.PartyFactory(negotiation=negotiation, slug="zahira")
        text = "Сказала, что самолёты улетят."
        version = make.ArticleVersionFactory(article=make.ArticleFactory(negotiation=negotiation), text=text)
        statements = {
            "own": make.StatementFactory(negotiation=negotiation, party=zahira),
            "joint": make.StatementFactory(
                negotiation=negotiation, version=version, said_at=datetime(2031, 3, 5, tzinfo=UTC)
            ),
            "suggested": make.SuggestionFactory(negotiation=negotiation, kind="indirect"),
            "refused": make.SuggestionFactory(negotiation=negotiation),
            "unsure": make.SuggestionFactory(negotiation=negotiation),
        }
        statements["joint"].joint_with.add(zahira)
        make.PositionFactory(statement=statements["own"], issue=make.IssueFactory(negotiation=negotiation, slug="dues"))
        make.refuse(statement=statements["refused"])
        Judgement.objects.create(statement=statements["unsure"], verdict=Verdict.UNSURE, by=make.UserFactory())
        names = {str(statement.public_id): name for name, statement in statements.items()}

        assert {names[row["id"]] for row in results(reader, "statements", **query)} == found

    @pytest.mark.parametrize(
        ("name", "query", "count"),
        [
            ("parties", {"kind": "state"}, 2),
            ("parties", {"kind": "envoy"}, 0),
            ("spokespersons", {"party": "PARTY"}, 1),
            ("issues", {"is_settled": "true"}, 0),
            ("issues", {"is_settled": "false"}, 1),
            ("events", {"issue": "ISSUE"}, 1),
            ("events", {"effect": "settles"}, 0),
            ("events", {"happened_to": "2031-03-03"}, 0),
            ("proposals", {"put_by": "PARTY"}, 1),
            ("votes", {"choice": "against"}, 0),
            ("votes", {"party": "PARTY"}, 1),
            ("articles", {"state": "waiting"}, 2),
            ("articles", {"published_from": "2031-03-05"}, 0),
            ("statements", {"article": "ARTICLE"}, 1),
            ("statements", {"speaker": "SPEAKER"}, 2),
            ("positions", {"party": "PARTY"}, 3),
            ("positions", {"stance": "opposes"}, 0),
            ("positions", {"statement": "STATEMENT"}, 1),
            ("positions", {"verdict": "confirmed"}, 3),
            ("links", {"statement": "STATEMENT"}, 1),
            ("links", {"score_from": "0.9"}, 0),
            ("links", {"verdict": "open"}, 0),
            ("judgements", {"statement": "STATEMENT"}, 1),
            ("judgements", {"is_in_force": "false"}, 0),
            ("jobs", {"state": "failed"}, 1),
            ("jobs", {"kind": "digest"}, 0),
        ],
    )
    def test_other_lists(self, reader: APIClient, rows: Rows, name: str, query: dict[str, str], count: int) -> None:
        stand_ins = {
            "PARTY": rows.statement.party.slug,
            "ARTICLE": str(rows.statement.version.article.public_id),
            "SPEAKER": str(rows.spokesperson.pk),
            "ISSUE": rows.position.issue.slug,
            "STATEMENT": str(rows.statement.public_id),
        }
        query = {field: stand_ins.get(value, value) for field, value in query.items()}

        assert len(results(reader, name, **query)) == count

    @pytest.mark.parametrize(
        ("name", "query", "sentence"),
        [
            ("statements", {"said_from": "yesterday"}, "Enter a valid date."),
            ("statements", {"verdict": "maybe"}, "Select a valid choice. maybe is not one of the available choices."),
            ("statements", {"article": "7"}, "Enter a valid UUID."),
            ("statements", {"q": "\x00"}, "Null characters are not allowed."),
            ("matrix", {"as_of": "soon"}, "Write a day 2016-10-07, or a moment with its zone 2016-10-07T14:05:00Z."),
            (
                "matrix",
                {"as_of": "2016-13-40"},
                "Write a day 2016-10-07, or a moment with its zone 2016-10-07T14:05:00Z.",
            ),
            ("ledger", {"party": "nowhere"}, "There is no “nowhere” in this negotiation."),
        ],
    )
    def test_wrong_values_are_explained(
        self, reader: APIClient, negotiation: Negotiation, name: str, query: dict[str, str], sentence: str
    ) -> None:
        answer = reader.get(f"{INSIDE}/{name}/", query)

        assert (answer.status_code, sentences(answer)) == (400, {next(iter(query)): [sentence]})


class TestSearch:
    def test_search_puts_the_best_match_first(self, reader: APIClient, negotiation: Negotiation) -> None:
        ids = []
        for text in ("Dues, dues and again dues.", "We pay dues and fees and tolls."):
            version = make.ArticleVersionFactory(article=make.ArticleFactory(negotiation=negotiation), text=text)
            statement = make.StatementFactory(negotiation=negotiation, version=version)
            ids.append(str(statement.public_id))

        assert [row["id"] for row in results(reader, "statements", q="dues")] == ids
        assert [row["id"] for row in results(reader, "statements", q="dues", ordering="-recorded_at")] == ids[::-1]


class TestQueries:
    @pytest.mark.parametrize("name", [*LISTS, *COMPUTED])
    def test_count_does_not_grow(self, reader: APIClient, negotiation: Negotiation, name: str) -> None:
        reader.get(f"{INSIDE}/{name}/")  # the token's use is noted once a minute
        counted = []
        for more in (1, 2):
            for _ in range(more):
                make_rows(negotiation)
            bring_up_to_date(negotiation=negotiation)
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(f"{INSIDE}/{name}/").status_code == 200
            counted.append(len(queries))

        most = 30 if name == "briefing" else 16  # the briefing gathers matrix, conditions, proposals and their words
        assert counted[0] == counted[1] <= most


class TestMatrix:
    def test_cell_names_its_evidence(self, reader: APIClient, negotiation: Negotiation) -> None:
        position = make.PositionFactory(
            issue=make.IssueFactory(negotiation=negotiation, slug="dues"), firmness=Firmness.RED_LINE
        )
        statement = position.statement

        assert reader.get(f"{INSIDE}/matrix/", {"as_of": "2031-03-04"}).json() == {
            "as_of": "2031-03-04T23:59:59.999999Z",
            "parties": [statement.party.slug],
            "issues": ["dues"],
            "cells": [
                {
                    "party": statement.party.slug,
                    "issue": "dues",
                    "held": {
                        "stance": "supports",
                        "value": 60,
                        "firmness": "red_line",
                        "condition": "",
                        "since": "2031-03-04",
                        "until": None,
                        "last_said": "2031-03-04",
                        "times_said": 1,
                        "is_suggested": False,
                        "is_split": False,
                        "sides": [],
                        "evidence": [
                            {
                                "position": position.pk,
                                "statement": str(statement.public_id),
                                "vote": None,
                                "said_at": "2031-03-04",
                            }
                        ],
                    },
                    "suggestion": None,
                    "reason": "",
                    "is_old": False,
                }
            ],
        }

    def test_nothing_is_held_before_it_was_said(self, reader: APIClient, rows: Rows) -> None:
        cells = reader.get(f"{INSIDE}/matrix/", {"as_of": "2031-03-02"}).json()["cells"]

        assert {(cell["held"], cell["reason"]) for cell in cells} == {(None, "nothing on record")}

    def test_day_counts_to_its_end(self, reader: APIClient, rows: Rows) -> None:
        cells = reader.get(f"{INSIDE}/matrix/", {"as_of": "2031-03-03"}).json()["cells"]

        assert [cell["held"]["value"] for cell in cells if cell["held"]] == [20]

    def test_ledger_is_the_sequence_of_one_party_on_one_issue(self, reader: APIClient, rows: Rows) -> None:
        query = {"party": rows.statement.party.slug, "issue": rows.position.issue.slug, "as_of": "2031-03-04"}
        (row,) = reader.get(f"{INSIDE}/ledger/", query).json()

        assert [held["value"] for held in row["held"]][:2] == [20, 60]
        assert row["held"][0]["until"] == "2031-03-04T12:00:00Z"

    def test_shifts_tell_both_wordings(self, reader: APIClient, rows: Rows) -> None:
        rows.vote.delete()  # of the same moment, and evidence as words are
        shift = reader.get(f"{INSIDE}/shifts/", {"since": "2031-03-01", "until": "2031-03-04"}).json()[0]

        assert (shift["at"], shift["size"], shift["is_suggested"]) == ("2031-03-04", 40, False)
        assert (shift["words_before"], shift["words_after"]) == (rows.link.earlier.words, rows.statement.words)

    def test_shifts_before_the_first_are_none(self, reader: APIClient, rows: Rows) -> None:
        assert reader.get(f"{INSIDE}/shifts/", {"until": "2031-03-02"}).json() == []

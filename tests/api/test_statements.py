"""Statements and positions beside what colleagues do: clashes, corrections, taking back, and the history."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from positions.extraction.statements import extract_statements
from positions.models import Judgement, Negotiation, Position, Statement, User
from tests import factories as make
from tests.api.conftest import program_of, sentences
from tests.api.rows import Rows, make_rows, row_addresses

pytestmark = pytest.mark.django_db

HERE = "/api/v1/negotiations/harbour-talks"


@pytest.fixture
def rows(negotiation: Negotiation) -> Rows:
    return make_rows(negotiation)


@pytest.fixture
def colleague(lead: User) -> APIClient:
    return program_of(lead)


class TestClashes:
    """Two programs read the same statement; the second one to write is told what the first did."""

    @pytest.mark.parametrize(
        "write",
        [
            ("patch", "statements", "", {"kind": "indirect"}),
            ("post", "statements", "positions/", {"issue": "ISSUE", "stance": "opposes"}),
            ("patch", "positions", "", {"stance": "opposes"}),
        ],
    )
    def test_second_writer_is_told(self, program: APIClient, colleague: APIClient, rows: Rows, write: Any) -> None:
        method, kind, below, wish = write
        at = row_addresses(rows)
        wish = {name: rows.position.issue.slug if value == "ISSUE" else value for name, value in wish.items()}
        seen = program.get(at["statements"]).json()["seen"]
        colleague.patch(at["statements"], {"kind": "mixed"})

        answers = [getattr(program, method)(f"{at[kind]}{below}", {**wish, "seen": seen})]
        fresh = program.get(at["statements"]).json()["seen"]
        answers.append(getattr(program, method)(f"{at[kind]}{below}", {**wish, "seen": fresh}))

        assert [answer.status_code for answer in answers] in ([409, 200], [409, 201])
        told = "lena decided “confirmed” a moment ago. Nothing of yours is saved yet: look, then decide."
        assert sentences(answers[0]) == {"detail": told}

    def test_capture_of_words_somebody_recorded_meanwhile(
        self, program: APIClient, colleague: APIClient, rows: Rows
    ) -> None:
        version = rows.statement.version
        words = {"article": str(version.article.public_id), "spans": [[0, 20]], "said_at": "2021-03-04"}
        colleague.post(f"{HERE}/statements/", words)
        answer = program.post(f"{HERE}/statements/", {**words, "seen": ""})

        assert answer.status_code == 409
        assert Statement.objects.filter(version=version).count() == 2

    def test_what_was_seen_changes_with_a_verdict_alone(
        self, program: APIClient, colleague: APIClient, rows: Rows
    ) -> None:
        address = row_addresses(rows)["statements"]
        before = program.get(address).json()["seen"]
        colleague.post(f"{address}judgements/", {"verdict": "unsure"})

        assert program.get(address).json()["seen"] != before


class TestPositions:
    def test_correction_keeps_what_is_left_out(self, program: APIClient, rows: Rows) -> None:
        answer = program.patch(row_addresses(rows)["positions"], {"value": 30, "firmness": "red_line"})

        shown = answer.json()
        assert answer.status_code == 200, shown
        kept = ("stance", "value", "firmness", "condition", "issue")
        assert [shown[name] for name in kept] == [
            "supports",
            30,
            "red_line",
            "the port opens",
            rows.position.issue.slug,
        ]
        assert (shown["judgement"]["by"], shown["party"], shown["taken_at"]) == (
            "ida",
            rows.statement.party.slug,
            "2031-03-04",
        )

    def test_position_of_a_vote_is_corrected_with_the_vote(self, program: APIClient, rows: Rows) -> None:
        taken = Position.objects.get(vote=rows.vote)
        answer = program.patch(f"{HERE}/positions/{taken.pk}/", {"value": 30})

        told = "A vote takes this position. Correct the vote, with its positions."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})

    def test_second_position_on_one_issue_is_refused(self, program: APIClient, rows: Rows) -> None:
        other = make.PositionFactory(statement=rows.statement, issue=make.IssueFactory(negotiation=rows.negotiation))
        answer = program.patch(row_addresses(rows)["positions"], {"issue": other.issue.slug})

        told = f"This statement already has a position on “{other.issue}”. Change that one instead."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})

    def test_verdict_on_a_statement_confirms_its_positions_where_wished(
        self, program: APIClient, negotiation: Negotiation
    ) -> None:
        position = make.PositionFactory(
            statement=make.SuggestionFactory(negotiation=negotiation),
            issue=make.IssueFactory(negotiation=negotiation),
            confirmed=False,
        )
        address = f"{HERE}/statements/{position.statement.public_id}/judgements/"
        verdicts = []
        for wish in ({}, {"with_positions": True}):
            program.post(address, {"verdict": "confirm", **wish})
            verdicts.append(Position.objects.get().verdict)

        assert verdicts == ["", "confirm"]


class TestTakingBack:
    def test_withdrawn_verdict_gives_way_to_the_one_before(self, program: APIClient, rows: Rows) -> None:
        address = row_addresses(rows)["statements"]
        judged = program.post(f"{address}judgements/", {"verdict": "reject"}).json()
        answer = program.post(f"{HERE}/judgements/{judged['id']}/withdraw/")

        shown = answer.json()
        assert (answer.status_code, shown["id"], shown["superseded_by"]) == (200, judged["id"], "ida")
        assert (rows.statement.judgement.verdict, rows.statement.judgement.by.username) == ("confirm", "ida")

    def test_superseded_verdict_is_not_withdrawn(self, program: APIClient, colleague: APIClient, rows: Rows) -> None:
        address = row_addresses(rows)["statements"]
        judged = program.post(f"{address}judgements/", {"verdict": "reject"}).json()
        colleague.post(f"{address}judgements/", {"verdict": "unsure"})
        answer = program.post(f"{HERE}/judgements/{judged['id']}/withdraw/")

        told = "This decision has been replaced since. Load the page again to see what holds now."
        assert (answer.status_code, sentences(answer)) == (409, {"detail": told})

    def test_correction_is_undone_by_the_action_that_history_names(self, program: APIClient, rows: Rows) -> None:
        address = row_addresses(rows)["statements"]
        program.patch(address, {"kind": "indirect"})
        step = next(step for step in program.get(f"{address}history/").json() if step["table"] == "statement")
        answer = program.post(f"{HERE}/actions/{step['action']}/undo/")

        assert (step["before"], step["after"]) == ({"kind": "direct"}, {"kind": "indirect"})
        assert (answer.status_code, answer.json()) == (200, {"statements": [str(rows.statement.public_id)]})
        assert program.get(address).json()["kind"] == "direct"

    def test_action_of_a_colleague_is_undone_by_a_lead_alone(
        self, program: APIClient, colleague: APIClient, rows: Rows
    ) -> None:
        address = row_addresses(rows)["statements"]
        other = program_of(make.MembershipFactory(negotiation=rows.negotiation).user)
        program.patch(address, {"kind": "indirect"})
        action = program.get(f"{address}history/").json()[0]["action"]
        answers = [client.post(f"{HERE}/actions/{action}/undo/") for client in (other, colleague)]

        told = "This was done by ida. Decide anew instead, or ask a lead."
        assert [answer.status_code for answer in answers] == [400, 200]
        assert sentences(answers[0]) == {"non_field_errors": [told]}

    def test_action_changed_again_since_is_a_conflict(
        self, program: APIClient, colleague: APIClient, rows: Rows
    ) -> None:
        address = row_addresses(rows)["statements"]
        program.patch(address, {"kind": "indirect"})
        action = program.get(f"{address}history/").json()[0]["action"]
        colleague.patch(address, {"kind": "mixed"})

        assert program.post(f"{HERE}/actions/{action}/undo/").status_code == 409

    def test_actions_on_a_text_tell_what_changed(self, program: APIClient, reader: APIClient, rows: Rows) -> None:
        program.patch(row_addresses(rows)["statements"], {"party": None})
        article = rows.statement.version.article.public_id
        (action,) = reader.get(f"{HERE}/actions/", {"article": article}).json()

        party = rows.statement.party.slug
        changed = next(change for change in action["changes"] if change["table"] == "statement")
        assert (action["by"], action["undoes"], action["statements"]) == ("ida", None, [str(rows.statement.public_id)])
        assert (changed["before"]["party"], changed["after"]["party"]) == (party, None)

    @pytest.mark.parametrize("query", [{}, {"article": "x"}, {"article": "11111111-1111-4111-8111-111111111111"}])
    def test_actions_need_an_article(self, reader: APIClient, rows: Rows, query: dict[str, str]) -> None:
        answer = reader.get(f"{HERE}/actions/", query)

        assert (answer.status_code, list(sentences(answer))) == (400, ["article"])

    def test_actions_on_a_version_that_is_not_there(self, reader: APIClient, rows: Rows) -> None:
        query = {"article": rows.statement.version.article.public_id, "version": 7}

        assert reader.get(f"{HERE}/actions/", query).status_code == 404


class TestConditionVerdicts:
    def wish(self, rows: Rows) -> dict[str, Any]:
        return {"position": rows.position.pk, "party": rows.statement.party.slug}

    def test_verdict_supersedes_the_one_before(self, program: APIClient, rows: Rows) -> None:
        wish = {**self.wish(rows), "state": "met", "shown_by": str(rows.link.earlier.public_id), "note": "As promised."}
        answer = program.post(f"{HERE}/condition-verdicts/", {**wish, "seen": rows.verdict.pk})

        shown = answer.json()
        assert answer.status_code == 201, shown
        assert {name: shown[name] for name in wish} == wish
        assert (shown["by"], shown["awaits"], shown["superseded_at"]) == ("ida", None, None)
        assert program.get(row_addresses(rows)["condition-verdicts"]).json()["superseded_by"] == "ida"
        in_force = program.get(f"{HERE}/condition-verdicts/", {"is_in_force": "true"}).json()["results"]
        assert [each["id"] for each in in_force] == [shown["id"]]

    def test_what_shows_it_is_needed(self, program: APIClient, rows: Rows) -> None:
        answer = program.post(f"{HERE}/condition-verdicts/", {**self.wish(rows), "state": "met"})

        told = "Say what shows it: choose the statement, or write a note with the source."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})

    def test_verdict_on_what_somebody_else_decided_is_a_conflict(self, program: APIClient, rows: Rows) -> None:
        answer = program.post(f"{HERE}/condition-verdicts/", {**self.wish(rows), "state": "open", "seen": None})

        assert answer.status_code == 409

    def test_rows_of_another_negotiation_are_not_known(self, program: APIClient, rows: Rows) -> None:
        foreign = make_rows(make.NegotiationFactory())
        answer = program.post(f"{HERE}/condition-verdicts/", {**self.wish(foreign), "state": "open"})

        assert (answer.status_code, set(sentences(answer))) == (400, {"position", "party"})

    def test_withdrawn_one_gives_way_to_the_one_before(self, program: APIClient, rows: Rows) -> None:
        made = program.post(f"{HERE}/condition-verdicts/", {**self.wish(rows), "state": "met", "note": "Seen."}).json()
        answer = program.post(f"{HERE}/condition-verdicts/{made['id']}/withdraw/")

        assert (answer.status_code, answer.json()["superseded_by"]) == (200, "ida")
        query = {"is_in_force": "true", "party": rows.statement.party.slug}
        holding = program.get(f"{HERE}/condition-verdicts/", query).json()["results"]
        assert [(each["state"], each["by"]) for each in holding] == [("open", "ida")]


def test_history_of_a_position_tells_its_issue_and_firmness_in_words(program: APIClient, rows: Rows) -> None:
    program.patch(row_addresses(rows)["positions"], {"firmness": "open"})
    steps = program.get(f"{row_addresses(rows)['positions']}history/").json()

    changed = next(step for step in steps if step["table"] == "position" and step["did"] == "changed")
    assert (changed["by"], changed["before"], changed["after"]) == ("ida", {"firmness": "firm"}, {"firmness": "open"})
    entered = next(step for step in steps if step["table"] == "position" and step["did"] == "entered")
    assert (entered["before"], entered["after"]["issue"]) == ({}, rows.position.issue.slug)
    assert {step["did"] for step in steps if step["table"] == "judgement"} == {"entered", "changed"}
    assert Judgement.objects.filter(position=rows.position).count() == 2


class TestNamingSources:
    """A text prints a name that the negotiation does not know."""

    @pytest.fixture
    def said(self, negotiation: Negotiation) -> list[Statement]:
        make.PartyFactory(negotiation=negotiation, name="Northmark", slug="northmark")
        text = (
            "Northmark Foreign Minister Ilka Brandt said that the strait is open. She added that the dues are low.\n\n"
            "The harbour board said that the gate is shut."
        )
        article = make.ArticleFactory(negotiation=negotiation, state="read")
        return extract_statements(version=make.ArticleVersionFactory(article=article, text=text))

    def address(self, statement: Statement) -> str:
        return f"{HERE}/statements/{statement.public_id}/name-source/"

    def test_person_is_entered_and_resolved_wherever_it_speaks(self, program: APIClient, said: list[Statement]) -> None:
        answer = program.post(self.address(said[0]))
        again = program.post(self.address(said[0]))

        assert (answer.status_code, answer.json()["speaker"]["name"]) == (200, "Ilka Brandt")
        speakers = [str(Statement.objects.get(pk=row.pk).speaker) for row in said[:2]]
        assert speakers == ["Ilka Brandt", "Ilka Brandt"]
        told = "No name is missing here: the source is settled, or the text does not name it."
        assert (again.status_code, sentences(again)) == (400, {"non_field_errors": [told]})

    def test_printed_name_becomes_one_of_a_party(self, program: APIClient, said: list[Statement]) -> None:
        answers = [program.post(self.address(said[2]), wish) for wish in ({}, {"party": "northmark"})]

        told = "This is no person's full name. Send the party or the person whose other name it is."
        assert (answers[0].status_code, sentences(answers[0])) == (400, {"non_field_errors": [told]})
        assert (answers[1].status_code, answers[1].json()["party"]) == (200, "northmark")

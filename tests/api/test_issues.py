"""Issues, proposals, votes and outside events: entered, changed, ordered, removed."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from positions.models import Issue, Judgement, Negotiation, OutsideEvent, Party, Position, Proposal, Vote
from tests import factories as make
from tests.api.conftest import sentences

pytestmark = pytest.mark.django_db

HERE = "/api/v1/negotiations/harbour-talks"
ISSUES, PROPOSALS = f"{HERE}/issues/", f"{HERE}/proposals/"
VOTES, EVENTS = f"{HERE}/votes/", f"{HERE}/events/"


@pytest.fixture
def dues(negotiation: Negotiation) -> Issue:
    issue = make.IssueFactory(negotiation=negotiation, title="Dues", slug="dues", number=1)
    make.ScaleAnchorFactory(issue=issue, value=0, meaning="no dues")
    return issue


@pytest.fixture
def plan(negotiation: Negotiation, dues: Issue) -> Proposal:
    proposal = make.ProposalFactory(negotiation=negotiation, title="Envoy's plan", slug="plan")
    proposal.issues.add(dues)
    return proposal


@pytest.fixture
def zahira(negotiation: Negotiation) -> Party:
    return make.PartyFactory(negotiation=negotiation, name="Zahira", slug="zahira")


class TestIssues:
    def test_analyst_enters_one_with_its_scale(self, program: APIClient, dues: Issue) -> None:
        wish = {
            "title": "Late dues",
            "question": "Are dues paid late forgiven?",
            "description": "Fines too.",
            "parent": "dues",
            "keywords": ["fines", "пени"],
            "anchors": [{"value": 0, "meaning": "never"}, {"value": 100, "meaning": "always"}],
            "status_quo": 20,
        }
        answer = program.post(ISSUES, wish)

        own = {"slug": "late-dues", "number": 2, "opened_on": None, "settled_on": None}
        assert (answer.status_code, answer.json()) == (201, wish | own)

    @pytest.mark.parametrize(
        ("wish", "told"),
        [
            (
                {"title": "Dues"},
                {"non_field_errors": ["There is already one issue named “Dues” here. Choose it from the list."]},
            ),
            ({"title": "T", "status_quo": 101}, {"status_quo": ["Ensure this value is less than or equal to 100."]}),
            ({"title": "T", "parent": "nowhere"}, {"parent": ["There is no “nowhere” in this negotiation."]}),
            (
                {"title": "T", "anchors": [{"value": 5, "meaning": "a"}, {"value": 5, "meaning": "b"}]},
                {"anchors": ["The scale has two meanings for one value. Keep one of them."]},
            ),
            ({"title": "T", "anchors": [{"value": 101, "meaning": "a"}]}, None),
            ({"title": "T", "keywords": ["x" * 61]}, None),
        ],
    )
    def test_what_is_wrong_is_told(self, program: APIClient, dues: Issue, wish: dict[str, Any], told: Any) -> None:
        answer = program.post(ISSUES, wish)

        assert answer.status_code == 400
        assert told is None or sentences(answer) == told
        assert Issue.objects.count() == 1

    def test_lead_changes_what_is_sent(self, chief: APIClient, dues: Issue) -> None:
        shown = chief.patch(f"{ISSUES}dues/", {"status_quo": 30, "keywords": ["fee"]}).json()

        assert (shown["title"], shown["status_quo"], shown["keywords"]) == ("Dues", 30, ["fee"])
        assert shown["anchors"] == [{"value": 0, "meaning": "no dues"}]

    def test_anchors_sent_are_all_there_are(self, chief: APIClient, dues: Issue) -> None:
        shown = chief.patch(f"{ISSUES}dues/", {"anchors": [{"value": 50, "meaning": "half"}]}).json()

        assert shown["anchors"] == [{"value": 50, "meaning": "half"}]

    def test_anchor_is_sent_whole(self, chief: APIClient, dues: Issue) -> None:
        answer = chief.patch(f"{ISSUES}dues/", {"anchors": [{"value": 50}]})

        assert (answer.status_code, sentences(answer)) == (
            400,
            {"anchors": {"0": {"meaning": ["This field is required."]}}},
        )

    def test_issue_does_not_stand_under_itself(self, chief: APIClient, dues: Issue) -> None:
        answer = chief.patch(f"{ISSUES}dues/", {"parent": "dues"})

        told = "“Dues” stands under this issue already. Choose one that does not."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})

    @pytest.mark.parametrize(("place", "order"), [(1, "cab"), (2, "acb"), (3, "abc"), (99, "abc")])
    def test_issue_is_put_at_a_place(self, chief: APIClient, negotiation: Negotiation, place: int, order: str) -> None:
        for slug in "abc":
            make.IssueFactory(negotiation=negotiation, slug=slug, number=7)
        answer = chief.post(f"{ISSUES}c/move/", {"place": place})

        assert (answer.status_code, answer.json()["number"]) == (200, order.index("c") + 1)
        assert "".join(row["slug"] for row in chief.get(ISSUES).json()["results"]) == order

    def test_issue_on_which_something_was_said_stays(self, chief: APIClient, dues: Issue) -> None:
        position = make.PositionFactory(issue=dues)
        refused = chief.delete(f"{ISSUES}dues/")
        position.delete()

        told = "“Dues” cannot be removed: it has 1 position. Give these to another first, or leave it."
        assert (refused.status_code, sentences(refused)) == (400, {"non_field_errors": [told]})
        assert chief.delete(f"{ISSUES}dues/").status_code == 204

    def test_history_has_the_scale_too(self, chief: APIClient, dues: Issue) -> None:
        chief.patch(f"{ISSUES}dues/", {"anchors": [{"value": 0, "meaning": "none at all"}]})

        step = next(step for step in chief.get(f"{ISSUES}dues/history/").json() if step["by"])
        assert (step["table"], step["before"], step["after"]) == (
            "scaleanchor",
            {"meaning": "no dues"},
            {"meaning": "none at all"},
        )


class TestProposals:
    def test_analyst_enters_one(self, program: APIClient, dues: Issue, zahira: Party) -> None:
        wish = {
            "title": "Plan of the port",
            "reference": "P/7",
            "summary": "Half of the dues.",
            "url": "https://port.example/7",
            "put_by": "zahira",
            "sponsors": ["zahira"],
            "put_at": "2031-03",
            "issues": ["dues"],
        }
        answer = program.post(PROPOSALS, wish)

        assert (answer.status_code, answer.json()) == (201, {"slug": "p7", "put_at_precision": "month", **wish})

    def test_lead_changes_what_is_sent(self, chief: APIClient, plan: Proposal, zahira: Party) -> None:
        shown = chief.patch(f"{PROPOSALS}plan/", {"title": "Second plan", "put_by": "zahira"}).json()

        assert (shown["slug"], shown["title"], shown["put_by"], shown["issues"]) == (
            "plan",
            "Second plan",
            "zahira",
            ["dues"],
        )

    def test_day_is_set_and_cleared(self, chief: APIClient, plan: Proposal) -> None:
        days = [chief.patch(f"{PROPOSALS}plan/", {"put_at": day}).json()["put_at"] for day in ("2031-03-01", None)]

        assert days == ["2031-03-01", None]

    def test_blank_title_is_refused(self, chief: APIClient, plan: Proposal) -> None:
        assert chief.patch(f"{PROPOSALS}plan/", {"title": ""}).status_code == 400

    def test_foreign_party_is_not_known(self, chief: APIClient, plan: Proposal) -> None:
        foreign = make.PartyFactory()
        answer = chief.patch(f"{PROPOSALS}plan/", {"sponsors": [foreign.slug]})

        told = {"sponsors": [f"There is no “{foreign.slug}” in this negotiation."]}
        assert (answer.status_code, sentences(answer)) == (400, told)

    def test_proposal_that_was_voted_on_stays(self, chief: APIClient, plan: Proposal) -> None:
        vote = make.VoteFactory(proposal=plan)
        refused = chief.delete(f"{PROPOSALS}plan/")
        vote.delete()

        told = "“Envoy's plan” cannot be removed: it has 1 vote. Give these to another first, or leave it."
        assert (refused.status_code, sentences(refused)) == (400, {"non_field_errors": [told]})
        assert chief.delete(f"{PROPOSALS}plan/").status_code == 204


class TestVotes:
    def test_vote_takes_its_positions(self, program: APIClient, plan: Proposal, zahira: Party) -> None:
        wish = {"proposal": "plan", "party": "zahira", "choice": "for", "cast_at": "2021-03-04", "meeting": "M/1"}
        answer = program.post(VOTES, wish)

        shown = answer.json()
        assert answer.status_code == 201, shown
        assert {name: shown[name] for name in wish} == wish
        taken = [(each["issue"], each["stance"], each["judgement"]["by"]) for each in shown["positions"]]
        assert taken == [("dues", "supports", "ida")]

    def test_vote_once_more_corrects_it(self, program: APIClient, plan: Proposal, zahira: Party) -> None:
        wish = {"proposal": "plan", "party": "zahira", "cast_at": "2021-03-04"}
        answers = [program.post(VOTES, {**wish, "choice": choice}) for choice in ("for", "against")]

        assert [answer.status_code for answer in answers] == [201, 200]
        assert [position.stance for position in Position.objects.all()] == ["opposes"]
        assert Vote.objects.count() == 1

    def test_positions_are_sent_with_it(self, program: APIClient, plan: Proposal, zahira: Party, dues: Issue) -> None:
        coded = {"issue": "dues", "stance": "mixed", "value": 40, "firmness": "open"}
        wish = {"proposal": "plan", "party": "zahira", "choice": "for", "cast_at": "2021-03-04", "positions": [coded]}
        shown = program.post(VOTES, wish).json()

        assert [{name: each[name] for name in coded} for each in shown["positions"]] == [coded]

    def test_two_positions_on_one_issue_are_refused(self, program: APIClient, plan: Proposal, zahira: Party) -> None:
        coded = {"issue": "dues", "stance": "mixed"}
        wish = {"proposal": "plan", "party": "zahira", "choice": "for", "cast_at": "2021-03-04"}
        answer = program.post(VOTES, {**wish, "positions": [coded, coded]})

        told = {"positions": ["The vote has two positions on one issue. Keep one of them."]}
        assert (answer.status_code, sentences(answer)) == (400, told)

    def test_vote_in_the_future_is_refused(self, program: APIClient, plan: Proposal, zahira: Party) -> None:
        wish = {"proposal": "plan", "party": "zahira", "choice": "for", "cast_at": "2999-03-04"}
        answer = program.post(VOTES, wish)

        told = "The vote lies in the future. Write the day on which it was cast."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})

    def test_correcting_its_record_leaves_positions_and_verdicts(
        self, program: APIClient, plan: Proposal, dues: Issue
    ) -> None:
        vote = make.VoteFactory(proposal=plan)
        position = make.PositionFactory(statement=None, vote=vote, issue=dues, proposal=plan, value=70)
        signed = Judgement.objects.get(position=position)
        shown = program.patch(f"{VOTES}{vote.pk}/", {"meeting": "M/2"}).json()

        assert (shown["meeting"], shown["choice"]) == ("M/2", "for")
        assert [(each["value"], each["judgement"]["id"]) for each in shown["positions"]] == [(70, signed.pk)]

    def test_another_choice_takes_other_positions(self, program: APIClient, plan: Proposal, dues: Issue) -> None:
        vote = make.VoteFactory(proposal=plan)
        make.PositionFactory(statement=None, vote=vote, issue=dues, proposal=plan, value=70)
        shown = program.patch(f"{VOTES}{vote.pk}/", {"choice": "against"}).json()

        assert [(each["stance"], each["value"]) for each in shown["positions"]] == [("opposes", None)]

    def test_position_of_a_vote_is_sent_whole(self, program: APIClient, plan: Proposal) -> None:
        vote = make.VoteFactory(proposal=plan)
        answer = program.patch(f"{VOTES}{vote.pk}/", {"positions": [{"issue": "dues"}]})

        assert (answer.status_code, sentences(answer)) == (
            400,
            {"positions": {"0": {"stance": ["This field is required."]}}},
        )

    def test_lead_removes_a_vote_with_its_positions(self, chief: APIClient, plan: Proposal, dues: Issue) -> None:
        vote = make.VoteFactory(proposal=plan)
        make.PositionFactory(statement=None, vote=vote, issue=dues, proposal=plan)

        assert chief.delete(f"{VOTES}{vote.pk}/").status_code == 204
        assert (Vote.objects.count(), Position.objects.count()) == (0, 0)


class TestEvents:
    def test_lead_enters_one(self, chief: APIClient, dues: Issue) -> None:
        wish = {
            "title": "Storm",
            "summary": "The harbour was closed.",
            "happened_at": "2031-03-04",
            "effect": "opens",
            "reference": "H/1",
            "url": "https://harbour.example/1",
            "issues": ["dues"],
        }
        answer = chief.post(EVENTS, wish)

        shown = answer.json()
        assert answer.status_code == 201, shown
        assert {name: shown[name] for name in wish} == wish
        assert chief.get(f"{ISSUES}dues/").json()["opened_on"] == "2031-03-04"

    def test_change_keeps_what_is_left_out(self, chief: APIClient, negotiation: Negotiation, dues: Issue) -> None:
        event = make.OutsideEventFactory(negotiation=negotiation, effect="opens")
        event.issues.add(dues)
        shown = chief.patch(f"{EVENTS}{event.pk}/", {"happened_at": "2031-04"}).json()

        assert (shown["title"], shown["effect"], shown["issues"]) == (event.title, "opens", ["dues"])
        assert (shown["happened_at"], shown["happened_at_precision"]) == ("2031-04", "month")

    def test_effect_on_nothing_is_refused(self, chief: APIClient, negotiation: Negotiation) -> None:
        answer = chief.post(EVENTS, {"title": "Storm", "happened_at": "2031-03-04", "effect": "settles"})

        told = "Choose the issues that the event settles, or say that it leaves them as they are."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})
        assert not OutsideEvent.objects.exists()

    def test_lead_removes_one(self, chief: APIClient, negotiation: Negotiation) -> None:
        event = make.OutsideEventFactory(negotiation=negotiation)

        assert chief.delete(f"{EVENTS}{event.pk}/").status_code == 204
        assert not OutsideEvent.objects.exists()

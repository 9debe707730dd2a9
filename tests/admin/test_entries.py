"""What a data keeper enters and corrects: through `review`, of one negotiation, refused in sentences."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from pghistory.models import Event

from positions.admin.passages import PassageNotFound, find_passage
from positions.admin.sentences import SENTENCES
from positions.models import (
    Article,
    ArticleVersion,
    Issue,
    Link,
    Membership,
    Negotiation,
    Party,
    Position,
    Proposal,
    Spokesperson,
    Statement,
    Subscription,
    User,
    Vote,
)
from tests import factories as make
from tests.admin.pages import address, errors, send
from tests.api.conftest import TEXT

pytestmark = pytest.mark.django_db

NOON = {"0": "2026-10-07", "1": "12:00:00"}


def at(name: str) -> dict[str, str]:
    return {f"{name}_{number}": part for number, part in NOON.items()}


@pytest.fixture
def version(negotiation: Negotiation) -> ArticleVersion:
    article = make.ArticleFactory(negotiation=negotiation, published_at=datetime(2026, 10, 7, tzinfo=UTC))
    return make.ArticleVersionFactory(article=article, text=TEXT)


def test_every_constraint_has_a_sentence() -> None:
    tables = [model for model in apps.get_app_config("positions").get_models() if not issubclass(model, Event)]

    assert set(SENTENCES) == {constraint.name for model in tables for constraint in model._meta.constraints}


class TestNegotiations:
    def test_opened_negotiation_has_its_lead(self, site: Client, administrator: User) -> None:
        send(site, address("add", Negotiation), title="Border talks", slug="border-talks", show_threshold="0.4")

        opened = Negotiation.objects.get(slug="border-talks")
        assert (opened.title, opened.show_threshold) == ("Border talks", 0.4)
        assert [(member.user, member.role) for member in opened.memberships.all()] == [(administrator, "lead")]

    def test_only_lead_cannot_leave(self, site: Client, negotiation: Negotiation) -> None:
        member = make.MembershipFactory(negotiation=negotiation, role="lead", user__first_name="Lea")
        page = send(site, address("change", Negotiation, negotiation.pk), **{"memberships-0-DELETE": "on"})

        assert errors(page) == ["Lea is the only lead. Make somebody else lead first."]
        assert Membership.objects.filter(pk=member.pk).exists()

    def test_threshold_off_the_scale_is_told(self, site: Client, negotiation: Negotiation) -> None:
        page = send(site, address("change", Negotiation, negotiation.pk), show_threshold="2")

        assert errors(page) == ["Ensure this value is less than or equal to 1."]

    def test_negotiation_is_deleted_with_all_that_belongs_to_it(self, site: Client, version: ArticleVersion) -> None:
        make.StatementFactory(negotiation=version.negotiation, version=version)
        site.post(address("delete", Negotiation, version.negotiation_id), {"post": "yes"})

        assert not Negotiation.objects.exists()
        assert not Statement.objects.exists()


class TestRegistry:
    def test_party_is_entered_with_its_aliases(self, site: Client, negotiation: Negotiation) -> None:
        send(
            site,
            address("add", Party),
            negotiation=negotiation.pk,
            name="Zahira",
            slug="zahira",
            number=1,
            **{"aliases-0-name": "the Zahiri side"},
        )

        party = Party.objects.get()
        assert (party.name, [alias.name for alias in party.aliases.all()]) == ("Zahira", ["the Zahiri side"])

    def test_party_of_a_known_name_is_told(self, site: Client, negotiation: Negotiation) -> None:
        make.PartyFactory(negotiation=negotiation, name="Zahira")
        other = make.PartyFactory(negotiation=negotiation)
        page = send(site, address("change", Party, other.pk), name="Zahira")

        assert errors(page) == ["There is already a party of this name here. Choose another one."]

    def test_what_was_typed_is_kept_when_it_is_refused(self, site: Client, negotiation: Negotiation) -> None:
        make.PartyFactory(negotiation=negotiation, name="Zahira")
        other = make.PartyFactory(negotiation=negotiation)
        page = send(site, address("change", Party, other.pk), name="Zahira", group="Coast")

        assert 'value="Coast"' in page.content.decode()

    def test_row_stays_in_its_negotiation(self, site: Client, negotiation: Negotiation) -> None:
        party = make.PartyFactory(negotiation=negotiation)
        send(site, address("change", Party, party.pk), negotiation=make.NegotiationFactory().pk)

        party.refresh_from_db()
        assert party.negotiation == negotiation

    def test_affiliation_with_a_party_of_another_negotiation_is_told(
        self, site: Client, negotiation: Negotiation
    ) -> None:
        person = make.SpokespersonFactory(negotiation=negotiation)
        foreign = make.PartyFactory(name="Northmark", negotiation__title="Border talks")
        page = send(
            site,
            address("change", Spokesperson, person.pk),
            **{"affiliations-TOTAL_FORMS": 1, "affiliations-0-party": foreign.pk},
        )

        assert errors(page) == ["“Northmark” belongs to “Border talks”. Choose one of this negotiation."]

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"status_quo": "101"}, SENTENCES["issue_status_quo_on_scale"]),
            ({"parent": "SELF"}, SENTENCES["issue_not_its_own_parent"]),
        ],
    )
    def test_issue_against_the_rules_is_told(
        self, site: Client, negotiation: Negotiation, changes: dict[str, Any], sentence: str
    ) -> None:
        issue = make.IssueFactory(negotiation=negotiation)
        changes = {name: issue.pk if value == "SELF" else value for name, value in changes.items()}

        assert errors(send(site, address("change", Issue, issue.pk), **changes)) == [sentence]

    def test_issue_under_one_of_another_negotiation_is_told(self, site: Client, negotiation: Negotiation) -> None:
        issue = make.IssueFactory(negotiation=negotiation)
        foreign = make.IssueFactory(title="Border posts", negotiation__title="Border talks")
        page = send(site, address("change", Issue, issue.pk), parent=foreign.pk)

        assert errors(page) == ["“Border posts” belongs to “Border talks”. Choose one of this negotiation."]

    def test_anchor_off_the_scale_is_told(self, site: Client, negotiation: Negotiation) -> None:
        issue = make.IssueFactory(negotiation=negotiation)
        page = send(
            site, address("change", Issue, issue.pk), **{"anchors-0-value": "101", "anchors-0-meaning": "too far"}
        )

        assert errors(page) == [SENTENCES["anchor_on_scale"]]


class TestVotes:
    @pytest.fixture
    def proposal(self, negotiation: Negotiation) -> Proposal:
        proposal = make.ProposalFactory(negotiation=negotiation)
        proposal.issues.add(make.IssueFactory(negotiation=negotiation))
        return proposal

    def test_vote_entered_with_its_proposal_takes_positions(self, site: Client, proposal: Proposal) -> None:
        party = make.PartyFactory(negotiation=proposal.negotiation)
        send(
            site,
            address("change", Proposal, proposal.pk),
            **{
                "votes-TOTAL_FORMS": 1,
                "votes-0-party": party.pk,
                "votes-0-choice": "against",
                "votes-0-cast_at_precision": "day",
            },
            **at("votes-0-cast_at"),
        )

        vote = Vote.objects.get()
        assert (vote.party, [position.stance for position in vote.positions.confirmed()]) == (party, ["opposes"])

    def test_vote_takes_the_positions_entered(self, site: Client, proposal: Proposal) -> None:
        party = make.PartyFactory(negotiation=proposal.negotiation)
        send(
            site,
            address("add", Vote),
            proposal=proposal.pk,
            party=party.pk,
            choice="for",
            cast_at_precision="day",
            **at("cast_at"),
            **{
                "positions-TOTAL_FORMS": 1,
                "positions-0-issue": proposal.issues.get().pk,
                "positions-0-stance": "mixed",
                "positions-0-value": "40",
            },
        )

        coded = Vote.objects.get().positions.confirmed()
        assert [(position.stance, position.value) for position in coded] == [("mixed", 40)]

    def test_corrected_vote_corrects_its_positions(self, site: Client, proposal: Proposal) -> None:
        party = make.PartyFactory(negotiation=proposal.negotiation)
        new = {"proposal": proposal.pk, "party": party.pk, "choice": "for", "cast_at_precision": "day"}
        send(site, address("add", Vote), **new, **at("cast_at"))
        vote = Vote.objects.get()
        send(site, address("change", Vote, vote.pk), choice="against")

        assert [position.stance for position in vote.positions.all()] == ["opposes"]

    def test_changing_the_record_keeps_the_positions(self, site: Client, proposal: Proposal) -> None:
        party = make.PartyFactory(negotiation=proposal.negotiation)
        vote = make.VoteFactory(proposal=proposal, party=party, cast_at=datetime(2026, 10, 7, tzinfo=UTC))
        make.PositionFactory(statement=None, vote=vote, issue=proposal.issues.get(), value=35)
        send(site, address("change", Vote, vote.pk), meeting="S/PV.1")

        vote.refresh_from_db()
        assert (vote.meeting, [position.value for position in vote.positions.all()]) == ("S/PV.1", [35])

    def test_vote_of_a_foreign_party_is_told(self, site: Client, proposal: Proposal) -> None:
        foreign = make.PartyFactory(name="Northmark", negotiation__title="Border talks")
        new = {"proposal": proposal.pk, "party": foreign.pk, "choice": "for", "cast_at_precision": "day"}
        page = send(site, address("add", Vote), **new, **at("cast_at"))

        assert errors(page) == ["“Northmark” belongs to “Border talks”. Choose one of this negotiation."]

    def test_vote_in_the_future_is_told(self, site: Client, proposal: Proposal) -> None:
        party = make.PartyFactory(negotiation=proposal.negotiation)
        new = {"proposal": proposal.pk, "party": party.pk, "choice": "for", "cast_at_precision": "day"}
        page = send(site, address("add", Vote), **new, cast_at_0="2091-10-07", cast_at_1="12:00")

        assert errors(page) == ["The vote lies in the future. Write the day on which it was cast."]
        assert not Vote.objects.exists()


class TestArticles:
    def entered(self, site: Client, negotiation: Negotiation, **changes: Any) -> Any:
        source = make.SourceFactory()
        wish = {
            "negotiation": negotiation.pk,
            "source": source.pk,
            "title": "Talks go on",
            "reference": "NG/1",
            "published_at_precision": "day",
            "text": TEXT,
            **at("published_at"),
        }
        return send(site, address("add", Article), **{**wish, **changes})

    def test_article_is_added_with_its_text_and_job(
        self, site: Client, negotiation: Negotiation, administrator: User
    ) -> None:
        assert self.entered(site, negotiation).status_code == 302

        article = Article.objects.get()
        assert (article.title, article.reference, article.added_by) == ("Talks go on", "NG/1", administrator)
        assert (article.latest_version.text, article.jobs.get().kind) == (TEXT, "extract")

    def test_known_text_is_told(self, site: Client, negotiation: Negotiation, version: ArticleVersion) -> None:
        page = self.entered(site, negotiation)

        assert errors(page) == [f"This text is in the negotiation already, as “{version.article}”. Open that article."]
        assert Article.objects.count() == 1

    def test_article_of_the_future_is_told(self, site: Client, negotiation: Negotiation) -> None:
        page = self.entered(site, negotiation, published_at_0="2091-10-07")

        assert errors(page) == [
            "The date of publication, 7 October 2091, is in the future. Enter the day it was published."
        ]

    def test_what_is_said_about_an_article_is_corrected(self, site: Client, version: ArticleVersion) -> None:
        send(site, address("change", Article, version.article.pk), title="Talks go on, day 2")

        version.article.refresh_from_db()
        assert version.article.title == "Talks go on, day 2"

    def test_text_is_shown_and_cannot_be_changed(self, site: Client, version: ArticleVersion) -> None:
        at_version = address("change", ArticleVersion, version.pk)

        assert "Salma Haddun said" in site.get(at_version).content.decode()
        assert site.post(at_version, {"text": "Other words."}).status_code == 403


class TestStatements:
    def test_words_are_captured_and_confirmed(self, site: Client, version: ArticleVersion, administrator: User) -> None:
        party = make.PartyFactory(negotiation=version.negotiation)
        answer = send(
            site,
            address("add", Statement),
            version=version.pk,
            passage="We will pay the dues.",
            speaker_as_written="Salma Haddun",
            party=party.pk,
        )

        assert answer.status_code == 302, errors(answer)
        statement = Statement.objects.get()
        start = TEXT.index("We will")
        assert (statement.words, statement.spans) == ("We will pay the dues.", [[start, start + 21]])
        assert (statement.party, statement.said_at, statement.judgement.by) == (
            party,
            version.article.published_at,
            administrator,
        )

    @pytest.mark.parametrize(
        ("passage", "sentence"),
        [
            ("We will not pay.", "“We will not pay.” does not stand in the article like this. Copy the words from it."),
            ("the", "These words stand in the article more than once. Paste more of the sentence."),
        ],
    )
    def test_words_that_are_not_there_are_told(
        self, site: Client, version: ArticleVersion, passage: str, sentence: str
    ) -> None:
        text = ArticleVersion.objects.create(
            article=version.article, negotiation=version.negotiation, number=2, text=f"{TEXT} the end", text_hash="0"
        )
        page = send(site, address("add", Statement), version=text.pk, passage=passage)

        assert errors(page) == [sentence]
        assert not Statement.objects.exists()

    def test_correction_confirms_a_suggestion(self, site: Client, version: ArticleVersion) -> None:
        statement = make.SuggestionFactory(
            negotiation=version.negotiation, version=version, said_at=version.article.published_at
        )
        party = make.PartyFactory(negotiation=version.negotiation)
        answer = send(site, address("change", Statement, statement.pk), party=party.pk, passage="wants a pause")

        assert answer.status_code == 302, errors(answer)
        statement = Statement.objects.get()
        assert (statement.party, statement.words, statement.verdict) == (party, "wants a pause", "confirm")

    def test_saving_without_a_change_confirms_nothing(self, site: Client, version: ArticleVersion) -> None:
        statement = make.SuggestionFactory(negotiation=version.negotiation, version=version)
        send(site, address("change", Statement, statement.pk))

        assert Statement.objects.get().verdict == ""

    def test_party_of_another_negotiation_is_told(self, site: Client, version: ArticleVersion) -> None:
        statement = make.SuggestionFactory(negotiation=version.negotiation, version=version)
        foreign = make.PartyFactory(name="Northmark", negotiation__title="Border talks")
        page = send(site, address("change", Statement, statement.pk), party=foreign.pk)

        assert errors(page) == ["“Northmark” belongs to “Border talks”. Choose one of this negotiation."]

    def test_statement_of_the_future_is_told(self, site: Client, version: ArticleVersion) -> None:
        page = send(
            site,
            address("add", Statement),
            version=version.pk,
            passage="wants a pause",
            said_at_0="2091-01-01",
            said_at_1="12:00",
        )

        assert errors(page) == ["The date lies in the future. Write the day on which it was said."]

    def test_position_is_coded_with_its_statement(
        self, site: Client, version: ArticleVersion, administrator: User
    ) -> None:
        statement = make.StatementFactory(negotiation=version.negotiation, version=version)
        issue = make.IssueFactory(negotiation=version.negotiation)
        send(
            site,
            address("change", Statement, statement.pk),
            **{
                "positions-TOTAL_FORMS": 1,
                "positions-0-issue": issue.pk,
                "positions-0-stance": "supports",
                "positions-0-value": "80",
            },
        )

        position = Position.objects.get()
        assert (position.issue, position.value, position.judgement.by) == (issue, 80, administrator)

    def test_position_off_the_scale_is_told(self, site: Client, version: ArticleVersion) -> None:
        statement = make.StatementFactory(negotiation=version.negotiation, version=version)
        issue = make.IssueFactory(negotiation=version.negotiation)
        page = send(site, address("add", Position), statement=statement.pk, issue=issue.pk, stance="mixed", value="101")

        assert errors(page) == [SENTENCES["position_value_on_scale"]]

    def test_position_on_a_foreign_issue_is_told(self, site: Client, version: ArticleVersion) -> None:
        statement = make.StatementFactory(negotiation=version.negotiation, version=version)
        issue = make.IssueFactory(title="Border posts", negotiation__title="Border talks")
        page = send(site, address("add", Position), statement=statement.pk, issue=issue.pk, stance="mixed")

        assert errors(page) == ["“Border posts” belongs to “Border talks”. Choose one of this negotiation."]

    def test_link_is_entered_in_order_of_time(self, site: Client, negotiation: Negotiation) -> None:
        earlier = make.StatementFactory(negotiation=negotiation, said_at=datetime(2026, 1, 1, tzinfo=UTC))
        later = make.StatementFactory(negotiation=negotiation)
        send(site, address("add", Link), earlier=later.pk, later=earlier.pk, relation="restates")

        link = Link.objects.get()
        assert (link.earlier, link.later, link.origin, link.verdict) == (earlier, later, "person", "confirm")

    def test_link_across_negotiations_is_told(self, site: Client, negotiation: Negotiation) -> None:
        later = make.StatementFactory(negotiation=negotiation)
        earlier = make.StatementFactory(negotiation__title="Border talks")
        page = send(site, address("add", Link), earlier=earlier.pk, later=later.pk, relation="restates")

        assert len(errors(page)) == 1
        assert errors(page)[0].endswith("Choose one of this negotiation.")


class TestSubscriptions:
    def test_subscription_gets_its_next_hour(self, site: Client, negotiation: Negotiation) -> None:
        member = make.MembershipFactory(negotiation=negotiation)
        send(
            site,
            address("add", Subscription),
            user=member.user.pk,
            frequency="weekly",
            weekday=0,
            month_day=1,
            hour=7,
            when_quiet="line",
        )

        due_at = Subscription.objects.get().due_at
        assert (due_at.weekday(), due_at.hour) == (0, 7)

    def test_hour_that_is_none_is_told(self, site: Client, negotiation: Negotiation) -> None:
        row = make.FollowFactory(negotiation=negotiation).subscription
        page = send(site, address("change", Subscription, row.pk), hour=24)

        assert errors(page) == ["Ensure this value is less than or equal to 23."]


class TestKeepers:
    def test_keeper_enters_rows_of_the_own_negotiation(self, desk: Client, negotiation: Negotiation) -> None:
        send(desk, address("add", Party), negotiation=negotiation.pk, name="Zahira", slug="zahira", number=1)

        assert Party.objects.get().negotiation == negotiation

    def test_keeper_enters_nothing_elsewhere(self, desk: Client) -> None:
        foreign = make.NegotiationFactory()
        page = send(desk, address("add", Party), negotiation=foreign.pk, name="Zahira", slug="zahira", number=1)

        assert errors(page) == ["Select a valid choice. That choice is not one of the available choices."]
        assert not Party.objects.exists()

    def test_keeper_who_is_no_lead_changes_no_negotiation(self, desk: Client, negotiation: Negotiation) -> None:
        change, delete = (address(page, Negotiation, negotiation.pk) for page in ("change", "delete"))

        assert desk.get(change).status_code == 200
        assert [desk.post(change).status_code, desk.post(delete, {"post": "yes"}).status_code] == [403, 403]

    def test_keeper_who_leads_changes_the_negotiation(
        self, desk: Client, negotiation: Negotiation, keeper: User
    ) -> None:
        negotiation.memberships.filter(user=keeper).update(role="lead")
        send(desk, address("change", Negotiation, negotiation.pk), title="Harbour talks, second round")

        assert Negotiation.objects.get().title == "Harbour talks, second round"


class TestPassages:
    """Pure: no rows."""

    @pytest.mark.parametrize(
        ("passage", "spans"),
        [
            ("will pay", [[3, 11]]),
            ("  will pay \n", [[3, 11]]),
            ("will … dues", [[3, 7], [16, 20]]),
            ("pay … all … dues", [[8, 11], [12, 15], [16, 20]]),
        ],
    )
    def test_spans_are_found(self, passage: str, spans: list[list[int]]) -> None:
        assert find_passage("We will pay all dues. We will.", passage) == spans

    @pytest.mark.parametrize("passage", ["", " … ", "We will", "dues … pay", "wont"])
    def test_what_cannot_be_found_is_told(self, passage: str) -> None:
        with pytest.raises(PassageNotFound):
            find_passage("We will pay all dues. We will.", passage)

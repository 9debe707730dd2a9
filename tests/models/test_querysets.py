"""The words of the design as QuerySets say them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from positions.enums import Origin, Role, Verdict
from positions.models import (
    Affiliation,
    Article,
    Judgement,
    Link,
    Negotiation,
    Party,
    Position,
    Spokesperson,
    Statement,
    Subscription,
)
from tests import factories as make
from tests.factories import SAID_AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def negotiation() -> Negotiation:
    return make.NegotiationFactory()


@pytest.fixture
def judged(negotiation: Negotiation) -> dict[str, Statement]:
    """One statement of each verdict, by the verdict's name."""
    rows = {
        name: make.SuggestionFactory(negotiation=negotiation)
        for name in ("confirmed", "refused", "unsure", "undecided", "reconsidered")
    }
    make.confirm(statement=rows["confirmed"])
    make.refuse(statement=rows["refused"])
    Judgement.objects.create(statement=rows["unsure"], verdict=Verdict.UNSURE, by=make.UserFactory())
    first = make.refuse(statement=rows["reconsidered"])
    Judgement.objects.filter(pk=first.pk).update(superseded_at=SAID_AT, superseded_by=first.by)
    make.confirm(statement=rows["reconsidered"])
    return rows


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("confirmed", {"confirmed", "reconsidered"}),
        ("refused", {"refused"}),
        ("not_refused", {"confirmed", "unsure", "undecided", "reconsidered"}),
        ("undecided", {"undecided"}),
        ("open", {"unsure", "undecided"}),
    ],
)
def test_judged_rows_follow_the_judgement_in_force(judged: dict[str, Statement], word: str, names: set[str]) -> None:
    found = set(getattr(Statement.objects, word)())

    assert found == {judged[name] for name in names}


@pytest.mark.parametrize(
    ("name", "verdict", "is_suggestion"),
    [("confirmed", "confirm", False), ("refused", "reject", True), ("undecided", "", True), ("unsure", "unsure", True)],
)
def test_verdict_is_the_same_with_and_without_prefetch(
    judged: dict[str, Statement], name: str, verdict: str, is_suggestion: bool
) -> None:
    row = judged[name]
    shown = Statement.objects.for_display().get(pk=row.pk)

    assert (row.verdict, row.is_suggestion) == (shown.verdict, shown.is_suggestion) == (verdict, is_suggestion)


def test_held_needs_position_and_statement_confirmed() -> None:
    issue = make.IssueFactory()
    held = make.PositionFactory(issue=issue)
    make.PositionFactory(issue=issue, confirmed=False)
    suggestion = make.SuggestionFactory(negotiation=issue.negotiation)
    make.PositionFactory(issue=issue, statement=suggestion)

    assert list(Position.objects.held()) == [held]


def test_held_leaves_out_what_another_reports() -> None:
    carrier = make.StatementFactory()
    reported = make.StatementFactory(
        negotiation=carrier.negotiation,
        version=carrier.version,
        speaker_as_written="the envoy",
        reported_through=carrier,
    )
    make.PositionFactory(issue=make.IssueFactory(negotiation=carrier.negotiation), statement=reported)

    assert list(Position.objects.held()) == []


def test_held_counts_a_confirmed_vote() -> None:
    vote = make.VoteFactory()
    issue = make.IssueFactory(negotiation=vote.proposal.negotiation)
    position = make.PositionFactory(statement=None, vote=vote, issue=issue)

    assert list(Position.objects.held()) == [position]


@pytest.mark.parametrize(
    ("role", "least", "seen"),
    [
        (Role.VIEWER, Role.VIEWER, True),
        (Role.VIEWER, Role.ANALYST, False),
        (Role.ANALYST, Role.VIEWER, True),
        (Role.ANALYST, Role.ANALYST, True),
        (Role.ANALYST, Role.LEAD, False),
        (Role.LEAD, Role.LEAD, True),
        (None, Role.VIEWER, False),
    ],
)
def test_visible_to_member_by_role(negotiation: Negotiation, role: Role | None, least: Role, seen: bool) -> None:
    user = make.UserFactory()
    statement = make.StatementFactory(negotiation=negotiation)
    if role:
        make.MembershipFactory(negotiation=negotiation, user=user, role=role)

    assert list(Negotiation.objects.visible_to(user, least)) == ([negotiation] if seen else [])
    assert list(Statement.objects.visible_to(user, least)) == ([statement] if seen else [])


def test_visible_to_site_administrator_is_everything(negotiation: Negotiation) -> None:
    administrator = make.UserFactory(is_superuser=True)

    assert list(Negotiation.objects.visible_to(administrator, Role.LEAD)) == [negotiation]
    assert negotiation.role_of(administrator) == Role.LEAD


def test_role_of_stranger_is_none(negotiation: Negotiation) -> None:
    assert negotiation.role_of(make.UserFactory()) is None


@pytest.mark.parametrize(
    ("day", "titles"),
    [
        (date(2030, 12, 31), ["always"]),
        (date(2031, 1, 1), ["always", "from"]),
        (date(2031, 6, 30), ["always", "between", "from"]),
        (date(2031, 7, 1), ["always", "from"]),
    ],
)
def test_affiliation_in_force_includes_both_ends(day: date, titles: list[str]) -> None:
    person = make.SpokespersonFactory()
    make.AffiliationFactory(spokesperson=person, title="always")
    make.AffiliationFactory(spokesperson=person, title="from", starts_on=date(2031, 1, 1))
    make.AffiliationFactory(spokesperson=person, title="between", starts_on=date(2031, 6, 1), ends_on=date(2031, 6, 30))

    found = Affiliation.objects.in_force_on(day).order_by("title")

    assert [affiliation.title for affiliation in found] == titles


def test_affiliation_on_prefers_the_latest_begun() -> None:
    person = make.SpokespersonFactory()
    make.AffiliationFactory(spokesperson=person, title="delegate")
    envoy = make.AffiliationFactory(spokesperson=person, title="envoy", starts_on=date(2031, 1, 1))

    assert person.affiliation_on(date(2031, 2, 1)) == envoy


def test_spokespersons_of_party_are_named_once() -> None:
    person = make.SpokespersonFactory()
    party = make.PartyFactory(negotiation=person.negotiation)
    make.AffiliationFactory.create_batch(2, spokesperson=person, party=party)

    assert list(Spokesperson.objects.of_party(party)) == [person]


def test_earlier_than_goes_by_moment_then_place_then_row(negotiation: Negotiation) -> None:
    text = "We will pay. We will not pay more."
    version = make.ArticleVersionFactory(article=make.ArticleFactory(negotiation=negotiation), text=text)
    shared: dict[str, Any] = {"negotiation": negotiation, "version": version}
    second = make.StatementFactory(**shared, spans=[[13, 34]])
    first = make.StatementFactory(**shared, spans=[[0, 12]])
    of_another = make.StatementFactory(**shared, spans=[[13, 34]], speaker_as_written="a delegate")
    day_before = make.StatementFactory(negotiation=negotiation, said_at=SAID_AT - timedelta(days=1))
    make.StatementFactory(negotiation=negotiation, said_at=SAID_AT + timedelta(days=1))
    make.StatementFactory(said_at=SAID_AT - timedelta(days=1))

    assert list(Statement.objects.earlier_than(of_another).in_order()) == [day_before, first, second]
    assert list(Statement.objects.earlier_than(day_before)) == []


def test_latest_first_is_in_order_turned_round(negotiation: Negotiation) -> None:
    make.StatementFactory.create_batch(3, negotiation=negotiation)

    assert list(Statement.objects.latest_first()) == list(Statement.objects.in_order())[::-1]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, [3, 4, 5]),
        (date(2031, 3, 4), None, [4, 5]),
        (None, date(2031, 3, 4), [3, 4]),
        (date(2031, 3, 4), date(2031, 3, 4), [4]),
    ],
)
def test_said_between_includes_both_days(
    negotiation: Negotiation, first: date | None, last: date | None, days: list[int]
) -> None:
    for day in (3, 4, 5):
        make.StatementFactory(negotiation=negotiation, said_at=datetime(2031, 3, day, 23, 59, tzinfo=UTC))

    assert [row.said_at.day for row in Statement.objects.said_between(first, last).in_order()] == days


def test_said_between_counts_days_in_utc_wherever_the_reader_is() -> None:
    statement = make.StatementFactory(said_at=datetime(2031, 3, 4, tzinfo=UTC))

    with timezone.override("America/New_York"):
        assert list(Statement.objects.said_between(date(2031, 3, 4), date(2031, 3, 4))) == [statement]
        assert list(Statement.objects.said_between(None, date(2031, 3, 3))) == []


def test_said_before_leaves_out_the_moment_itself() -> None:
    statement = make.StatementFactory()

    assert list(Statement.objects.said_before(SAID_AT)) == []
    assert list(Statement.objects.said_before(SAID_AT + timedelta(minutes=1))) == [statement]


def test_by_party_includes_joint_statements_once(negotiation: Negotiation) -> None:
    party = make.PartyFactory(negotiation=negotiation)
    own = make.StatementFactory(negotiation=negotiation, party=party)
    joint = make.StatementFactory(negotiation=negotiation)
    joint.joint_with.add(party, make.PartyFactory(negotiation=negotiation))
    own.joint_with.add(party)
    make.StatementFactory(negotiation=negotiation)

    assert list(Statement.objects.by_party(party).in_order()) == [own, joint]


def test_on_issue_leaves_out_refused_positions() -> None:
    issue = make.IssueFactory()
    shown = make.PositionFactory(issue=issue)
    make.refuse(position=make.PositionFactory(issue=issue, confirmed=False))

    assert list(Statement.objects.on(issue)) == [shown.statement]


def test_first_hand_leaves_out_what_another_reports() -> None:
    carrier = make.StatementFactory()
    make.StatementFactory(
        negotiation=carrier.negotiation,
        version=carrier.version,
        speaker_as_written="the envoy",
        reported_through=carrier,
    )

    assert list(Statement.objects.first_hand()) == [carrier]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The envoy’s naïve café plan.", "cafe naive"),
        ("The envoy’s naive cafe plan.", "café naïve"),
        ("Сказала, что самолёты улетят.", "самолеты"),
        ("Сказала, что самолеты улетят.", "самолёт"),
        ("Сказала, что ещё один район.", "районы"),
        ("We will PAY the dues.", "paying due"),
        ("We will pay all harbour dues.", '"harbour dues"'),
        ("We will pay the dues.", "fees OR dues"),
        ("Auf der Straße bleibt es ruhig.", "Straße"),
        ("Ο λόγος της υπουργού.", "λόγος"),
        ("قالت الوزيرة إن الميناء مفتوح.", "الميناء"),
        ("İzmir limanı açık.", "izmir acık"),
        ("We met at the harbour… and paid.", "harbour… paid"),
        ("We met at the cafe\u0301 of the port.", "café"),
    ],
)
def test_matching_finds_words_in_any_script(text: str, words: str) -> None:
    version = make.ArticleVersionFactory(text=text)
    statement = make.StatementFactory(negotiation=version.negotiation, version=version, spans=[[0, len(text)]])

    assert list(Statement.objects.matching(words)) == [statement]


@pytest.mark.parametrize(
    "words",
    ["", "   ", "…", "fees", "dues -pay", '"dues harbour"', "& | ! ( :* <->", "' OR 1=1 --", '"unclosed fees', "й"],
)
def test_matching_finds_nothing_and_does_not_stumble(words: str) -> None:
    text = "We will pay all harbour dues."
    version = make.ArticleVersionFactory(text=text)
    make.StatementFactory(negotiation=version.negotiation, version=version, spans=[[0, len(text)]])

    assert list(Statement.objects.matching(words)) == []


def test_matching_puts_the_better_match_first(negotiation: Negotiation) -> None:
    rows = {}
    for name, text in (("once", "We pay dues and fees and tolls."), ("often", "Dues, dues and again dues.")):
        version = make.ArticleVersionFactory(article=make.ArticleFactory(negotiation=negotiation), text=text)
        rows[name] = make.StatementFactory(negotiation=negotiation, version=version)

    assert list(Statement.objects.matching("dues")) == [rows["often"], rows["once"]]


def test_statements_for_display_need_no_more_queries(django_assert_num_queries: Any, negotiation: Negotiation) -> None:
    issue = make.IssueFactory(negotiation=negotiation)
    for _ in range(3):
        statement = make.StatementFactory(negotiation=negotiation)
        make.PositionFactory(statement=statement, issue=issue)

    # Statements, judgements, joint parties, addressed parties, positions and their judgements.
    with django_assert_num_queries(6):
        for row in Statement.objects.for_display():
            assert row.verdict == "confirm"
            assert row.party.name
            assert row.version.article.source.name
            assert row.negotiation.slug
            assert [(position.verdict, position.issue) for position in row.shown_positions] == [("confirm", issue)]
            assert (list(row.joint_with.all()), list(row.addressed_to.all())) == ([], [])


def test_links_shown_are_strong_or_entered_and_not_refused(negotiation: Negotiation) -> None:
    negotiation.show_threshold = 0.6
    negotiation.save()
    strong = make.LinkFactory(negotiation=negotiation, score=0.6)
    make.LinkFactory(negotiation=negotiation, score=0.59)
    make.refuse(link=make.LinkFactory(negotiation=negotiation, score=0.9))
    entered = make.LinkFactory(negotiation=negotiation, score=0, origin=Origin.PERSON)

    assert set(Link.objects.shown()) == {strong, entered}


@pytest.mark.parametrize("verdict", [Verdict.CONFIRM, Verdict.UNSURE])
def test_links_a_person_decided_on_stay_shown_when_the_threshold_rises(verdict: Verdict) -> None:
    decided = make.LinkFactory(score=0.5)
    Judgement.objects.create(link=decided, verdict=verdict, by=make.UserFactory())
    make.LinkFactory(negotiation=decided.negotiation, score=0.5)
    Negotiation.objects.update(show_threshold=0.8)

    assert list(Link.objects.shown()) == [decided]


def test_pre_accepted_are_the_strongest_of_the_machine_without_a_verdict(negotiation: Negotiation) -> None:
    strong = make.LinkFactory(negotiation=negotiation, score=0.9)
    weak = make.LinkFactory(negotiation=negotiation, score=0.89)
    entered = make.LinkFactory(negotiation=negotiation, score=1, origin=Origin.PERSON)
    doubted = make.LinkFactory(negotiation=negotiation, score=0.95)
    Judgement.objects.create(link=doubted, verdict=Verdict.UNSURE, by=make.UserFactory())

    assert list(Link.objects.pre_accepted()) == [strong]
    assert [link.is_pre_accepted for link in (strong, weak, entered, doubted)] == [True, False, False, False]


def test_links_of_statement_are_both_ways(negotiation: Negotiation) -> None:
    link = make.LinkFactory(negotiation=negotiation)
    make.LinkFactory(negotiation=negotiation)

    assert list(Link.objects.of(link.later)) == list(Link.objects.of(link.earlier)) == [link]


def test_held_relation_is_the_one_a_person_named() -> None:
    link = make.LinkFactory(relation="restates")
    make.confirm(link=link, relation="hardens")

    assert (link.held_relation, link.held_relation_label) == ("hardens", "hardens")


def test_held_relation_ignores_what_a_refusal_names() -> None:
    link = make.LinkFactory(relation="restates")
    make.refuse(link=link, relation="hardens")

    assert link.held_relation == "restates"


def test_articles_with_counts_count_statements_once() -> None:
    version = make.ArticleVersionFactory()
    make.StatementFactory(negotiation=version.negotiation, version=version)
    make.StatementFactory(negotiation=version.negotiation, version=version, speaker_as_written="a delegate")

    assert Article.objects.with_counts().get().statement_count == 2


def test_article_latest_version_is_the_highest_number() -> None:
    article = make.ArticleFactory()
    make.ArticleVersionFactory(article=article, number=1)
    second = make.ArticleVersionFactory(article=article, number=2)

    assert article.latest_version == second


def test_failed_articles_say_why() -> None:
    failed = make.ArticleFactory(state="failed", error="The page is empty. Paste the text.")
    make.ArticleFactory()

    assert list(Article.objects.failed()) == [failed]


@pytest.mark.parametrize(
    ("change", "due"),
    [
        ({}, True),
        ({"due_at": SAID_AT + timedelta(seconds=1)}, False),
        ({"is_active": False}, False),
        ({"paused_at": SAID_AT, "paused_reason": "bounced"}, False),
    ],
)
def test_subscription_is_due_at_its_hour(change: dict[str, Any], due: bool) -> None:
    row = make.SubscriptionFactory(**change)
    make.FollowFactory(subscription=row)

    assert list(Subscription.objects.due(SAID_AT)) == ([row] if due else [])


def test_subscription_to_nothing_is_not_due() -> None:
    make.SubscriptionFactory()

    assert list(Subscription.objects.due(SAID_AT)) == []


def test_subscription_of_someone_who_left_is_not_due() -> None:
    make.FollowFactory(member=False)

    assert list(Subscription.objects.due(SAID_AT)) == []


def test_subscription_of_a_closed_account_is_not_due() -> None:
    make.FollowFactory(subscription__user__is_active=False)

    assert list(Subscription.objects.due(SAID_AT)) == []


def test_ninth_party_starts_the_shapes_again() -> None:
    assert [Party(number=number).look for number in (1, 7, 8, 9, 57)] == [
        "party-1 shape-1", "party-7 shape-7", "party-8 shape-1 ringed", "party-1 shape-2 ringed", "party-1 shape-1",
    ]  # fmt: skip


def test_position_of_vote_knows_party_and_moment() -> None:
    vote = make.VoteFactory()
    issue = make.IssueFactory(negotiation=vote.proposal.negotiation)
    position = make.PositionFactory(statement=None, vote=vote, issue=issue)

    assert (position.party_id, position.stated_at) == (vote.party_id, vote.cast_at)

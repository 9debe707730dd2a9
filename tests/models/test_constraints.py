"""Every named constraint, trigger and unique column of the tables refuses what it forbids."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pgtrigger
import pytest
from django.apps import apps
from django.db import Error, IntegrityError, models, transaction
from pghistory.models import Event
from pghistory.trigger import Event as EventTrigger

from positions.enums import DeliveryState, JobState, Origin, Relation, TransferDirection, Verdict
from positions.models import (
    Article,
    ArticleVersion,
    Carried,
    ConditionVerdict,
    Embedding,
    HeldPosition,
    Judgement,
    KeptAnswer,
    LedgerEntry,
    Position,
    SpokespersonAlias,
    Statement,
    Transfer,
    TransferPiece,
    TransferRow,
    Watch,
)
from positions.models.jobs import MAX_ATTEMPTS
from positions.models.statements import DIMENSIONS, MAX_WORDS
from positions.review.tokens import make_token
from tests import factories as make
from tests.factories import SAID_AT

UNKNOWN = "?"


def twice(factory: type, *shared: str) -> None:
    """Make a second row that agrees with the first in the shared columns."""
    first = factory()
    factory(**{field: getattr(first, field) for field in shared})


def transfer(**fields: Any) -> Transfer:
    return Transfer.objects.create(
        **{"direction": TransferDirection.IMPORT, "format": "dna", "requested_by": make.UserFactory()} | fields
    )


def carry_twice() -> None:
    negotiation = make.NegotiationFactory()
    for _ in range(2):
        Carried.objects.create(negotiation=negotiation, format="dna", place="entity:1", content={})


def judge_twice(**row: Any) -> None:
    make.confirm(**row)
    make.refuse(**row)


def own_parent() -> None:
    issue = make.IssueFactory()
    issue.parent = issue
    issue.save()


def spokesperson_alias_twice() -> None:
    person = make.SpokespersonFactory()
    SpokespersonAlias.objects.create(spokesperson=person, name="S. Haddun")
    SpokespersonAlias.objects.create(spokesperson=person, name="S. Haddun")


def held_position_twice() -> None:
    issue = make.IssueFactory()
    party = make.PartyFactory(negotiation=issue.negotiation)
    HeldPosition.objects.bulk_create(
        HeldPosition(
            negotiation=issue.negotiation, party=party, issue=issue, is_widened=False, number=0, opened_on=SAID_AT,
            last_on=SAID_AT, is_split=False, content={},
        )
        for _ in range(2)
    )  # fmt: skip


def ledger_entry_twice() -> None:
    issue = make.IssueFactory()
    party = make.PartyFactory(negotiation=issue.negotiation)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            negotiation=issue.negotiation, party=party, issue=issue, position=1, said_at=SAID_AT, said_on=SAID_AT,
            is_exact=True, is_first_hand=True, is_confirmed=True, content={},
        )
        for _ in range(2)
    )  # fmt: skip


def through_itself() -> None:
    statement = make.StatementFactory()
    statement.reported_through = statement
    statement.save()


def statement_twice() -> None:
    first = make.StatementFactory()
    make.StatementFactory(negotiation=first.negotiation, version=first.version)


def statement_of_a_whole_document() -> None:
    version = make.ArticleVersionFactory(text="dues " * MAX_WORDS)
    make.StatementFactory(negotiation=version.negotiation, version=version, spans=[[0, MAX_WORDS + 1]])


def embed_twice() -> None:
    statement = make.StatementFactory()
    for _ in range(2):
        Embedding.objects.create(statement=statement, recipe="fake", text_hash="", vector=[0.5] * DIMENSIONS)


def link_twice() -> None:
    link = make.LinkFactory()
    make.LinkFactory(negotiation=link.negotiation, later=link.later, earlier=link.earlier)


def link_to_itself() -> None:
    statement = make.StatementFactory()
    # Set aside for a moment: the trigger would refuse first.
    with pgtrigger.ignore("positions.Link:link_runs_backwards_in_time"), transaction.atomic():
        make.LinkFactory(negotiation=statement.negotiation, later=statement, earlier=statement)


def position_of_nothing() -> None:
    Position.objects.create(issue=make.IssueFactory(), stance="mixed", origin=Origin.PERSON)


def position_twice() -> None:
    first = make.PositionFactory()
    make.PositionFactory(statement=first.statement, issue=first.issue)


def position_of_vote_twice() -> None:
    vote = make.VoteFactory()
    issue = make.IssueFactory(negotiation=vote.proposal.negotiation)
    for _ in range(2):
        make.PositionFactory(statement=None, vote=vote, issue=issue)


def judge_two_things() -> None:
    link = make.LinkFactory()
    make.confirm(link=link, statement=link.later)


def supersede_by_nobody() -> None:
    judgement = make.confirm(link=make.LinkFactory())
    judgement.superseded_at = SAID_AT
    judgement.save()


def name_a_relation_of_a_statement() -> None:
    statement = make.StatementFactory(confirmed=False)
    make.confirm(statement=statement, relation=Relation.RESTATES)


def unknown_verdict() -> None:
    Judgement.objects.create(link=make.LinkFactory(), by=make.UserFactory(), verdict=UNKNOWN)


def text_twice() -> None:
    first = make.ArticleVersionFactory()
    article = make.ArticleFactory(negotiation=first.negotiation)
    make.ArticleVersionFactory(article=article, text=first.text)


def wait_for_oneself() -> None:
    position = make.PositionFactory(condition="the port opens")
    make.ConditionVerdictFactory(position=position, awaits=position.statement.party)


def follow_with(*parts: str) -> None:
    negotiation = make.NegotiationFactory()
    makers = {"party": make.PartyFactory, "other": make.PartyFactory, "issue": make.IssueFactory}
    make.FollowFactory(negotiation=negotiation, **{part: makers[part](negotiation=negotiation) for part in parts})


def watch_twice() -> None:
    negotiation = make.NegotiationFactory()
    for _ in range(2):
        Watch.objects.create(negotiation=negotiation, read_until=SAID_AT)


def digests_overlap() -> None:
    first = make.DeliveryFactory()
    make.DeliveryFactory(subscription=first.subscription, period_start=first.period_start + timedelta(days=6))


VIOLATIONS: dict[str, Callable[[], Any]] = {
    "negotiation_threshold_is_a_share": lambda: make.NegotiationFactory(show_threshold=-0.1),
    "negotiation_pre_accepts_what_it_shows": lambda: make.NegotiationFactory(pre_accept_threshold=0.4),
    "membership_once_per_user": lambda: twice(make.MembershipFactory, "negotiation", "user"),
    "visit_once_per_user": lambda: twice(make.VisitFactory, "negotiation", "user"),
    "membership_role_known": lambda: make.MembershipFactory(role=UNKNOWN),
    "article_state_known": lambda: make.ArticleFactory(state=UNKNOWN),
    "article_error_with_failure": lambda: make.ArticleFactory(error="The page is empty. Paste the text."),
    "version_text_once": text_twice,
    "version_number_once": lambda: twice(make.ArticleVersionFactory, "article"),
    "version_has_text": lambda: make.ArticleVersionFactory(text=""),
    "issue_slug_once": lambda: twice(make.IssueFactory, "negotiation", "slug"),
    "issue_title_once": lambda: twice(make.IssueFactory, "negotiation", "title"),
    "issue_not_its_own_parent": own_parent,
    "issue_status_quo_on_scale": lambda: make.IssueFactory(status_quo=101),
    "event_once": lambda: twice(make.OutsideEventFactory, "negotiation", "title", "happened_at"),
    "event_effect_known": lambda: make.OutsideEventFactory(effect=UNKNOWN),
    "anchor_once_per_value": lambda: twice(make.ScaleAnchorFactory, "issue", "value"),
    "anchor_on_scale": lambda: make.ScaleAnchorFactory(value=101),
    "party_slug_once": lambda: twice(make.PartyFactory, "negotiation", "slug"),
    "party_name_once": lambda: twice(make.PartyFactory, "negotiation", "name"),
    "party_number_from_one": lambda: make.PartyFactory(number=0),
    "party_kind_known": lambda: make.PartyFactory(kind=UNKNOWN),
    "party_role_known": lambda: make.PartyFactory(role=UNKNOWN),
    "party_alias_once": lambda: twice(make.PartyAliasFactory, "party", "name"),
    "spokesperson_name_once": lambda: twice(make.SpokespersonFactory, "negotiation", "name"),
    "spokesperson_alias_once": spokesperson_alias_twice,
    "affiliation_ends_after_it_starts": lambda: make.AffiliationFactory(
        starts_on=date(2031, 3, 4), ends_on=date(2031, 3, 3)
    ),
    "alert_once_per_change": lambda: twice(make.AlertFactory, "subscription", "key"),
    "webhook_once_per_address": lambda: twice(make.WebhookFactory, "user", "url"),
    "webhook_is_encrypted": lambda: make.WebhookFactory(url="http://hooks.example/"),
    "call_once_per_change": lambda: twice(make.CallFactory, "webhook", "key"),
    "token_scope_known": lambda: make_token(by=make.UserFactory(), name="weekly", scope=UNKNOWN),
    "answer_kept_once_per_key": lambda: [
        KeptAnswer.objects.create(user=user, key="1", fingerprint="x") for user in [make.UserFactory()] * 2
    ],
    "transfer_direction_known": lambda: transfer(direction=UNKNOWN),
    "transfer_state_known": lambda: transfer(state=UNKNOWN),
    "transfer_error_with_failure": lambda: transfer(error="It failed."),
    "transfer_exports_a_negotiation": lambda: transfer(direction=TransferDirection.EXPORT),
    "transfer_piece_number_once": lambda: [
        TransferPiece.objects.create(transfer=row, number=1, content=b"x") for row in [transfer()] * 2
    ],
    "transfer_row_number_once": lambda: [
        TransferRow.objects.create(transfer=row, number=1) for row in [transfer()] * 2
    ],
    "transfer_row_outcome_known": lambda: TransferRow.objects.create(transfer=transfer(), number=1, outcome=UNKNOWN),
    "carried_once_per_place": carry_twice,
    "call_state_known": lambda: make.CallFactory(state=UNKNOWN),
    "follow_once": lambda: twice(make.FollowFactory, "subscription", "negotiation"),
    "follow_one_thing": lambda: follow_with("party", "issue"),
    "follow_pair_in_order": lambda: follow_with("other"),
    "subscription_hour_of_week": lambda: make.SubscriptionFactory(hour=24),
    "subscription_frequency_known": lambda: make.SubscriptionFactory(frequency=UNKNOWN),
    "subscription_when_quiet_known": lambda: make.SubscriptionFactory(when_quiet=UNKNOWN),
    "subscription_paused_reason_known": lambda: make.SubscriptionFactory(paused_at=SAID_AT, paused_reason=UNKNOWN),
    "subscription_paused_at_and_why": lambda: make.SubscriptionFactory(paused_at=SAID_AT),
    "delivery_once_per_period": lambda: twice(make.DeliveryFactory, "subscription", "period_start"),
    "delivery_periods_apart": digests_overlap,
    "delivery_kind_known": lambda: make.DeliveryFactory(kind=UNKNOWN),
    "delivery_period_forward": lambda: make.DeliveryFactory(period_end=SAID_AT),
    "delivery_state_known": lambda: make.DeliveryFactory(state=UNKNOWN),
    "delivery_sent_at_when_sent": lambda: make.DeliveryFactory(state=DeliveryState.SENT),
    "job_kind_known": lambda: make.JobFactory(kind=UNKNOWN),
    "job_state_known": lambda: make.JobFactory(state=UNKNOWN),
    "job_lease_while_running": lambda: make.JobFactory(state=JobState.RUNNING),
    "job_attempts_capped": lambda: make.JobFactory(attempts=MAX_ATTEMPTS + 1),
    "condition_verdict_one_in_force": lambda: twice(make.ConditionVerdictFactory, "position", "party"),
    "condition_awaits_another_party": wait_for_oneself,
    "condition_verdict_superseded_by_and_at": lambda: make.ConditionVerdictFactory(superseded_at=SAID_AT),
    "condition_state_known": lambda: make.ConditionVerdictFactory(state=UNKNOWN),
    "held_position_once": held_position_twice,
    "ledger_entry_once": ledger_entry_twice,
    "saved_search_name_once": lambda: twice(make.SavedSearchFactory, "user", "negotiation", "name"),
    "saved_search_has_name": lambda: make.SavedSearchFactory(name=""),
    "judgement_on_one_thing": judge_two_things,
    "judgement_superseded_by_and_at": supersede_by_nobody,
    "judgement_relation_of_link": name_a_relation_of_a_statement,
    "judgement_verdict_known": unknown_verdict,
    "judgement_one_in_force_statement": lambda: judge_twice(statement=make.StatementFactory(confirmed=False)),
    "judgement_one_in_force_position": lambda: judge_twice(position=make.PositionFactory(confirmed=False)),
    "judgement_one_in_force_link": lambda: judge_twice(link=make.LinkFactory()),
    "statement_once": statement_twice,
    "statement_not_through_itself": through_itself,
    "statement_not_a_document": statement_of_a_whole_document,
    "statement_confidence_of_machine": lambda: make.SuggestionFactory(confidence=None),
    "statement_kind_known": lambda: make.StatementFactory(kind=UNKNOWN),
    "embedding_once_per_recipe": embed_twice,
    "link_once_per_pair": link_twice,
    "link_not_to_itself": link_to_itself,
    "link_score_is_a_share": lambda: make.LinkFactory(score=1.1),
    "link_relation_known": lambda: make.LinkFactory(relation=UNKNOWN),
    "proposal_slug_once": lambda: twice(make.ProposalFactory, "negotiation", "slug"),
    "vote_once_per_party": lambda: twice(make.VoteFactory, "proposal", "party"),
    "vote_choice_known": lambda: make.VoteFactory(choice=UNKNOWN),
    "position_of_statement_or_vote": position_of_nothing,
    "position_once_per_statement_and_issue": position_twice,
    "position_once_per_vote_and_issue": position_of_vote_twice,
    "position_value_on_scale": lambda: make.PositionFactory(value=101),
    "position_confidence_of_machine": lambda: make.PositionFactory(confidence=0.5),
    "position_stance_known": lambda: make.PositionFactory(stance=UNKNOWN),
    "position_firmness_known": lambda: make.PositionFactory(firmness=5),
    "position_act_known": lambda: make.PositionFactory(act=UNKNOWN),
    "position_mode_known": lambda: make.PositionFactory(mode=UNKNOWN),
}


def own_models() -> list[type[models.Model]]:
    """Return the product's tables, without the history kept beside them."""
    return [model for model in apps.get_app_config("positions").get_models() if not issubclass(model, Event)]


def test_every_named_constraint_has_a_violation() -> None:
    names = {constraint.name for model in own_models() for constraint in model._meta.constraints}

    assert set(VIOLATIONS) == names


@pytest.mark.django_db
@pytest.mark.parametrize("name", VIOLATIONS)
def test_constraint_bites(name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        VIOLATIONS[name]()

    assert caught.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


UNIQUE_COLUMNS = {
    "Call.public_id": lambda: twice(make.CallFactory, "public_id"),
    "Transfer.public_id": lambda: [transfer(public_id=UUID(int=1)) for _ in range(2)],
    "Watch.negotiation": watch_twice,
    "Webhook.public_id": lambda: twice(make.WebhookFactory, "public_id"),
    "Delivery.public_id": lambda: twice(make.DeliveryFactory, "public_id"),
    "Follow.public_id": lambda: twice(make.FollowFactory, "public_id"),
    "Subscription.feed_hash": lambda: [make.SubscriptionFactory(feed_hash="0" * 64) for _ in range(2)],
    "Subscription.user": lambda: twice(make.SubscriptionFactory, "user"),
    "Article.public_id": lambda: twice(make.ArticleFactory, "public_id"),
    "Job.key": lambda: twice(make.JobFactory, "key"),
    "Job.public_id": lambda: twice(make.JobFactory, "public_id"),
    "Link.public_id": lambda: twice(make.LinkFactory, "public_id"),
    "Negotiation.slug": lambda: twice(make.NegotiationFactory, "slug"),
    "SavedSearch.feed_hash": lambda: [make.SavedSearchFactory(feed_hash="0" * 64) for _ in range(2)],
    "SavedSearch.public_id": lambda: twice(make.SavedSearchFactory, "public_id"),
    "Source.name": lambda: twice(make.SourceFactory, "name"),
    "Statement.public_id": lambda: twice(make.StatementFactory, "public_id"),
    "Subscription.token": lambda: twice(make.SubscriptionFactory, "token"),
    "User.username": lambda: twice(make.UserFactory, "username"),
}


def test_every_unique_column_has_a_violation() -> None:
    columns = {
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and field.unique and not field.primary_key
    }

    assert set(UNIQUE_COLUMNS) == columns


@pytest.mark.django_db
@pytest.mark.parametrize("column", UNIQUE_COLUMNS)
def test_unique_column_bites(column: str) -> None:
    with pytest.raises(IntegrityError, match="duplicate key"), transaction.atomic():
        UNIQUE_COLUMNS[column]()


def statement_with(**changes: Any) -> None:
    statement = make.StatementFactory()
    Statement.objects.filter(pk=statement.pk).update(**changes)


def carrier_in_another_text() -> None:
    statement = make.StatementFactory()
    carrier = make.StatementFactory(negotiation=statement.negotiation)
    Statement.objects.filter(pk=statement.pk).update(reported_through=carrier)


def position_on_foreign_proposal() -> None:
    position = make.PositionFactory()
    position.proposal = make.ProposalFactory()
    position.save()


def link_forwards() -> None:
    link = make.LinkFactory()
    make.LinkFactory(negotiation=link.negotiation, later=link.earlier, earlier=link.later)


def link_across_negotiations() -> None:
    make.LinkFactory(earlier=make.StatementFactory(said_at=SAID_AT - timedelta(days=1)))


def link_forwards_in_one_text() -> None:
    """Two statements of one moment: their place in the article decides."""
    version = make.ArticleVersionFactory(text="We will pay. We will not pay more.")
    first, second = (
        make.StatementFactory(negotiation=version.negotiation, version=version, spans=[span])
        for span in ([0, 12], [13, 34])
    )
    make.LinkFactory(negotiation=version.negotiation, later=first, earlier=second)


def change_version(**changes: Any) -> None:
    ArticleVersion.objects.filter(pk=make.ArticleVersionFactory().pk).update(**changes)


def change_judgement(**changes: Any) -> None:
    Judgement.objects.filter(pk=make.confirm(link=make.LinkFactory()).pk).update(**changes)


def change_condition_verdict(**changes: Any) -> None:
    ConditionVerdict.objects.filter(pk=make.ConditionVerdictFactory().pk).update(**changes)


WRONG_WORDS = "not those at its spans"
FOREIGN_STATEMENT = "carrier belong to one negotiation"
FOREIGN_POSITION = "its proposal belong to one negotiation"
FORWARD_LINK = "from a later statement to an earlier one of the same negotiation"
FROZEN = "Cannot update rows"
TWO_NEGOTIATIONS = "Rows of two negotiations do not go together."

TRIGGERED: list[tuple[str, str, str, Callable[[], Any]]] = [
    ("words_are_in_the_text", WRONG_WORDS, "other words", lambda: statement_with(words="We will not pay.")),
    ("words_are_in_the_text", WRONG_WORDS, "no spans", lambda: statement_with(spans=[], words="")),
    ("words_are_in_the_text", WRONG_WORDS, "empty", lambda: statement_with(spans=[[3, 3]], words="")),
    ("words_are_in_the_text", WRONG_WORDS, "beyond the end", lambda: statement_with(spans=[[5000, 5001]], words="")),
    ("words_are_in_the_text", WRONG_WORDS, "before the start", lambda: statement_with(spans=[[-1, 1]], words="“")),
    ("words_are_in_the_text", WRONG_WORDS, "overlap", lambda: statement_with(spans=[[1, 3], [2, 5]], words="We … e w")),
    ("words_are_in_the_text", WRONG_WORDS, "on insert", lambda: make.StatementFactory(words="We will not pay.")),
    (
        "statement_in_one_negotiation",
        FOREIGN_STATEMENT,
        "party",
        lambda: make.StatementFactory(party=make.PartyFactory()),
    ),
    (
        "statement_in_one_negotiation",
        FOREIGN_STATEMENT,
        "speaker",
        lambda: make.StatementFactory(speaker=make.SpokespersonFactory()),
    ),
    (
        "statement_in_one_negotiation",
        FOREIGN_STATEMENT,
        "version",
        lambda: make.StatementFactory(version=make.ArticleVersionFactory()),
    ),
    ("statement_in_one_negotiation", FOREIGN_STATEMENT, "carrier in another text", carrier_in_another_text),
    (
        "position_in_one_negotiation",
        FOREIGN_POSITION,
        "statement",
        lambda: make.PositionFactory(statement=make.StatementFactory()),
    ),
    (
        "position_in_one_negotiation",
        FOREIGN_POSITION,
        "vote",
        lambda: make.PositionFactory(statement=None, vote=make.VoteFactory()),
    ),
    ("position_in_one_negotiation", FOREIGN_POSITION, "proposal", position_on_foreign_proposal),
    ("link_runs_backwards_in_time", FORWARD_LINK, "forwards", link_forwards),
    ("link_runs_backwards_in_time", FORWARD_LINK, "forwards in one text", link_forwards_in_one_text),
    ("link_runs_backwards_in_time", FORWARD_LINK, "another negotiation", link_across_negotiations),
    (
        "proposal_in_one_negotiation",
        TWO_NEGOTIATIONS,
        "put by",
        lambda: make.ProposalFactory(put_by=make.PartyFactory()),
    ),
    ("follow_in_one_negotiation", TWO_NEGOTIATIONS, "party", lambda: make.FollowFactory(party=make.PartyFactory())),
    ("follow_in_one_negotiation", TWO_NEGOTIATIONS, "issue", lambda: make.FollowFactory(issue=make.IssueFactory())),
    (
        "follow_in_one_negotiation",
        TWO_NEGOTIATIONS,
        "proposal",
        lambda: make.FollowFactory(proposal=make.ProposalFactory()),
    ),
    (
        "follow_in_one_negotiation",
        TWO_NEGOTIATIONS,
        "search",
        lambda: make.FollowFactory(search=make.SavedSearchFactory()),
    ),
    ("vote_in_one_negotiation", TWO_NEGOTIATIONS, "party", lambda: make.VoteFactory(party=make.PartyFactory())),
    (
        "affiliation_in_one_negotiation",
        TWO_NEGOTIATIONS,
        "party",
        lambda: make.AffiliationFactory(party=make.PartyFactory()),
    ),
    ("issue_in_one_negotiation", TWO_NEGOTIATIONS, "parent", lambda: make.IssueFactory(parent=make.IssueFactory())),
    (
        "version_in_one_negotiation",
        TWO_NEGOTIATIONS,
        "article",
        lambda: make.ArticleVersionFactory(negotiation=make.NegotiationFactory()),
    ),
    ("version_is_frozen", FROZEN, "text", lambda: change_version(text="Other words.")),
    ("version_is_frozen", FROZEN, "hash", lambda: change_version(text_hash="0" * 64)),
    ("judgement_is_not_overwritten", FROZEN, "verdict", lambda: change_judgement(verdict=Verdict.REJECT)),
    ("judgement_is_not_overwritten", FROZEN, "note", lambda: change_judgement(note="Said otherwise.")),
    ("condition_verdict_is_not_overwritten", FROZEN, "state", lambda: change_condition_verdict(state="met")),
    ("condition_verdict_is_not_overwritten", FROZEN, "note", lambda: change_condition_verdict(note="Seen.")),
    (
        "condition_verdict_in_one_negotiation",
        TWO_NEGOTIATIONS,
        "party",
        lambda: make.ConditionVerdictFactory(party=make.PartyFactory()),
    ),
    (
        "condition_verdict_in_one_negotiation",
        TWO_NEGOTIATIONS,
        "awaited",
        lambda: make.ConditionVerdictFactory(awaits=make.PartyFactory()),
    ),
    (
        "condition_verdict_in_one_negotiation",
        TWO_NEGOTIATIONS,
        "shown by",
        lambda: make.ConditionVerdictFactory(shown_by=make.StatementFactory()),
    ),
]


# They refuse nothing but write what follows: tests/embeddings/test_vectors.py and tests/analysis/test_kept.py hold them
# to it.
FILLING = {
    "vector_stands_with_its_statement", "vectors_follow_their_statement", "ledger_marks_new", "ledger_marks_changed",
    "ledger_marks_gone",
}  # fmt: skip


def test_every_trigger_of_ours_has_a_violation() -> None:
    ours = {
        trigger.name
        for model, trigger in pgtrigger.registered()
        if model in own_models() and not isinstance(trigger, EventTrigger)
    }

    assert {name for name, *_ in TRIGGERED} == ours - FILLING


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sentence", "violate"),
    [pytest.param(sentence, violate, id=f"{name}-{case}") for name, sentence, case, violate in TRIGGERED],
)
def test_trigger_bites(sentence: str, violate: Callable[[], Any]) -> None:
    with pytest.raises(Error, match=sentence), transaction.atomic():
        violate()


@pytest.mark.django_db
def test_spans_in_order_are_accepted() -> None:
    version = make.ArticleVersionFactory(text="“We will pay”, Salma Haddun said, “all dues”.")

    statement = make.StatementFactory(
        negotiation=version.negotiation, version=version, spans=[[1, 12], [35, 43]], confirmed=False
    )

    assert statement.words == "We will pay … all dues"


@pytest.mark.django_db
def test_spans_count_code_points() -> None:
    version = make.ArticleVersionFactory(text="𝔷 «Ёлки» — сказала Хаддун.")

    statement = make.StatementFactory(negotiation=version.negotiation, version=version, spans=[[3, 7]], confirmed=False)

    assert statement.words == "Ёлки"


@pytest.mark.django_db
def test_one_text_may_stand_in_two_negotiations() -> None:
    first, second = (make.ArticleVersionFactory(text="We will pay.") for _ in range(2))

    assert first.negotiation != second.negotiation


@pytest.mark.django_db
def test_source_cited_by_an_article_is_kept() -> None:
    """Deleting a source that articles cite is refused rather than carried through."""
    article = make.ArticleFactory()

    with pytest.raises(models.ProtectedError):
        article.source.delete()

    assert Article.objects.filter(pk=article.pk).exists()


def test_constraint_checks_are_not_deferred() -> None:
    """A wrong row fails where it is written, not at commit."""
    deferred = [
        constraint.name
        for model in own_models()
        for constraint in model._meta.constraints
        if getattr(constraint, "deferrable", None)
    ]

    assert deferred == []

"""Rows for tests: invented people of invented countries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from positions.enums import (
    ConditionState,
    Firmness,
    JobKind,
    Origin,
    Precision,
    Relation,
    Role,
    RowOutcome,
    SpeechKind,
    Stance,
    TransferDirection,
    TransferState,
    Verdict,
    VoteChoice,
)
from positions.models import (
    Affiliation,
    Alert,
    Article,
    ArticleVersion,
    Call,
    ConditionVerdict,
    Delivery,
    Follow,
    Issue,
    Job,
    Judgement,
    Link,
    Membership,
    Negotiation,
    OutsideEvent,
    Party,
    PartyAlias,
    Position,
    Proposal,
    SavedSearch,
    ScaleAnchor,
    Source,
    Spokesperson,
    SpokespersonAlias,
    Statement,
    Subscription,
    Transfer,
    TransferRow,
    User,
    Visit,
    Vote,
    Webhook,
)
from positions.text import text_hash, words_at

SAID_AT = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"analyst{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password("a long password")


class NegotiationFactory(DjangoModelFactory):
    class Meta:
        model = Negotiation

    title = factory.Sequence(lambda n: f"Harbour talks {n}")
    slug = factory.Sequence(lambda n: f"harbour-talks-{n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    negotiation = factory.SubFactory(NegotiationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.ANALYST


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    user = factory.SubFactory(UserFactory)
    negotiation = factory.SubFactory(NegotiationFactory)
    last_at = SAID_AT


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = Party

    negotiation = factory.SubFactory(NegotiationFactory)
    name = factory.Sequence(lambda n: f"Zahira {n}")
    slug = factory.Sequence(lambda n: f"zahira-{n}")
    number = factory.Sequence(lambda n: n + 1)


class PartyAliasFactory(DjangoModelFactory):
    class Meta:
        model = PartyAlias

    party = factory.SubFactory(PartyFactory)
    name = factory.Sequence(lambda n: f"the Zahiri side {n}")


class SpokespersonFactory(DjangoModelFactory):
    class Meta:
        model = Spokesperson

    negotiation = factory.SubFactory(NegotiationFactory)
    name = factory.Sequence(lambda n: f"Salma Haddun {n}")


class SpokespersonAliasFactory(DjangoModelFactory):
    class Meta:
        model = SpokespersonAlias

    spokesperson = factory.SubFactory(SpokespersonFactory)
    name = factory.Sequence(lambda n: f"Selma Haddoun {n}")


class SavedSearchFactory(DjangoModelFactory):
    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    negotiation = factory.SubFactory(NegotiationFactory)
    name = factory.Sequence(lambda n: f"Dues {n}")
    query = "q=dues"


class AffiliationFactory(DjangoModelFactory):
    class Meta:
        model = Affiliation

    spokesperson = factory.SubFactory(SpokespersonFactory)
    party = factory.SubFactory(PartyFactory, negotiation=factory.SelfAttribute("..spokesperson.negotiation"))
    title = "foreign minister"


class IssueFactory(DjangoModelFactory):
    class Meta:
        model = Issue

    negotiation = factory.SubFactory(NegotiationFactory)
    title = factory.Sequence(lambda n: f"Harbour dues {n}")
    slug = factory.Sequence(lambda n: f"harbour-dues-{n}")
    number = factory.Sequence(lambda n: n + 1)


class ScaleAnchorFactory(DjangoModelFactory):
    class Meta:
        model = ScaleAnchor

    issue = factory.SubFactory(IssueFactory)
    value = 0
    meaning = "no dues"


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    negotiation = factory.SubFactory(NegotiationFactory)
    title = factory.Sequence(lambda n: f"Envoy's plan {n}")
    slug = factory.Sequence(lambda n: f"envoys-plan-{n}")


class VoteFactory(DjangoModelFactory):
    class Meta:
        model = Vote

    proposal = factory.SubFactory(ProposalFactory)
    party = factory.SubFactory(PartyFactory, negotiation=factory.SelfAttribute("..proposal.negotiation"))
    choice = VoteChoice.FOR
    cast_at = SAID_AT
    cast_at_precision = Precision.DAY


class OutsideEventFactory(DjangoModelFactory):
    class Meta:
        model = OutsideEvent

    negotiation = factory.SubFactory(NegotiationFactory)
    title = factory.Sequence(lambda n: f"Storm {n}")
    happened_at = SAID_AT
    happened_at_precision = Precision.DAY


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Northmark Gazette {n}")


class ArticleFactory(DjangoModelFactory):
    class Meta:
        model = Article

    negotiation = factory.SubFactory(NegotiationFactory)
    source = factory.SubFactory(SourceFactory)
    title = factory.Sequence(lambda n: f"Talks on the harbour go on, day {n}")
    published_at = SAID_AT
    published_at_precision = Precision.DAY


class ArticleVersionFactory(DjangoModelFactory):
    class Meta:
        model = ArticleVersion

    article = factory.SubFactory(ArticleFactory)
    negotiation = factory.SelfAttribute("article.negotiation")
    number = 1
    text = factory.Sequence(lambda n: f"“We will pay the dues of day {n},” said Salma Haddun. She left at noon.")
    text_hash = factory.LazyAttribute(lambda version: text_hash(version.text))


class StatementFactory(DjangoModelFactory):
    """A confirmed statement over the text's first sentence; `confirmed=False` leaves a suggestion in pencil."""

    class Meta:
        model = Statement
        skip_postgeneration_save = True

    negotiation = factory.SubFactory(NegotiationFactory)
    version = factory.SubFactory(
        ArticleVersionFactory,
        article=factory.SubFactory(ArticleFactory, negotiation=factory.SelfAttribute("...negotiation")),
    )
    party = factory.SubFactory(PartyFactory, negotiation=factory.SelfAttribute("..negotiation"))
    spans = factory.LazyAttribute(lambda statement: [[0, statement.version.text.index(".") + 1]])
    words = factory.LazyAttribute(lambda statement: words_at(statement.version.text, statement.spans))
    kind = SpeechKind.DIRECT
    speaker_as_written = "Salma Haddun"
    said_at = SAID_AT
    said_at_precision = Precision.DAY
    origin = Origin.PERSON

    @factory.post_generation
    def confirmed(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False:
            confirm(statement=self)


class SuggestionFactory(StatementFactory):
    """A statement that the machine suggests and nobody has judged."""

    origin = Origin.MACHINE
    confidence = 0.7
    method = "rules-1"

    @factory.post_generation
    def confirmed(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            confirm(statement=self)


class PositionFactory(DjangoModelFactory):
    """A confirmed position of a confirmed statement; `confirmed=False` leaves it in pencil."""

    class Meta:
        model = Position
        skip_postgeneration_save = True

    statement = factory.SubFactory(StatementFactory, negotiation=factory.SelfAttribute("..issue.negotiation"))
    issue = factory.SubFactory(IssueFactory)
    stance = Stance.SUPPORTS
    value = 60
    firmness = Firmness.FIRM
    origin = Origin.PERSON

    @factory.post_generation
    def confirmed(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False:
            confirm(position=self)


class ConditionVerdictFactory(DjangoModelFactory):
    """What an analyst said became of the condition of a position, of its party."""

    class Meta:
        model = ConditionVerdict

    position = factory.SubFactory(PositionFactory, condition="the port opens")
    party = factory.LazyAttribute(lambda verdict: verdict.position.statement.party)
    state = ConditionState.OPEN
    by = factory.SubFactory(UserFactory)


class LinkFactory(DjangoModelFactory):
    """A suggested link from a statement to one a day earlier."""

    class Meta:
        model = Link

    negotiation = factory.SubFactory(NegotiationFactory)
    earlier = factory.SubFactory(
        StatementFactory,
        negotiation=factory.SelfAttribute("..negotiation"),
        said_at=datetime(2031, 3, 3, 12, 0, tzinfo=UTC),
    )
    later = factory.SubFactory(StatementFactory, negotiation=factory.SelfAttribute("..negotiation"))
    relation = Relation.RESTATES
    score = 0.8
    explanation = ["Same party, same words."]
    method = "relate-1"
    origin = Origin.MACHINE


class TransferFactory(DjangoModelFactory):
    """A file that was compared and waits for a person to take it in."""

    class Meta:
        model = Transfer

    negotiation = factory.SubFactory(NegotiationFactory)
    requested_by = factory.SubFactory(UserFactory)
    direction = TransferDirection.IMPORT
    state = TransferState.COMPARED
    format = "csv"
    file_name = "parties.csv"
    is_dry = is_read = True


class TransferRowFactory(DjangoModelFactory):
    """A row that would be entered."""

    class Meta:
        model = TransferRow

    transfer = factory.SubFactory(TransferFactory)
    number = factory.Sequence(lambda n: n + 1)
    place = factory.LazyAttribute(lambda row: f"line {row.number + 1}")
    kind = "party"
    name = factory.Sequence(lambda n: f"Zahira {n}")
    outcome = RowOutcome.CREATE


class SubscriptionFactory(DjangoModelFactory):
    class Meta:
        model = Subscription

    user = factory.SubFactory(UserFactory)
    due_at = SAID_AT


class FollowFactory(DjangoModelFactory):
    """One who follows all of a negotiation and reads it."""

    class Meta:
        model = Follow

        skip_postgeneration_save = True

    negotiation = factory.SubFactory(NegotiationFactory)
    subscription = factory.SubFactory(SubscriptionFactory)

    @factory.post_generation
    def member(self, create: bool, extracted: bool | None, **fields: Any) -> None:
        if create and extracted is not False:
            user, negotiation = self.subscription.user, self.negotiation  # type: ignore[attr-defined]
            Membership.objects.get_or_create(user=user, negotiation=negotiation, defaults={"role": Role.VIEWER})


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    subscription = factory.SubFactory(SubscriptionFactory)
    period_start = SAID_AT
    period_end = factory.LazyAttribute(lambda delivery: delivery.period_start + timedelta(days=7))


class AlertFactory(DjangoModelFactory):
    class Meta:
        model = Alert

    subscription = factory.SubFactory(SubscriptionFactory)
    negotiation = factory.SubFactory(NegotiationFactory)
    key = factory.Sequence(lambda n: f"shift:{n}")
    at = SAID_AT


class WebhookFactory(DjangoModelFactory):
    class Meta:
        model = Webhook

    user = factory.SubFactory(UserFactory)
    url = factory.Sequence(lambda n: f"https://hooks.example/{n}")


class CallFactory(DjangoModelFactory):
    class Meta:
        model = Call

    webhook = factory.SubFactory(WebhookFactory)
    key = factory.Sequence(lambda n: f"shift:{n}")
    payload = factory.LazyFunction(lambda: {"type": "change.shift", "data": {"sentence": "It moved."}})


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    kind = JobKind.EXTRACT
    key = factory.Sequence(lambda n: f"extract:{n}")


def confirm(**row: Any) -> Judgement:
    """Confirm a statement, a position or a link as some analyst."""
    return Judgement.objects.create(verdict=Verdict.CONFIRM, by=UserFactory(), **row)


def refuse(**row: Any) -> Judgement:
    """Refuse a statement, a position or a link as some analyst."""
    return Judgement.objects.create(verdict=Verdict.REJECT, by=UserFactory(), **row)

"""An invented negotiation with something in every table that a whole one is written from, and a place without it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pghistory
from django.apps import apps
from django.db import connection, transaction
from pghistory.models import Context

from positions.enums import ConditionState, Relation, Role, Verdict
from positions.exchange.whole.writing import write_whole
from positions.models import Carried, LedgerMark, Negotiation, Source, User
from positions.review.actions import this_action
from positions.review.conditions import decide_condition
from positions.review.merging import merge_parties
from positions.review.positions import code_position
from positions.review.searches import delete_search
from positions.review.statements import correct_statement, judge_statement
from positions.review.undoing import undo_action
from tests.factories import (
    AffiliationFactory,
    ArticleFactory,
    ArticleVersionFactory,
    IssueFactory,
    LinkFactory,
    MembershipFactory,
    NegotiationFactory,
    OutsideEventFactory,
    PartyAliasFactory,
    PartyFactory,
    PositionFactory,
    ProposalFactory,
    SavedSearchFactory,
    ScaleAnchorFactory,
    SourceFactory,
    SpokespersonAliasFactory,
    SpokespersonFactory,
    StatementFactory,
    SuggestionFactory,
    UserFactory,
    VoteFactory,
    confirm,
    refuse,
)

TEXT = "“We will pay the dues ½,” said Salma Haddun.\tШлюзы закрыты, she added: nobody answered."


def did(by: User, write: Callable[[], object]) -> UUID:
    """Write as one request of a person does; return the action."""
    with pghistory.context(user=by.pk, url="/n/harbour-talks/"):
        write()
        action = UUID(this_action())
    with connection.cursor() as cursor:  # a request is a transaction; here what follows is in the same one
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
    return action


def make_talks() -> Negotiation:
    """Return a negotiation of two parties that argue about one issue, with what two analysts did, undid and removed."""
    talks = NegotiationFactory(
        title="Harbour talks", slug="harbour-talks", summary="Two ports.\nOne river.", show_threshold=0.3
    )
    ida, tom = (
        MembershipFactory(negotiation=talks, role=role, user__username=name, user__first_name=name.title()).user
        for role, name in ((Role.LEAD, "ida"), (Role.ANALYST, "tom"))
    )
    MembershipFactory(negotiation=talks, user=UserFactory(username="gone")).user.delete()
    zahira = PartyFactory(negotiation=talks, name="Zahira", slug="zahira", group="West")
    northmark = PartyFactory(negotiation=talks, name="Northmark", slug="northmark")
    PartyAliasFactory(party=zahira, name="the Zahiri side")
    salma = SpokespersonFactory(negotiation=talks, name="Salma Haddun")
    SpokespersonAliasFactory(spokesperson=salma)
    AffiliationFactory(spokesperson=salma, party=zahira, starts_on=date(2030, 1, 1))
    dues = IssueFactory(negotiation=talks, title="Harbour dues", slug="dues", keywords=["dues", "to\\ll, “ß”"])
    IssueFactory(negotiation=talks, title="Half dues", slug="half", parent=dues, status_quo=40)
    ScaleAnchorFactory(issue=dues, value=100, meaning="all dues")
    plan = ProposalFactory(negotiation=talks, put_by=northmark, slug="plan", title="Envoy’s plan")
    plan.sponsors.add(zahira)
    plan.issues.add(dues)
    vote = VoteFactory(proposal=plan, party=northmark)
    confirm(position=PositionFactory(statement=None, vote=vote, issue=dues, confirmed=False))
    OutsideEventFactory(negotiation=talks, title="Storm").issues.add(dues)
    _say_and_decide(talks, ida, tom)
    doomed = PartyFactory(negotiation=talks, name="Zahiria")
    PartyAliasFactory(party=doomed, name="Zahiri")
    did(ida, lambda: merge_parties(party=doomed, into=zahira, by=ida))
    return talks


def _say_and_decide(talks: Negotiation, ida: User, tom: User) -> None:
    """Fill in statements, codings, links and searches, and change some of them."""
    zahira, northmark = talks.parties.order_by("pk")
    dues, salma = talks.issues.get(slug="dues"), talks.spokespersons.get()
    article = ArticleFactory(negotiation=talks, added_by=tom, source=SourceFactory(name="Gazette of Zahira"))
    first = ArticleVersionFactory(article=article, text=TEXT)
    later = ArticleVersionFactory(article=article, text=f"{TEXT} Later.", number=2)
    said = StatementFactory(
        negotiation=talks, version=first, speaker=salma, party=zahira, spans=[[1, 24]], source_span=[31, 43],
        gone_from=later, said_at=datetime(2031, 3, 3, 9, 30, 0, 7, UTC),
    )  # fmt: skip
    said.joint_with.add(northmark)
    said.addressed_to.add(northmark)
    said.targets.add(northmark)
    suggested = SuggestionFactory(
        negotiation=talks, version=first, party=zahira, spans=[[45, 59]], reported_through=said
    )
    position = PositionFactory(statement=said, issue=dues, condition="the port opens", value=70)
    did(tom, lambda: code_position(statement=suggested, issue=dues, stance="opposes", by=tom))
    link = LinkFactory(negotiation=talks, earlier=said, later=suggested, scores={"restates": 0.25, "hardens": 1e-7})
    confirm(link=link)
    done = did(tom, lambda: judge_statement(statement=suggested, verdict=Verdict.REJECT, by=tom, note="Not \\ hers"))
    did(tom, lambda: undo_action(action=done, negotiation=talks, by=tom))
    did(ida, lambda: judge_statement(statement=suggested, verdict=Verdict.CONFIRM, by=ida))
    did(ida, lambda: correct_statement(statement=suggested, by=ida, party=northmark))
    refuse(link=LinkFactory(negotiation=talks, relation=Relation.HARDENS))
    for state in (ConditionState.OPEN, ConditionState.MET):
        did(ida, lambda state=state: decide_condition(
            position=position, party=zahira, state=state, by=ida, shown_by=suggested, awaits=northmark
        ))  # fmt: skip
    did(tom, lambda: StatementFactory(negotiation=talks, party=zahira, confirmed=False).delete())
    SavedSearchFactory(
        negotiation=talks, user=ida, query=f"q=dues&person={salma.pk}&source={article.source_id}&person=9"
    )
    search = SavedSearchFactory(negotiation=talks, user=tom, feed_hash="f" * 64)
    delete_search(search=SavedSearchFactory(negotiation=talks, user=tom), by=tom)
    assert search.feed_hash
    did(tom, lambda: Carried.objects.create(negotiation=talks, format="dna", place="CODERS 2", content={"row": [2]}))


def forget(talks: Negotiation) -> None:
    """Leave of a negotiation nothing, as in a place where it never was: no history, no people, no outlets."""
    talks.delete()
    Negotiation.objects.all().delete()
    Source.objects.all().delete()
    User.objects.filter(is_superuser=False).delete()
    for model in apps.get_app_config("positions").get_models():
        if hasattr(model, "pgh_tracked_model"):
            model.objects.all().delete()
    for table in (Context, LedgerMark):
        table.objects.all().delete()


def written_elsewhere(blocker: Any) -> bytes:
    """Return the file of such a negotiation, of which nothing is here."""
    with blocker.unblock(), transaction.atomic():
        written = b"".join(write_whole(make_talks(), {}))
        transaction.set_rollback(True)
    return written

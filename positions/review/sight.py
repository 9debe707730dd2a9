"""What of a statement a person had before the eyes: whoever decides on something else by now is told so."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from positions.models import Judgement, Position, Statement, User
from positions.review.errors import Stale

COLUMNS = ("spans", "party_id", "speaker_id", "kind", "said_at", "said_at_precision", "reported_through_id")
CODING = ("pk", "issue_id", "stance", "value", "firmness", "condition", "act", "mode", "proposal_id")


class Clash(Stale):
    """Somebody else decided on a statement, or changed it, since the person's page was drawn.

    `statement` is as it is now; `others` are the judgements in force of other people.
    """

    def __init__(self, statement: Statement, others: list[Judgement]) -> None:
        self.statement, self.others = statement, others
        super().__init__(self._happened())

    def _happened(self) -> str:
        judgement = self.statement.judgement
        if judgement and judgement in self.others:
            said = _("%(by)s decided “%(verdict)s” a moment ago. Nothing of yours is saved yet: look, then decide.")
            return said % {"by": judgement.by, "verdict": judgement.get_verdict_display()}
        names = _(" and ").join(sorted({str(judgement.by) for judgement in self.others}))
        if names:
            said = _("%(names)s changed this a moment ago. Nothing of yours is saved yet: look, then decide.")
            return said % {"names": names}
        return _("This was changed a moment ago. Nothing of yours is saved yet: look, then decide.")


def as_seen(statement: Statement) -> str:
    """Return a word for all that a page shows of a statement brought along by `for_display()`."""
    positions: list[Position] = statement.shown_positions  # type: ignore[attr-defined]  # by for_display()
    shown = [_values(statement, COLUMNS), _verdict(statement)]
    shown += [(*_values(each, CODING), _verdict(each)) for each in sorted(positions, key=lambda each: each.pk)]
    return hashlib.blake2s(repr(shown).encode(), digest_size=8).hexdigest()


def hold_still(*, statement: Statement, seen: str, by: User) -> Statement:
    """Lock a statement for the rest of the transaction and return it; raise Clash unless it is as it was seen.

    What the same person did meanwhile, in another window or with a double click, is no clash.
    """
    Statement.objects.select_for_update(no_key=True).only("pk").get(pk=statement.pk)
    now = _shown(statement)
    if as_seen(now) == seen:
        return now
    in_force = [judgement for row in (now, *now.shown_positions) if (judgement := row.judgement)]  # type: ignore[attr-defined]
    others = [judgement for judgement in in_force if judgement.by != by]
    if others or not in_force:
        raise Clash(now, others)
    return now


def _shown(statement: Statement) -> Statement:
    positions = Position.objects.for_display().not_refused()
    return Statement.objects.prefetch_related(
        Prefetch("judgements", Judgement.objects.current(), to_attr="current_judgements"),
        Prefetch("positions", positions, to_attr="shown_positions"),
    ).select_related("party", "speaker", "negotiation").get(pk=statement.pk)  # fmt: skip


def _values(row: Any, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(str(getattr(row, column)) for column in columns)


def _verdict(row: Statement | Position) -> int | None:
    return row.judgement.pk if row.judgement else None

"""Says in a line or two what a digest comes to: its title, its subject, its counts, its period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from positions.digests.changes import Change
from positions.digests.compose import Digest
from positions.digests.layout import CONDITIONS, STEPS, Sheet, quiet_line
from positions.enums import ChangeKind

ANSWERS = (ChangeKind.PROPOSAL_ACCEPTED, ChangeKind.PROPOSAL_REJECTED, ChangeKind.PROPOSAL_ANSWERED)
IN_TITLE = 2  # changes; more are no title
LONGEST_TITLE = 110  # characters, for two; mail programs cut subject lines beyond
LONGEST_SUBJECT = 200


def title_of(digest: Digest) -> str:
    """Return the finding: the most telling changes, in words."""
    if digest.is_quiet:
        return _("Nothing moved")
    changes = digest.parts[0].changes
    leading = [change for change in changes if change.kind in STEPS][:IN_TITLE] or changes[:1]
    first, *others = (str(change.headline) for change in leading)
    both = "; ".join([first, *others])
    return both if len(both) <= LONGEST_TITLE else first


def subject_of(digest: Digest) -> str:
    """Return negotiation and finding in one line; of several negotiations that more of them changed."""
    changed = [part for part in digest.parts if not part.is_quiet]
    more = len(changed) - 1
    first = (changed or digest.parts)[:1]
    told = " ".join(": ".join([*(str(part.negotiation) for part in first), title_of(digest)]).split())
    told = Truncator(told).chars(LONGEST_SUBJECT, truncate="…")
    if more < 1:
        return told
    words = ngettext(
        "%(told)s; %(more)d more negotiation changed", "%(told)s; %(more)d more negotiations changed", more
    )
    return words % {"told": told, "more": more}


def gist_of(digest: Digest) -> str:
    """Return the period in a sentence of counts."""
    if digest.is_quiet:
        return quiet_line(*digest.parts[:1]) if len(digest.parts) == 1 else _("No position moved in this period.")
    return ", ".join(words for count, words in counts(digest.changes) if count) + "."


def counts(changes: Iterable[Change]) -> list[tuple[int, str]]:
    """Return how many changes there are of each sort, in words."""
    steps = [change for change in changes if change.kind in STEPS and change.step]
    others = [change.kind for change in changes if change not in steps]

    def of(*kinds: ChangeKind) -> int:
        return sum(kind in kinds for kind in others)

    moved, odds, crossed = len(steps), of(ChangeKind.CONTRADICTION), of(ChangeKind.RED_LINE_CROSSED)
    new, judged = of(ChangeKind.CONDITION_NEW), of(*CONDITIONS[1:])
    firsts, exact = of(ChangeKind.FIRST, ChangeKind.RED_LINE_DRAWN), of(ChangeKind.REFINEMENT)
    put, answers, votes = of(ChangeKind.PROPOSAL_PUT), of(*ANSWERS), of(ChangeKind.VOTE)
    waiting = of(ChangeKind.PROPOSAL_UNANSWERED)
    told = [
        (moved, ngettext("%(n)d position moved", "%(n)d positions moved", moved)),
        (odds, ngettext("%(n)d contradiction", "%(n)d contradictions", odds)),
        (crossed, ngettext("%(n)d proposal against a red line", "%(n)d proposals against a red line", crossed)),
        (new, ngettext("%(n)d new condition", "%(n)d new conditions", new)),
        (judged, ngettext("%(n)d condition met or broken", "%(n)d conditions met or broken", judged)),
        (firsts, ngettext("%(n)d first word on an issue", "%(n)d first words on an issue", firsts)),
        (put, ngettext("%(n)d proposal put", "%(n)d proposals put", put)),
        (answers, ngettext("%(n)d answer to a proposal", "%(n)d answers to proposals", answers)),
        (waiting, ngettext("%(n)d proposal unanswered", "%(n)d proposals unanswered", waiting)),
        (votes, ngettext("%(n)d vote", "%(n)d votes", votes)),
        (exact, ngettext("%(n)d position told more exactly", "%(n)d positions told more exactly", exact)),
    ]
    return [(count, words % {"n": count}) for count, words in told]


def period_of(digest: Digest) -> str:
    """Return first and last day of the period in the reader's zone."""
    first = timezone.localtime(digest.start)
    last = timezone.localtime(digest.end - timedelta(microseconds=1))
    if first.date() == last.date():
        return date_format(first, "j F Y")
    form = "j F" if first.year == last.year else "j F Y"
    days = {"first": date_format(first, form), "last": date_format(last, "j F Y")}
    return _("%(first)s to %(last)s") % days


def left_out_of(shown: Sequence[Sheet], sheets: Sequence[Sheet]) -> str:
    """Return how much was cut to keep the mail short; empty when nothing was."""
    rows, others = sum(sheet.cut for sheet in shown), len(sheets) - len(shown)
    told = [
        (
            rows,
            ngettext("%(n)d row is left out to keep this short.", "%(n)d rows are left out to keep this short.", rows),
        ),
        (others, ngettext("%(n)d negotiation is left out.", "%(n)d negotiations are left out.", others)),
    ]
    return " ".join(words % {"n": count} for count, words in told if count)

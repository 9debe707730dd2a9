"""Puts what a digest tells into plain sentences, in the language that is on; it never says more than was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from positions.analysis.ledger import Held
from positions.analysis.steps import Shift
from positions.enums import ChangeKind, Firmness, Relation, Stance, VoteChoice
from positions.models import Issue, Party

if TYPE_CHECKING:
    from positions.digests.changes import Change

ONCE, TWICE = 1, 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translated sentence and what is put into it; as HTML parties stand out and everything is escaped."""

    words: str
    parts: Mapping[str, Any]

    def __str__(self) -> str:
        return self.words % self.parts

    @property
    def html(self) -> SafeString:
        """Return it as HTML."""
        parts = {name: in_html(part) for name, part in self.parts.items()}
        return mark_safe(escape(self.words) % parts)  # noqa: S308  # both sides are escaped


def in_html(part: Any) -> Any:
    """Return what is put into a sentence as HTML."""
    if isinstance(part, Party):
        return format_html("<b><bdi>{}</bdi></b>", part.name)
    return part if isinstance(part, int) else conditional_escape(part)


def headline(change: Change) -> Sentence:
    """Return a change as a sentence without its full stop."""
    return WORDED[change.kind](change)


def of_step(change: Change) -> Sentence:
    """Return what a step came to; every kind of step has one."""
    step = change.step
    return moved(change, step) if step else of_first(change)


def moved(change: Change, step: Shift) -> Sentence:
    """Return direction and measure of a step."""
    parts = {"party": change.party, "issue": issue_of(change), **ends(step)}
    if change.kind == ChangeKind.RED_LINE_CROSSED:
        return Sentence(_("%(party)s crossed a red line of its own on %(issue)s, from %(before)s to %(after)s"), parts)
    if change.kind == ChangeKind.RED_LINE_SOFTENED:
        return Sentence(_("%(party)s softened a red line on %(issue)s: now %(after)s"), parts)
    if change.kind == ChangeKind.RED_LINE_DRAWN:
        return Sentence(_("%(party)s drew a red line on %(issue)s, until then %(before)s"), parts)
    if step.relation == Relation.REFINES:
        return refined(step, parts)
    if step.size:
        return by_points(step.relation, abs(step.size), parts)
    return from_to(step.relation, parts)


def by_points(relation: Relation, points: int, parts: dict[str, Any]) -> Sentence:
    """Return a move on the scale."""
    if relation == Relation.HARDENS:
        words = ngettext(
            "%(party)s hardened by %(points)d point on %(issue)s",
            "%(party)s hardened by %(points)d points on %(issue)s", points,
        )  # fmt: skip
    elif relation == Relation.SOFTENS:
        words = ngettext(
            "%(party)s softened by %(points)d point on %(issue)s",
            "%(party)s softened by %(points)d points on %(issue)s", points,
        )  # fmt: skip
    else:
        words = ngettext(
            "%(party)s reversed by %(points)d point on %(issue)s",
            "%(party)s reversed by %(points)d points on %(issue)s", points,
        )  # fmt: skip
    return Sentence(words, {**parts, "points": points})


def from_to(relation: Relation, parts: dict[str, Any]) -> Sentence:
    """Return a move that has no place on the scale."""
    words = {
        Relation.HARDENS: _("%(party)s hardened on %(issue)s, from %(before)s to %(after)s"),
        Relation.SOFTENS: _("%(party)s softened on %(issue)s, from %(before)s to %(after)s"),
        Relation.REVERSES: _("%(party)s reversed its position on %(issue)s, from %(before)s to %(after)s"),
    }
    return Sentence(words[relation], parts)


def refined(step: Shift, parts: dict[str, Any]) -> Sentence:
    """Return what a step tells that neither hardens nor softens."""
    if step.before.stance != step.after.stance:
        return Sentence(_("%(party)s went from %(before)s to %(after)s on %(issue)s"), parts)
    if step.before.value != step.after.value:
        words = _("%(party)s said where it stands on %(issue)s: %(value)d of 100")
        return Sentence(words, {**parts, "value": step.after.value})
    return Sentence(_("%(party)s said how firm it is on %(issue)s: %(after)s"), parts)


def ends(step: Shift) -> dict[str, str]:
    """Return both ends of a step by what differs: the stance, else the firmness."""
    if step.before.stance != step.after.stance:
        return {"before": stance(step.before), "after": stance(step.after)}
    return {"before": firmness(step.before), "after": firmness(step.after)}


def stance(held: Held) -> str:
    return str(Stance(held.stance).label)


def firmness(held: Held) -> str:
    """Return how firm something is held; where the words do not tell, its stance."""
    return str(Firmness(held.firmness).label) if held.firmness else stance(held)


def of_contradiction(change: Change) -> Sentence:
    """Return that a party says two things; by its speakers on one day, or by words a person set against each other."""
    parts = {"party": change.party, "issue": issue_of(change)}
    if change.held:
        return Sentence(_("%(party)s spoke with more than one voice on %(issue)s on one day"), parts)
    if change.issue:
        return Sentence(_("%(party)s contradicted its earlier words on %(issue)s"), parts)
    return Sentence(_("%(party)s contradicted its earlier words"), parts)


def of_first(change: Change) -> Sentence:
    """Return a party's first word on an issue."""
    parts = {"party": change.party, "issue": issue_of(change), "stance": stance(change.held) if change.held else ""}
    if change.kind == ChangeKind.RED_LINE_DRAWN:
        return Sentence(_("%(party)s spoke for the first time on %(issue)s, and drew a red line: %(stance)s"), parts)
    return Sentence(_("%(party)s spoke for the first time on %(issue)s: %(stance)s"), parts)


def of_condition(change: Change) -> Sentence:
    """Return a condition: new, or what a person said became of it."""
    words = {
        ChangeKind.CONDITION_NEW: _("%(party)s set a condition on %(issue)s: if %(condition)s"),
        ChangeKind.CONDITION_MET: _("A condition of %(party)s on %(issue)s was judged met: if %(condition)s"),
        ChangeKind.CONDITION_BROKEN: _("A condition of %(party)s on %(issue)s was judged broken: if %(condition)s"),
    }
    parts = {"party": change.party, "issue": issue_of(change), "condition": change.note}
    return Sentence(words[change.kind], parts)


def of_crossing(change: Change) -> Sentence:
    """Return a red line crossed: one's own, or another's by a proposal."""
    if change.step:
        return moved(change, change.step)
    words = _("“%(proposal)s”, put by %(other)s, goes against a red line of %(party)s on %(issue)s")
    parts = {"proposal": change.proposal, "other": change.other, "party": change.party, "issue": issue_of(change)}
    return Sentence(words, parts)


def of_proposal(change: Change) -> Sentence:
    """Return what became of a proposal."""
    parts = {"party": change.party, "proposal": change.proposal}
    words = {
        ChangeKind.PROPOSAL_PUT: _("%(party)s put “%(proposal)s”") if change.party else _("“%(proposal)s” was put"),
        ChangeKind.PROPOSAL_ACCEPTED: _("%(party)s accepts “%(proposal)s”"),
        ChangeKind.PROPOSAL_REJECTED: _("%(party)s rejects “%(proposal)s”"),
        ChangeKind.PROPOSAL_ANSWERED: _("%(party)s answers yes and no to “%(proposal)s”"),
    }
    if change.kind == ChangeKind.PROPOSAL_ANSWERED and change.note:
        return Sentence(_("%(party)s sets a condition for “%(proposal)s”: if %(condition)s"),
                        {**parts, "condition": change.note})  # fmt: skip
    return Sentence(words[change.kind], parts)


def of_silence(change: Change) -> Sentence:
    """Return who has not answered a proposal, and for how long."""
    days = change.days or 0
    words = ngettext(
        "“%(proposal)s” has waited %(days)d day for an answer of %(parties)s",
        "“%(proposal)s” has waited %(days)d days for an answer of %(parties)s",
        days,
    )
    return Sentence(words, {"proposal": change.proposal, "days": days, "parties": names(change.named)})


def of_vote(change: Change) -> Sentence:
    """Return a vote as the counts by choice, absence only if there was any."""
    counts = dict(change.counts)
    words = _("Vote on “%(proposal)s”: %(for)d for, %(against)d against, %(abstain)d abstained")
    if counts[VoteChoice.ABSENT]:
        words = _("Vote on “%(proposal)s”: %(for)d for, %(against)d against, %(abstain)d abstained, %(absent)d absent")
    return Sentence(words, {"proposal": change.proposal, **counts})


def issue_of(change: Change) -> str:
    return in_sentence(change.issue)


def in_sentence(issue: Issue | None) -> str:
    """Return an issue as it stands inside a sentence."""
    return issue.title_in_sentence if issue else ""


def names(parties: tuple[Party, ...]) -> str:
    """Return names in a row."""
    told = [party.name for party in parties]
    return _("%(names)s and %(last)s") % {"names": ", ".join(told[:-1]), "last": told[-1]} if told[1:] else told[0]


def said_again(party: Party, position: str, times: int) -> Sentence:
    """Return how often a party said in a period what it had said before; what was said once is said once."""
    parts = {"party": party, "position": position, "times": times}
    if times == ONCE:
        return Sentence(_("%(party)s said it once more: %(position)s"), parts)
    if times == TWICE:
        return Sentence(_("%(party)s said it twice more: %(position)s"), parts)
    words = ngettext(
        "%(party)s repeated it %(times)d time: %(position)s",
        "%(party)s repeated it %(times)d times: %(position)s",
        times,
    )
    return Sentence(words, parts)


def said_so_far(times: int) -> str:
    """Return how thin the evidence of what is held now is."""
    if times == ONCE:
        return _("Said once so far.")
    if times == TWICE:
        return _("Said twice so far.")
    return ngettext("Said %(times)d time so far.", "Said %(times)d times so far.", times) % {"times": times}


def no_longer_heard(party: Party, position: str, times: int) -> Sentence:
    """Return what a party had said so many times and is not heard to say any more."""
    parts = {"party": party, "position": position, "times": times}
    if times == TWICE:
        return Sentence(_("%(party)s said it twice, and not in this period: %(position)s"), parts)
    words = ngettext(
        "%(party)s said it %(times)d time, and not in this period: %(position)s",
        "%(party)s said it %(times)d times, and not in this period: %(position)s", times,
    )  # fmt: skip
    return Sentence(words, parts)


def position_in_words(held: Held, issue: Issue) -> str:
    """Return what is held on an issue, as a label."""
    words = {
        Stance.SUPPORTS: _("supports %(issue)s"),
        Stance.OPPOSES: _("opposes %(issue)s"),
        Stance.MIXED: _("is of two minds on %(issue)s"),
        Stance.NONE: _("takes no side on %(issue)s"),
    }
    told = words[Stance(held.stance)] % {"issue": in_sentence(issue)}
    return f"{told}, {firmness(held)}" if held.firmness else told


def signed(held: Held) -> list[str]:
    """Return the stance, then the place on the scale, the firmness and whether it depends on something."""
    told = [stance(held)]
    if held.value is not None:
        told.append(_("%(value)d of 100") % {"value": held.value})
    if held.firmness:
        told.append(str(Firmness(held.firmness).label))
    if held.condition:
        told.append(pgettext("a position", "with a condition"))
    return told


WORDED = {
    ChangeKind.SHIFT: of_step,
    ChangeKind.REVERSAL: of_step,
    ChangeKind.REFINEMENT: of_step,
    ChangeKind.RED_LINE_CROSSED: of_crossing,
    ChangeKind.RED_LINE_SOFTENED: of_step,
    ChangeKind.RED_LINE_DRAWN: of_step,
    ChangeKind.CONTRADICTION: of_contradiction,
    ChangeKind.CONDITION_NEW: of_condition,
    ChangeKind.CONDITION_MET: of_condition,
    ChangeKind.CONDITION_BROKEN: of_condition,
    ChangeKind.FIRST: of_first,
    ChangeKind.PROPOSAL_PUT: of_proposal,
    ChangeKind.PROPOSAL_ACCEPTED: of_proposal,
    ChangeKind.PROPOSAL_REJECTED: of_proposal,
    ChangeKind.PROPOSAL_ANSWERED: of_proposal,
    ChangeKind.PROPOSAL_UNANSWERED: of_silence,
    ChangeKind.VOTE: of_vote,
}

"""How the digest words what it tells, the same in HTML and in plain text: `{% load digest %}`."""

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from positions.analysis.evidence import Evidence
from positions.analysis.ledger import Held
from positions.digests.asked import Asked
from positions.digests.compose import Digest
from positions.digests.render import MARKS
from positions.enums import Firmness, Precision, Stance
from positions.models import Party
from positions.models.parties import SHAPES

register = template.Library()

SIGNS = {Stance.SUPPORTS: "+", Stance.OPPOSES: "−", Stance.MIXED: "±", Stance.NONE: "○"}
VERBS = {
    Stance.SUPPORTS: "supports",
    Stance.OPPOSES: "opposes",
    Stance.MIXED: "is of two minds on",
    Stance.NONE: "takes no side on",
}
TIMES = {1: "once", 2: "twice"}


@register.filter
def mark(party: Party) -> SafeString:
    """Return the party's shape as a character in its colour."""
    shape = MARKS[(party.shape - 1) % SHAPES + (SHAPES if party.shape > SHAPES else 0)]
    return format_html('<span class="p-{}" aria-hidden="true">{}</span>', party.colour, shape)


@register.filter
def standing(held: Held) -> str:
    """Return the verb of a held position."""
    return VERBS[Stance(held.stance)]


@register.filter
def signed(held: Held) -> str:
    """Return sign, word, value, firmness and condition of a held position."""
    words = f"{SIGNS[Stance(held.stance)]} {Stance(held.stance).label}"
    if held.value is not None:
        words += f" ({held.value})"
    if held.firmness:
        words += f", {Firmness(held.firmness).label}"
    return f"{words}, with a condition" if held.condition else words


@register.filter
def said_times(times: int) -> str:
    """Return once, twice, 9 times."""
    return TIMES.get(times, f"{times} times")


@register.filter
def cited(evidence: Evidence) -> str:
    """Return speaker, date as exactly as known, outlet and kind of speech, ending in a full stop."""
    parts = [evidence.speaker, _day(evidence), evidence.outlet]
    if evidence.also:
        parts[-1] += f" and {len(evidence.also)} other{'s' if len(evidence.also) > 1 else ''}"
    parts.append(evidence.kind)
    return ", ".join(part for part in parts if part) + "."


@register.filter
def period(digest: Digest) -> str:
    """Return first and last day of the period in the reader's zone."""
    first = timezone.localtime(digest.start)
    last = timezone.localtime(digest.end - timedelta(microseconds=1))
    if first.date() == last.date():
        return date_format(first, "j F Y")
    return f"{date_format(first, 'j F')} to {date_format(last, 'j F Y')}"


@register.filter
def gist(digest: Digest) -> str:
    """Return the period in one or two sentences."""
    if digest.is_quiet:
        again = sum(row.times for row in digest.repeated)
        told = f" Known positions were repeated {said_times(again)}." if again else ""
        return f"No position moved in this period.{told}"
    changes = [
        (len(digest.shifts), "position moved", "positions moved"),
        (len(digest.firsts), "party’s first word on an issue", "first words of a party on an issue"),
        (len(digest.conditions), "new condition", "new conditions"),
        (len(digest.proposals), "proposal", "proposals"),
        (len(digest.tallies), "vote", "votes"),
    ]
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in changes if count) + "."


@register.filter
def reason(asked: Asked) -> str:
    """Return why the reader gets the digest, and when."""
    followed = f"You receive this because you follow the negotiation “{asked.negotiation}”"
    chosen = [*asked.parties, *asked.issues]
    if chosen:
        followed += ", of it " + ", ".join(f"“{row}”" for row in chosen)
    return f"{followed}. Times are of {asked.user.time_zone}."


@register.filter
def basis(digest: Digest) -> str:
    """Return on how much the digest rests and what it leaves out."""
    rests = (
        f"It rests on {digest.statements} confirmed statement{'' if digest.statements == 1 else 's'} "
        f"from {digest.outlets} outlet{'' if digest.outlets == 1 else 's'}."
    )
    if not digest.failed:
        return rests
    unread = "article that could not be read" if digest.failed == 1 else "articles that could not be read"
    return f"{rests} Left out: {digest.failed} {unread}."


def _day(evidence: Evidence) -> str:
    if evidence.precision == Precision.MINUTE:
        return date_format(timezone.localtime(evidence.said_at), "j M Y")
    return date_format(evidence.said_at, "M Y" if evidence.precision == Precision.MONTH else "j M Y")

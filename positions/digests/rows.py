"""What the mail shows of each thing told, the same as HTML and as plain text, in the language and zone that are on."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from positions.analysis.ledger import Held
from positions.digests.changes import Change
from positions.digests.gather import Row
from positions.digests.quotations import Quotation
from positions.digests.wording import (
    Sentence,
    names,
    no_longer_heard,
    position_in_words,
    said_again,
    said_so_far,
    signed,
)  # fmt: skip
from positions.enums import ChangeKind, Precision, SpeechKind, Stance, VoteChoice
from positions.models import Party

# Characters of one quotation; the evidence, one click away, has the rest.
LONGEST_QUOTATION = 400
SIGNS = {Stance.SUPPORTS: "+", Stance.OPPOSES: "−", Stance.MIXED: "±", Stance.NONE: "○"}
COLOURS = {Stance.SUPPORTS: "plus", Stance.OPPOSES: "minus", Stance.MIXED: "mixed", Stance.NONE: "mixed"}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words with who, when and where, and the address of the evidence."""

    words: str
    cite: str
    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a step: sign and stance in their colour, then the rest."""

    sign: str
    colour: str
    stance: str
    rest: str

    def __str__(self) -> str:
        return f"{self.sign} {self.stance}{self.rest}"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing told: a sentence with its words; `before` stands beside `after`, `figure` at the end of the line.

    `counts` are votes by choice, in words; `more` says where `url` leads.
    """

    sentence: Sentence
    url: str
    more: str = ""
    party: Party | None = None
    place: str = ""
    ends: tuple[End, End] | None = None
    before: Quote | None = None
    after: Quote | None = None
    notes: tuple[str, ...] = ()
    figure: str = ""
    is_count: bool = False
    counts: tuple[tuple[str, int], ...] = ()


def step_item(change: Change) -> Item:
    """Return a step with both ends and both quotations, and how often the new position was said."""
    step, held = change.step, change.held
    return Item(
        sentence=change.headline,
        url=full(change.issue.get_absolute_url()) if change.issue else full(change.url),
        more=_("The issue"),
        party=change.party,
        place=change.issue.title if change.issue else "",
        ends=(end_of(step.before), end_of(step.after)) if step else None,
        before=quote_of(change.before, _("Before")),
        after=quote_of(change.after, _("Now")),
        notes=(said_so_far(held.times_said),) if held else (),
    )


def odds_item(change: Change) -> Item:
    """Return two wordings of one party that do not go together."""
    labels = (_("One voice"), _("Another")) if change.held else (_("Earlier"), _("Later"))
    return Item(
        sentence=change.headline,
        url=full(change.url),
        more=_("Both side by side") if not change.held else "",
        party=change.party,
        before=quote_of(change.before, labels[0]),
        after=quote_of(change.after, labels[1]),
    )


def line_crossed_item(change: Change) -> Item:
    """Return a proposal beside the red line that it goes against."""
    return Item(
        sentence=change.headline,
        url=full(change.url),
        more=_("Who answered what"),
        party=change.party,
        before=quote_of(change.before, _("The red line")),
        after=quote_of(change.after, _("The proposal")),
    )


def line_item(change: Change) -> Item:
    """Return a sentence with its words; what was judged has what shows it, or else the words it is about."""
    figures = {
        ChangeKind.CONDITION_NEW: pgettext("a condition", "new"),
        ChangeKind.CONDITION_MET: pgettext("a condition", "met"),
        ChangeKind.CONDITION_BROKEN: pgettext("a condition", "broken"),
    }
    return Item(
        sentence=change.headline,
        url=full(change.url),
        more=_("The condition") if change.kind in figures else "",
        party=change.party,
        after=quote_of(change.after or change.before),
        figure=figures.get(change.kind, ""),
    )


def proposal_item(change: Change) -> Item:
    """Return what became of a proposal; of a new one what it says, and who has not answered."""
    notes = [change.note] if change.kind == ChangeKind.PROPOSAL_PUT and change.note else []
    if change.kind == ChangeKind.PROPOSAL_PUT and change.named:
        days = ngettext("after %(days)d day", "after %(days)d days", change.days or 0) % {"days": change.days or 0}
        notes.append(_("No answer %(days)s: %(parties)s.") % {"days": days, "parties": names(change.named)})
    day = day_of(change.said_at, change.precision)
    return Item(
        sentence=change.headline,
        url=full(change.url),
        more=_("Who answered what"),
        party=change.party,
        after=quote_of(change.after) if not change.counts else None,
        notes=tuple(notes),
        figure=day if not change.counts else "",
        place=", ".join(filter(None, (change.note, day))) if change.counts else "",
        counts=tuple(
            (str(VoteChoice(choice).label), count)
            for choice, count in change.counts
            if count or choice != VoteChoice.ABSENT
        ),
    )


def again_item(row: Row) -> Item:
    """Return how often something was said again, with its last words."""
    return Item(
        sentence=said_again(row.party, position_in_words(row.held, row.issue), row.times),
        url=full(f"{row.issue.get_absolute_url()}?party={row.party.slug}"),
        more=_("All it said"),
        party=row.party,
        after=quote_of(row.quotation),
        figure=str(row.times),
        is_count=True,
    )


def silent_item(row: Row) -> Item:
    """Return what is no longer heard, with its last words."""
    return Item(
        sentence=no_longer_heard(row.party, position_in_words(row.held, row.issue), row.times),
        url=full(f"{row.issue.get_absolute_url()}?party={row.party.slug}"),
        more=_("All it said"),
        party=row.party,
        after=quote_of(row.quotation),
        figure=ngettext("%(days)d day", "%(days)d days", row.days) % {"days": row.days},
    )


def end_of(held: Held) -> End:
    """Return one end of a step."""
    stance, *rest = signed(held)
    return End(SIGNS[Stance(held.stance)], COLOURS[Stance(held.stance)], stance, "".join(f", {each}" for each in rest))


def quote_of(quotation: Quotation | None, label: str = "") -> Quote | None:
    """Return words with who said them, when, where and how they are reported."""
    if quotation is None:
        return None
    words = quotation.words
    if quotation.choice:
        choice = VoteChoice(quotation.choice).label
        words = _("Voted %(choice)s: %(proposal)s") % {"choice": choice, "proposal": quotation.words}
    return Quote(Truncator(words).chars(LONGEST_QUOTATION, truncate="…"), cited(quotation), full(quotation.url), label)


def cited(quotation: Quotation) -> str:
    """Return speaker, date as exactly as known, outlet and kind of speech, ending in a full stop."""
    outlet = quotation.outlet
    if quotation.also:
        more = len(quotation.also)
        others = ngettext("%(outlet)s and %(more)d other", "%(outlet)s and %(more)d others", more)
        outlet = others % {"outlet": outlet, "more": more}
    speech = SpeechKind(quotation.speech).label if quotation.speech else ""
    parts = (quotation.speaker, day_of(quotation.said_at, quotation.precision), outlet, str(speech))
    return ", ".join(part for part in parts if part) + "."


def day_of(moment: object, precision: str) -> str:
    """Return a day as exactly as it is known, in the reader's zone where the minute is."""
    if precision == Precision.MINUTE:
        return date_format(timezone.localtime(moment), "j M Y")  # type: ignore[arg-type]
    return date_format(moment, "M Y" if precision == Precision.MONTH else "j M Y")  # type: ignore[arg-type]


def full(path: str) -> str:
    """Return the whole address of a page."""
    return settings.BASE_URL + path


def page(name: str, slug: str) -> str:
    """Return the whole address of a page of a negotiation."""
    return full(reverse(name, args=[slug]))

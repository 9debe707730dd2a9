"""Says what else a step between two held positions may have been, and what each reading would make of it; pure.

A step rests on choices: that suggestions and hearsay do not count, whose words count on a day on which speakers of
the party disagreed, which of two reports of one utterance is followed, in which order undated words were said. Each
choice that the evidence leaves open is made the other way and the ledger replayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from positions.analysis.ledger import Entry, Held
from positions.analysis.replay import replay
from positions.analysis.steps import Shift, shifts_between
from positions.enums import Precision


class Kind(StrEnum):
    """Which choice is made the other way."""

    SUGGESTIONS = "suggestions"
    CONFIRMED = "confirmed"
    HEARSAY = "hearsay"
    SPEAKER = "speaker"
    ALONE = "alone"
    REPORT = "report"
    ORDER = "order"


LEADS = {
    Kind.SUGGESTIONS: _("with suggestions counted"),
    Kind.CONFIRMED: _("by confirmed statements alone"),
    Kind.HEARSAY: _("with what others report counted"),
    Kind.SPEAKER: _("if on %(day)s only the words of %(name)s count"),
    Kind.ALONE: _("by the words of %(name)s alone"),
    Kind.REPORT: _("as %(name)s reports it"),
    Kind.ORDER: _("if it was said in the other order"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One other way to read a step: the step it makes of it, or, when it sees none, what was held that day.

    `by` is the entry followed instead, for the readings that follow another speaker or another report.
    """

    kind: Kind
    told: Shift
    shift: Shift | None
    held: Held | None
    is_first: bool = False
    by: Entry | None = None

    @property
    def is_same(self) -> bool:
        """Tell whether it makes the same of the step."""
        told, shift = self.told, self.shift
        return bool(shift and shift.before.is_same_as(told.before) and shift.after.is_same_as(told.after))

    @property
    def outcome(self) -> str:
        """Return what the party did by this reading, to stand after its name."""
        if self.shift is not None:
            return self.shift.summary
        if self.held is None:
            return gettext("has no position on record by then")
        if self.is_first:
            return gettext("took its first position that day: %(position)s") % {"position": position(self.held)}
        if self.held.is_same_as(self.told.after):
            return gettext("held this already on %(day)s") % {"day": day(self.held.opening)}
        told = {"position": position(self.held), "day": day(self.held.opening)}
        return gettext("did not move: %(position)s since %(day)s") % told

    def lead(self, name: str = "") -> str:
        """Return which reading it is; `name` is the speaker or the outlet followed."""
        return LEADS[self.kind] % {"name": name, "day": day(self.by) if self.by else ""}


def position(held: Held) -> str:
    """Return a held position in a few words: supports at 60; two voices when split."""
    if held.is_split:
        return gettext("its speakers at odds")
    if held.value is None:
        return held.stance_label
    return gettext("%(stance)s at %(value)s") % {"stance": held.stance_label, "value": held.value}


def day(entry: Entry) -> str:
    """Return the day of an entry as 6 Oct, a month alone as Oct 2016."""
    return date_format(entry.said_on, gettext("M Y") if entry.precision == Precision.MONTH else gettext("j M"))


def readings_of(shift: Shift, cell: Iterable[Entry]) -> list[Reading]:
    """Return the readings of a step that the entries of its party and issue allow, suggestions and hearsay among them.

    Readings that make the same of it are returned too: that a step survives them is worth knowing.
    """
    opening, cell = shift.after.opening, list(cell)
    past = [entry for entry in cell if entry.said_at <= opening.said_at or entry.said_on == opening.said_on]
    window = since(shift.before, past)
    counted = [entry for entry in window if is_counted(entry, shift)]
    found = [read(kind, shift, chosen) for kind, chosen in wider_or_narrower(shift, window, counted)]
    found += [read(Kind.SPEAKER, shift, chosen, by) for by, chosen in other_speakers(shift, counted)]
    found += [read(Kind.REPORT, shift, chosen, by) for by, chosen in other_reports(shift, cell, counted)]
    if not shift.after.is_split and opening.speaker != shift.before.latest.speaker:
        found.append(read(Kind.ALONE, shift, own_words(shift, past), opening))
    if has_no_order(shift):
        found.append(read(Kind.ORDER, shift, turned(shift, counted)))
    return found


def own_words(shift: Shift, past: list[Entry]) -> list[Entry]:
    """Return what the speaker of a step said by then, back to the last word that says otherwise."""
    speaker = shift.after.opening.speaker
    said = [entry for entry in past if entry.speaker == speaker and is_counted(entry, shift)]
    said.sort(key=lambda entry: entry.sort_key, reverse=True)
    other = next((place for place, entry in enumerate(said) if shift.after.contradicts(entry)), len(said))
    return said[: other + 1]


def is_counted(entry: Entry, shift: Shift) -> bool:
    """Tell whether an entry counts in the ledger from which a step comes: suggestions only if the step is one."""
    return entry.is_first_hand and (shift.is_suggested or entry.is_confirmed)


def since(before: Held, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries from the opening of a position on; the opening one also says what was carried on into it.

    What was said earlier decides nothing any more: the opening entry said otherwise.
    """
    start = before.opening
    carried = start._replace(value=before.value, firmness=before.firmness, condition=before.condition)
    return [
        carried if entry.position == start.position else entry for entry in entries if entry.sort_key >= start.sort_key
    ]


def read(kind: Kind, told: Shift, entries: list[Entry], by: Entry | None = None) -> Reading:
    """Return what a choice of entries makes of a step: the step of that day, or what was held on it."""
    day = told.after.opening.said_on
    held = replay(entries)
    place = next((each for each in held if anchor(kind, told, by) in {entry.position for entry in each.entries}), None)
    place = place or (held[-1] if held else None)
    if place is None or place.opening.said_on != day:
        return Reading(kind, told, None, place, by=by)
    shift = next((step for step in shifts_between(held) if step.after is place), None)
    return Reading(kind, told, shift, place, is_first=place is held[0], by=by)


def anchor(kind: Kind, told: Shift, by: Entry | None) -> int:
    """Return the position whose place in a reading is looked at: the one that opened the step, as a rule."""
    if kind == Kind.ORDER:
        return told.before.latest.position
    if by is not None and told.after.is_split:
        return by.position
    return told.after.opening.position


def wider_or_narrower(shift: Shift, window: list[Entry], counted: list[Entry]) -> Iterator[tuple[Kind, list[Entry]]]:
    """Yield the entries when suggestions count, when only confirmed ones do, when words reported by others count."""
    own = [entry for entry in window if entry.is_first_hand]
    confirmed = [entry for entry in own if entry.is_confirmed]
    if shift.is_suggested:
        yield Kind.CONFIRMED, confirmed
    elif len(own) > len(confirmed):
        yield Kind.SUGGESTIONS, own
    told = [
        entry._replace(is_first_hand=True)
        for entry in window
        if not entry.is_first_hand and (shift.is_suggested or entry.is_confirmed)
    ]
    if told:
        yield Kind.HEARSAY, [*counted, *told]


def other_speakers(shift: Shift, counted: list[Entry]) -> Iterator[tuple[Entry, list[Entry]]]:
    """Yield, for each side of a split between before and after, the entries without the other sides' words that day."""
    held = replay(counted)
    for split in (each for each in held if each.is_split and shift.before.since <= each.since <= shift.after.since):
        for side in split.sides:
            silent = {entry.position for entry in split.entries} - {entry.position for entry in side.entries}
            yield side.latest, [entry for entry in counted if entry.position not in silent]


def other_reports(shift: Shift, cell: list[Entry], counted: list[Entry]) -> Iterator[tuple[Entry, list[Entry]]]:
    """Yield, for each report of the two utterances that codes it otherwise, the entries with its coding in the lead."""
    leads = {entry.utterance: entry for entry in (shift.before.opening, shift.after.opening)}
    for entry in cell:
        lead = leads.get(entry.utterance)
        if lead is None or entry.position == lead.position or coding(entry) == coding(lead):
            continue
        stance, value, firmness, condition = coding(entry)
        followed = lead._replace(stance=stance, value=value, firmness=firmness, condition=condition)
        yield entry, [followed if each.position == lead.position else each for each in counted]


def coding(entry: Entry) -> tuple[str, int | None, int | None, str]:
    """Return what an entry codes."""
    return entry.stance, entry.value, entry.firmness, entry.condition


def has_no_order(shift: Shift) -> bool:
    """Tell whether before and after were said on one day, or in one month, of which the hours are not known."""
    before, after = shift.before.latest, shift.after.opening
    if Precision.MONTH in {before.precision, after.precision}:
        return (before.said_on.year, before.said_on.month) == (after.said_on.year, after.said_on.month)
    return before.said_on == after.said_on and Precision.DAY in {before.precision, after.precision}


def turned(shift: Shift, counted: list[Entry]) -> list[Entry]:
    """Return the entries with the last word before a step and the first word after it in each other's place."""
    one, other = shift.before.latest, shift.after.opening
    place = {one.position: other, other.position: one}
    return [
        entry._replace(said_at=to.said_at, precision=to.precision, order=to.order)
        if (to := place.get(entry.position))
        else entry
        for entry in counted
    ]

"""Lays a digest out in sections of items, in its order; long lists are cut, and say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from positions.digests.compose import Part
from positions.digests.rows import (
    Item,
    again_item,
    line_crossed_item,
    line_item,
    odds_item,
    page,
    proposal_item,
    silent_item,
    step_item,
)  # fmt: skip
from positions.enums import ChangeKind
from positions.models import Negotiation

STEPS = (
    ChangeKind.RED_LINE_CROSSED, ChangeKind.REVERSAL, ChangeKind.RED_LINE_SOFTENED, ChangeKind.RED_LINE_DRAWN,
    ChangeKind.SHIFT,
)  # fmt: skip
CONDITIONS = (ChangeKind.CONDITION_NEW, ChangeKind.CONDITION_MET, ChangeKind.CONDITION_BROKEN)
PROPOSALS = (
    ChangeKind.PROPOSAL_PUT, ChangeKind.PROPOSAL_REJECTED, ChangeKind.PROPOSAL_ACCEPTED, ChangeKind.PROPOSAL_ANSWERED,
    ChangeKind.PROPOSAL_UNANSWERED, ChangeKind.VOTE,
)  # fmt: skip
NAMED = 4  # cells named of those that suggestions would move


@dataclass(frozen=True, slots=True)
class Section:
    """Some items under a heading; `is_wide` puts two quotations side by side. `cut` items are left out of the mail."""

    title: str
    items: tuple[Item, ...]
    is_wide: bool = False
    note: str = ""
    cut: int = 0
    more_url: str = ""

    @property
    def more(self) -> str:
        """Return that there are more; empty when all are here."""
        return ngettext("And %(cut)d more", "And %(cut)d more", self.cut) % {"cut": self.cut} if self.cut else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for review and is left out."""

    sentence: str
    names: str
    url: str
    failed: str
    failed_url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the mail shows of one negotiation."""

    negotiation: Negotiation
    sections: tuple[Section, ...]
    waiting: Waiting
    basis: str
    line: str

    @property
    def cut(self) -> int:
        """Return how many items are left out."""
        return sum(section.cut for section in self.sections)


def sheet_of(part: Part) -> Sheet:
    """Return all that is told of a negotiation."""
    sections = tuple(section for section in sections_of(part) if section.items)
    return Sheet(part.negotiation, sections, waiting_of(part), basis_of(part), quiet_line(part))


def cut_to(sheet: Sheet, longest: int | None, more_url: str) -> Sheet:
    """Return a sheet with no list longer than so many items; None keeps them all."""
    if longest is None:
        return sheet
    sections = (
        replace(each, items=each.items[:longest], cut=max(len(each.items) - longest, 0), more_url=more_url)
        for each in sheet.sections
    )
    return replace(sheet, sections=tuple(sections))


def sections_of(part: Part) -> Iterable[Section]:
    """Yield the sections in order: what moved first, what was only said again near the end."""
    steps = [change for change in part.of(*STEPS) if change.step]
    title = ngettext("Moved: %(count)d position", "Moved: %(count)d positions", len(steps)) % {"count": len(steps)}
    yield section(title, steps, step_item, is_wide=True)
    yield section(_("At odds with its own words"), part.of(ChangeKind.CONTRADICTION), odds_item, is_wide=True)
    yield section(conditions_title(part), part.of(*CONDITIONS), line_item)
    crossed = [change for change in part.of(ChangeKind.RED_LINE_CROSSED) if not change.step]
    yield section(_("Proposals against a red line"), crossed, line_crossed_item, is_wide=True)
    firsts = [change for change in part.of(ChangeKind.RED_LINE_DRAWN, ChangeKind.FIRST) if not change.step]
    yield section(_("Heard for the first time"), firsts, line_item)
    yield section(_("Proposals and votes"), part.of(*PROPOSALS), proposal_item)
    yield section(_("Told more exactly"), part.of(ChangeKind.REFINEMENT), line_item)
    if not part.is_quiet:
        yield section(_("Said again"), part.repeated, again_item)
    yield section(_("Not heard in this period"), part.silent, silent_item, note=longer_note(part))


def section(title: str, told: Sequence[Any], show: Callable[[Any], Item], **options: Any) -> Section:
    """Return a section with an item for each thing told."""
    return Section(title, tuple(show(each) for each in told), **options)


def conditions_title(part: Part) -> str:
    """Return how many conditions are new, met and broken."""
    new, met, broken = (len(part.of(kind)) for kind in CONDITIONS)
    told = [
        (new, ngettext("%(n)d new", "%(n)d new", new)),
        (met, ngettext("%(n)d met", "%(n)d met", met)),
        (broken, ngettext("%(n)d broken", "%(n)d broken", broken)),
    ]
    return _("Conditions: %(counts)s") % {"counts": ", ".join(words % {"n": n} for n, words in told if n)}


def quiet_line(part: Part) -> str:
    """Return that nothing changed, and how often what was known was said again; empty when something changed."""
    times = sum(row.times for row in part.repeated)
    if not part.is_quiet:
        return ""
    if not times:
        return _("No position moved in this period.")
    words = ngettext(
        "No position moved in this period. What was known was said again %(times)d time.",
        "No position moved in this period. What was known was said again %(times)d times.",
        times,
    )
    return words % {"times": times}


def longer_note(part: Part) -> str:
    """Return how much has not been heard for longer; empty when nothing."""
    count = part.silent_longer
    words = ngettext("%(count)d more has not been heard for longer.", "%(count)d more have not been heard for longer.",
                     count)  # fmt: skip
    return words % {"count": count} if count else ""


def waiting_of(part: Part) -> Waiting:
    """Return what waits for review, as counts, and what could not be read."""
    slug = part.negotiation.slug
    counts = [
        (len(part.pencil), ngettext("%(n)d suggestion that would move a position",
                                    "%(n)d suggestions that would move a position", len(part.pencil))),
        (part.waiting_statements, ngettext("%(n)d suggested statement", "%(n)d suggested statements",
                                           part.waiting_statements)),
        (part.waiting_links, ngettext("%(n)d suggested link", "%(n)d suggested links", part.waiting_links)),
    ]  # fmt: skip
    told = ", ".join(words % {"n": count} for count, words in counts if count)
    failed = ngettext("%(n)d article could not be read.", "%(n)d articles could not be read.", part.failed)
    return Waiting(
        sentence=_("Waiting for a judgement: %(counts)s.") % {"counts": told} if told else "",
        names=pencil_names(part),
        url=page("review_queue", slug),
        failed=failed % {"n": part.failed} if part.failed else "",
        failed_url=page("articles", slug),
    )


def pencil_names(part: Part) -> str:
    """Return whose suggestions would move what, the first few; empty when there are none."""
    named = [
        _("%(party)s on %(issue)s") % {"party": each.party.name, "issue": each.issue.title_in_sentence}
        for each in part.pencil[:NAMED]
    ]
    more = len(part.pencil) - NAMED
    if more > 0:
        named.append(ngettext("%(n)d more", "%(n)d more", more) % {"n": more})
    return _("These would move: %(names)s.") % {"names": ", ".join(named)} if named else ""


def basis_of(part: Part) -> str:
    """Return on how much a part rests."""
    if not part.reports:
        return _("Nothing was confirmed in this period.")
    reports = ngettext("%(n)d report", "%(n)d reports", part.reports) % {"n": part.reports}
    outlets = ngettext("%(n)d outlet", "%(n)d outlets", part.outlets) % {"n": part.outlets}
    statements = ngettext("%(n)d statement", "%(n)d statements", part.statements) % {"n": part.statements}
    words = _("It rests on what a person confirmed: %(reports)s from %(outlets)s, merged into %(statements)s.")
    return words % {"reports": reports, "outlets": outlets, "statements": statements}

"""Two analysts at once: what holds now beside what this one wrote, so that neither is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from positions.dates import in_words
from positions.enums import Firmness, Precision, SpeechKind, Stance, Verdict
from positions.ingestion.dates import PartialDate
from positions.models import Judgement, Position
from positions.review.sight import Clash

NOTHING = _("nothing")


@dataclass(frozen=True)
class Difference:
    """One thing on which the two are at odds."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class ShownClash:
    """Who was first, and both versions; `advice` says what can be done."""

    sentence: str
    differences: list[Difference]
    advice: str


def clash_of_verdicts(clash: Clash, verdict: Verdict) -> ShownClash:
    """Return the decision that holds now beside the one that was about to be passed."""
    judgement = clash.statement.judgement
    theirs = decided(judgement) if judgement else gettext("not decided")
    positions = "; ".join(position_in_words(each) for each in shown_positions(clash)) or gettext("no position")
    yours = str(Verdict(verdict).label)
    return ShownClash(
        str(clash),
        [
            Difference(gettext("Decision"), theirs, yours),
            Difference(gettext("Position"), positions, gettext("as you saw it before")),
        ],
        gettext("The card below shows what holds now. Decide once more if you disagree; otherwise it stays as it is."),
    )


def clash_of_corrections(clash: Clash, form: Any, codings: Sequence[Any]) -> ShownClash:
    """Return what holds now beside what was typed, where they differ."""
    now, typed = clash.statement, form.cleaned_data
    date: PartialDate | None = typed.get("said_at")
    who = [
        (gettext("Party"), now.party, typed.get("party_new") or typed["party"]),
        (gettext("Speaker"), now.speaker, typed.get("speaker_new") or typed["speaker"]),
    ]
    said_at = date_in_words(PartialDate(now.said_at, Precision(now.said_at_precision)))
    # Left empty in a capture these follow from the text.
    filled_in = [
        (gettext("Kind"), now.get_kind_display(), SpeechKind(typed["kind"]).label if typed.get("kind") else ""),
        (gettext("Said on"), said_at, date_in_words(date) if date else ""),
    ]
    pairs = [*who, *(each for each in filled_in if each[2])]
    found = [Difference(label, str(theirs or NOTHING), str(yours or NOTHING)) for label, theirs, yours in pairs]
    found = [each for each in found if each.theirs != each.yours]
    if now.judgement and now.judgement in clash.others:
        yours = gettext("confirmed, with what you wrote")
        found.insert(0, Difference(gettext("Decision"), decided(now.judgement), yours))
    return ShownClash(
        str(clash),
        found + _codings_at_odds(clash, codings),
        gettext(
            "What you wrote stands in the form. Save once more to put yours in place of theirs, or cancel to keep "
            "theirs."
        ),
    )


def decided(judgement: Judgement) -> str:
    """Return a decision and whose it is."""
    told = {"verdict": judgement.get_verdict_display(), "name": judgement.by}
    return gettext("%(verdict)s by %(name)s") % told


def _codings_at_odds(clash: Clash, codings: Sequence[Any]) -> list[Difference]:
    theirs = {position.issue: position_in_words(position) for position in shown_positions(clash)}
    typed = [coding.cleaned_data for coding in codings]
    yours = {
        each["issue"]: str(NOTHING) if each.get("remove") else coding_in_words(each)
        for each in typed
        if each.get("issue") and each.get("stance")
    }
    return [
        Difference(issue.title, str(theirs.get(issue, NOTHING)), str(yours.get(issue, NOTHING)))
        for issue in dict.fromkeys([*theirs, *yours])
        if theirs.get(issue) != yours.get(issue)
    ]


def shown_positions(clash: Clash) -> list[Position]:
    """Return the positions that hold now, refused ones left out."""
    return clash.statement.shown_positions  # type: ignore[attr-defined]  # brought along by `hold_still`


def position_in_words(position: Position) -> str:
    """Return a coding in one line: opposes, 10, red line, if the port opens."""
    names = ("stance", "value", "firmness", "condition")
    return coding_in_words({name: getattr(position, name) for name in names})


def coding_in_words(coding: dict[str, Any]) -> str:
    """Return what was typed, or is coded, on one issue in one line."""
    told = [str(Stance(coding["stance"]).label) if coding["stance"] else ""]
    told.append("" if coding["value"] is None else str(coding["value"]))
    told.append(str(Firmness(coding["firmness"]).label) if coding["firmness"] else "")
    told.append(gettext("if %(condition)s") % {"condition": coding["condition"]} if coding["condition"] else "")
    return ", ".join(filter(None, told)) or str(NOTHING)


def date_in_words(date: PartialDate) -> str:
    """Return a date as exactly as it is known, in the reader's zone."""
    at = timezone.localtime(date.at) if date.precision == Precision.MINUTE else date.at
    return in_words(at, date.precision)

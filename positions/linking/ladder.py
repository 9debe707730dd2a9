"""The ladder of diplomatic wording: how far a party goes, from ruling a thing out to insisting on it."""

import re
from dataclasses import dataclass

from positions.enums import Firmness, Stance
from positions.text import fold


@dataclass(frozen=True)
class Rung:
    """One step: what it is called, for or against, how firmly; `denied` names the step that its denial stands on."""

    name: str
    stance: Stance
    firmness: Firmness
    denied: str
    wordings: str

    @property
    def height(self) -> int:
        """Return -4 (a red line against) to 4 (a red line for); never 0."""
        return -self.firmness if self.stance == Stance.OPPOSES else int(self.firmness)


# From the foot to the top. A wording is a regular expression on folded text; `_` stands for blanks.
LADDER = (
    Rung(
        "rules out", Stance.OPPOSES, Firmness.RED_LINE, "does not exclude",
        r"rul(?:es?|ed|ing)_out|exclud(?:es?|ed|ing)_(?:any|the|a)|be_excluded|will_never|shall_never|under_no_circumstances"
        r"|out_of_the_question|never_(?:accept|agree|allow|sign|recognise|recognize|permit|tolerate)|unacceptable"
        r"|inadmissible|(?:not|isn't)_negotiable|non-negotiable|(?:a|the|our|its|their)_red_line",
    ),
    Rung(
        "opposes", Stance.OPPOSES, Firmness.FIRM, "does not exclude",
        r"oppos(?:es?|ed|ing)|opposition_to|reject(?:s|ed|ing)?|refus(?:es?|ed|ing|al)|(?:is|are|was|were)_against"
        r"|object(?:s|ed)_to|vot(?:e|es|ed)_against|denounc(?:es?|ed)|condemn(?:s|ed)?",
    ),
    Rung(
        "is reluctant", Stance.OPPOSES, Firmness.OPEN, "is ready to",
        r"reluctant|hesitant|hesitat(?:es?|ed)|sceptical|skeptical|doubts?_(?:that|whether|about)|has_doubts"
        r"|reservations|unconvinced|unwilling|in_no_hurry",
    ),
    Rung(
        "does not exclude", Stance.SUPPORTS, Firmness.EXPLORATORY, "opposes",
        r"(?:could|may|might|would|will|to|can)_(?:also_)?(?:consider|be_considered|look_at|be_looked_at|discuss|study)"
        r"|consider(?:s|ing)|not_opposed_to|conceivable|in_principle",
    ),
    Rung(
        "is ready to", Stance.SUPPORTS, Firmness.OPEN, "opposes",
        r"ready(?:_[\w']+)?_(?:to|for)|readiness|prepared_(?:to|for)|willing(?:ness)?(?:_to)?|open_to|welcom(?:es?|ed|ing)"
        r"|favou?rs?|would_(?:support|back|accept|sign)|(?:could|may|might)_(?:support|back|accept|sign|agree)",
    ),
    Rung(
        "commits to", Stance.SUPPORTS, Firmness.FIRM, "opposes",
        r"commits?_(?:itself|himself|herself|themselves|ourselves|to)|committed_to|commitment_to|pledg(?:es?|ed|ing)"
        r"|promis(?:es?|ed)|undertak(?:es?|ing)_to|undertook_to|guarantees?|vow(?:s|ed)|supports?|supported|supporting"
        r"|backs?|backed|endors(?:es?|ed)|agree(?:s|d)?_(?:to|on|with)|accept(?:s|ed)?"
        r"|will_(?:sign|support|back|accept|implement|ratify|join|agree|honou?r)",
    ),
    Rung(
        "insists on", Stance.SUPPORTS, Firmness.RED_LINE, "rules out",
        r"insist(?:s|ed|ing)?|demand(?:s|ed|ing)?|must|no_other_way|no_alternative|indispensable|imperative",
    ),
)  # fmt: skip

BY_NAME = {rung.name: rung for rung in LADDER}

_DENIAL = r"(?:not|never|no_longer|cannot|can't|nor|neither|without|[a-z]+n't)_(?:[\w']+_)?"
_AFTER = r"(?:_not(?=_))?"


def _pattern(wordings: str) -> re.Pattern[str]:
    expression = rf"(?<![\w'])(?P<denial>{_DENIAL})?(?:{wordings})(?P<after>{_AFTER})(?![\w'])"
    return re.compile(expression.replace("_", r"\s+"))


_PATTERNS = tuple((rung, _pattern(rung.wordings)) for rung in LADDER)


@dataclass(frozen=True)
class Wording:
    """A rung found in a text, and the words that stand on it, folded."""

    rung: Rung
    words: str


def wordings(text: str) -> list[Wording]:
    """Return the rungs a text stands on, in the order of its words; of overlapping ones the first and longest."""
    folded = fold(text).replace("’", "'")
    found = []
    for rung, pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            denied = bool(match["denial"]) != bool(match["after"])
            found.append((match.start(), -match.end(), BY_NAME[rung.denied] if denied else rung, match[0]))
    chosen: list[Wording] = []
    end = -1
    for start, minus_end, rung, words in sorted(found, key=lambda item: item[:2]):
        if start >= end:
            chosen.append(Wording(rung, " ".join(words.split())))
            end = -minus_end
    return chosen

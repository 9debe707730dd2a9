"""The ladder of diplomatic wording: how far a party goes, from ruling a thing out to insisting on it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

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


# From the foot to the top. A wording is a regular expression on folded text; `_` stands for blanks. What begins at the
# same word and is as long belongs to the lower step, so "cannot accept" rules out and is no denied "accept".
LADDER = (
    Rung(
        "rules out", Stance.OPPOSES, Firmness.RED_LINE, "does not exclude",
        r"rul(?:es?|ed|ing)_(?:[\w']+_){0,4}?out|exclud(?:es?|ed|ing)_(?:any|the|a|an)|be_excluded|will_never"
        r"|shall_never|under_no_circumstances|out_of_the_question"
        r"|never_(?:accept|agree|allow|sign|recognise|recognize|permit|tolerate|be)|unacceptable|inadmissible"
        r"|(?:cannot|can't|can_not|could_not|will_not|won't|would_not)_(?:accept|allow|tolerate|permit)"
        r"|cannot_be_(?:accepted|allowed|tolerated)"
        r"|categorically_(?:rejects?|rejected|opposes?|opposed|against)"
        r"|(?:not|isn't)_negotiable|non-negotiable|(?:a|the|our|its|their)_red_line",
    ),
    Rung(
        "opposes", Stance.OPPOSES, Firmness.FIRM, "does not exclude",
        r"oppos(?:es?|ed|ing)|(?<!the )opposition_to|reject(?:s|ed|ing)?|refus(?:es?|ed|ing|al)"
        r"|condemnation|(?:is|are|was|were|stand)_against|warn(?:s|ed)?_against|object(?:s|ed)?_to|vot(?:e|es|ed)_against|denounc(?:es?|ed)|condemn(?:s|ed)?|veto(?:es|ed)?"
        r"|pointless|senseless|outrageous|unpardonable|inexcusable|no_basis_for|turn(?:s|ed)_down",
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
        r"|favou?rs?|would_(?:support|back|accept|sign)|(?:could|may|might)_(?:support|back|accept|sign|agree)"
        r"|offer(?:s|ed|ing)?_(?:to|a|an|the|talks|[\w']+_[\w']+_and)|propos(?:es?|ed|ing)|invit(?:es?|ed|ing)"
        r"|hop(?:es?|ed|ing)_(?:that|for|to|and)|look(?:s|ing)?_forward_to|want(?:s|ed)?|would_like|wish(?:es|ed)?|seeks?|best_chance"
        r"|(?:is|are|was|were|be)_(?:most_)?welcome"
        r"|(?:positive|important|first|right)_step|right_direction|applaud(?:s|ed)?|commend(?:s|ed)?"
        r"|deserves?_(?:[\w']+_)?(?:credit|praise)",
    ),
    Rung(
        "commits to", Stance.SUPPORTS, Firmness.FIRM, "opposes",
        r"commits?_(?:itself|himself|herself|themselves|ourselves|to)|committed_to|commitment_to|pledg(?:es?|ed|ing)"
        r"|promis(?:es?|ed)|undertak(?:es?|ing)_to|undertook_to|guarantees?|vow(?:s|ed)|supports?|supported|supporting"
        r"|backs?|backed|endors(?:es?|ed)|agree(?:s|d)?_(?:to|on|with)|accept(?:s|ed)?|in_favou?r_of|opted_for|determined_to|spares?_no_effort"
        r"|will_(?:sign|support|back|accept|implement|ratify|join|agree|honou?r)",
    ),
    Rung(
        "demands", Stance.SUPPORTS, Firmness.FIRM, "opposes",
        # What must not be mixed up with another thing, or must not stay without its answer, is asked for itself.
        r"(?:must|should|shall|can)_not_be_(?:linked|connected|tied|subject|made_subject)_(?:to|with)"
        r"|(?:cannot|(?:must|should|can)_not)_(?:be_allowed_to_)?go_unpunished"
        r"|demand(?:s|ed|ing)?|must|should|shall|need(?:s|ed)?_to|ha(?:s|ve|d)_to|requir(?:es?|ed|ing)|necessary|imperative"
        r"|call(?:s|ed|ing)?_(?:for|on|upon)|urg(?:es?|ed|ing)|appeal(?:s|ed|ing)?_(?:to|for)|urgent_task|high_time|utmost_urgency"
        r"|essential|(?:a|the|urgent|first|top)_priority|(?:comes?|came)_(?:first|before)|can(?:not|_not)_wait|could_not_wait"
        r"|(?:is|are|was|were)_(?:[\w']+_)?(?:needed|important|vital|crucial|critical)|time_ha[sd]_come|key_to",
    ),
    Rung(
        "insists on", Stance.SUPPORTS, Firmness.RED_LINE, "rules out",
        r"insist(?:s|ed|ing)?|no_(?:[\w']+_)?military_(?:solution|victory|answer)|no_other_way|no_alternative|indispensable|at_all_costs"
        r"|(?:the|our)_only_(?:[\w']+_){0,3}?(?:way|solution|path|answer)|only_an?_(?:[\w']+_){1,2}?(?:can|will)"
        r"|(?:except|only)_through|can_(?:only_be|be_[\w']+_only)_(?:by|through|[\w']+)",
    ),
)  # fmt: skip

_DENIAL = r"(?:not|never|no_longer|cannot|can't|nor|neither|without|[a-z]+n't)_(?:[\w']+_)?"
_AFTER = r"(?:_not(?=_))?"


@dataclass(frozen=True)
class Wording:
    """A rung found in a text, the words that stand on it, folded, and where they stand in the folded text."""

    rung: Rung
    words: str
    start: int = 0
    end: int = 0
    is_denied: bool = False


@dataclass(frozen=True)
class Ladder:
    """Rungs from the foot to the top, found in texts."""

    rungs: Sequence[Rung]

    def wordings(self, text: str) -> list[Wording]:
        """Return the rungs a text stands on, in the order of its words; of overlapping ones the first and longest."""
        folded = fold(text).replace("’", "'")
        found = sorted(self._matches(folded), key=lambda wording: (wording.start, -wording.end))
        chosen: list[Wording] = []
        for wording in found:
            if not chosen or wording.start >= chosen[-1].end:
                chosen.append(wording)
        return chosen

    def first(self, text: str) -> Wording | None:
        """Return the first of `wordings`, found in one pass over the text instead of one for each rung."""
        folded = fold(text).replace("’", "'")
        found = self._any.search(folded)
        if found is None:
            return None
        here = ((rung, pattern.match(folded, found.start())) for rung, pattern in self._patterns)
        return max((self._read(rung, match) for rung, match in here if match), key=lambda wording: wording.end)

    def _matches(self, folded: str) -> Iterable[Wording]:
        for rung, pattern in self._patterns:
            for match in pattern.finditer(folded):
                yield self._read(rung, match)

    def _read(self, rung: Rung, match: re.Match[str]) -> Wording:
        denied = bool(match["denial"]) != bool(match["after"])
        stands_on = self._by_name[rung.denied] if denied else rung
        return Wording(stands_on, " ".join(match[0].split()), match.start(), match.end(), denied)

    @cached_property
    def _by_name(self) -> dict[str, Rung]:
        return {rung.name: rung for rung in self.rungs}

    @cached_property
    def _patterns(self) -> list[tuple[Rung, re.Pattern[str]]]:
        return [(rung, _pattern(rung.wordings)) for rung in self.rungs]

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return _pattern("|".join(rung.wordings for rung in self.rungs))


def _pattern(wordings: str) -> re.Pattern[str]:
    expression = rf"(?<![\w'])(?P<denial>{_DENIAL})?(?:{wordings})(?P<after>{_AFTER})(?![\w'])"
    return re.compile(expression.replace("_", r"\s+"))


_DIPLOMATIC = Ladder(LADDER)
wordings, first_wording = _DIPLOMATIC.wordings, _DIPLOMATIC.first

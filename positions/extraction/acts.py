"""Read what a party does by saying something, and whether it does so now, did, will, would, or says it does not."""

import re
from dataclasses import dataclass

from positions.enums import Firmness, Mode, SpeechAct, Stance
from positions.text import fold

# The act whose words come first in a clause decides; of those that start together, the first of the table. A line holds
# regular expressions on folded text; `_` stands for blanks.
ACTS = {
    SpeechAct.THREATEN: r"""
        threaten(?:s|ed|ing)?|retaliat\w+|reprisals?|(?:grave|serious)_consequences
        (?:will|would)_(?:walk_out|respond|close|break|strike|cut_off|leave_the_talks|pay_a_price)
        """,
    SpeechAct.ACCUSE: r"""
        accus\w+|blam(?:e[sd]?|ing)|to_blame|condemn(?:s|ed|ing)?|denounc\w+|falsely
        violat\w+|br(?:oke|eak(?:s|ing)|each\w*)|meddl\w+|boycott\w*|bear_responsibility
        """,
    SpeechAct.CONCEDE: r"""
        conced\w+|admi(?:ts?|tted)|acknowledg\w+|yield(?:s|ed)?|g(?:ave|ives?)_(?:up|way)|compromis\w+
        no_longer_(?:asks?|insists?|demands?|wants?|opposes?)|dropp(?:ed|ing)_its
        """,
    SpeechAct.REJECT: r"""
        rul(?:es?|ed|ing)_(?:[\w']+_){0,4}?out|exclud\w+|oppos(?:e|es|ed|ing)|(?<!the )opposition_to|reject\w*|refus\w+
        object(?:s|ed)?_to|turn(?:s|ed)_down|veto\w*|warn(?:s|ed)?_against|block(?:s|ed)?|reluctant|hesita\w+|doubts?
        unacceptable|inadmissible|out_of_the_question|in_no_hurry|unwilling|never_(?:accept|agree|allow|sign|be)
        (?:cannot|can't|not|doesn't|don't)_(?:yet_)?(?:accept|agree|allow|tolerate|permit|ready|prepared|willing|support)
        (?:(?:will|would|shall)_not|won't|wouldn't)_(?!be_|only|rule|exclude|oppose|object|block|stand)[\w']+
        (?:will|would|shall)_not_be_[\w']+(?:ed|en)
        no_[\w']+(?:_[\w']+){0,3}?_(?:will|would|shall)|nothing_(?:will|would)|(?:not|cannot)_embark
        """,
    SpeechAct.COMMIT: r"""
        commits?|committed|commitment|pledg\w+|promis\w+|vow(?:s|ed)?|undertak\w+|guarantees?|reaffirms?
        (?!that|this|which|there|nor|what|who|these|those|they)[a-z]+_will_(?!not|be|never|lead|end|result)[\w']+
        """,
    SpeechAct.OFFER: r"""
        offer(?:s|ed|ing)?|propos\w+|invit\w+|(?:ready|prepared|willing|open)_to|readiness|suggest\w*
        (?:could|might|may|can)_(?!not|only)[\w']+|would_be_(?:ready|prepared|willing)
        would_(?!be|not|never|have|like|mean|lead|retaliate|accept|support|back|welcome|agree|reject|oppose|refuse|the)[\w']+
        """,
    SpeechAct.ACCEPT: r"""
        accept(?:s|ed)?|agree(?:s|d)?|welcom\w+|support(?:s|ed|ing)?|back(?:s|ed)|endors\w+|applaud\w+|in_favou?r_of
        approv\w+|embrac\w+
        """,
    SpeechAct.APPEAL: r"""
        appeal(?:s|ed|ing)?|urg(?:e[sd]?|ing)|call(?:s|ed|ing)?_(?:for|on|upon)|a_call_for|hop(?:e[sd]?|ing)|plead\w*
        begg?(?:ed|s)?|implor\w+|encourag\w+
        """,
    SpeechAct.DEMAND: r"""
        demand(?:s|ed|ing)?|must|should|shall|insist\w*|requir\w+|need(?:s|ed)?_to|ha(?:s|ve|d)_to|necessary|imperative
        (?:is|are|was|were)_(?:[\w']+_)?(?:needed|vital|crucial|critical)|time_ha[sd]_come
        (?:stop|cease|end)_(?:at_once|immediately|now|soon|within)
        no_alternative|no_other_way|(?:the_)?only_(?:[\w']+_){0,3}?(?:way|solution|path)|cannot_be_allowed
        only_an?_(?:[\w']+_){1,2}?(?:can|will)|can_be_[\w']+_only
        """,
    SpeechAct.REQUEST: "ask(?:s|ed|ing)?|request(?:s|ed|ing)?|want(?:s|ed)?|would_like|would_the|please",
}
# What an act says of a stance where no step of the ladder does; accusing, conceding and asking leave it open.
ACT_STANCES = {
    SpeechAct.COMMIT: (Stance.SUPPORTS, Firmness.FIRM),
    SpeechAct.OFFER: (Stance.SUPPORTS, Firmness.OPEN),
    SpeechAct.DEMAND: (Stance.SUPPORTS, Firmness.FIRM),
    SpeechAct.APPEAL: (Stance.SUPPORTS, Firmness.FIRM),
    SpeechAct.ACCEPT: (Stance.SUPPORTS, Firmness.FIRM),
    SpeechAct.REQUEST: (Stance.SUPPORTS, Firmness.OPEN),
    SpeechAct.REJECT: (Stance.OPPOSES, Firmness.FIRM),
    # Who threatens will do the thing; who warns is against what he warns of (`warns`).
    SpeechAct.THREATEN: (Stance.SUPPORTS, Firmness.FIRM),
}
# Cues that name the act of what follows, whatever words follow.
_NAMING_CUES = frozenset(
    {
        SpeechAct.THREATEN, SpeechAct.CONCEDE, SpeechAct.ACCUSE, SpeechAct.APPEAL, SpeechAct.REQUEST, SpeechAct.COMMIT,
        SpeechAct.DEMAND, SpeechAct.OFFER,
    }
)  # fmt: skip
_WARNED = re.compile(r"\bwarn(?:s|ed|ing)?\b")
_WEAK = frozenset({SpeechAct.COMMIT, SpeechAct.OFFER})  # what a bare "will" or "could" is read as
_CHARGED = re.compile(r"\b(?:charged|accused|alleged)\b")
_DENIED = re.compile(
    r"\b(?:not|never|no longer|neither|nor|no|nothing)(?:\s+[\w']+)?\s*\Z|\b(?:did|do|does|was|is|has|had)n't\s*\Z"
)
_HYPOTHETICAL = re.compile(r"(?<!that )(?<!which )(?<!who )\b(?:would(?! like)|could|might|were to)\b")
_PAST = re.compile(r"\bhad\b")
# What is over once it is done; "supported" under a past cue only follows the tense of the cue.
_PAST_EVENT = re.compile(
    r"(?<!be )(?<!was )(?<!were )\b(?:agreed|promised|offered|proposed|accepted|asked|demanded|pledged|gave up|conceded"
    r"|called|rejected|requested|broke|accused|violated)\b"
)
_FUTURE = re.compile(r"\b(?:will|shall|going to)\b|'ll\b")
_OF_OTHERS = frozenset({SpeechAct.DEMAND, SpeechAct.APPEAL, SpeechAct.REQUEST, SpeechAct.ACCUSE})


def _compile(table: str) -> re.Pattern[str]:
    expression = "|".join(line.strip() for line in table.strip().splitlines()).replace("_", r"\s+")
    return re.compile(rf"(?<![\w'])(?:{expression})(?![\w'])")


# "that access be given": a demand in the subjunctive has no such word before its "be".
_BEFORE_BE = "to not will would could should shall can may might must cannot never also"
_SUBJUNCTIVE = "".join(f"(?<!{word} )" for word in _BEFORE_BE.split()) + r"be_[\w']+(?:ed|en|ept)"

_PATTERNS = [(act, _compile(table)) for act, table in ACTS.items()] + [(SpeechAct.DEMAND, _compile(_SUBJUNCTIVE))]


@dataclass(frozen=True, slots=True)
class Deed:
    """An act found in a text: where its words stand in the folded text."""

    act: SpeechAct
    start: int
    end: int


def find_deeds(text: str) -> list[Deed]:
    """Return the acts whose words a text holds, in their order; of those that start together the first of the table."""
    folded = fold(text).replace("’", "'")
    found = [Deed(act, *match.span()) for act, pattern in _PATTERNS for match in pattern.finditer(folded)]
    return sorted(found, key=lambda deed: deed.start)


def read_act(clause: str, cue: str = "") -> Deed | None:
    """Return the act of a clause: that which the cue names, else the first that its words name; None for neither."""
    deeds = find_deeds(clause)
    told = fold(cue)
    if _CHARGED.search(told):
        return Deed(SpeechAct.ACCUSE, 0, 0)
    if warns(told) and (not deeds or deeds[0].act in _WEAK):
        return Deed(SpeechAct.THREATEN, 0, 0)
    is_clause = clause.lstrip().startswith(("that ", "to "))
    named = next((deed for deed in find_deeds(told) if deed.act in _NAMING_CUES or not is_clause), None)
    if named and not (is_clause and "insist" in told):
        return Deed(named.act, 0, 0)
    return deeds[0] if deeds else None


def warns(cue: str) -> bool:
    """Tell whether the cue is a warning."""
    return _WARNED.search(fold(cue)) is not None


def read_mode(clause: str, deed: Deed | None) -> Mode | str:
    """Return how an act stands to the moment of speaking, from the words as printed; empty for the plain present.

    A denied refusal ("does not rule out") is negated; a denied acceptance is a refusal and plain.
    """
    if deed is None:
        return ""
    folded = fold(clause).replace("’", "'")
    if _DENIED.search(folded[: deed.start]):
        return Mode.NEGATED
    if _HYPOTHETICAL.search(folded):
        return Mode.HYPOTHETICAL
    if _PAST.search(folded) or _PAST_EVENT.search(folded):
        return Mode.PAST
    if deed.act not in _OF_OTHERS and _FUTURE.search(folded):
        return Mode.FUTURE
    return ""

"""Read what a statement holds on each issue that it touches: stance, firmness, condition, speech act and mode."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from positions.enums import Firmness, Mode, SpeechAct, Stance
from positions.extraction.acts import ACT_STANCES, Deed, find_deeds, read_act, read_mode, warns
from positions.extraction.conditions import find_condition
from positions.extraction.directions import turns
from positions.extraction.issues import IssueTerms, Touched, find_terms
from positions.ladder import Wording, wordings
from positions.text import Span, fold

CLEARLY_MENTIONED = 0.95  # likelihood of an issue from which a mention without a stance is suggested
# The share of stances that were right on the part dev, by what they were read from, the issue being right.
SURE = {"own clause": 0.9, "other clause": 0.75, "act": 0.85, "nothing": 0.5, "coded before": 0.95}

_CONTRAST = r"\b(?:but|while|whereas|although|though|yet)\b"
_BREAK = re.compile(
    rf"[;:.!?…]|,(?!\d)|{_CONTRAST}|\band\b(?=\s+(?:that|would|will|must|now"
    r"|(?:[\w']+\s+)?(?:oppos|reject|support|back|demand|accept|call|refus|welcom|urg)\w*))"
)
_CONTRASTS = re.compile(_CONTRAST)
# "… but refuses its terms": the other side of the same thing.
_OF_IT = re.compile(r"\s+(?:its|their|it|them|this|that)\b")
_STRONG_BREAK = re.compile(r"[;.!?]")
_RAISES = re.compile(
    r"\b(?:categorically|under any circumstances|at all costs|in any circumstances|never again|completely)\b"
)
_LEANS_BOTH_WAYS = re.compile(r"\b(?:depends? (?:up)?on|in principle\b.*\bbut|on the one hand|only partly)\b")
# What only says that something will be said: "I would like to stress that".
_PREFACE = re.compile(
    r"\b(?:i|we|it)(?: also)? (?:would like|want(?:ed)?|wish(?:ed)?) to (?:stress|emphasi[sz]e|reiterate|underline"
    r"|recall|say|announce|express|repeat|note|demonstrate|show|prove)\b(?: that)?"
)
_NOT = re.compile(r"\b(?:not|no|never)\b|n't\b")
_REFERS_BACK = re.compile(r"\W*(?:(?:but |and |yet )?(?:it|they|this|that)|and (?:must|should|will|would|shall))\b")
_TENTATIVE = re.compile(r"\b(?:could|might)\b")
_DENIAL = re.compile(r"\b(?:not|never|no|nor|neither|without|cannot)\b|n['’]t\b")
# What is condemned without the issue's own words stands in the issue's way: "the bombing of the convoy was outrageous".
_CONDEMNS = re.compile(r"\b(?:condemn\w*|denounc\w+|outrageous|unpardonable|inexcusable)\b")
_OTHER_WAY = {Stance.SUPPORTS: Stance.OPPOSES, Stance.OPPOSES: Stance.SUPPORTS}
_NEITHER = re.compile(r"\bneither\s+supports?\s+nor\s+opposes?\b|\bno (?:position|view|opinion|stance) on\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What words hold on an issue; firmness is None and the act empty where they do not tell."""

    stance: Stance
    firmness: Firmness | None = None
    condition: str = ""
    act: SpeechAct | str = ""
    mode: Mode | str = ""
    sureness: float = SURE["nothing"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of folded words with the steps of the ladder in it; `is_tied` to the one before by no full stop."""

    span: Span
    steps: tuple[Wording, ...]
    is_tied: bool = True

    def holds(self, span: Span) -> bool:
        return self.span[0] <= span[0] < self.span[1]


@dataclass(frozen=True, slots=True)
class Claim:
    """What governs an issue's words: a step of the ladder, an act and its mode, and the key of SURE it was found by."""

    step: Wording | None
    deed: Deed | None
    mode: Mode | str
    source: str


def read_stances(words: str, touched: Iterable[Touched], cue: str = "") -> list[Reading]:
    """Return a reading for each touched issue, in their order.

    `cue` is the verb that reports the words. A condition is cut out first: an issue that stands only in it is
    mentioned, and no stance is taken on it.
    """
    reader = _Reader(words, cue)
    return [reader.read(one) for one in touched]


def worth_suggesting(found: Sequence[tuple[Touched, Reading]]) -> list[tuple[Touched, Reading]]:
    """Return the readings to suggest: those that take a stance; where none does, the likeliest clear mention.

    Analysts seldom code "takes none": those of the demonstration never did.
    """
    stances = [(touched, reading) for touched, reading in found if reading.stance != Stance.NONE]
    mentions = [(touched, reading) for touched, reading in found if touched.likelihood >= CLEARLY_MENTIONED]
    return stances or mentions[:1]


def wording_agrees(one: str, other: str) -> bool:
    """Tell whether two texts stand on the same steps, with as many denials and conditions, which vectors hardly see."""
    return _signs(one) == _signs(other)


def _signs(text: str) -> tuple[object, ...]:
    steps = [step.rung.name for step in wordings(text)]
    return steps, len(_DENIAL.findall(fold(text))), find_condition(text) is None


class _Reader:
    def __init__(self, words: str, cue: str) -> None:
        self.words, self.cue = words, cue
        found = find_condition(words)
        start, end = found.span if found else (len(words), len(words))
        self.condition = found.text if found else ""
        self.inside = _folded(words[start:end])
        # Blanked after folding: places of terms are places in the folded words, which may be longer.
        main = _folded(words[:start]) + " " * len(self.inside) + _folded(words[end:])
        self.main = _PREFACE.sub(lambda preface: " " * len(preface[0]), main)
        self.leads = _leads(cue, words)
        self.clauses = _clauses(self.main)

    def read(self, touched: Touched) -> Reading:
        spans = [span for span in touched.spans if self.main[slice(*span)].strip()]
        if touched.spans and not spans:
            return self._read_in_condition(touched.issue)
        at = self._place(spans)
        clause = self.clauses[at] if at is not None else Clause((0, len(self.main)), tuple(wordings(self.main)))
        spans = [span for span in spans if clause.holds(span)] or spans
        step, governing, source = self._step(clause, at, spans)
        deed = read_act(self.main[slice(*governing.span)], self.cue)
        mode = read_mode(self.main[slice(*governing.span)], deed)
        return self._reading(touched.issue, clause, Claim(step, deed, mode, source), spans)

    def _place(self, spans: Sequence[Span]) -> int | None:
        """Return the clause that holds the issue's words, one with a step of the ladder before one without."""
        holding = [at for at, clause in enumerate(self.clauses) if any(clause.holds(span) for span in spans)]
        return next((at for at in holding if self.clauses[at].steps), next(iter(holding), None))

    def _step(self, clause: Clause, at: int | None, spans: Sequence[Span]) -> tuple[Wording | None, Clause, str]:
        """Return the step that governs the issue's words: in its clause the last claim before them, else the first.

        Without one, the clause before lends its own, or the one behind that refers back. Its clause and SURE's key.
        """
        if clause.steps:
            before = [step for step in clause.steps if spans and step.start <= spans[0][0]]
            last = before[-1] if len(before) > 1 and _is_new_claim(before) else clause.steps[0]
            return last, clause, "own clause"
        if self.leads:
            return self.leads, clause, "own clause"
        if at is None or find_deeds(self.main[slice(*clause.span)]):
            return None, clause, "act"
        for place in range(at, 0, -1):
            if not self.clauses[place].is_tied:
                break
            if self.clauses[place - 1].steps:
                return self.clauses[place - 1].steps[-1], self.clauses[place - 1], "other clause"
        behind = (other for other in self.clauses[at + 1 :] if other.steps)
        back = next((other for other in behind if _REFERS_BACK.match(self.main[slice(*other.span)])), None)
        return (back.steps[0], back, "other clause") if back else (None, clause, "act")

    def _reading(self, issue: IssueTerms, clause: Clause, claim: Claim, spans: Sequence[Span]) -> Reading:
        act = claim.deed.act if claim.deed else ""
        taken, sureness = self._taken(self.main[slice(*clause.span)], claim)
        is_question = self.words.rstrip().endswith("?") and not claim.step
        if _LEANS_BOTH_WAYS.search(_folded(self.words)):
            return Reading(Stance.MIXED, taken[1] if taken else None, self.condition, act, claim.mode)
        if taken is None or is_question or _NEITHER.search(self.main):
            return Reading(Stance.NONE, None, self.condition, act, claim.mode)
        stance, firmness = taken
        if claim.step and self._is_taken_back(claim.step):
            stance = Stance.MIXED
        elif turns(self.main, clause.span, spans, issue) or (claim.step and not spans and _condemns(claim.step)):
            stance = _OTHER_WAY[stance]
        firmness = Firmness.RED_LINE if _RAISES.search(self.main[slice(*clause.span)]) else firmness
        return Reading(stance, firmness, self.condition, act, claim.mode, sureness)

    def _taken(self, text: str, claim: Claim) -> tuple[tuple[Stance, Firmness] | None, float]:
        """Return stance and firmness from the step, else from the act, or None, and how sure that is."""
        step, deed, mode = claim.step, claim.deed, claim.mode
        is_denied = mode == Mode.NEGATED and deed is not None and deed.act != SpeechAct.REJECT
        if step and not (is_denied and not step.is_denied):
            return (step.rung.stance, step.rung.firmness), SURE[claim.source]
        own = next(iter(find_deeds(text)), deed)
        if own is None or mode == Mode.NEGATED or own.act not in ACT_STANCES:
            return None, SURE["nothing"]
        stance, firmness = ACT_STANCES[own.act]
        if own.act == SpeechAct.OFFER and _TENTATIVE.search(text):
            firmness = Firmness.EXPLORATORY
        if deed and deed.act == SpeechAct.THREATEN and warns(self.cue):
            stance = Stance.OPPOSES
        return (stance, firmness), SURE["act"]

    def _is_taken_back(self, step: Wording) -> bool:
        """Tell whether a contrast says the opposite of the same thing: "welcomes the talks but refuses their terms"."""
        for clause in self.clauses:
            contrasts = clause.steps and _CONTRASTS.match(self.main, clause.span[0])
            other = clause.steps[0] if contrasts else step
            if other.rung.stance != step.rung.stance and _OF_IT.match(self.main, other.end):
                return True
        return False

    def _read_in_condition(self, issue: IssueTerms) -> Reading:
        """Read an issue that stands in the condition alone: no stance, but against what a threat is the answer to."""
        if _LEANS_BOTH_WAYS.search(_folded(self.words)):
            return Reading(Stance.NONE)
        deed = read_act(self.main, self.cue)
        if deed is None or deed.act != SpeechAct.THREATEN:
            return Reading(Stance.NONE)
        stance = Stance.OPPOSES
        if turns(self.inside, (0, len(self.inside)), find_terms(self.inside, issue), issue):
            stance = _OTHER_WAY[stance]
        if bool(_NOT.search(self.inside)) != self.inside.startswith("unless"):
            stance = _OTHER_WAY[stance]
        mode = read_mode(self.main, deed)
        return Reading(stance, Firmness.FIRM, self.condition, SpeechAct.THREATEN, mode, SURE["act"])


def _condemns(step: Wording) -> bool:
    return step.rung.stance == Stance.OPPOSES and _CONDEMNS.search(step.words) is not None


def _folded(text: str) -> str:
    return fold(text).replace("’", "'")


def _leads(cue: str, words: str) -> Wording | None:
    """Return the step a cue stands on where it governs the words as its object: "rejected" the dues."""
    steps = wordings(cue)
    if not steps or (fold(words).startswith("that ") and steps[0].rung.name in ("insists on", "commits to")):
        return None
    return steps[0]


def _clauses(main: str) -> list[Clause]:
    steps = wordings(main)
    edges = [match for match in _BREAK.finditer(main) if not any(s.start < match.end() <= s.end for s in steps)]
    starts = [0, *(match.start() for match in edges)]
    ends = [*starts[1:], len(main)]
    tied = [False, *(_STRONG_BREAK.match(match[0]) is None for match in edges)]
    return [
        Clause((start, end), tuple(step for step in steps if start <= step.start < end), is_tied)
        for start, end, is_tied in zip(starts, ends, tied, strict=True)
    ]


def _is_new_claim(before: Sequence[Wording]) -> bool:
    """Tell whether the last step opens a claim of its own: "ready to support" is one, "supports … and opposes" two."""
    return before[-1].start - before[-2].end > 12

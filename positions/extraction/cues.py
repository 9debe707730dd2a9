"""The vocabulary of reporting, as data: verbs and phrases by which a text says that somebody said something.

Tuned on the development part of an annotated news corpus: a verb stands here when it reports speech or a
position more often than not. To teach the reader a new verb, add its base form to one of the tables.
"""

from dataclasses import dataclass
from enum import Enum, auto

from positions.extraction.vocabulary import words_of


class CueKind(Enum):
    """What a cue takes beside its source."""

    SAY = auto()  # a clause before, after or around it: "Salma said the talks failed"; "The talks, she said, failed"
    TELL = auto()  # the same after somebody spoken to: "told reporters that …"
    THINK = auto()  # a clause after it, seldom before: "believes that …"
    ACT = auto()  # an object or infinitive: "called for a truce", "refused to leave"
    READY = auto()  # a stance as predicate: "is ready to …"; the statement is the whole sentence


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of one cue: its words in lower case, what it takes, and whether it hangs on another clause."""

    words: tuple[str, ...]
    kind: CueKind
    participle: bool = False
    base: bool = False


_SAY = """
add admit affirm allege announce answer argue ask assert bemoan boast caution charge claim clarify comment complain
concede conclude confess confirm contend continue counter declare disclose elaborate emphasise emphasize exclaim explain
hint indicate insist interject joke lament maintain mention muse note object observe proclaim point-out
pledge predict promise quip react reason recall recount reiterate remark repeat reply report respond retort
reveal rule say signal specify speculate state stress suggest testify tweet underline underscore vow warn write
"""
_TELL = "tell inform assure remind notify brief"
_THINK = """
acknowledge agree believe calculate consider deny doubt dream estimate expect fear feel figure find forecast guess hope
imply know learn realise realize recognise recognize show think understand wonder worry
"""
_ACT = """
accuse advocate attack applaud back blame blast call call-for call-on call-upon condemn criticise criticize
commend decry defend demand denounce deplore describe dismiss encourage endorse express favor favour insist-on
invite mock oppose offer-to plan-to praise pledge-to press-for promise-to propose question rebuke refuse refuse-to
reject reject-as rule-out seek slam speak-of suggest support thank threaten threaten-to urge vow-to want welcome
agree-to agree-on agree-with commit-to discuss cite refer-to point-to object-to warn-of warn-against push-for dispute
decline-to slam hail talk-about consider-it regard-as allege regret recommend request appeal-to appeal-for credit
"""
_IRREGULAR = {
    "say": ("said", "said"),
    "tell": ("told", "told"),
    "write": ("wrote", "written"),
    "think": ("thought", "thought"),
    "know": ("knew", "known"),
    "feel": ("felt", "felt"),
    "find": ("found", "found"),
    "understand": ("understood", "understood"),
    "show": ("showed", "shown"),
    "seek": ("sought", "sought"),
    "speak": ("spoke", "spoken"),
    "foresee": ("foresaw", "foreseen"),
}
_DOUBLED = frozenset({"admit", "quip", "slam", "commit", "regret"})
_FIXED = [
    ("as saying", CueKind.SAY),
    ("put it", CueKind.SAY),
    ("puts it", CueKind.SAY),
    ("went on to say", CueKind.SAY),
    ("went on", CueKind.SAY),
    ("goes on", CueKind.SAY),
    ("made clear", CueKind.SAY),
    ("made it clear", CueKind.SAY),
    ("makes clear", CueKind.SAY),
    ("was quoted as saying", CueKind.SAY),
    ("is quoted as saying", CueKind.SAY),
    ("were quoted as saying", CueKind.SAY),
    ("took to twitter to say", CueKind.SAY),
    ("is convinced", CueKind.THINK),
    ("is confident", CueKind.THINK),
    ("is certain", CueKind.THINK),
    ("are convinced", CueKind.THINK),
    ("are confident", CueKind.THINK),
    ("is opposed to", CueKind.ACT),
    ("are opposed to", CueKind.ACT),
    ("was opposed to", CueKind.ACT),
    ("was critical of", CueKind.ACT),
    ("went on to discuss", CueKind.ACT),
    ("lashed out at", CueKind.ACT),
    ("voiced", CueKind.ACT),
    ("spoke out against", CueKind.ACT),
    ("spoke in favour of", CueKind.ACT),
    ("takes issue with", CueKind.ACT),
    ("took issue with", CueKind.ACT),
]
_READY_VERBS = "is are was were remains remain stands stand will-be would-be"
_READY = "ready-to ready-for prepared-to prepared-for willing-to unwilling-to not-ready-to not-prepared-to in-favour-of"

# Phrases that open with their source to the right: "according to Salma Haddun, …".
ACCORDING = (("according", "to"), ("in", "the", "words", "of"), ("in", "the", "view", "of"), ("as", "per"))


def _past(verb: str) -> tuple[str, str]:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        form = verb + "d"
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        form = verb[:-1] + "ied"
    else:
        form = verb + (verb[-1] if verb in _DOUBLED else "") + "ed"
    return form, form


def _present(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")


def _participle(verb: str) -> str:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    return stem + (verb[-1] if verb in _DOUBLED else "") + "ing"


def _forms(entry: str, kind: CueKind) -> list[Cue]:
    verb, *rest = entry.split("-")
    past, perfect = _past(verb)
    forms = {past: (False, False), perfect: (False, False), _present(verb): (False, False)}
    forms |= {verb: (False, True), _participle(verb): (True, False)}
    return [Cue((form, *rest), kind, *flags) for form, flags in forms.items()]


def _build() -> dict[str, tuple[Cue, ...]]:
    cues: dict[tuple[str, ...], Cue] = {}
    for table, kind in ((_ACT, CueKind.ACT), (_THINK, CueKind.THINK), (_SAY, CueKind.SAY), (_TELL, CueKind.TELL)):
        for entry in table.split():
            cues |= {cue.words: cue for cue in _forms(entry, kind)}
    for phrase, kind in _FIXED:
        cues[tuple(phrase.split())] = Cue(tuple(phrase.split()), kind)
    for verb in _READY_VERBS.split():
        for state in _READY.split():
            words = (*verb.split("-"), *state.split("-"))
            cues[words] = Cue(words, CueKind.READY)
    by_first: dict[str, list[Cue]] = {}
    for words in sorted(cues, key=len, reverse=True):
        by_first.setdefault(words[0], []).append(cues[words])
    return {first: tuple(found) for first, found in by_first.items()}


# Forms that are nouns or adjectives as often as verbs; only a complement right after them tells.
AMBIGUOUS = words_of(
    """
    states state attacks attack rules rule remarks remark comments comment fears fear reports report claims claim calls
    call hopes hope demands demand supports support notes note details questions question answers answer requests
    request thanks credits credit figures figure doubts doubt worries worry promises promise pledges pledge estimates
    estimate finds find shows show charges charge objects object forecasts forecast arguments views signals signal
    blasts blast backs back blames blame praises praise mocks mock fears contends repeats repeat welcome dismiss
    continued continues continue answers stresses stress invite invites threat reasons reason wonders wonder dreams
    """
)

# First word -> cues that open with it, the longest first.
CUES = _build()

# Verbs of which a writer vouches for the content himself: "he knows that" tells more of the writer than of him.
_FACTIVE = "know learn realise realize recognise recognize show find feel understand imply figure"
FACTIVE = frozenset(cue.words[0] for verb in _FACTIVE.split() for cue in _forms(verb, CueKind.THINK))

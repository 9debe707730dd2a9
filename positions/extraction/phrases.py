"""Read the phrase that names a source: pronoun, unnamed, plural, joint, or about somebody else."""

import re
from collections.abc import Sequence

from positions.extraction.keys import Part, parts_of
from positions.extraction.registry import Mention
from positions.extraction.vocabulary import words_of

_SINGLE = words_of("he she him her his il elle lui sa он она его её ее ему ей него неё нее")
_PRONOUNS = _SINGLE | words_of("they them their we i you it us ils elles nous je on vous они их мы я вы")
_OPENINGS = words_of(
    "a an one two three four five several some many another unnamed anonymous un une des deux plusieurs"
)
_PLURALS = words_of(
    "sources officials diplomats insiders aides advisers negotiators people observers analysts источники дипломаты"
)
_RUSSIAN = words_of("источник собеседник западный высокопоставленный")
_ANONYMOUS = re.compile(
    r"\b(?:who asked not to|not to be named|on condition of anonymity|anonymous|unnamed)\b", re.IGNORECASE
)
_RELATIONS = words_of("to of for in with from near under by about close auprès proche de du chez в к от из при")
_JOINTS = words_of("and et и with together avec вместе с supported backed seconded joined echoed")
_BESIDE = _JOINTS | words_of(
    "the la le les l a of de du des his her their foreign prime defence ministers minister officials government "
    "governments army navy delegation authorities by strongly"
)
_PRINCIPAL = re.compile(r",\s+(?:speaking\s+)?(?:on\s+behalf\s+of|for)\s+(?=(?:the\s+)?[^\W\d_a-z])")
# What goes "to" somebody who does not speak in it.
WRITINGS = words_of("letter message appeal note reply answer response warning ultimatum")
# Who stands beside the parties and speaks for none of them, wherever he lives.
_BYSTANDERS = words_of(
    "residents analysts experts witnesses activists voters critics observers protesters journalists reporters doctors "
    "historians economists villagers"
)
_BOTH = {"two": 2, "three": 3, "four": 4, "deux": 2, "trois": 3}
_SIDES = words_of("countries sides parties ministers governments states delegations capitals pays partis")


def is_pronoun(phrase: str, *, single: bool = False) -> bool:
    """Tell whether the phrase is a pronoun; single: one that stands for one other person."""
    return phrase.strip().lower() in (_SINGLE if single else _PRONOUNS)


def is_unnamed(phrase: str) -> bool:
    """Tell whether the phrase hides who speaks: "a Western diplomat", "sources in the Kremlin"."""
    parts = parts_of(phrase)
    if not parts:
        return False
    words = [part.printed.lower() for part in parts]
    if parts[0].printed.isupper() and len(words[0]) > 1:  # "UN estimates" opens with no French article
        return False
    if words[0] in _OPENINGS or words[0] in _RUSSIAN or _ANONYMOUS.search(phrase):
        return True
    return any(word in _PLURALS | _BYSTANDERS for word in words[:4]) and words[0] not in ("the", "les")


def is_bystander(phrase: str) -> bool:
    """Tell whether the phrase is of people who speak for no party: "residents of Port Haddun"."""
    return any(part.key in _BYSTANDERS for part in parts_of(phrase)[:3])


def is_counterpart(phrase: str) -> bool:
    """Tell whether the phrase is of somebody by the office of another: "his Zahiri counterpart"."""
    return any(part.key in ("counterpart", "homologue") for part in parts_of(phrase))


def is_plural_office(phrase: str) -> bool:
    """Tell whether the phrase is of several holders: "the foreign ministers of Northmark and Zahira"."""
    words = {part.printed.lower() for part in parts_of(phrase)}
    return bool(words & words_of("ministers ministres presidents envoys ambassadors leaders spokesmen"))


def count_of_parties(phrase: str) -> int:
    """Return how many parties "the two countries" are, 0 for another phrase."""
    words = [part.printed.lower() for part in parts_of(phrase)]
    number = next((_BOTH[word] for word in words if word in _BOTH), 2 if words and words[0] == "both" else 0)
    return number if set(words) & _SIDES else 0


def own_mentions(parts: Sequence[Part], mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that speak, not those somebody belongs to: no person of "an adviser to Ilka Brandt"."""
    own: list[Mention] = []
    for one in mentions:
        joined = bool(own) and are_joined(parts, own[-1], one)
        if not joined and _is_related(parts, one):
            continue
        own.append(one)
    return own


def are_joined(parts: Sequence[Part], one: Mention, other: Mention) -> bool:
    """Tell whether two mentions speak as one: "Northmark and Zahira", "Brandt, together with Lund"."""
    between = [part.printed.lower() for part in parts[one.after : other.first]]
    if not between:
        return bool(one.party and other.party) and parts[one.after - 1].end + 1 < parts[other.first].start
    return set(between) <= _BESIDE and bool(set(between) & _JOINTS)


def principal_of(phrase: str) -> str:
    """Return for whom somebody speaks: of "Ostria, on behalf of the G-9" the G-9; empty when that is not said."""
    match = _PRINCIPAL.search(phrase)
    return phrase[match.end() :] if match else ""


def _is_related(parts: Sequence[Part], one: Mention) -> bool:
    before = parts[one.first - 1].printed.lower() if one.first else ""
    if before == "to" and one.first > 1 and parts[one.first - 2].key in WRITINGS:
        return True
    if one.party:
        return False
    if any(before in name.lower().split() for person in one.people for name in (person.name, *person.aliases)):
        return False  # the "de" of de Mistura
    return before in _RELATIONS or (parts[one.after - 1].is_possessive and one.after < len(parts))

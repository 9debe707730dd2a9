"""Read which office a phrase names, in English, French and Russian, as one set of English words."""

from positions.extraction.keys import parts_of, without_ending
from positions.extraction.vocabulary import ANY_ROLE, words_of
from positions.text import fold

# Several words that are one office; the longer stand first.
_PHRASES = """
ministre des affaires etrangeres = foreign minister
minister of foreign affairs = foreign minister
minister for foreign affairs = foreign minister
minister of defence = defence minister
chef de la diplomatie = foreign minister
cheffe de la diplomatie = foreign minister
ministre de la defense = defence minister
premier ministre = prime minister
premiere ministre = prime minister
secretaire d'etat = secretary state
secretary of state = secretary state
envoye special = special envoy
top diplomat = foreign minister
chief diplomat = foreign minister
министр иностранных дел = foreign minister
глава мид = foreign minister
министр обороны = defence minister
глава минобороны = defence minister
премьер-министр = prime minister
государственный секретарь = secretary state
спецпосланник = special envoy
официальный представитель = spokesperson
пресс-секретарь = spokesperson
"""
_WORDS = """
spokesman spokesperson, spokeswoman spokesperson, porte-parole spokesperson, defense defence, premier prime minister,
ministre minister, president president, presidente president, ambassadeur ambassador, ambassadrice ambassador,
envoye envoy, emissaire envoy, mediateur mediator, mediatrice mediator, negociateur negotiator, chancelier chancellor,
министр minister, президент president, посол ambassador, постпред ambassador, посланник envoy, госсекретарь secretary
state, премьер prime minister, канцлер chancellor, переговорщик negotiator, посредник mediator, diplomate diplomat,
дипломат diplomat, responsable official, чиновник official, envoyee envoy
"""
_OFFICES = words_of(
    "minister president prime chancellor secretary state envoy special ambassador spokesperson foreign defence "
    "interior finance energy trade deputy vice former permanent representative commissioner governor director chief "
    "negotiator mediator king queen speaker general adviser acting assistant chairman chairwoman coordinator premier"
)
# Words that alone make a phrase an office; "the state" and "the special" are none.
_HEADS = words_of(
    "minister president premier chancellor secretary envoy ambassador spokesperson representative commissioner "
    "governor director negotiator mediator king queen speaker adviser chairman chairwoman coordinator"
)
# What makes another office of one: a deputy is not his minister, nor a former minister the minister.
_NARROWING = words_of("deputy vice former acting assistant")


def _keys(phrase: str) -> str:
    return " ".join(part.key for part in parts_of(phrase))


def _read_pairs() -> tuple[list[tuple[str, str]], dict[str, str]]:
    phrases = [line.split(" = ") for line in _PHRASES.strip().splitlines()]
    words = [entry.split(maxsplit=1) for entry in " ".join(_WORDS.split()).split(", ")]
    return [(_keys(one), other) for one, other in phrases], {without_ending(fold(one)): other for one, other in words}


_KNOWN_PHRASES, _KNOWN_WORDS = _read_pairs()


def office_of(phrase: str) -> frozenset[str]:
    """Return the words of the office in a phrase or title: "the Russian foreign minister" -> {foreign, minister}.

    Empty without an office.
    """
    folded = f" {_keys(phrase)} "
    for known, english in _KNOWN_PHRASES:
        folded = folded.replace(f" {known} ", f" {english} ")
    words = " ".join(_KNOWN_WORDS.get(word, word) for word in folded.split()).split()
    found = frozenset(words) & _OFFICES
    return found if found & _HEADS else frozenset()


def is_held(office: frozenset[str], title: frozenset[str]) -> bool:
    """Tell whether a title is an office or a closer name of it: "the minister" may be the foreign minister."""
    return office <= title and office & _NARROWING == title & _NARROWING


def loose_role_of(phrase: str) -> str | None:
    """Return the role in "the diplomat" or "the official", which stands for an office of any name."""
    words = [_KNOWN_WORDS.get(part.key, part.key) for part in parts_of(phrase)]
    return next((word for word in words if word in ANY_ROLE and word != "minister"), None)

"""Words that turn a sentence round when one stands in for the other."""

from collections import defaultdict
from functools import lru_cache

from positions.linking.words import stem

# Each line: either word of the left side against either of the right.
_LISTED = """
support back favour endorse : oppose reject condemn
accept approve agree : reject refuse oppose disagree decline
allow permit let enable legalise authorise : ban forbid prohibit prevent block bar outlaw
increase raise expand grow more higher rise extend boost : decrease reduce cut lower shrink fewer less fall limit halve
start begin launch open resume continue : end stop close halt suspend cease freeze
stay remain keep retain maintain preserve : leave withdraw abolish scrap abandon remove dismantle end quit
join enter : leave quit exit
strengthen protect defend improve : weaken attack undermine worsen harm
impose introduce : lift abolish revoke repeal waive
before : after
win success succeed : lose failure fail
buy import : sell export
confirm admit recognise acknowledge : deny
praise : criticise blame
include : exclude
release free : detain hold arrest
build create : destroy demolish
always : never
all every everyone everything both : none nobody nothing neither
with : without
above over : below under
first : last
north northern : south southern
east eastern : west western
legal lawful : unlawful illegal
possible : impossible
public state-owned : private privatised
peace ceasefire truce : war offensive
unilateral : multilateral joint
early earlier : late later
minimum least : maximum most
majority : minority
friend ally : enemy adversary
arrive advance : depart retreat
give provide deliver supply : withhold deny take
ratify sign : reject denounce
true right : false wrong
temporary : permanent
mandatory compulsory : voluntary optional
free : paid
rich : poor
up : down
"""

_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "non-", "de")


def _pairs() -> tuple[tuple[str, str], ...]:
    pairs = []
    for line in _LISTED.strip().splitlines():
        left, right = (side.split() for side in line.split(":"))
        pairs += [(one, other) for one in left for other in right]
    return tuple(pairs)


PAIRS = _pairs()
_LISTED_TO: dict[str, set[str]] = defaultdict(set)
for _one, _other in PAIRS:
    _LISTED_TO[stem(_one)].add(stem(_other))
    _LISTED_TO[stem(_other)].add(stem(_one))


def are_opposites(one: str, other: str) -> bool:
    """Tell whether two stems turn each other round: listed as such, or one is the other with `un-`, `dis-` and such."""
    return other in opposites_of(one)


@lru_cache(maxsize=100_000)
def opposites_of(stemmed: str) -> frozenset[str]:
    """Return every stem that turns one round."""
    return plain_opposites_of(stemmed).union(prefix + stemmed for prefix in _PREFIXES)


@lru_cache(maxsize=100_000)
def plain_opposites_of(stemmed: str) -> frozenset[str]:
    """Return those that are not the stem itself with `un-`, `dis-` and such before it: mostly none."""
    return without_prefix(stemmed).union(_LISTED_TO.get(stemmed, ()))


@lru_cache(maxsize=100_000)
def without_prefix(stemmed: str) -> frozenset[str]:
    """Return the stem without the `un-`, `dis-` and such before it, if it has any."""
    return frozenset(stemmed.removeprefix(prefix) for prefix in _PREFIXES if stemmed.startswith(prefix))

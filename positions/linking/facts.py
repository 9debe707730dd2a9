"""Read statements as the comparison needs them: words, sides, names, confirmed coding, who is reported."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, QuerySet

from positions.enums import Firmness, Precision, Stance
from positions.linking.utterances import Coding, Utterance
from positions.models import Party, PartyAlias, Position, Spokesperson, Statement
from positions.text import fold

# All that linking looks at: whole rows of statement, party, speaker and version cost several times as much to read.
COLUMNS = (
    "negotiation", "version", "spans", "start", "words", "speaker_as_written", "speaker", "party", "reported_through",
    "said_at", "said_at_precision",
)  # fmt: skip


class Row(NamedTuple):
    """The columns of a statement, where many are held in memory."""

    pk: int
    said_at: datetime
    said_at_precision: str
    version_id: int
    start: int
    words: str
    spans: list[list[int]]
    reported_through_id: int | None
    party_id: int | None
    speaker_id: int | None
    speaker_as_written: str


class Names:
    """What parties and speakers, by their keys, are called."""

    def __init__(self, parties: Collection[int], speakers: Collection[int]) -> None:
        self._parties: dict[int | None, list[str]] = {
            key: [name] for key, name in Party.objects.filter(pk__in=parties).values_list("pk", "name")
        }
        for key, alias in PartyAlias.objects.filter(party__in=parties).values_list("party", "name"):
            self._parties[key].append(alias)
        self._speakers = dict(Spokesperson.objects.filter(pk__in=speakers).values_list("pk", "name"))

    def of(self, party: int | None, speaker: int | None) -> tuple[str, ...]:
        """Return the names of a party and of the one who speaks."""
        return (*self._parties.get(party, ()), *([self._speakers[speaker]] if speaker in self._speakers else ()))


def utterances(statements: QuerySet[Statement]) -> dict[Statement, Utterance]:
    """Return statements, in their order, with what the comparison reads of each; six queries, however many there are.

    Only confirmed positions count as coded. The statements hold COLUMNS.
    """
    rows = list(statements.annotate(article=F("version__article")).only(*COLUMNS))
    keys = [row.pk for row in rows]
    known = Names({row.party_id for row in rows if row.party_id}, {row.speaker_id for row in rows if row.speaker_id})
    reports, codings = _reports(keys), codings_of(keys)
    return {row: utterance(row, row.article, known, reports.get(row.pk, ()), codings.get(row.pk, ())) for row in rows}


def utterance(
    row: Statement | Row, article: int, known: Names, reports: Iterable[str], codings: Sequence[Coding]
) -> Utterance:
    """Return a statement as the comparison reads it; `reports` are the sides whose words it passes on."""
    return Utterance(
        text=row.words,
        party=side(row.pk, row.party_id, row.speaker_as_written),
        speaker=f"speaker {row.speaker_id}" if row.speaker_id else fold(row.speaker_as_written),
        names=known.of(row.party_id, row.speaker_id),
        reports=frozenset(reports),
        codings=tuple(codings),
        # A day or a minute can tell one occasion; a month cannot.
        said_at=None if row.said_at_precision == Precision.MONTH else row.said_at,
        article=str(article),
    )


def _reports(keys: Collection[int]) -> Mapping[int | None, list[str]]:
    """Return, by the statement that reports them, whose words are passed on."""
    reports = defaultdict(list)
    told = Statement.objects.filter(reported_through__in=keys)
    for carrier, key, party, written in told.values_list("reported_through", "pk", "party", "speaker_as_written"):
        reports[carrier].append(side(key, party, written))
    return reports


def codings_of(keys: Collection[int]) -> Mapping[int | None, list[Coding]]:
    """Return, by the statement, what each of these is confirmed to say."""
    codings = defaultdict(list)
    for position in Position.objects.confirmed().filter(statement__in=keys).select_related("issue", "proposal"):
        codings[position.statement_id].append(_coding(position))
    return codings


def side(key: int, party: int | None, speaker_as_written: str) -> str:
    """Return whose words they are: the party, else the name as printed, else nobody's but the statement's own."""
    if party:
        return f"party {party}"
    written = fold(speaker_as_written)
    return f"named {written}" if written else f"unknown {key}"


def _coding(position: Position) -> Coding:
    # The proposal belongs to the issue here: for and against two texts on one issue is no reversal.
    issue = f"{position.issue.title} ({position.proposal})" if position.proposal else position.issue.title
    return Coding(
        issue=issue,
        stance=Stance(position.stance),
        value=position.value,
        firmness=Firmness(position.firmness) if position.firmness else None,
        condition=position.condition,
    )

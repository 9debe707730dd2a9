"""Read statements as the comparison needs them: words, sides, names, confirmed coding, who is reported."""

from collections import defaultdict
from collections.abc import Collection, Mapping

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


def utterances(statements: QuerySet[Statement]) -> dict[Statement, Utterance]:
    """Return statements, in their order, with what the comparison reads of each; six queries, however many there are.

    Only confirmed positions count as coded. The statements hold COLUMNS.
    """
    rows = list(statements.annotate(article=F("version__article")).only(*COLUMNS))
    keys = [row.pk for row in rows]
    parties = _names_of_parties({row.party_id for row in rows if row.party_id})
    speakers = dict(Spokesperson.objects.filter(pk__in={row.speaker_id for row in rows}).values_list("pk", "name"))
    reports, codings = _reports(keys), _codings(keys)
    return {
        row: Utterance(
            text=row.words,
            party=_side(row.pk, row.party_id, row.speaker_as_written),
            speaker=f"speaker {row.speaker_id}" if row.speaker_id else fold(row.speaker_as_written),
            names=(*parties.get(row.party_id, ()), *([speakers[row.speaker_id]] if row.speaker_id in speakers else ())),
            reports=frozenset(reports.get(row.pk, ())),
            codings=tuple(codings.get(row.pk, ())),
            # A day or a minute can tell one occasion; a month cannot.
            said_at=None if row.said_at_precision == Precision.MONTH else row.said_at,
            article=str(row.article),
        )
        for row in rows
    }


def _names_of_parties(keys: Collection[int]) -> Mapping[int | None, list[str]]:
    names: dict[int | None, list[str]] = {
        key: [name] for key, name in Party.objects.filter(pk__in=keys).values_list("pk", "name")
    }
    for key, alias in PartyAlias.objects.filter(party__in=keys).values_list("party", "name"):
        names[key].append(alias)
    return names


def _reports(keys: Collection[int]) -> Mapping[int | None, list[str]]:
    """Return, by the statement that reports them, whose words are passed on."""
    reports = defaultdict(list)
    told = Statement.objects.filter(reported_through__in=keys)
    for carrier, key, party, written in told.values_list("reported_through", "pk", "party", "speaker_as_written"):
        reports[carrier].append(_side(key, party, written))
    return reports


def _codings(keys: Collection[int]) -> Mapping[int | None, list[Coding]]:
    codings = defaultdict(list)
    for position in Position.objects.confirmed().filter(statement__in=keys).select_related("issue", "proposal"):
        codings[position.statement_id].append(_coding(position))
    return codings


def _side(key: int, party: int | None, speaker_as_written: str) -> str:
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

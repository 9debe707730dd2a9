"""Read statements as the comparison needs them: words, sides, names, confirmed coding, who is reported."""

from django.db.models import Prefetch, QuerySet

from positions.enums import Firmness, Precision, Stance
from positions.linking.utterances import Coding, Utterance
from positions.models import Position, Statement
from positions.text import fold


def with_facts(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Return statements with all that `utterance` reads."""
    confirmed = Position.objects.confirmed().select_related("issue", "proposal")
    return (
        statements.select_related("party", "speaker", "version")
        .prefetch_related("party__aliases", "reported", Prefetch("positions", confirmed))
        .defer("search", "version__text", "version__search")
    )


def utterance(statement: Statement) -> Utterance:
    """Return a row of `with_facts` as the comparison reads it; only confirmed positions count as coded."""
    party, speaker = statement.party, statement.speaker
    names = [party.name, *(alias.name for alias in party.aliases.all())] if party else []
    return Utterance(
        text=statement.words,
        party=_side(statement),
        speaker=f"speaker {speaker.pk}" if speaker else fold(statement.speaker_as_written),
        names=tuple(names + ([speaker.name] if speaker else [])),
        reports=frozenset(_side(reported) for reported in statement.reported.all()),
        codings=tuple(_coding(position) for position in statement.positions.all()),
        # A day or a minute can tell one occasion; a month cannot.
        said_at=None if statement.said_at_precision == Precision.MONTH else statement.said_at,
        article=str(statement.version.article_id),
    )


def _side(statement: Statement) -> str:
    """Return whose words they are: the party, else the name as printed, else nobody's but the statement's own."""
    if statement.party_id:
        return f"party {statement.party_id}"
    written = fold(statement.speaker_as_written)
    return f"named {written}" if written else f"unknown {statement.pk}"


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

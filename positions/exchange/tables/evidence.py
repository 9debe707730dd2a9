"""The tables of evidence: articles, statements, positions, links, and what people decided of them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from positions.enums import ConditionState, Mode, Origin, Relation, SpeechAct, SpeechKind, Stance, Verdict
from positions.exchange.tables.cells import firmness_written, spans_written, words_of, written
from positions.exchange.tables.registry import PRECISION, SEVERAL
from positions.exchange.tables.table import Column, list_of, queried, verdict_on
from positions.models import ArticleVersion, ConditionVerdict, Judgement, Link, Negotiation, Position, Statement

ORIGIN = f"{' or '.join(words_of(Origin))}."
METHOD = "Name and version of the method, empty for a person."
CONFIDENCE = "The machine's, 0 to 1; empty for a person."
VERDICT = f"A person's: {', '.join(words_of(Verdict))}; undecided while there is none."
FIRMNESS = "exploratory, open, firm, red_line, or empty when the words do not tell."
BY_VOTE = "Title of the proposal voted on, where a vote is the evidence."
SUPERSEDED = "When another took its place; empty while it is in force."


def latest_versions(negotiation: Negotiation) -> QuerySet[ArticleVersion]:
    """Return the texts read last."""
    later = ArticleVersion.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    found = ArticleVersion.objects.filter(~Exists(later), negotiation=negotiation)
    return found.order_by("article__published_at", "article_id")


def judgements_of(negotiation: Negotiation) -> QuerySet[Judgement]:
    """Return all judgements, superseded ones among them."""
    of_statement = Q(statement__negotiation=negotiation)
    of_position = Q(position__issue__negotiation=negotiation)
    return Judgement.objects.filter(of_statement | of_position | Q(link__negotiation=negotiation)).order_by("at", "pk")


def parties_of(column: str) -> Column:
    """Return a column of several parties of a statement."""
    says = {
        "joint_with": "Further parties of a joint statement.",
        "addressed_to": "Parties that are spoken to.",
        "targets": "Parties that are blamed, or of whom something is demanded.",
    }
    rows = getattr(Statement, column).through.objects.all()
    return Column(column, f"{says[column]} {SEVERAL}", list_of(rows, "statement", "party__name"), is_read=True)


def coding(through: str) -> list[Column]:
    """Return the columns of what a position says, of a row that reaches it `through`."""
    return [
        Column("issue", "Title of the issue.", f"{through}issue__title", is_read=True),
        Column("stance", f"{', '.join(words_of(Stance))} (takes none).", f"{through}stance", is_read=True),
        Column(
            "value", "Place on the issue's scale, 0 to 100; empty when not placed.", f"{through}value", is_read=True
        ),
        Column("firmness", FIRMNESS, f"{through}firmness", firmness_written, is_read=True),
        Column(
            "condition", "What must happen first, without the “if”.", f"{through}condition", is_long=True, is_read=True
        ),
        Column("act", f"{', '.join(words_of(SpeechAct))}, or empty.", f"{through}act", is_read=True),
        Column("mode", f"{', '.join(words_of(Mode))}; empty for here and now.", f"{through}mode", is_read=True),
        Column("proposal", "Title of the proposal that it is about.", f"{through}proposal__title", is_read=True),
    ]


ARTICLES = queried(
    "articles",
    "The reports, with the text read last.",
    latest_versions,
    [
        Column("id", "As in the address of its page; statements name it.", "article__public_id", is_read=True),
        Column("title", "Its headline.", "article__title", is_read=True),
        Column("source", "The outlet.", "article__source__name", is_read=True),
        Column("url", "Where it was published.", "article__url", is_read=True),
        Column("reference", "A public reference, for example S/PV.7785.", "article__reference", is_read=True),
        Column("language", "Two letters, empty when not known.", "article__language", is_read=True),
        Column("published_at", "When it was published.", "article__published_at", is_read=True),
        Column("published_at_precision", PRECISION, "article__published_at_precision", is_read=True),
        Column("text", "Its whole text.", "text", is_long=True, is_read=True),
        Column("version", "Number of this text, 1 unless the article changed.", "number", is_read=True),
        Column("read_at", "When this text was read.", "read_at"),
        Column("recorded_at", "When the article was entered.", "article__recorded_at"),
        Column("added_by", "User name of who added it.", "article__added_by__username"),
    ],
    needed=["title", "published_at", "text"],
)  # fmt: skip

STATEMENTS = queried(
    "statements",
    "What speakers are reported to have said. One row for each position; a statement with several has several rows, "
    "one after the other, and one without any has one.",
    lambda negotiation: Statement.objects.filter(negotiation=negotiation).order_by(
        "said_at", "version_id", "start", "pk", "positions__pk"
    ),
    [
        Column("id", "As in the address of its page.", "public_id", is_read=True),
        Column("article", "Identifier of the article that reports it.", "version__article__public_id", is_read=True),
        Column(
            "article_title", "Its headline; names the article where its identifier is empty.",
            "version__article__title", is_read=True,
        ),
        Column("source", "Its outlet.", "version__article__source__name"),
        Column("published_at", "When it was published.", "version__article__published_at"),
        Column("url", "Where it was published.", "version__article__url"),
        Column("version", "Number of the article's text.", "version__number", is_read=True),
        Column(
            "spans", "Where its words stand in the text: `12..40`, in characters from 0, the end not included. "
            "Without it the words are looked for.", "spans", spans_written, is_read=True,
        ),
        Column("words", "The words, joined by an ellipsis where they are apart.", "words", is_long=True, is_read=True),
        Column("kind", f"Speech: {', '.join(words_of(SpeechKind))}.", "kind", is_read=True),
        Column("speaker_as_written", "The speaker as printed.", "speaker_as_written", is_read=True),
        Column("speaker", "The person, where known.", "speaker__name", is_read=True),
        Column("party", "The party, where known.", "party__name", is_read=True),
        *map(parties_of, ["joint_with", "addressed_to", "targets"]),
        Column(
            "reported_through", "Identifier of the statement in which it is reported; empty at first hand.",
            "reported_through__public_id", is_read=True,
        ),
        Column("said_at", "When it was said.", "said_at", is_read=True),
        Column("said_at_precision", PRECISION, "said_at_precision", is_read=True),
        Column("verdict", VERDICT, verdict_on("statement"), is_read=True),
        Column("origin", ORIGIN, "origin"),
        Column("method", METHOD, "method"),
        Column("confidence", CONFIDENCE, "confidence"),
        Column(
            "words_are_gone", "Whether the latest text has them no more: yes or no.", "gone_from",
            lambda gone: written(gone is not None),
        ),
        Column("recorded_at", "When it was entered.", "recorded_at"),
        *coding("positions__"),
        Column("position_verdict", VERDICT, verdict_on("position", "positions__pk"), is_read=True),
    ],
    needed=["article"],
)  # fmt: skip

POSITIONS = queried(
    "positions",
    "What statements and votes say on issues, one row each.",
    lambda negotiation: Position.objects.filter(issue__negotiation=negotiation).order_by("pk"),
    [
        Column("statement", "Identifier of the statement, where words are the evidence.", "statement__public_id"),
        Column("vote", BY_VOTE, "vote__proposal__title"),
        Column("party", "Whose it is.", Coalesce("statement__party__name", "vote__party__name")),
        Column("stated_at", "When it was said or voted.", Coalesce("statement__said_at", "vote__cast_at")),
        Column("stated_at_precision", PRECISION, Coalesce("statement__said_at_precision", "vote__cast_at_precision")),
        *coding(""),
        Column("verdict", VERDICT, verdict_on("position")),
        Column("origin", ORIGIN, "origin"),
        Column("method", METHOD, "method"),
        Column("confidence", CONFIDENCE, "confidence"),
        Column("recorded_at", "When it was entered.", "recorded_at"),
    ],
)

LINKS = queried(
    "links",
    "How later statements relate to earlier ones.",
    lambda negotiation: Link.objects.with_held_relation().filter(negotiation=negotiation).order_by("pk"),
    [
        Column("id", "As in the address of its page.", "public_id"),
        Column("later", "Identifier of the later statement.", "later__public_id"),
        Column("earlier", "Identifier of the earlier one.", "earlier__public_id"),
        Column("relation", f"As suggested: {', '.join(words_of(Relation))}.", "relation"),
        Column("held_relation", "The one that a person named, otherwise the one suggested.", "held"),
        Column("score", "0 to 1; 1 for a link that a person entered.", "score"),
        Column("explanation", f"The reasons. {SEVERAL}", "explanation"),
        Column("verdict", VERDICT, verdict_on("link")),
        Column("origin", ORIGIN, "origin"),
        Column("method", METHOD, "method"),
        Column("recorded_at", "When it was entered.", "recorded_at"),
    ],
)

JUDGEMENTS = queried(
    "judgements",
    "What people decided of statements, positions and links, superseded judgements among them.",
    judgements_of,
    [
        Column(
            "statement", "Identifier of the statement judged, or of the one whose position is.",
            Coalesce("statement__public_id", "position__statement__public_id"),
        ),
        Column("vote", BY_VOTE, "position__vote__proposal__title"),
        Column("party", "Who voted, where a vote is the evidence.", "position__vote__party__name"),
        Column("issue", "Title of the issue, of a position.", "position__issue__title"),
        Column("proposal", "Title of the proposal that the position is about.", "position__proposal__title"),
        Column("link", "Identifier of the link judged.", "link__public_id"),
        Column("verdict", f"{', '.join(words_of(Verdict))}.", "verdict"),
        Column("relation", "Of a link, when the person named another one.", "relation"),
        Column("note", "Why.", "note", is_long=True),
        Column("by", "User name.", "by__username"),
        Column("at", "When.", "at"),
        Column("superseded_at", SUPERSEDED, "superseded_at"),
        Column("superseded_by", "User name of who gave that one.", "superseded_by__username"),
    ],
)  # fmt: skip

CONDITION_VERDICTS = queried(
    "condition_verdicts",
    "What people decided became of conditions, superseded verdicts among them.",
    lambda negotiation: ConditionVerdict.objects.filter(position__issue__negotiation=negotiation).order_by("at", "pk"),
    [
        Column("statement", "Identifier of the statement that sets it.", "position__statement__public_id"),
        Column("vote", BY_VOTE, "position__vote__proposal__title"),
        Column("issue", "Title of the issue.", "position__issue__title"),
        Column("party", "Whose condition it is.", "party__name"),
        Column("condition", "What must happen first.", "position__condition", is_long=True),
        Column("state", f"{', '.join(words_of(ConditionState))}.", "state"),
        Column("awaits", "The party whose turn it is.", "awaits__name"),
        Column("shown_by", "Identifier of the statement that shows it.", "shown_by__public_id"),
        Column("note", "Why.", "note", is_long=True),
        Column("by", "User name.", "by__username"),
        Column("at", "When.", "at"),
        Column("superseded_at", SUPERSEDED, "superseded_at"),
        Column("superseded_by", "User name of who gave that one.", "superseded_by__username"),
    ],
)

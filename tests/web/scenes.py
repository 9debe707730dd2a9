"""An invented article of an invented negotiation, with the troubles that reading pages must bear."""

from dataclasses import dataclass
from datetime import UTC, datetime

from positions.enums import ArticleState, Firmness, Role, SpeechKind, Stance
from positions.models import ArticleVersion, Issue, Party, Spokesperson, Statement, User
from positions.review.sight import as_seen
from tests.factories import (
    AffiliationFactory,
    ArticleFactory,
    ArticleVersionFactory,
    IssueFactory,
    MembershipFactory,
    PartyFactory,
    PositionFactory,
    SourceFactory,
    SpokespersonFactory,
    SuggestionFactory,
    confirm,
    refuse,
)

SAID = datetime(2024, 3, 5, tzinfo=UTC)
TEXT = (
    "Zahira is ready to pay the harbour dues if the lighthouse is repaired first, its foreign minister, Salma Haddun, "
    "told the council\u00a0on Tuesday.\n\n"
    "“We will not sign a text 🜂 that nobody in this room means to carry out,” Salma Haddun said. "
    "She recalled that Minister Ilka Brandt of Northmark had called the dues unavoidable.\n\n"
    "The Republic of Northmark would rather wait for the envoy’s report, Ilka Brandt said in the evening. "
    "No date was given.\n\n"
    "لن نوقّع على نصٍّ لا ينوي أحدٌ تنفيذه، قالت الوزيرة."
)


@dataclass(frozen=True)
class Scene:
    """An article that has been read, its statements by name, and the people who read it."""

    version: ArticleVersion
    analyst: User
    viewer: User
    zahira: Party
    northmark: Party
    haddun: Spokesperson
    dues: Issue
    statements: dict[str, Statement]


def sight(statement: Statement) -> str:
    """Return what a page that shows the statement now sends along."""
    return as_seen(Statement.objects.for_display().get(pk=statement.pk))


def span_of(words: str, text: str = TEXT) -> list[int]:
    """Return where words stand in the text."""
    start = text.index(words)
    return [start, start + len(words)]


def read_article(state: str = ArticleState.READ) -> Scene:
    """Return the article with a confirmed, an open, a nested and a refused statement."""
    analyst = MembershipFactory(user__first_name="Nora", user__last_name="Lindqvist")
    negotiation = analyst.negotiation
    viewer = MembershipFactory(negotiation=negotiation, role=Role.VIEWER)
    zahira = PartyFactory(negotiation=negotiation, name="Zahira", slug="zahira", number=1)
    northmark = PartyFactory(negotiation=negotiation, name="Northmark", slug="northmark", number=2)
    haddun = SpokespersonFactory(negotiation=negotiation, name="Salma Haddun")
    AffiliationFactory(spokesperson=haddun, party=zahira)
    dues = IssueFactory(negotiation=negotiation, title="Harbour dues", slug="harbour-dues", keywords=["dues"])
    article = ArticleFactory(
        negotiation=negotiation,
        source=SourceFactory(name="Northmark Gazette"),
        title="Zahira would pay the dues if the lighthouse is repaired",
        published_at=SAID,
        state=state,
    )
    version = ArticleVersionFactory(article=article, text=TEXT)
    scene = Scene(version, analyst.user, viewer.user, zahira, northmark, haddun, dues, {})
    if state == ArticleState.READ:
        _suggest(scene)
    return scene


def _suggest(scene: Scene) -> None:
    shared = {"version": scene.version, "negotiation": scene.version.negotiation, "said_at": SAID}
    brandt = SpokespersonFactory(negotiation=scene.version.negotiation, name="Ilka Brandt")
    haddun = {"party": scene.zahira, "speaker": scene.haddun, "speaker_as_written": "Salma Haddun"}
    found = {
        "confirmed": ("Zahira is ready to pay the harbour dues if the lighthouse is repaired first", haddun),
        "quoted": ("“We will not sign a text 🜂 that nobody in this room means to carry out,”", haddun),
        "outer": ("that Minister Ilka Brandt of Northmark had called the dues unavoidable", haddun),
        "refused": ("No date was given", {"party": None, "speaker_as_written": ""}),
    }
    for name, (words, who) in found.items():
        kind = SpeechKind.DIRECT if name == "quoted" else SpeechKind.INDIRECT
        scene.statements[name] = SuggestionFactory(spans=[span_of(words)], kind=kind, **who, **shared)
    scene.statements["inner"] = SuggestionFactory(
        spans=[span_of("the dues unavoidable")],
        party=scene.northmark,
        speaker=brandt,
        speaker_as_written="Minister Ilka Brandt",
        source_span=span_of("Minister Ilka Brandt"),
        reported_through=scene.statements["outer"],
        kind=SpeechKind.INDIRECT,
        **shared,
    )
    confirm(statement=scene.statements["confirmed"])
    PositionFactory(
        statement=scene.statements["confirmed"],
        issue=scene.dues,
        stance=Stance.SUPPORTS,
        firmness=Firmness.FIRM,
        condition="the lighthouse is repaired first",
    )
    PositionFactory(
        statement=scene.statements["quoted"],
        issue=scene.dues,
        stance=Stance.OPPOSES,
        value=10,
        origin="machine",
        confidence=0.6,
        confirmed=False,
    )
    refuse(statement=scene.statements["refused"])

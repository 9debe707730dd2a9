"""Adds a report and works through it: read by the machine, judged, coded and linked by people."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from positions import tasks
from positions.enums import ConditionState, Verdict
from positions.ingestion.articles import add_article
from positions.ingestion.document import Document
from positions.linking.links import link_statement
from positions.management.demo.content import Report, StatementEntry, spans_of
from positions.management.demo.matching import pair, printed_name
from positions.models import (
    Article,
    ArticleVersion,
    Issue,
    Job,
    Link,
    Negotiation,
    Party,
    Position,
    Proposal,
    Spokesperson,
    Statement,
    User,
)
from positions.review.conditions import decide_condition
from positions.review.links import judge_link, link_statements
from positions.review.positions import code_position, judge_position
from positions.review.statements import capture_statement, correct_statement, judge_statement

Fields = dict[str, Any]


@dataclass
class Desk:
    """The negotiation being entered, the two who enter it, and what is entered so far by its name in the content."""

    negotiation: Negotiation
    lead: User
    analyst: User
    parties: dict[str, Party] = field(default_factory=dict)
    speakers: dict[str, Spokesperson] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)

    def enter_report(self, report: Report) -> None:
        """Add the article, let the machine read it, then decide on each suggestion but those left open."""
        version, suggestions = self._add_and_read(report)
        if report.leave_open:
            return
        wanted = [spans_of(version.text, entry.words) for entry in report.statements]
        pairs = pair(wanted, [statement.spans for statement in suggestions])
        for at, entry in enumerate(report.statements):
            suggestion = suggestions[pairs[at]] if at in pairs else None
            if not entry.open:
                self.statements[entry.label] = self._decide(report, entry, version, suggestion)
        for at, suggestion in enumerate(suggestions):
            if at not in pairs.values():
                judge_statement(
                    statement=suggestion, verdict=Verdict.REJECT, by=self.analyst, note="Not a statement to follow."
                )
        for entry in report.statements:
            if not entry.open:
                self._code(entry)
        for entry in report.statements:
            if not entry.open:
                self._link(entry)
        self._leave_one_job(report)

    def refuse_weakest_link(self) -> None:
        """Refuse the least of the shown suggestions, so that a refused one can be seen."""
        weakest = Link.objects.filter(negotiation=self.negotiation).shown().undecided().order_by("score", "pk").first()
        if weakest:
            judge_link(link=weakest, verdict=Verdict.REJECT, by=self.lead, note="The two speak of different things.")

    def _leave_one_job(self, report: Report) -> None:
        """Finish what each confirmed statement asked for: the job of the whole article, asked for first, does it."""
        keys = [f"link:statement:{self.statements[entry.label].pk}" for entry in report.statements if not entry.open]
        for pk in Job.objects.filter(key__in=keys).values_list("pk", flat=True):
            job = Job.objects.claim(pk)
            if job:
                job.finish()

    def _add_and_read(self, report: Report) -> tuple[ArticleVersion, list[Statement]]:
        document = Document(
            text=report.text,
            title=report.title,
            outlet=report.outlet,
            published_at=report.published.at,
            precision=report.published.precision,
            language="en",
            url=report.url,
        )
        added = add_article(negotiation=self.negotiation, document=document, by=self.analyst)
        Article.objects.filter(pk=added.article.pk).update(reference=report.reference)
        job = Job.objects.claim(added.job.pk)
        if job:
            tasks.extract(job)
            job.finish()
        return added.version, list(added.version.statements.in_order())

    def _decide(
        self, report: Report, entry: StatementEntry, version: ArticleVersion, suggestion: Statement | None
    ) -> Statement:
        fields = self._fields(report, entry, version)
        if suggestion is None:
            return self._capture(entry, version, fields)
        wrong = {name: value for name, value in fields.items() if _held(suggestion, name) != value}
        if wrong:
            corrected = correct_statement(statement=suggestion, by=self.analyst, **wrong)
            corrected.refresh_from_db()  # the database computes where it starts
            return corrected
        judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=self.analyst)
        return suggestion

    def _capture(self, entry: StatementEntry, version: ArticleVersion, fields: Fields) -> Statement:
        names = [entry.speaker, entry.speaker.rpartition(" ")[2]] if entry.speaker else [entry.party]
        source = printed_name(version.text, fields["spans"][0][0], names)
        return capture_statement(
            version=version,
            speaker_as_written=version.text[source[0] : source[1]] if source else "",
            source_span=source,
            by=self.analyst,
            **fields,
        )

    def _fields(self, report: Report, entry: StatementEntry, version: ArticleVersion) -> Fields:
        said = entry.said or report.said or report.published
        return {
            "spans": [list(span) for span in spans_of(version.text, entry.words)],
            "party": self._party(entry, said.at.date()),
            "speaker": self.speakers.get(entry.speaker),
            "kind": entry.kind,
            "said_at": said.at,
            "said_at_precision": said.precision,
            "reported_through": self.statements.get(entry.through),
            "joint_with": [self.parties[name] for name in entry.joint_with],
            "addressed_to": [self.parties[name] for name in entry.addressed_to],
        }

    def _party(self, entry: StatementEntry, day: date) -> Party | None:
        if entry.party:
            return self.parties[entry.party]
        affiliation = self.speakers[entry.speaker].affiliation_on(day)
        return affiliation.party if affiliation else None

    def _code(self, entry: StatementEntry) -> None:
        """Code what the content says and refuse what the machine suggested beside it; uncoded words stay open."""
        for position in entry.positions:
            coded = code_position(
                statement=self.statements[entry.label],
                issue=self.issues[position.issue],
                stance=position.stance,
                value=position.value,
                firmness=position.firmness,
                condition=position.condition,
                proposal=self.proposals.get(position.proposal),
                by=self.lead,
            )
            if position.awaits:
                self._say_whose_turn(coded, self.parties[position.awaits])
        if entry.positions:
            for suggested in self.statements[entry.label].positions.undecided():
                judge_position(position=suggested, verdict=Verdict.REJECT, by=self.lead)

    def _say_whose_turn(self, coded: Position, awaits: Party) -> None:
        party = coded.statement.party if coded.statement else None
        if party:
            decide_condition(position=coded, party=party, state=ConditionState.OPEN, awaits=awaits, by=self.lead)

    def _link(self, entry: StatementEntry) -> None:
        """Let the machine suggest first where people then confirm or enter links; the rest waits for a worker."""
        later = self.statements[entry.label]
        if entry.links:
            link_statement(statement=later)
        for label, relation in entry.links:
            link_statements(earlier=self.statements[label], later=later, relation=relation, by=self.lead)


def _held(statement: Statement, name: str) -> object:
    value = getattr(statement, name)
    if name in {"joint_with", "addressed_to"}:
        return list(value.all())
    return [list(span) for span in value] if name == "spans" else value

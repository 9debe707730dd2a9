"""Write the positions that the words of new statements suggest."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from django.db import transaction

from positions.embeddings.encoder import encode
from positions.enums import Origin
from positions.extraction.codings import Coded, nearest_codings
from positions.extraction.issues import IssueTerms, Known, Touched, touched_issues
from positions.extraction.stances import SURE, Reading, read_stances, wording_agrees, worth_suggesting
from positions.models import Issue, Position, Statement

SAME_WORDING = 0.9  # cosine from which one party's words count as said before


@transaction.atomic
def suggest_positions(*, statements: Sequence[Statement], method: str) -> list[Position]:
    """Suggest positions for statements of one negotiation that have none yet, from words and from earlier codings."""
    if not statements:
        return []
    negotiation = statements[0].negotiation_id
    issues = _issues(negotiation)
    if not issues:
        return []
    vectors = encode([statement.words for statement in statements])
    likeness = vectors @ encode([issue.gist for issue in issues]).T
    codings = nearest_codings(negotiation=negotiation, vectors=vectors)
    suggested = [
        _position(statement, one, reading, method)
        for statement, alike, near in zip(statements, likeness, codings, strict=True)
        for one, reading in suggest(statement.words, _cue(statement), issues, alike, near, statement.party_id)
    ]
    return Position.objects.bulk_create(suggested, ignore_conflicts=True)


def suggest(
    words: str, cue: str, issues: Sequence[IssueTerms], alike: np.ndarray, near: Sequence[Coded], party: int | None
) -> list[tuple[Touched, Reading]]:
    """Return what words hold on which issues, likeliest first; `alike` are their cosines to the issues' gists."""
    likeness = {issue.key: float(cosine) for issue, cosine in zip(issues, alike, strict=True)}
    coded: dict[int, float] = {}
    for one in near:
        coded[one.issue] = max(coded.get(one.issue, 0.0), one.likeness)
    touched = touched_issues(words, issues, Known(likeness, coded))
    readings = [
        _as_coded_before(reading, words, [one for one in near if one.issue == each.issue.key and one.party == party])
        for each, reading in zip(touched, read_stances(words, touched, cue), strict=True)
    ]
    return worth_suggesting(list(zip(touched, readings, strict=True)))


def _issues(negotiation: int) -> list[IssueTerms]:
    issues = Issue.objects.filter(negotiation=negotiation).prefetch_related("anchors")
    return [
        IssueTerms(
            key=issue.pk,
            title=issue.title,
            keywords=tuple(issue.keywords),
            question=issue.question,
            description=" ".join([issue.description, *(anchor.meaning for anchor in issue.anchors.all())]),
            parent=issue.parent_id,
        )
        for issue in issues
    ]


def _cue(statement: Statement) -> str:
    return statement.version.text[slice(*statement.cue_span)] if statement.cue_span else ""


def _as_coded_before(reading: Reading, words: str, before: Iterable[Coded]) -> Reading:
    """Return the stance that a person read in all but the same words of the same party, else the one read here."""
    for one in before:
        if one.party is not None and one.likeness >= SAME_WORDING and wording_agrees(words, one.words):
            return replace(reading, stance=one.stance, firmness=one.firmness, sureness=SURE["coded before"])
    return reading


def _position(statement: Statement, touched: Touched, reading: Reading, method: str) -> Position:
    return Position(
        statement=statement,
        issue_id=touched.issue.key,
        stance=reading.stance,
        firmness=reading.firmness,
        condition=reading.condition,
        act=reading.act,
        mode=reading.mode,
        origin=Origin.MACHINE,
        method=method,
        confidence=round(touched.likelihood * reading.sureness, 2),
    )

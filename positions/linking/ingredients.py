"""Digests of all that a statement's links are made from: while they are the same, the links are."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from positions.embeddings.encoder import recipe
from positions.enums import Verdict
from positions.linking.relations import METHOD
from positions.linking.utterances import Utterance
from positions.models import Judgement, Statement

# Changes with how many suggestions are kept and which; the method of relations has its own.
CHOICE = "links-1"


def linking_recipe() -> str:
    """Return the SHA-256 of what makes links whatever the statement says: encoder, reading of relations, choice."""
    return hashlib.sha256(f"{recipe()}; {METHOD}; {CHOICE}".encode()).hexdigest()


def content(statement: Statement, utterance: Utterance, verdict: str = "") -> str:
    """Return the SHA-256 of what a statement says, when, through whom, and how it is coded.

    A refused statement has no links, and one that is confirmed is found by those recorded after it: both change it.
    """
    said = vars(utterance) | {
        "codings": sorted(map(vars, utterance.codings), key=repr),
        "names": sorted(utterance.names),
    }
    place = [statement.version_id, statement.spans, statement.said_at, statement.said_at_precision]
    decided = verdict if verdict in (Verdict.CONFIRM, Verdict.REJECT) else ""
    written = json.dumps([said, place, statement.reported_through_id, decided], default=_plain, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def verdicts(keys: Iterable[int]) -> dict[int, str]:
    """Return the verdict in force on each of these statements that has one."""
    return dict(
        Judgement.objects.filter(superseded_at=None, statement__in=list(keys)).values_list("statement_id", "verdict")
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else sorted(value)

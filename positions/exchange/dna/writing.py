"""Writes a negotiation as a database of DNA 3, with all that an earlier import carried where DNA had it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from positions.exchange.dna.codings import read_rows
from positions.exchange.dna.database import Database, created
from positions.exchange.dna.document_rows import add_documents, put_back_documents
from positions.exchange.dna.kept import AT_A_TIME, ROLES, kept, kept_at, kept_rows
from positions.exchange.dna.reading import read_roles
from positions.exchange.dna.schema import PASSWORD, SMALL, hashed, new_rows
from positions.exchange.dna.statement_rows import StatementRows
from positions.exchange.dna.subjects import Subjects
from positions.exchange.formats import Options
from positions.exchange.names import Names
from positions.models import Negotiation

PIECE = 256 * 1024  # bytes


def write_dna(negotiation: Negotiation, options: Options) -> Iterator[bytes]:
    """Yield the file in pieces; the same negotiation is always the same file. `password` is that of a new Admin."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "negotiation.dna"
        with created(path) as database:
            write_rows(database, negotiation, options)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def write_rows(database: Database, negotiation: Negotiation, options: Options) -> None:
    """Fill a new database."""
    write_small_tables(database, negotiation, str(options.get("password") or PASSWORD))
    roles = read_roles(database, kept_at(negotiation, ROLES) or {})
    subjects = Subjects(database, roles, Names(negotiation))
    subjects.put_back(kept_rows(negotiation, "ENTITIES"))
    put_back_documents(database, negotiation, kept_rows(negotiation, "DOCUMENTS"))
    add_documents(database, negotiation)
    statements = StatementRows(database, roles, subjects)
    statements.learn(read_rows(negotiation))
    for statement in kept_rows(negotiation, "STATEMENTS"):
        statements.put_back(statement)
    for statement in left_over(negotiation, statements.left_over()):
        statements.change(statement)
    statements.add()


def write_small_tables(database: Database, negotiation: Negotiation, password: str) -> None:
    """Write coders, types, variables and the like: carried ones, or those of a new database."""
    salt = sha256(negotiation.slug.encode()).digest()[:16]  # the same file each time; the password is no secret here
    new = None if kept_at(negotiation, "VARIABLES") else new_rows(hashed(password, salt))
    for table in SMALL:
        for row in new.get(table, []) if new is not None else kept_at(negotiation, table) or []:
            database.insert(table, row)


def left_over(negotiation: Negotiation, places: list[str]) -> Iterator[dict[str, Any]]:
    """Yield what is carried at these places, in their order."""
    waiting = iter(places)
    while chunk := list(islice(waiting, AT_A_TIME)):
        found = dict(kept(negotiation).filter(place__in=chunk).values_list("place", "content"))
        yield from (found[place] for place in chunk)

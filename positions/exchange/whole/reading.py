"""Makes a negotiation anew from its file: rows with new keys in the old order, and the history that they had.

All of it is one transaction: whoever is killed on the way leaves nothing. Rows come by COPY. The triggers that keep the
database right do their work; those that write history and marks are silent, because the file has the history.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pghistory
import psycopg
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.db.models import JSONField, Model
from pghistory.models import Context

from positions.enums import ArticleState, JobKind
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Restored
from positions.exchange.whole.checking import Lines, Problem, Row
from positions.exchange.whole.contents import ACTIONS, KEPT, SHARED, TABLES, Column, Table
from positions.exchange.whole.planning import Options, Plan, Steps, drained, planning
from positions.exchange.whole.writing import IN_SEARCHES, NAMED_IN_SEARCHES
from positions.models import (
    Article,
    ArticleVersion,
    Issue,
    Job,
    JointStatement,
    Judgement,
    LedgerMark,
    Link,
    Membership,
    Negotiation,
    Party,
    Position,
    Proposal,
    SavedSearch,
    Source,
    Spokesperson,
    Statement,
    User,
    Vote,
)
from positions.review.links import link_anew

AT_A_TIME = 2_000  # rows that one command of the database receives
# Of the triggers, by the beginning of their names: what would note the restoring itself.
SILENT = ("insert_insert", "ledger_marks")
# What a report counts, in the order in which it does.
COUNTED = (Article, Statement, Position, Judgement, Link, Party, Spokesperson, Issue, Proposal, Vote, Membership)
UNREAD = (ArticleState.WAITING, ArticleState.READING)
PLACE_IN_COPY = re.compile(r"COPY \w+, line (\d+)")


class BadRows(ExchangeError):
    """Rows that cannot be taken in; nothing was."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"Nothing was restored. {self.problems[0]}")


def restore_whole(path: Path, options: Options, by: User) -> Restored:
    """Make the negotiation of a file anew, in a transaction; see `restore`."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        return drained(restore(path, options, by))


def restore(path: Path, options: Options, by: User) -> Steps[Restored]:
    """Make the negotiation of a file anew in the caller's transaction; see `planning` for the options.

    Yields (rows done, rows in all), where each row is done twice: looked at, and written. Between two steps no command
    of the database is under way, so that the caller can stop at any of them and roll back. Only a site administrator
    may restore: the file says in other people's names what they decided.

    Raises ExchangeError, BadRows where rows are to blame; then the transaction has to be rolled back.
    """
    if not by.is_superuser:
        raise ExchangeError("Only a site administrator restores a negotiation: it holds what many people decided.")
    steps = planning(path, options)
    while True:
        try:
            done, total = next(steps)
        except StopIteration as end:
            plan: Plan = end.value
            break
        yield done, 2 * total
    if plan.problems:
        raise BadRows(plan.problems)
    if plan.there:
        return Restored(plan.there, is_new=False)
    rows = Rows(plan)
    for done in rows.write(Lines(path)):
        yield plan.header.total + done, 2 * plan.header.total
    negotiation = _finish(plan, rows.keys[Negotiation][0], by)
    contents = {str(each._meta.verbose_name_plural): plan.header.rows.get(each.__name__, 0) for each in COUNTED}
    people = {person.username: person.account.username if person.account else "" for person in plan.people}
    return Restored(negotiation, rows=rows.done, contents=contents, people=people)


def _silence(is_silent: bool) -> None:
    """Let the triggers that would note the restoring rest until the end of the transaction, or no longer.

    By hand what `pgtrigger.ignore` does: that one must not be left open while a caller does something else.
    """
    models: list[Any] = [*(table.model for table in KEPT), JointStatement] if is_silent else []
    names = [
        trigger.get_pgid(model)
        for model in models
        for trigger in getattr(model._meta, "triggers", [])
        if trigger.name.startswith(SILENT)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(names)}}}"])


def _check_references() -> None:
    """Have the database look now at what it would look at when the transaction ends."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        reason = str(error).splitlines()[0]
        raise ExchangeError(
            f"Nothing was restored, because something in the file does not fit: {reason}. Export it once more."
        ) from error


def _finish(plan: Plan, key: int, by: User) -> Negotiation:
    """Ask for what is derived from the rows, and note from which file they are."""
    negotiation = Negotiation.objects.get(pk=key)
    LedgerMark.objects.create(negotiation=negotiation)
    unread = ArticleVersion.objects.filter(article__state__in=UNREAD, negotiation=negotiation)
    for version in unread.order_by("article_id", "-number").distinct("article_id").select_related("article"):
        Job.objects.request(
            kind=JobKind.EXTRACT,
            key=f"extract:{version.pk}",
            payload={"version": version.pk},
            negotiation=negotiation,
            article=version.article,
            requested_by=by,
        )
    link_anew(negotiation=negotiation, by=by)
    noted = {"user": by.pk, "restored": plan.digest, "negotiation": key}
    Context.objects.update_or_create(pk=plan.mark, defaults={"metadata": noted})
    return negotiation


class Rows:
    """Writes the rows of a file, table by table, under keys that are new here."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.done = plan, 0
        self.space = uuid4()  # of identifiers that are new here
        names = plan.header.names
        numbered = [table.model for table in (*SHARED, *KEPT) if table.is_numbered]
        self.keys = {model: _new_keys(model, names.get(model.__name__, 0)) for model in numbered}
        self.forms = {name: [self._form(table, each) for each in table.columns] for name, table in TABLES.items()}

    def write(self, lines: Lines) -> Iterator[int]:
        """Write all rows; yields how many are written, after each command."""
        _silence(True)
        for name, group in groupby(lines, key=lambda line: line[1]["table"]):
            table = TABLES[name]
            if table.model is User:
                self._match_people(row for _line, row in group)
            elif table.model is Source:
                self._match_outlets(row for _line, row in group)
            else:
                rows = iter(group)
                for first in rows:
                    self._copy(table, chain([first], islice(rows, AT_A_TIME - 1)), first[0])
                    yield self.done
        _check_references()
        _silence(False)
        if lines.digest != self.plan.digest:
            raise ExchangeError("The file was changed while it was read. Nothing was restored.")

    def _match_people(self, rows: Iterable[Row]) -> None:
        """Take each person's account here, or make one with which nobody can log in, in the order of joining."""
        known = {person.username: person.account for person in self.plan.people}
        keys, waiting = self.keys[User], iter(list(self.keys[User]))
        for row in sorted(rows, key=lambda row: row.get("date_joined", "")):
            account = known[row["username"]]
            if account is None:
                called = {name: value for name, value in row.items() if name not in {"table", "n"}}
                account = User.objects.create(**called, pk=next(waiting), is_active=False, password=make_password(None))
            keys[row["n"] - 1] = account.pk
            self.done += 1

    def _match_outlets(self, rows: Iterable[Row]) -> None:
        for row in rows:
            outlet, _new = Source.objects.get_or_create(name=row["name"], defaults={"url": row["url"]})
            self.keys[Source][row["n"] - 1] = outlet.pk
            self.done += 1

    def _copy(self, table: Table, lines: Iterable[tuple[int, Row]], first: int) -> None:
        """Send rows, from a line on; raise BadRows at the first that the database refuses."""
        forms = self.forms[table.name]
        try:
            with connection.cursor() as cursor, cursor.copy(_receiving(table)) as copy:
                for _line, row in lines:
                    copy.write_row([*self._key(table, row), *(form(row) for form in forms)])
                    self.done += 1
        except psycopg.Error as error:
            found = PLACE_IN_COPY.search(error.diag.context or "")
            line = first + int(found[1]) - 1 if found else first
            raise BadRows([Problem(line, table.name, error.diag.message_primary or str(error))]) from error

    def _key(self, table: Table, row: Row) -> list[int]:
        """Return the row's key where it has a number, and what else repeats a key."""
        if table.is_history:
            return [self.keys[table.model.pgh_tracked_model][row["pgh_obj"] - 1]]  # type: ignore[attr-defined]
        return [self.keys[table.model][row["n"] - 1]] if table.is_numbered else []

    def _form(self, table: Table, column: Column) -> Callable[[Row], Any]:
        """Return how the value of a column is found in a row and written."""
        name, change = column.name, self._change(table, column)

        def form(row: Row) -> Any:
            value = row[name] if name in row else column.field.get_default()
            return None if value is None else change(value) if change else value

        return form

    def _change(self, table: Table, column: Column) -> Callable[[Any], Any] | None:
        """Return what becomes of a value that is not null; None for nothing."""
        if column.points_to:
            keys = self.keys[column.points_to]
            return lambda number: keys[number - 1]
        if table is ACTIONS and column.name == "metadata":
            return lambda metadata: json.dumps(self._metadata(metadata))
        if isinstance(column.field, JSONField):
            return json.dumps
        if column.name == "query" and issubclass(table.model, (SavedSearch, SavedSearch.pgh_event_model)):  # type: ignore[attr-defined]
            return self._with_keys
        if column.name == "public_id" and self.plan.as_copy:
            return self._renamed
        if (table is ACTIONS and column.name == "id") or column.name == "pgh_context":
            return self._renamed if self.plan.renames else None
        return (lambda _slug: self.plan.slug) if table.model is Negotiation and column.name == "slug" else None

    def _metadata(self, metadata: Any) -> Any:
        """Return what is noted of an action: who did it, and which it took back."""
        if not isinstance(metadata, dict):
            return metadata
        noted, number = dict(metadata), metadata.get("user")
        if "user" in noted:
            is_person = isinstance(number, int) and 0 < number <= len(self.keys[User])
            noted["user"] = self.keys[User][number - 1] if is_person and number else None
        if self.plan.renames and isinstance(noted.get("undoes"), str):
            noted["undoes"] = str(self._renamed(noted["undoes"]))
        return noted

    def _renamed(self, identifier: str) -> UUID:
        """Return the identifier here of what has another one in the file."""
        return uuid5(self.space, identifier)

    def _with_keys(self, query: str) -> str:
        """Return the address of a search with keys for numbers; 0 for a row that is gone."""

        def keyed(found: re.Match[str]) -> str:
            start, filtered, number = found.groups()
            keys = self.keys[NAMED_IN_SEARCHES[filtered]]
            return f"{start}{filtered}={keys[int(number) - 1] if 0 < int(number) <= len(keys) else 0}"

        return IN_SEARCHES.sub(keyed, query)


def _receiving(table: Table) -> str:
    """Return the command that receives rows as `Rows` sends them."""
    meta = table.model._meta
    own = ["id"] if table.is_history or table.is_numbered else []
    columns = ", ".join(f'"{column}"' for column in [*own, *(each.field.column for each in table.columns)])
    return f'COPY "{meta.db_table}" ({columns}) FROM STDIN'


def _new_keys(model: type[Model], count: int) -> array[int]:
    """Return so many keys that no row has or will have, in order."""
    meta = model._meta
    drawn = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    with connection.chunked_cursor() as cursor:
        cursor.execute(drawn, [meta.db_table, count])
        keys = array("q")
        while rows := cursor.fetchmany(AT_A_TIME):
            keys.extend(key for (key,) in rows)
    return keys

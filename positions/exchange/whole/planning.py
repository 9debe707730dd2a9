"""Says what restoring a whole negotiation would do, or in a sentence why it cannot be done; writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError
from django.db.models import Model
from pghistory.models import Context

from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Options, is_on
from positions.exchange.whole.checking import Checker, Header, Lines, Problem, Row
from positions.exchange.whole.contents import TABLES
from positions.models import Negotiation, User

PROBLEMS_LISTED = 100
AT_A_TIME = 1_000  # rows
RESTORED = uuid5(NAMESPACE_URL, "positions:restored")

T = TypeVar("T")
# Says how far it is, in rows of how many, at least once a second or so, and returns something at the end.
Steps: TypeAlias = Generator[tuple[int, int], None, T]


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts in the file under a name, and as which account here; `account` is None where one is to be made."""

    username: str
    email: str
    account: User | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is in a file and what restoring it would do.

    `there` is the negotiation that was restored from this file before; then nothing would change. With `problems`
    nothing can be restored. `renames` says that actions get new identifiers, because they are known here.
    """

    header: Header
    digest: str
    slug: str
    as_copy: bool
    people: tuple[Person, ...]
    there: Negotiation | None
    renames: bool
    problems: tuple[Problem, ...]

    @property
    def mark(self) -> UUID:
        """Return the identifier under which it is noted that this was restored."""
        return mark_of(self.digest, self.slug if self.as_copy else "")


def mark_of(digest: str, copied_to: str) -> UUID:
    """Return the identifier of the note that a file was restored; of copies there is one for each address."""
    return uuid5(RESTORED, f"{digest}:{copied_to}")


def plan_whole(path: Path, options: Options) -> Plan:
    """Read a file through and compare it with what is here, in one go; see `planning`."""
    return drained(planning(path, options))


def drained(steps: Steps[T]) -> T:
    """Return what comes at the end of some steps."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def planning(path: Path, options: Options) -> Steps[Plan]:
    """Read a file through and compare it with what is here; yields (rows read, rows in all).

    Options: `slug` is the address that the negotiation gets, its own unless given. `as_copy` gives new public addresses
    to all that has one, so that it can stand beside the original. `people` says which username here is meant by one of
    the file, `ida = ida2, tom = thomas`; others are the account of the same username or e-mail address.

    Raises ExchangeError for a file that cannot be restored here at all.
    """
    lines, known = Lines(path), Known()
    checker = Checker(lines.header)
    problems, accounts = list[Problem](), list[Row]()
    for number, row in lines:
        table = str(row.get("table"))
        if reason := checker.problem_with(row):
            problems.append(Problem(number, table, reason))
            del problems[PROBLEMS_LISTED:]
        else:
            known.look_at(table, row)
            accounts += [row] if table == User.__name__ else []
        if number % AT_A_TIME == 0:
            yield number, lines.header.total
    if not problems and checker.is_short():
        problems.append(Problem(1, "", "The rows are not as many as the first line says."))
    known.ask()
    return _compared(lines, known, problems, accounts, options)


def _compared(lines: Lines, known: Known, problems: list[Problem], accounts: list[Row], options: Options) -> Plan:
    slug, as_copy = _slug(options) or lines.header.slug, is_on(options, "as_copy")
    there = _restored(mark_of(lines.digest, slug if as_copy else ""))
    if there is None and not problems:
        _refuse_what_is_here(slug, known, as_copy=as_copy)
    found = () if problems or there else tuple(_people(accounts, _named(str(options.get("people") or ""))))
    renames = known.has_actions or as_copy
    return Plan(lines.header, lines.digest, slug, as_copy, found, there, renames, tuple(problems))


def _slug(options: Options) -> str:
    """Return the address that was asked for; raise ExchangeError where it can be none."""
    slug = str(options.get("slug") or "").strip()
    try:
        return str(Negotiation._meta.get_field("slug").clean(slug, None)) if slug else ""
    except ValidationError as error:
        raise ExchangeError(f"“{slug}” cannot be an address. Write at most 80 letters, digits and hyphens.") from error


def _named(people: str) -> dict[str, str]:
    """Return who is whom."""
    pairs = [pair.partition("=") for pair in people.split(",") if pair.strip()]
    if not all(here.strip() for _name, _mark, here in pairs):
        raise ExchangeError(f"“{people}” does not say who is whom. Write user names as ida = ida2, tom = thomas.")
    return {name.strip(): here.strip() for name, _mark, here in pairs}


def _restored(mark: UUID) -> Negotiation | None:
    """Return the negotiation that was restored under a mark, if it is still there."""
    noted = Context.objects.filter(pk=mark).values_list("metadata", flat=True).first()
    return Negotiation.objects.filter(pk=noted["negotiation"]).first() if noted else None


def _refuse_what_is_here(slug: str, known: Known, *, as_copy: bool) -> None:
    if known.has_rows and not as_copy:
        raise ExchangeError(
            "This negotiation is here already, and each row of it has one address only. Restore it as a copy."
        )
    if Negotiation.objects.filter(slug=slug).exists():
        raise ExchangeError(f"Another negotiation has the address “{slug}”. Give this one another.")


@dataclass
class Known:
    """Whether identifiers of a file are in use here: of rows that have an address, and of actions."""

    has_rows: bool = False
    has_actions: bool = False
    _waiting: dict[type[Model], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def look_at(self, table: str, row: Row) -> None:
        """Note the identifier of a row, and ask for many at once."""
        model = TABLES[table].model
        if model is not Context and ("public_id" not in row or TABLES[table].is_history):
            return
        self._waiting[model].append(row["id" if model is Context else "public_id"])
        if len(self._waiting[model]) >= AT_A_TIME:
            self.ask()

    def ask(self) -> None:
        """Ask for those noted."""
        for model, identifiers in self._waiting.items():
            if model is Context:
                self.has_actions = self.has_actions or Context.objects.filter(pk__in=identifiers).exists()
            else:
                rows: Any = model._default_manager.filter(public_id__in=identifiers)
                self.has_rows = self.has_rows or rows.exists()
        self._waiting.clear()


def _people(accounts: Iterable[Row], named: Mapping[str, str]) -> Iterator[Person]:
    for row in accounts:
        yield Person(row["username"], row["email"], _account(row["username"], row["email"], named))


def _account(username: str, email: str, named: Mapping[str, str]) -> User | None:
    """Return whom a person of the file is here: as told, else by username, else by an e-mail address of one account.

    The same username with another address may be somebody else, in whose name nothing must be recorded.
    """
    if username in named:
        account = User.objects.filter(username=named[username]).first()
        if account is None:
            raise ExchangeError(f"There is no account “{named[username]}” here. Name one that there is.")
        return account
    account = User.objects.filter(username=username).first()
    if account and email and account.email and account.email.lower() != email.lower():
        raise ExchangeError(
            f"“{username}” has another e-mail address here, and may be somebody else. Say whom you mean."
        )
    if account or not email:
        return account
    same = list(User.objects.filter(email__iexact=email)[:2])
    return same[0] if len(same) == 1 else None

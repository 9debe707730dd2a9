"""The filters of a search as links: each value with its count, chosen or not, and the address that turns it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from positions.analysis.facets import Counts
from positions.analysis.search import SORTS, STATES
from positions.enums import Relation, Stance
from positions.models import Negotiation, Party
from positions.text import in_marks
from positions.web.search_form import SearchForm

# Values in sight; the rest opens.
IN_SIGHT = 8
LONGEST_NAME = 120  # characters of a saved search's name
TITLES = {
    "state": _("Reviewed"),
    "party": _("Party"),
    "person": _("Person"),
    "issue": _("Issue"),
    "stance": _("Stance"),
    "relation": _("Relation to earlier words"),
    "source": _("Source"),
}


@dataclass(frozen=True)
class Option:
    """One value of a filter; `count` is None where counting takes too long, `url` chooses or drops it."""

    label: str
    url: str
    count: int | None
    is_chosen: bool
    row: Party | None = None
    stance: str = ""


@dataclass(frozen=True)
class Facet:
    """One filter with its values: those in sight and those behind “more”."""

    name: str
    title: str
    options: list[Option]

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.is_chosen]

    @property
    def in_sight(self) -> list[Option]:
        return self.options[:IN_SIGHT]

    @property
    def more(self) -> list[Option]:
        return self.options[IN_SIGHT:]


def facets_of(form: SearchForm, counts: Counts | None) -> list[Facet]:
    """Return the filters that have a value to choose, the chosen ones first, then by count or by name."""
    facets = [Facet(name, str(title), _options(form, name, counts)) for name, title in TITLES.items()]
    return [facet for facet in facets if facet.options]


def _options(form: SearchForm, name: str, counts: Counts | None) -> list[Option]:
    chosen = set(form.given.getlist(name))
    counted = None if counts is None else counts[name]
    options = []
    for value, key, label, row in _values(form, name):
        is_chosen = value in chosen
        count = None if counted is None else counted[key]
        if count != 0 or is_chosen:
            stance = value if name == "stance" else ""
            options.append(Option(label, _turned(form.given, name, value), count, is_chosen, row, stance))
    if name in {"state", "stance"}:
        return options
    return sorted(options, key=lambda option: (not option.is_chosen, -(option.count or 0)))


def _values(form: SearchForm, name: str) -> Iterable[tuple[str, Any, str, Any]]:
    """Return each value as the address has it, as the counts have it, in words, and its row."""
    words = {"state": STATES.items(), "stance": Stance.choices, "relation": Relation.choices}
    if name in words:
        return [(value, value, str(label), None) for value, label in words[name]]
    rows = form.fields[name].queryset  # type: ignore[attr-defined]
    column = "slug" if name in {"party", "issue"} else "pk"
    return [(str(getattr(row, column)), row.pk, str(row), row if name == "party" else None) for row in rows]


Labels = dict[str, dict[str, str]]


def labels_of(negotiation: Negotiation) -> Labels:
    """Return, per filter, the words for each of its values, so that many searches can be told at once."""
    form = SearchForm(QueryDict(), negotiation=negotiation)
    return {name: {value: label for value, _, label, _ in _values(form, name)} for name in TITLES}


def in_words(query: QueryDict, labels: Labels) -> list[tuple[str, str]]:
    """Return the filters of a search in words, (filter, value); a value that is gone is called so."""
    told = [(gettext("Words"), words) for words in query.getlist("q")]
    for name, title in TITLES.items():
        told += [
            (str(title), labels[name].get(value, gettext("%(value)s (removed)") % {"value": value}))
            for value in query.getlist(name)
        ]
    days = [
        (pgettext("time", "From"), query.get("from")),
        (pgettext("time", "To"), query.get("to")),
        (gettext("Order"), SORTS.get(query.get("sort", ""))),
    ]
    return [*told, *((title, str(words)) for title, words in days if words)]


def title_of(form: SearchForm) -> str:
    """Return a name for a valid search, out of its filters."""
    labels = {name: {value: label for value, _, label, _ in _values(form, name)} for name in TITLES}
    parts = [in_marks(words) if title == gettext("Words") else words for title, words in in_words(form.given, labels)]
    return ", ".join(parts)[:LONGEST_NAME]


def _turned(given: QueryDict, name: str, value: str) -> str:
    """Return the address with a value chosen, or dropped where it is chosen; one state at a time."""
    turned = given.copy()
    values = given.getlist(name)
    others = [] if name == "state" else [each for each in values if each != value]
    turned.setlist(name, others if value in values else [*others, value])
    return f"?{turned.urlencode()}"

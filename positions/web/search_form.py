"""What a search asks, read from an address: known filters only, and a sentence for each that cannot be met."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from positions.analysis.search import SORTS, STATES, Wanted
from positions.enums import Relation, Stance
from positions.models import Issue, Negotiation, Party, Source, Spokesperson
from positions.web.moments import read_day

MAX_WORDS = 300  # characters; nobody types more, and PostgreSQL need not parse it
LONGEST_ADDRESS = 2_000  # characters of one search
# The filters that take several values, in the order of the page, and the part of Wanted that each fills.
NARROWING = {
    "party": "parties",
    "person": "people",
    "issue": "issues",
    "stance": "stances",
    "relation": "relations",
    "source": "sources",
}


KEY = re.compile(r"[0-9]{1,18}")


class DayField(forms.CharField):
    """A day of the address, 2016-10-07; None where none is written."""

    def clean(self, value: Any) -> date | None:
        written = super().clean(value)
        day = read_day(written)
        if written and day is None:
            raise ValidationError(gettext("“%(written)s” is not a day. Write it as 2016-10-07.") % {"written": written})
        return day


# What is said of a row that is not, or no longer, in the negotiation.
MISSING = {
    "party": _("There is no party “%(value)s” here; it may have been removed. Take it out, and choose another."),
    "person": _("There is no person “%(value)s” here; it may have been removed. Take it out, and choose another."),
    "issue": _("There is no issue “%(value)s” here; it may have been removed. Take it out, and choose another."),
    "source": _("There is no source “%(value)s” here; it may have been removed. Take it out, and choose another."),
}


class RowsField(forms.ModelMultipleChoiceField):
    """Rows of the negotiation named by a column; what is not among them is told by its kind."""

    def __init__(self, kind: str, column: str, rows: Any) -> None:
        super().__init__(rows.none(), required=False, to_field_name=column)
        self.error_messages = {**self.error_messages, "invalid_choice": MISSING[kind]}

    def clean(self, value: Any) -> Any:
        if self.to_field_name == "pk" and (wrong := [each for each in value or () if not KEY.fullmatch(str(each))]):
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": wrong[0]})
        return super().clean(value)


class SearchForm(forms.Form):
    """The filters by their names in the address."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=MAX_WORDS,
        error_messages={"max_length": _("Search for %(limit_value)s characters at most.")},
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    party = RowsField("party", "slug", Party.objects)
    person = RowsField("person", "pk", Spokesperson.objects)
    issue = RowsField("issue", "slug", Issue.objects)
    source = RowsField("source", "pk", Source.objects)
    stance = forms.MultipleChoiceField(choices=Stance, required=False)
    relation = forms.MultipleChoiceField(choices=Relation, required=False)
    state = forms.ChoiceField(choices=list(STATES.items()), required=False)
    first = DayField(
        label=pgettext_lazy("time", "From"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "date"}),
    )
    last = DayField(
        label=pgettext_lazy("time", "To"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "date"})
    )
    sort = forms.ChoiceField(label=_("Order"), choices=[("", _("as usual")), *SORTS.items()], required=False)

    def __init__(self, given: QueryDict, *, negotiation: Negotiation) -> None:
        self.given = read_address(given)
        super().__init__(self.given)
        rows = {
            "party": negotiation.parties.for_display(),
            "person": negotiation.spokespersons.all(),
            "issue": negotiation.issues.select_related("negotiation").order_by("number", "title"),
            "source": Source.objects.filter(articles__negotiation=negotiation).distinct(),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        for name in ("stance", "relation", "state", "sort"):
            self.fields[name].error_messages["invalid_choice"] = gettext(
                "“%(value)s” is none of the choices. Take it out."
            )

    def add_prefix(self, field_name: str) -> str:
        """Name the days as the address does."""
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("The time ends before it starts. Swap the two days."))
        for name in {"first", "last"} & set(self.errors):
            self.fields[name].widget.input_type = "text"  # a day field hides other words
        return cleaned

    @property
    def wanted(self) -> Wanted:
        """Return what a valid form asks."""
        asked: dict[str, Any] = {part: tuple(self.cleaned_data[name]) for name, part in NARROWING.items()}
        asked |= {name: self.cleaned_data[name] for name in ("first", "last", "state", "sort")}
        return Wanted(words=self.cleaned_data["q"], **asked)

    @property
    def query(self) -> str:
        """Return the filters as they stand in an address, without the page."""
        return urlencode([(name, value) for name, values in self.given.lists() for value in values])


def read_address(given: QueryDict) -> QueryDict:
    """Return the known filters that are set, each value once, in the order of the form."""
    read = QueryDict(mutable=True)
    names = [{"first": "from", "last": "to"}.get(name, name) for name in SearchForm.base_fields]
    for name in names:
        values = [value.replace("\x00", "").strip() for value in given.getlist(name)]
        if kept := list(dict.fromkeys(value for value in values if value)):
            read.setlist(name, kept)
    if given.get("confirmed") == "1" and "state" not in read:
        read["state"] = "confirmed"  # as addresses had it before there were other states
    return read

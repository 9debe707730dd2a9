"""What the address of the matrix asks for: days, parties and issues, order, and the links that keep all but a part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from positions.analysis.arrangement import Sort
from positions.analysis.matrix import usual_moment
from positions.models import Negotiation
from positions.web.access import PageRequest
from positions.web.moments import end_of, read_day

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What is wanted; `day` and `against` are None when the address names none, then `as_of` is the usual moment."""

    as_of: datetime
    usual: datetime
    day: date | None = None
    against: date | None = None
    known: date | None = None
    is_widened: bool = False
    only_changed: bool = False
    all_shifts: bool = False
    is_whole: bool = False
    parties: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    sort: str = ""
    near: str = ""
    is_grouped: bool = True

    @property
    def known_at(self) -> datetime | None:
        """Return the end of the day up to which the records count, or None for all of them."""
        return end_of(self.known) if self.known else None

    @property
    def moments(self) -> tuple[datetime, datetime] | None:
        """Return the two moments that are compared, the earlier first; None when only one day is shown."""
        if self.against is None:
            return None
        first, second = sorted((self.as_of, end_of(self.against)))
        return first, second

    @property
    def pairs(self) -> Pairs:
        """Return names and values of all that is asked for, as the address has them."""
        single = {
            "date": f"{self.day:%Y-%m-%d}" if self.day else "",
            "against": f"{self.against:%Y-%m-%d}" if self.against else "",
            "changed": "1" if self.only_changed and self.against else "",
            "known": f"{self.known:%Y-%m-%d}" if self.known else "",
            "suggestions": "1" if self.is_widened else "",
            "sort": self.sort,
            "near": self.near if self.sort == Sort.NEAR else "",
            "group": "" if self.is_grouped else "none",
            "shifts": "all" if self.all_shifts else "",
            "cells": "all" if self.is_whole else "",
        }
        several = [*(("p", slug) for slug in self.parties), *(("i", slug) for slug in self.issues)]
        return [*((name, value) for name, value in single.items() if value), *several]

    def without(self, *names: str) -> Pairs:
        """Return the pairs but those of some names, for the hidden fields of a form that sets these."""
        return [(name, value) for name, value in self.pairs if name not in names]

    def query(self, *without: str, **changed: str) -> str:
        """Return the address with some names left out and some set, ending in & unless it is empty."""
        pairs = [*self.without(*without, *changed), *changed.items()]
        return urlencode([(name, value) for name, value in pairs if value]) + "&" if pairs else ""


def read_asked(request: PageRequest, negotiation: Negotiation) -> Asked:
    """Return what an address asks for; what nobody could mean counts as not asked."""
    usual, day = usual_moment(negotiation), day_asked(request)
    sort = request.GET.get("sort", "")
    return Asked(
        as_of=end_of(day) if day else usual,
        usual=usual,
        day=day,
        against=read_day(request.GET.get("against")),
        known=read_day(request.GET.get("known")),
        is_widened=request.GET.get("suggestions") == "1",
        only_changed=request.GET.get("changed") == "1",
        all_shifts=request.GET.get("shifts") == "all",
        is_whole=request.GET.get("cells") == "all",
        parties=tuple(filter(None, request.GET.getlist("p"))),
        issues=tuple(filter(None, request.GET.getlist("i"))),
        sort=sort if sort in Sort.values else "",
        near=request.GET.get("near", ""),
        is_grouped=request.GET.get("group") != "none",
    )


def day_asked(request: PageRequest) -> date | None:
    """Return the day in the address: `date`, or `days` since `from`."""
    day, start = read_day(request.GET.get("date")), read_day(request.GET.get("from"))
    days = request.GET.get("days", "")
    if day is None and start and days.isascii() and days.isdigit() and len(days) < 6:
        day = start + timedelta(days=int(days))
    return day


def moment_asked(request: PageRequest, negotiation: Negotiation) -> datetime:
    """Return the end of the day in the address, or the usual moment."""
    day = day_asked(request)
    return end_of(day) if day else usual_moment(negotiation)

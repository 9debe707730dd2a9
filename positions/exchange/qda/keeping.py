"""Reads what is kept of other programs' projects and codebooks, for the way back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from lxml import etree

from positions.exchange.qda.archive import bare, local
from positions.exchange.qda.codes import Code
from positions.exchange.qda.kept import OF_TEXT, as_text, is_whole
from positions.exchange.qda.texts import source_guid, texts
from positions.models import Carried, Negotiation

AT_ONCE = 200  # elements held in memory
HASH = re.compile(f"{OF_TEXT}([0-9a-f]{{64}})")


class Kept:
    """What one format keeps of a negotiation; `known` are the identifiers that its references may name."""

    def __init__(self, negotiation: Negotiation, name: str, codes: Iterable[Code]) -> None:
        self._negotiation = negotiation
        self._rows: QuerySet[Carried] = Carried.objects.filter(negotiation=negotiation, format=name).order_by("place")
        self._looks: dict[str, Any] = dict(self._of("Code").values_list("place", "content"))
        self._texts: dict[str, str] = {}
        self.known = {code.guid for each in codes for code in each.all()}
        self._names = set()
        for place in self._rows.exclude(place__regex="^(TextSource|Code):").values_list("place", flat=True):
            name, _, own = place.partition(":")
            self._names.add(name)
            self.known.add(own)

    def dressed(self, code: Code) -> Code:
        """Return a code, with all below it, in its colour and with its notes."""
        look = self._looks.get(f"Code:{code.guid}", {})
        return replace(
            code,
            colour=look.get("colour") or code.colour,
            notes=tuple(note for note in look.get("notes", ()) if bare(note) in self.known),
            children=tuple(map(self.dressed, code.children)),
        )

    def elements(self, name: str) -> Iterator[str]:
        """Yield the elements of a name as XML, as far as what they name is there."""
        if name not in self._names:
            return
        waiting = self._of(name).values_list("content", flat=True).iterator(chunk_size=AT_ONCE)
        while some := [content["xml"] for content in islice(waiting, AT_ONCE)]:
            self._texts = self._find_texts({each for xml in some for each in HASH.findall(xml)})
            for xml in some:
                element = etree.fromstring(xml)
                if is_whole(element, self._named):
                    yield as_text(element)

    def inside(self, hashes: Collection[str]) -> dict[str, dict[str, str]]:
        """Return what is kept of texts as XML, by their hash and the element's name; marked words can be named then."""
        found: dict[str, dict[str, str]] = {}
        rows = self._rows.filter(place__in=[f"TextSource:{each}" for each in hashes])
        for place, content in rows.values_list("place", "content"):
            inside = found.setdefault(place.partition(":")[2], {})
            for element in etree.fromstring(content["xml"]):
                if is_whole(element, self._named):
                    inside[local(element)] = inside.get(local(element), "") + as_text(element)
                    self.known.add(bare(element.get("guid", "")))
        return found

    def _of(self, name: str) -> QuerySet[Carried]:
        return self._rows.filter(place__startswith=f"{name}:")

    def _named(self, reference: str) -> str | None:
        if reference.startswith(OF_TEXT):
            return self._texts.get(reference)
        return reference if bare(reference) in self.known else None

    def _find_texts(self, hashes: Collection[str]) -> dict[str, str]:
        if not hashes:
            return {}
        found = texts(self._negotiation).filter(text_hash__in=hashes).select_related("article")
        return {f"{OF_TEXT}{version.text_hash}": source_guid(version) for version in found.defer("text", "search")}

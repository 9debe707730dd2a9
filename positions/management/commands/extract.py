"""`manage.py extract`: read articles from lines of JSON and write who is reported to say what."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.extraction.attributions import Attribution, find_attributions
from positions.extraction.registry import Registry, Resolution
from positions.extraction.resolution import resolve_sources
from positions.extraction.rosters import load_registry
from positions.management.lines import read_lines, write_line
from positions.models import Negotiation


class Command(BaseCommand):
    help = "Read articles, one JSON object a line, and write the statements they attribute to whom."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--in", dest="path", type=Path, help='{"id","text"[,"published"]} per line; standard input when not given'
        )
        parser.add_argument("--negotiation", metavar="SLUG", help="name speakers and parties as this negotiation does")

    def handle(self, *args: Any, path: Path | None, negotiation: str | None, **options: Any) -> None:
        registry = _registry(negotiation) if negotiation else None
        names = registry.names if registry else ()
        for line in read_lines(path, ["text"]):
            day = _published(line)
            found = find_attributions(line["text"], names=names)
            written = [_as_written(attribution) for attribution in found]
            if registry:
                resolved = resolve_sources(line["text"], found, registry=registry, day=day)
                written = [_as_registered(*pair) for pair in zip(written, resolved, strict=True)]
            write_line(self.stdout, {"id": line["id"], "attributions": written})


def _registry(slug: str) -> Registry:
    negotiation = Negotiation.objects.filter(slug=slug).first()
    if negotiation is None:
        raise CommandError(f"There is no negotiation with the address {slug!r}.")
    return load_registry(negotiation=negotiation)


def _published(line: dict[str, Any]) -> date | None:
    written = line.get("published")
    if not written:
        return None
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError as error:
        raise CommandError(f"The date {written!r} of {line['id']!r} is not YYYY-MM-DD.") from error


def _as_written(attribution: Attribution) -> dict[str, Any]:
    return {
        "content": attribution.content,
        "source": attribution.source,
        "cue": attribution.cue,
        "kind": attribution.kind.value,
        "speaker": attribution.speaker,
        "party": attribution.party,
        "via": attribution.via,
        "confidence": attribution.confidence,
    }


def _as_registered(written: dict[str, Any], resolved: Resolution) -> dict[str, Any]:
    """Return an attribution with the names of the negotiation where they are known."""
    speaker = resolved.person.name if resolved.person else resolved.name or written["speaker"]
    return {**written, "speaker": speaker, "party": resolved.party.name if resolved.party else written["party"]}

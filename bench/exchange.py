"""Prints what it costs to take in and to write files of a small and of a large negotiation.

    python -m bench.exchange [--counts 10000,100000] [--formats jsonl,csv]

Makes a file of so many invented statements, twenty to an article, each with one position, in the format `records`, and
imports it into a new negotiation: dry run, import, import once more. Then writes that negotiation in each of the
formats, and imports each that can be read into another new negotiation. Every step runs in a process of its own, in
which a worker's items of work follow each other; its peak memory is that of the process (`ru_maxrss`), the database's
own is not in it.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.population import BASES, REPORTED, _claim, _name, _rider, database

PARTIES, ISSUES, PEOPLE, DAYS = 20, 10, 400, 1_460
FIRST_DAY = datetime(2021, 1, 1, 8, tzinfo=UTC)
STANCES = ("supports", "opposes", "mixed")


def written(count: int) -> Iterator[dict[str, object]]:
    """Yield the records of so many statements, as the format `records` has them."""
    rng = Random(count)
    claims, riders = [_claim(rng) for _ in range(BASES)], [_rider(rng) for _ in range(BASES)]
    parties = [f"Party of {_name(rng)} {number}" for number in range(PARTIES)]
    people = [f"{_name(rng)} {_name(rng)} {number}" for number in range(PEOPLE)]
    for party in parties:
        yield {"record": "party", "name": party, "kind": "state"}
    for first in range(0, count, REPORTED):
        said = [
            f"{rng.choice(claims)} {rng.choice(riders)}, {_name(rng)} {number}."
            for number in range(first, min(first + REPORTED, count))
        ]
        at = (FIRST_DAY + timedelta(days=DAYS * first / count)).isoformat()
        yield {
            "record": "article", "key": str(first), "title": f"Report {first}", "text": "\n".join(said),
            "published_at": at, "source": "Gazette",
        }  # fmt: skip
        start = 0
        for number, words in enumerate(said, start=first):
            yield {
                "record": "statement", "key": str(number), "article": str(first),
                "spans": [[start, start + len(words)]],
                "kind": "indirect", "speaker": people[number % PEOPLE], "party": parties[number % PARTIES],
                "positions": [{
                    "issue": f"Issue {rng.randrange(ISSUES)}", "stance": rng.choice(STANCES),
                    "value": rng.randrange(101), "firmness": rng.randint(1, 4),
                }],
            }  # fmt: skip
            start += len(words) + 1


def step(name: str, **options: object) -> str:
    """Do one step in a process of its own and print its line; return what it answers."""
    command = [sys.executable, "-m", "bench.exchange", "--step", json.dumps({"name": name, **options})]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    told = json.loads(answer.splitlines()[-1])
    print(f"  {told['what']:34} {told['seconds']:7.1f} s  {told['peak']:6.0f} MB  {told['note']}", flush=True)
    return str(told["slug"])


def do(name: str, options: dict[str, str]) -> None:
    """Do a step of the list below in this process, and print what it cost."""
    import django  # noqa: PLC0415  # the settings read the environment

    django.setup()
    from positions.models import Job  # noqa: PLC0415

    Job.doorbell = staticmethod(lambda job_id: None)  # no broker and no worker here
    started = time.monotonic()
    what, note, slug = {"import": take_in, "export": write_out}[name](**options)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.monotonic() - started
    print(json.dumps({"what": what, "seconds": seconds, "peak": peak, "note": note, "slug": slug}))


def take_in(file: str, format_name: str, slug: str = "", is_dry: str = "") -> tuple[str, str, str]:
    """Import a file as the command does, item of work after item."""
    from positions.enums import JobState  # noqa: PLC0415
    from positions.exchange.pieces import file_pieces  # noqa: PLC0415
    from positions.exchange.transfers import job_of, start_import  # noqa: PLC0415
    from positions.models import Negotiation, User  # noqa: PLC0415
    from positions.tasks import work_on  # noqa: PLC0415

    by = User.objects.get_or_create(username="loader", is_superuser=True)[0]
    transfer = start_import(
        content=file_pieces(Path(file)),
        file_name=Path(file).name,
        by=by,
        negotiation=Negotiation.objects.get(slug=slug) if slug else None,
        title=f"Talks by {format_name}",
        format_name=format_name,
        is_dry=bool(is_dry),
    )
    items = 0
    while (job := job_of(transfer)) and job.state == JobState.QUEUED:
        work_on(job.pk)
        items += 1
    transfer.refresh_from_db()
    assert transfer.state in {"done", "compared"}, f"{transfer.state}: {transfer.error}"
    totals = {outcome: count for outcome, count in transfer.totals.items() if count}
    what = f"{format_name}: {'dry run' if is_dry else 'import'}{' again' if slug and not is_dry else ''}"
    return what, f"{totals}, {items} items of work", transfer.negotiation.slug if transfer.negotiation else ""


def write_out(file: str, format_name: str, slug: str) -> tuple[str, str, str]:
    """Export a negotiation as the command does."""
    from positions.exchange.exports import export  # noqa: PLC0415
    from positions.exchange.registry import find_format, writable  # noqa: PLC0415
    from positions.models import Negotiation  # noqa: PLC0415

    size = 0
    with Path(file).open("wb") as out:
        for piece in export(Negotiation.objects.get(slug=slug), find_format(format_name, writable()), {}):
            size += out.write(piece)
    return f"{format_name}: export", f"{size / 1e6:.0f} MB", slug


def measure(count: int, formats: list[str]) -> None:
    """Print the costs at one size."""
    from positions.exchange.registry import FORMATS  # noqa: PLC0415  # after Django is set up

    print(f"{count:,} statements")
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/all.records.jsonl"
        with Path(file).open("w") as out:
            out.writelines(json.dumps(record) + "\n" for record in written(count))
        print(f"  file of {Path(file).stat().st_size / 1e6:.0f} MB")
        step("import", file=file, format_name="records", is_dry="yes")
        slug = step("import", file=file, format_name="records")
        step("import", file=file, format_name="records", slug=slug)
        for chosen in (FORMATS[name] for name in formats if name in FORMATS):
            file = f"{folder}/written{chosen.suffix}"
            if chosen.write:
                step("export", file=file, format_name=chosen.name, slug=slug)
            if chosen.write and (chosen.read or chosen.restore):
                step("import", file=file, format_name=chosen.name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="10000,100000", type=lambda text: [*map(int, text.split(","))])
    parser.add_argument("--formats", default="jsonl,csv", type=lambda text: text.split(","))
    parser.add_argument("--step", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        asked = json.loads(options.step)
        do(asked.pop("name"), asked)
        return
    with database():
        for count in options.counts:
            measure(count, options.formats)


if __name__ == "__main__":
    main()

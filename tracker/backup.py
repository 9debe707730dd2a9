"""`make backup` and `make restore`: the whole database in one file, whichever engine holds it."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tracker import engines, folders
from tracker.folders import CannotRunError


def main() -> None:
    parser = argparse.ArgumentParser(prog="tracker.backup", description=__doc__)
    parser.add_argument("what", choices=["backup", "restore"])
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    try:
        with engines.borrowed():
            {"backup": backup, "restore": restore}[options.what](options.file)
    except CannotRunError as error:
        sys.exit(str(error))


def backup(file: Path) -> None:
    """Write the database to the file; a backup that breaks off leaves an earlier one as it was."""
    fresh = file.with_name(file.name + ".part")
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={fresh}", f"--dbname={_address()}")
    fresh.replace(file)
    print(f"The database is in {file} ({file.stat().st_size / 2**20:.1f} MB).")


def restore(file: Path) -> None:
    """Put the file's database in the place of the present one: all of it or, at an error, nothing."""
    if not file.is_file():
        raise CannotRunError(f"{file} is not there: name the file that make backup wrote.")
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={_address()}",
        str(file),
    )
    print(f"The database is that of {file} again.")


def _address() -> str:
    return os.environ.get("DATABASE_URL") or engines.database_url(folders.var_dir())


def _run(tool: str, *words: str) -> None:
    done = subprocess.run([engines.database_tool(tool), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRunError(f"{tool} did not succeed: {done.stderr.strip().splitlines()[-1]}")


if __name__ == "__main__":
    main()

"""Writes the catalogues of translations anew out of templates and code, and compiles them; needs no GNU gettext."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALE = BASE_DIR / "positions" / "locale"
FOLDERS = ("positions", "tracker", "templates")
LANGUAGES = ("fr", "ru")  # those of the settings but English, in which the texts are written
# Which arguments of which calls are texts; `c` marks a context. The lazy ones are Django's.
PLAIN: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CALLS = PLAIN | {f"{name}_lazy": found for name, found in PLAIN.items() if name != "_"}


def catalogue_file(language: str) -> Path:
    """Return where the translations into a language stand."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """Return every text that code and templates ask to be translated, with the places that do."""
    found = Catalog(project="Positions", charset="utf-8", fuzzy=False)
    for path in sources():
        for line, words, comments, context in extract("python", BytesIO(as_python(path).encode()), keywords=CALLS):
            place = (path.relative_to(BASE_DIR).as_posix(), line)
            found.add(words, locations=[place], auto_comments=comments, context=context)
    return found


def sources() -> Iterator[Path]:
    """Yield the files in which texts of the interface stand, in the order of their names."""
    for folder in FOLDERS:
        for path in sorted((BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def as_python(path: Path) -> str:
    """Return the file as calls that Python's grammar reads; Django's reading of a template keeps its indentation."""
    text = path.read_text()
    if path.suffix == ".py":
        return text
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def read_catalogue(path: Path) -> Catalog:
    """Return a catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compiled(catalogue: Catalog) -> bytes:
    """Return what the running product reads."""
    made = BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def renew(language: str, texts: Catalog) -> int:
    """Bring a catalogue up to date, keeping what is translated, and compile it; return how many texts lack one.

    Nothing is guessed from similar texts: a guess would be shown to nobody and hide that the text is new.
    """
    path = catalogue_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = read_catalogue(path) if path.exists() else Catalog(locale=language, project="Positions", fuzzy=False)
    texts.creation_date = catalogue.creation_date  # a run that finds nothing new changes nothing
    catalogue.update(texts, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, include_lineno=False)
    written = read_catalogue(path)
    path.with_suffix(".mo").write_bytes(compiled(written))
    return sum(not all(strings_of(message)) for message in written if message.id)


def strings_of(message: Message) -> tuple[str, ...]:
    """Return the translation of a text, or one for each of the language's numbers."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


if __name__ == "__main__":
    texts = extracted()
    for language in LANGUAGES:
        print(f"{language}: {len(texts)} texts, {renew(language, texts)} without a translation")

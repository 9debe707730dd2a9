"""Decide in which language a text is to be read: one that the readers know, "other", or "unknown".

Small words and scripts, not a library: py3langid weighs 4 MB, lingua 96 MB, and both name a language for any
text; here a doubt must stay one, because what is taken for foreign is no longer read sentence by sentence.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from positions.languages import count_small_words, find_language

ENGLISH, OTHER, UNKNOWN = "en", "other", "unknown"
NAMES = {
    "en": pgettext_lazy("language of a text", "English"),
    "fr": pgettext_lazy("language of a text", "French"),
    "ru": pgettext_lazy("language of a text", "Russian"),
    "de": pgettext_lazy("language of a text", "German"),
    "es": pgettext_lazy("language of a text", "Spanish"),
    "uk": pgettext_lazy("language of a text", "Ukrainian"),
    "ar": pgettext_lazy("language of a text", "Arabic"),
    "zh": pgettext_lazy("language of a text", "Chinese"),
}
READ = 5_000  # characters; the head of an article shows its language
_LEAST_WORDS = 20
_LEAST_LETTERS = 30  # of Chinese, whose words have no blanks between
_LEAST_SHARE = 0.08  # of a text's words: below it stand tables, lists of names and languages without a list of words
_LEAD = 1.3  # times as many small words as the next language has; a quarter of them are shared by neighbours
_MIXED = 3  # a text of another language has fewer than a third as many English small words
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LEAST_CYRILLIC = 20  # letters; more than half of all
# Russian has the first and never the second, Ukrainian the second alone; Bulgarian has none, Belarusian has both.
_RUSSIAN, _UKRAINIAN = frozenset("ыэё"), frozenset("іїєґ")


def guess_language(text: str) -> str:
    """Return the language of text as a key of NAMES, OTHER for a language that nobody reads here, or UNKNOWN.

    Too short, too mixed or too bare a text is UNKNOWN; it is read as English.
    """
    head = text[:READ].lower()
    letters = sum(character.isalpha() for character in head)
    cyrillic = len(_CYRILLIC.findall(head))
    if cyrillic >= _LEAST_CYRILLIC and cyrillic > letters / 2:
        return _in_cyrillic(frozenset(head))
    name = find_language(head)
    if name not in NAMES:
        return OTHER if name and len(head.split()) >= _LEAST_WORDS else UNKNOWN
    if name == "zh":
        return name if letters >= _LEAST_LETTERS else UNKNOWN
    counts, total = count_small_words(head)
    is_plain = total >= _LEAST_WORDS and counts[name] >= _LEAST_SHARE * total and _leads(counts, name)
    return name if is_plain else UNKNOWN


def foreign_name(text: str) -> str:
    """Return what to call the language of a text that is not read as English, else an empty string."""
    language = guess_language(text)
    if language in {ENGLISH, UNKNOWN}:
        return ""
    return str(NAMES.get(language, _("a language that is not known here")))


def _in_cyrillic(letters: frozenset[str]) -> str:
    is_russian, is_ukrainian = not letters.isdisjoint(_RUSSIAN), not letters.isdisjoint(_UKRAINIAN)
    if is_russian == is_ukrainian:
        return OTHER
    return "ru" if is_russian else "uk"


def _leads(counts: dict[str, int], name: str) -> bool:
    """Tell whether the language has clearly more small words than any other, English above all."""
    if name != ENGLISH and counts.get(ENGLISH, 0) * _MIXED > counts[name]:
        return False
    return all(counts[name] >= _LEAD * count for other, count in counts.items() if other != name)

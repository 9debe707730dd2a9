"""Names the language of a text from its script and its commonest small words."""

import re
from collections import Counter

_READ = 5_000
_LEAST = 0.05

# The words that are frequent in one of these languages and rare in the others.
_SMALL_WORDS = {
    "en": "the of and to that is with for said was by on it are",
    "fr": "le les des et est une dans pour que qui sur au avec pas",
    "es": "el los las del y que una para con por se su más",
    "de": "der die das und ist den von mit für nicht ein eine zu dem",
    "it": "il di che della per non è sono nel gli ha con dei alla",
    "pt": "o os da do dos em uma não com para que ao mais foi",
    "tr": "ve bir bu için ile olarak olan daha gibi dedi",
    "ru": "и в не на что с по он как это его для",
    "uk": "і в не на що з та до за про це як",
    "ar": "في من على أن إلى عن التي الذي مع هذا إن",
    "fa": "در از که به این را با است برای آن",
}
_LANGUAGES = {
    word: [name for name, words in _SMALL_WORDS.items() if word in words.split()]
    for words in _SMALL_WORDS.values()
    for word in words.split()
}
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("el", re.compile("[\u0370-\u03ff]")),
)
_WORD = re.compile(r"[^\W\d_]+")


def find_language(text: str) -> str:
    """Return the two letters of the language of text, or an empty string when it is not plain."""
    head = text[:_READ]
    letters = sum(map(len, _WORD.findall(head)))
    for name, script in _SCRIPTS:
        if len(script.findall(head)) > letters / 5:
            return name
    counts, total = count_small_words(head)
    if not counts:
        return ""
    name, count = counts.most_common(1)[0]
    return name if count >= _LEAST * total else ""


def count_small_words(text: str) -> tuple[Counter[str], int]:
    """Return how many words of text are among the small ones of each language, and how many words it has."""
    words = _WORD.findall(text.lower())
    return Counter(name for word in words for name in _LANGUAGES.get(word, ())), len(words)

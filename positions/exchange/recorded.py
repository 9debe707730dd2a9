"""Finds the recorded texts that statements of a file name, where their articles are not in the file too.

The file goes first: of an article that it has, a recorded text counts only where it is the recorded article. Titles
count only in a file without articles: an import would find those that its own rows entered, which its dry run did not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count, Min

from positions.exchange.errors import BadRecord
from positions.exchange.names import clean_name
from positions.exchange.stored import short_key
from positions.models import Article, ArticleVersion, Transfer

Named = tuple[str, int]  # what a file calls an article, and the number of its text; 0 where it does not say


def find_named(transfer: Transfer, asked: set[Named], in_file: Mapping[str, str]) -> dict[Named, str | BadRecord]:
    """Return the hashes of recorded texts, or why none is meant; nothing of names that are rows of the file.

    `in_file` has the hashes of texts that stand in the file, by their keys. So many queries, whatever is asked.
    """
    if not asked:
        return {}
    names = {name for name, _ in asked}
    rows = transfer.rows.filter(kind="article")
    own = set(rows.filter(key__in=[*map(short_key, names)]).values_list("key", flat=True))
    articles = _articles(transfer, names, by_title=not own and not rows.exists())
    texts = _texts(key for key in articles.values() if isinstance(key, int))
    found: dict[Named, str | BadRecord] = {}
    for name, number in asked:
        article = articles.get(name)
        if isinstance(article, BadRecord):
            found[name, number] = article
        elif article and short_key(name) not in own:
            found[name, number] = _text(texts[article], number)
        elif article and number in texts[article] and in_file.get(short_key(name)) in texts[article].values():
            found[name, number] = texts[article][number]
    return found


def _articles(transfer: Transfer, names: set[str], *, by_title: bool) -> dict[str, int | BadRecord]:
    """Return the keys of the negotiation's articles that have these public ids or, `by_title`, else these titles."""
    articles = Article.objects.filter(negotiation=transfer.negotiation_id)
    identifiers = {name: each for name in names if (each := _identifier(name))}
    keys = dict(articles.filter(public_id__in=identifiers.values()).values_list("public_id", "pk"))
    found: dict[str, int | BadRecord] = {name: keys[each] for name, each in identifiers.items() if each in keys}
    titles = {name: clean_name(name) for name in names - found.keys()} if by_title else {}
    titled = articles.filter(title__in=titles.values()).values("title").annotate(key=Min("pk"), count=Count("pk"))
    entitled = {each["title"]: each for each in titled.order_by()}
    for name, title in titles.items():
        if title in entitled:
            count = entitled[title]["count"]
            found[name] = entitled[title]["key"] if count == 1 else BadRecord(SEVERAL.format(title=title, count=count))
    return found


SEVERAL = (
    "“{title}” is the title of {count} articles here. Write the identifier of the one that is meant; it stands in the "
    "address of the article's page."
)


def _identifier(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _texts(articles: Iterable[int]) -> dict[int, dict[int, str]]:
    """Return the hashes of the texts that articles have, by their numbers."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    texts = ArticleVersion.objects.filter(article__in=[*articles])
    for article, number, text_hash in texts.values_list("article_id", "number", "text_hash"):
        found[article][number] = text_hash
    return found


def _text(texts: Mapping[int, str], number: int) -> str | BadRecord:
    """Return the text of a number, the one read last where none is said."""
    found = texts.get(number or max(texts, default=0))
    return found or BadRecord(
        f"The article has no text number {number} here. Correct the version, or leave it empty for the text read last."
    )

"""Writes Article and ArticleVersion rows, each with the job that reads them, once per text and negotiation."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from positions.enums import ArticleState, JobKind, Precision, Role
from positions.ingestion.dates import PartialDate
from positions.ingestion.document import MAX_ARTICLE_CHARACTERS, Document
from positions.ingestion.errors import IncompleteArticle, IngestionError
from positions.ingestion.plain import read_text
from positions.models import Article, ArticleVersion, Job, Negotiation, Source, Statement, User
from positions.text import text_hash

MAX_TITLE, MAX_OUTLET = 500, 200  # characters, as the tables have room for
_NEEDED = ("title", "outlet", "published_at")
_check_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class AddedArticle:
    """An article with its text and the job that reads it; `is_new` is False where the text was there before."""

    article: Article
    version: ArticleVersion
    job: Job
    is_new: bool


def add_article(*, negotiation: Negotiation, document: Document, by: User) -> AddedArticle:
    """Add a document to a negotiation, or return the article that has its text already.

    Two who add one text at the same moment get one article. Raises IncompleteArticle where title, outlet or date
    are missing, IngestionError for a date in the future or a field that is too long, PermissionDenied for viewers
    and strangers; nothing is written then.
    """
    _require_analyst(by, negotiation)
    text = read_text(document.text).text
    known = _known(negotiation, text)
    if known:
        return known
    published = _check(document)
    try:
        with transaction.atomic():
            article = Article.objects.create(
                negotiation=negotiation,
                source=_source(document.outlet),
                title=document.title.strip(),
                url=document.url,
                language=document.language,
                published_at=published.at,
                published_at_precision=published.precision,
                added_by=by,
            )
            return _write_version(article, text, number=1, by=by)
    except IntegrityError:
        # Somebody added the same text a moment ago.
        known = _known(negotiation, text)
        if known is None:
            raise
        return known


@transaction.atomic
def add_version(*, article: Article, text: str, by: User) -> AddedArticle:
    """Keep the changed text of an article beside the earlier ones, and flag statements whose words are gone.

    The same text as one kept already is returned with `is_new` False. Raises IngestionError for an empty text and
    for one that another article of the negotiation has.
    """
    _require_analyst(by, article.negotiation)
    text = read_text(text).text
    article = Article.objects.select_for_update().get(pk=article.pk)
    known = _known(article.negotiation, text)
    if known and known.article != article:
        raise IngestionError(
            _("This text is in the negotiation already, as “%(title)s”. Open that article.")
            % {"title": known.article.title}
        )
    if known:
        return known
    number = article.versions.aggregate(last=Max("number"))["last"] or 0
    added = _write_version(article, text, number=number + 1, by=by)
    Article.objects.filter(pk=article.pk).update(state=ArticleState.WAITING, error="")
    article.refresh_from_db()
    _flag_gone(added.version)
    return added


@transaction.atomic
def correct_article(*, article: Article, by: User, outlet: str | None = None, **fields: Any) -> Article:
    """Write the fields given over what is said about an article; its texts and what was said in them stay.

    Fields: title, url, reference, language, published_at, published_at_precision. An outlet not known yet is entered.
    Raises as `add_article`.
    """
    _require_analyst(by, article.negotiation)
    article = Article.objects.select_for_update(of=("self",)).select_related("source").get(pk=article.pk)
    for name, value in fields.items():
        setattr(article, name, value.strip() if isinstance(value, str) else value)
    outlet = article.source.name if outlet is None else outlet
    published, precision = article.published_at, Precision(article.published_at_precision)
    _check(
        Document("", title=article.title, outlet=outlet, published_at=published, precision=precision, url=article.url)
    )
    article.source = _source(outlet)
    article.save(update_fields=["source", *fields])
    return article


def _require_analyst(by: User, negotiation: Negotiation) -> None:
    if negotiation.role_of(by) not in {Role.ANALYST, Role.LEAD}:
        raise PermissionDenied(f"This needs the role analyst in “{negotiation}”. Ask one of its leads.")


def _known(negotiation: Negotiation, text: str) -> AddedArticle | None:
    version = (
        ArticleVersion.objects.filter(negotiation=negotiation, text_hash=text_hash(text))
        .select_related("article__source")
        .first()
    )
    if version is None:
        return None
    return AddedArticle(version.article, version, _job(version, by=version.article.added_by), is_new=False)


def _check(document: Document) -> PartialDate:
    """Return the date of publication of a document that may be written; raise for one that may not."""
    missing = tuple(field for field in _NEEDED if not str(getattr(document, field) or "").strip())
    if missing or document.published_at is None:
        raise IncompleteArticle(missing)
    if document.published_at.tzinfo is None:
        raise IngestionError(_("The date of publication needs a time zone. Add one, or give the day alone."))
    published = PartialDate(document.published_at, document.precision or Precision.DAY)
    if published.is_in_the_future:
        day = date_format(published.at, _("j F Y"))
        raise IngestionError(
            _("The date of publication, %(day)s, is in the future. Enter the day it was published.") % {"day": day}
        )
    if len(document.text) > MAX_ARTICLE_CHARACTERS:
        said = _(
            "The text has %(count)s characters, more than the %(most)s of an article that can be read. Keep the part "
            "that matters, or add its parts as articles of their own."
        )
        raise IngestionError(said % {"count": f"{len(document.text):,}", "most": f"{MAX_ARTICLE_CHARACTERS:,}"})
    if len(document.title.strip()) > MAX_TITLE:
        raise IngestionError(_("The title has more than %(most)s characters. Shorten it.") % {"most": MAX_TITLE})
    if len(document.outlet.strip()) > MAX_OUTLET:
        said = _("The outlet's name has more than %(most)s characters. Shorten it.")
        raise IngestionError(said % {"most": MAX_OUTLET})
    try:
        _check_url(document.url or "https://example.org")
    except ValidationError as error:
        raise IngestionError(_("The address is not a web address. Copy it again, or leave it empty.")) from error
    return published


def _source(outlet: str) -> Source:
    name = " ".join(outlet.split())
    known = Source.objects.filter(name__iexact=name).order_by("pk").first()
    return known or Source.objects.get_or_create(name=name)[0]


def _write_version(article: Article, text: str, *, number: int, by: User) -> AddedArticle:
    version = ArticleVersion.objects.create(
        article=article,
        negotiation=article.negotiation,
        number=number,
        text=text,
        text_hash=text_hash(text),
    )
    return AddedArticle(article, version, _job(version, by=by), is_new=True)


def _job(version: ArticleVersion, *, by: User | None) -> Job:
    """Return the job that reads a version, asked for where nobody did."""
    return Job.objects.request(
        kind=JobKind.EXTRACT,
        key=f"extract:{version.pk}",
        payload={"version": version.pk},
        negotiation=version.negotiation,
        article=version.article,
        requested_by=by,
    )


def _flag_gone(version: ArticleVersion) -> None:
    """Set or clear `gone_from` of the article's earlier statements by whether their words stand in version."""
    text = " ".join(version.text.split())
    earlier = Statement.objects.filter(version__article=version.article_id).exclude(version=version)
    for statement in earlier.select_related("version").only("spans", "gone_from", "version__text"):
        pieces = (" ".join(statement.version.text[start:end].split()) for start, end in statement.spans)
        gone_from = None if all(piece in text for piece in pieces) else version.pk
        if bool(statement.gone_from_id) != bool(gone_from):
            Statement.objects.filter(pk=statement.pk).update(gone_from=gone_from)

"""The one form for a new article: text, address or file in; what was found about it comes back to be checked."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from positions.ingestion.articles import AddedArticle, add_article
from positions.ingestion.dates import PartialDate
from positions.ingestion.document import MAX_FILE_BYTES, Document
from positions.ingestion.documents import read_document, read_pasted
from positions.ingestion.errors import IncompleteArticle, IngestionError
from positions.ingestion.fetch import fetch
from positions.models import Negotiation, User
from positions.web.fields import PartialDateField

ACCEPTED = ".txt,.html,.htm,.pdf,.docx,.eml,text/plain,text/html,application/pdf,message/rfc822"


class ArticleForm(forms.Form):
    """What an analyst has of an article; after a first reading, its text and what was found about it.

    `is_read` tells that text and details come from an earlier reading and were seen by the analyst.
    """

    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "text", "rows": 14, "dir": "auto"}),
    )
    url = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )
    file = forms.FileField(
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_("HTML, TXT, PDF, DOCX or EML."),
        label=_("File"),
    )
    outlet = forms.CharField(
        required=False, max_length=200, label=_("Outlet"), help_text=_("The agency, newspaper, ministry or record.")
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=500)
    published_at = PartialDateField(label=_("Published"), required=False)
    is_read = forms.BooleanField(required=False, widget=forms.HiddenInput)
    language = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    remarks: tuple[str, ...] = ()
    problem: str = ""

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if (
            not self.errors
            and not any(typed.get(name) for name in ("file", "url"))
            and not (typed.get("text") or "").strip()
        ):
            raise forms.ValidationError(
                gettext("Nothing to read yet: paste the text, give an address or choose a file.")
            )
        return typed

    def document(self) -> Document:
        """Return what was given, read; typed details win over found ones. Raises IngestionError."""
        typed = self.cleaned_data
        read = self._read()
        published = typed["published_at"] or _published(read)
        return replace(
            read,
            title=typed["title"].strip() or read.title,
            outlet=typed["outlet"].strip() or read.outlet,
            published_at=published.at if published else None,
            precision=published.precision if published else None,
            url=typed["url"].strip() or read.url,
        )

    def is_seen(self) -> bool:
        """Tell whether the analyst has seen, or typed, everything an article needs."""
        typed = self.cleaned_data
        return typed["is_read"] or all(typed[name] for name in ("title", "outlet", "published_at"))

    def _read(self) -> Document:
        typed = self.cleaned_data
        if typed["file"]:
            content = typed["file"].read(MAX_FILE_BYTES + 1)
            return read_document(content, filename=typed["file"].name, content_type=typed["file"].content_type or "")
        if typed["text"].strip():
            if typed["is_read"]:
                return Document(text=typed["text"], language=typed["language"])
            return read_pasted(typed["text"])
        fetched = fetch(typed["url"].strip())
        return replace(
            read_document(fetched.content, content_type=fetched.content_type, url=fetched.url), url=fetched.url
        )

    def found(self, document: Document, problem: str = "") -> "ArticleForm":
        """Return the form with what was found, for the analyst to check, and the sentence that says what is missing."""
        details = {name: getattr(document, name) for name in ("text", "url", "outlet", "title", "language")}
        form = ArticleForm(initial={**details, "published_at": _published(document), "is_read": True})
        form.remarks, form.problem = document.remarks, problem
        for name in missing(document):
            form.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-required": "true"}
        return form


def take_in(form: ArticleForm, negotiation: Negotiation, by: User) -> AddedArticle | ArticleForm:
    """Return the article added, or the form to show next: with what was found, or with what is wrong."""
    if not form.is_valid():
        return form
    try:
        document = form.document()
    except IngestionError as error:
        form.add_error(_field_of(form), error.message)
        return form
    try:
        if form.is_seen():
            return add_article(negotiation=negotiation, document=document, by=by)
    except IngestionError as error:
        return form.found(document, problem=error.message)
    wanted = missing(document)
    return form.found(document, problem=IncompleteArticle(wanted).message if wanted else "")


def missing(document: Document) -> tuple[str, ...]:
    """Return the fields that an article needs and the document does not tell."""
    return tuple(name for name in ("title", "outlet", "published_at") if not getattr(document, name))


def _published(document: Document) -> PartialDate | None:
    if document.published_at is None or document.precision is None:
        return None
    return PartialDate(document.published_at, document.precision)


def _field_of(form: ArticleForm) -> str:
    """Return the field whose content could not be read."""
    typed = form.cleaned_data
    if typed["file"]:
        return "file"
    return "text" if typed["text"].strip() else "url"

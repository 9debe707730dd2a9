"""The reader's saved searches: the list, one search with its name and its feed."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from positions.models import Negotiation, SavedSearch, User
from positions.review.searches import delete_search, end_feed, rename_search, renew_feed, save_search
from positions.web.access import PageRequest, negotiation_page
from positions.web.entry import EntryForm
from positions.web.narrowing import in_words, labels_of
from positions.web.search_form import LONGEST_ADDRESS, SearchForm, read_address

SHOWN_ONCE = "feed_address"  # of the session, until the next page has shown it


class NameForm(EntryForm):
    """The name of a saved search."""

    name = forms.CharField(
        label=pgettext_lazy("a search", "Name"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def __init__(self, typed: QueryDict | None, *, search: SavedSearch) -> None:
        super().__init__(typed, initial={"name": search.name})
        self.search = search

    def enter(self, by: User) -> SavedSearch:
        return rename_search(search=self.search, name=self.cleaned_data["name"], by=by)


class KeepForm(EntryForm):
    """A search to be kept: its name and its filters, of which only the known ones are."""

    name = forms.CharField(
        label=pgettext_lazy("a search", "Name"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    query = forms.CharField(max_length=LONGEST_ADDRESS, widget=forms.HiddenInput)

    def __init__(self, typed: QueryDict, *, negotiation: Negotiation) -> None:
        super().__init__(typed)
        self.negotiation = negotiation

    def clean_query(self) -> str:
        form = SearchForm(QueryDict(self.cleaned_data["query"]), negotiation=self.negotiation)
        if not form.is_valid() or form.wanted.is_empty:
            raise forms.ValidationError(_("This search asks nothing that could be kept. Search first, then save it."))
        return form.query

    def enter(self, by: User) -> SavedSearch:
        return save_search(negotiation=self.negotiation, by=by, **self.cleaned_data)


@require_safe
@negotiation_page()
def saved_searches(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the reader's searches of this negotiation."""
    mine = list(SavedSearch.objects.filter(user=request.user, negotiation=negotiation).select_related("negotiation"))
    labels = labels_of(negotiation)
    rows = [(each, in_words(read_address(QueryDict(each.query)), labels)) for each in mine]
    return render(request, "searches/list.html", {"negotiation": negotiation, "rows": rows})


@require_POST
@negotiation_page()
def saved_search_add(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Keep a search."""
    form = KeepForm(request.POST, negotiation=negotiation)
    if not form.is_entered(request.user):
        return render(request, "searches/add.html", {"negotiation": negotiation, "form": form}, status=422)
    messages.success(request, _("“%(search)s” is saved.") % {"search": form.entered})
    return redirect("saved_search", negotiation.slug, form.entered.public_id)


@never_cache
@negotiation_page()
def saved_search(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Show one search with its filters and its feed, and rename it."""
    search = _own(request, negotiation, public_id)
    form = NameForm(request.POST or None, search=search)
    if request.method == "POST" and form.is_entered(request.user):
        messages.success(request, _("The search has its new name."))
        return redirect("saved_search", negotiation.slug, public_id)
    shown = request.session.pop(SHOWN_ONCE, {})
    context = {
        "negotiation": negotiation,
        "search": search,
        "form": form,
        "filters": in_words(read_address(QueryDict(search.query)), labels_of(negotiation)),
        "feed_address": shown.get(str(public_id)),
    }
    return render(request, "searches/page.html", context, status=422 if form.errors else 200)


@require_POST
@negotiation_page()
def saved_search_feed(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Make a feed address, renew it, or end the feed."""
    search = _own(request, negotiation, public_id)
    if request.POST.get("wish") == "end":
        end_feed(search=search, by=request.user)
        messages.success(request, _("The feed has ended. Programs that ask for it are told so."))
    else:
        token = renew_feed(search=search, by=request.user)
        request.session[SHOWN_ONCE] = {str(public_id): settings.BASE_URL + reverse("feed", args=[token])}
    return redirect(f"{reverse('saved_search', args=[negotiation.slug, public_id])}#feed")


@require_POST
@negotiation_page()
def saved_search_remove(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Forget a search."""
    search = _own(request, negotiation, public_id)
    delete_search(search=search, by=request.user)
    messages.success(request, _("“%(search)s” is no longer saved.") % {"search": search})
    return redirect("saved_searches", negotiation.slug)


def _own(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> SavedSearch:
    mine = SavedSearch.objects.filter(user=request.user, negotiation=negotiation)
    return get_object_or_404(mine.select_related("negotiation"), public_id=public_id)

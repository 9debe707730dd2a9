"""The Atom feed of a saved search, for programs that cannot sign in: the address itself is the secret."""

from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from positions.analysis.search import fitting
from positions.enums import Verdict
from positions.models import SavedSearch, Statement
from positions.text import normalise
from positions.web.search_form import SearchForm

ENTRIES = 50
TITLE_WORDS = 100  # characters of the words in an entry's title


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the statements of a saved search, those that came to be known last first."""
    search = SavedSearch.objects.with_token(token).select_related("user", "negotiation").first()
    if search is None:
        raise Http404(_("There is no feed at this address. Make a new address on the page of your saved search."))
    if not search.user.is_active or search.negotiation.role_of(search.user) is None:
        # 410 has programs stop asking; what the search was about is no longer theirs to know.
        return HttpResponse(_("This feed has ended."), status=410, content_type="text/plain; charset=utf-8")
    with timezone.override(ZoneInfo(search.user.time_zone)), override(search.user.language):
        written, updated = write_feed(search, request.build_absolute_uri())
    etag = quote_etag(sha256(written.encode()).hexdigest())
    headers = {
        "Content-Type": "application/atom+xml; charset=utf-8",
        "ETag": etag,
        "Last-Modified": http_date(updated.timestamp()),
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(written, headers=headers)
    return get_conditional_response(request, etag, int(updated.timestamp()), response) or response


def write_feed(search: SavedSearch, address: str) -> tuple[str, datetime]:
    """Return the feed as XML, and when it changed last."""
    form = SearchForm(QueryDict(search.query), negotiation=search.negotiation)
    page = settings.BASE_URL + search.get_absolute_url()
    written = Atom1Feed(
        title=normalise(f"{search.name} · {search.negotiation.title}"),
        link=page,
        description="",
        feed_url=address,
        feed_guid=f"urn:uuid:{search.public_id}",
        author_name="Positions",
    )
    updated = [search.recorded_at]
    if form.is_valid():
        found = fitting(negotiation=search.negotiation, wanted=form.wanted).for_display()
        updated += [_add(written, statement) for statement in found.order_by("-recorded_at", "-pk")[:ENTRIES]]
    else:
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
        written.add_item(
            _("This search finds nothing any more"), page, problem, unique_id=f"urn:uuid:{search.public_id}:0"
        )
    # Else a feed without entries changes with every second.
    written.latest_post_date = lambda: max(updated)  # type: ignore[method-assign]
    return written.writeString("utf-8"), max(updated)


def _add(written: Atom1Feed, statement: Statement) -> datetime:
    """Add a statement as an entry, marked as suggested or confirmed; return when it changed last."""
    judgement = statement.judgement
    changed = max(statement.recorded_at, judgement.at) if judgement else statement.recorded_at
    state = str(Verdict(statement.verdict).label) if statement.verdict else _("suggested")
    who = statement.party or statement.speaker or statement.speaker_as_written or _("Speaker not named")
    words = statement.words if len(statement.words) <= TITLE_WORDS else f"{statement.words[:TITLE_WORDS]}…"
    written.add_item(
        normalise(f"{who} ({state}): {' '.join(words.split())}"),
        settings.BASE_URL + reverse("statement", args=[statement.negotiation.slug, statement.public_id]),
        normalise(render_to_string("searches/entry.html", {"statement": statement, "state": state})),
        unique_id=f"urn:uuid:{statement.public_id}",
        pubdate=statement.recorded_at,
        updateddate=changed,
        categories=[state],
        author_name=normalise(str(statement.version.article.source)),
    )
    return changed

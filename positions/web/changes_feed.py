"""The Atom feed of changes in what a reader follows, for programs that cannot sign in: the address is the secret."""

from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from positions.digests.changes import Change
from positions.digests.compose import changes
from positions.digests.news import about
from positions.digests.subscriptions import end_feed, renew_feed
from positions.digests.writing import followed_by
from positions.models import Subscription
from positions.models.searches import hash_of
from positions.text import normalise
from positions.web.access import PageRequest
from positions.web.digest import SHOWN_ONCE

SPAN = timedelta(days=30)
ENTRIES = 50


@require_safe
@login_not_required
def changes_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give what changed lately, the latest first."""
    subscription = Subscription.objects.filter(feed_hash=hash_of(token)).select_related("user").first()
    if subscription is None:
        raise Http404("There is no feed at this address. Make a new address on the page of your mail.")
    user = subscription.user
    if not user.is_active:
        # 410 has programs stop asking.
        return HttpResponse("This feed has ended.", status=410, content_type="text/plain; charset=utf-8")
    with timezone.override(ZoneInfo(user.time_zone)), translation.override(user.language):
        written, updated = write_feed(subscription, request.build_absolute_uri())
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


def write_feed(subscription: Subscription, address: str) -> tuple[str, datetime]:
    """Return the feed as XML, and when it changed last."""
    written = Atom1Feed(
        title=_("What changed in what you follow"),
        link=settings.BASE_URL + reverse("mail"),
        description="",
        feed_url=address,
        feed_guid=f"urn:sha256:{subscription.feed_hash}",
        author_name="Positions",
    )
    found = latest(subscription)
    for change in found:
        written.add_item(
            normalise(change.sentence),
            settings.BASE_URL + change.url,
            normalise(words_of(change)),
            unique_id=f"urn:sha256:{sha256(change.key.encode()).hexdigest()}",
            pubdate=change.at,
            updateddate=change.at,
            categories=[str(change.kind)],
        )
    updated = max([subscription.subscribed_at, *(change.at for change in found)])
    # Else a feed without entries changes with every second.
    written.latest_post_date = lambda: updated  # type: ignore[method-assign]
    return written.writeString("utf-8"), updated


def latest(subscription: Subscription) -> list[Change]:
    """Return the last changes in what a person follows and may read, the latest first."""
    followed = followed_by(subscription)
    now = timezone.now()
    found = changes(
        negotiations={each.negotiation.pk: each.negotiation for each in followed}.values(),
        since=now - SPAN,
        until=now,
        searches=[each.search for each in followed if each.search],
    )
    return about(found, followed)[::-1][:ENTRIES]


def words_of(change: Change) -> str:
    """Return the words before and after, each with who said it where."""
    quotations = [each for each in (change.before, change.after) if each]
    return "\n".join(f"{each.speaker}, {each.outlet}: {each.words}" for each in quotations)


@require_POST
def changes_feed_set(request: PageRequest) -> HttpResponse:
    """Make a feed address, renew it, or end the feed."""
    if request.POST.get("wish") == "end":
        end_feed(by=request.user)
    else:
        token = renew_feed(by=request.user)
        request.session[SHOWN_ONCE] = settings.BASE_URL + reverse("changes_feed", args=[token])
    return redirect(f"{reverse('mail')}#elsewhere")

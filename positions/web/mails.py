"""What a reader does with the mail: pause it, end it, send it now, read it, take it along, delete all of it."""

from uuid import UUID

from csp.decorators import csp
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from positions.digests.deliveries import claim_now, send_now
from positions.digests.export import export_of, forget
from positions.digests.letters import MAIL_POLICY
from positions.digests.subscriptions import pause, resume, unsubscribe
from positions.enums import PauseReason
from positions.models import Delivery, Subscription
from positions.review.errors import ReviewError
from positions.web.access import PageRequest


@require_POST
def mail_set(request: PageRequest) -> HttpResponse:
    """Pause, resume or end the mail, or send at once what happened since the last."""
    subscription = get_object_or_404(Subscription, user=request.user)
    wish = request.POST.get("wish")
    if wish == "pause":
        pause(subscription=subscription, reason=PauseReason.READER)
        messages.success(request, _("Paused. Nothing is sent until you resume; what happens meanwhile is told then."))
    elif wish == "resume":
        resume(subscription=subscription)
        messages.success(request, _("Resumed. The next digest tells what happened since the last."))
    elif wish == "leave":
        unsubscribe(token=subscription.token)
        messages.success(request, _("You will receive no more mail. What you follow is kept here."))
    elif wish == "now":
        _send_at_once(request)
    return redirect("mail")


def _send_at_once(request: PageRequest) -> None:
    try:
        claim_now(by=request.user)
    except ReviewError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is being written, and will be in your mail in a minute."))


@require_safe
@csp(MAIL_POLICY)  # type: ignore[arg-type]  # typed for views without arguments
def delivery(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a mail as it was sent."""
    sent = get_object_or_404(Delivery, subscription__user=request.user.pk, public_id=public_id)
    if not sent.html:
        raise Http404("This mail was not written.")
    return HttpResponse(sent.html)


@require_POST
def delivery_send(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Send a mail that failed, or of which nobody knows whether it left."""
    mine = Delivery.objects.of(request.user).select_related("subscription__user")
    try:
        send_now(delivery=get_object_or_404(mine, public_id=public_id), by=request.user)
    except ReviewError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is on its way."))
    return redirect("mail")


@require_safe
@never_cache
def mail_export(request: PageRequest) -> HttpResponse:
    """Give all that is kept of a person's mail as a file."""
    response = JsonResponse(export_of(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="subscriptions.json"'
    return response


def mail_remove(request: PageRequest) -> HttpResponse:
    """Ask, and on a POST delete all that a person is subscribed to."""
    if request.method == "POST":
        forget(by=request.user)
        messages.success(request, _("Everything you were subscribed to is deleted. Nothing will be sent."))
        return redirect("mail")
    counted = {name: len(rows) for name, rows in export_of(request.user).items() if isinstance(rows, list)}
    return render(request, "digest/remove.html", {"counted": counted})


# Mail programs post here without a session or a token of ours (RFC 8058); the address itself is the secret.
@csrf_exempt
@login_not_required
@never_cache
def unsubscribe_page(request: HttpRequest, token: UUID) -> HttpResponse:
    """Ask, and end on a POST; opening the address alone ends nothing, because mail scanners open it too."""
    subscription = Subscription.objects.with_token(token).first()
    if subscription is not None and request.method == "POST":
        subscription = unsubscribe(token=token)
    status = 200 if subscription else 404
    return render(request, "digest/unsubscribe.html", {"subscription": subscription}, status=status)

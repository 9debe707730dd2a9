"""Removing an example."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from positions.enums import Role
from positions.models import Negotiation
from positions.review.negotiations import delete_negotiation
from positions.web.access import PageRequest, negotiation_page


@negotiation_page(role=Role.LEAD)
def negotiation_remove(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Ask once more, then remove an example with all that belongs to it."""
    if not negotiation.is_example:
        raise Http404(_("Only an example can be removed here. An administrator can remove a negotiation."))
    if request.method == "POST":
        delete_negotiation(negotiation=negotiation, by=request.user)
        messages.success(request, _("The example “%(title)s” is removed.") % {"title": negotiation.title})
        return redirect("home")
    return render(request, "negotiation_remove.html", {"negotiation": negotiation})

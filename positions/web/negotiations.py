"""Who belongs to a negotiation and what it is about; removing an example."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from positions.enums import Role
from positions.models import Affiliation, Negotiation, Party, User
from positions.models.negotiations import ROLES_FROM
from positions.review.errors import ReviewError
from positions.review.negotiations import delete_negotiation, remove_member
from positions.web.access import PageRequest, negotiation_page
from positions.web.registry_forms import FORMS, RegistryForm


@require_safe
@negotiation_page(role=Role.ANALYST)
def negotiation_settings(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show members, parties, people and issues, each with the form for one more."""
    return _page(request, negotiation)


@require_POST
@negotiation_page(role=Role.ANALYST)
def registry_add(request: PageRequest, negotiation: Negotiation, section: str) -> HttpResponse:
    """Enter one member, party, name, person or issue."""
    if section not in FORMS:
        raise Http404("There is nothing of this kind to add.")
    form = FORMS[section](request.POST, negotiation=negotiation, prefix=section)
    if not form.is_entered(request.user):
        return _page(request, negotiation, **{section: form})
    messages.success(request, f"“{form.entered}” is entered.")
    return redirect(f"{reverse('negotiation_settings', args=[negotiation.slug])}#{section}")


@require_POST
@negotiation_page(role=Role.LEAD)
def member_remove(request: PageRequest, negotiation: Negotiation, user: int) -> HttpResponse:
    """Take a member out."""
    member = get_object_or_404(User, pk=user, memberships__negotiation=negotiation)
    try:
        remove_member(negotiation=negotiation, user=member, by=request.user)
        messages.success(request, f"{member} is no longer a member.")
    except ReviewError as error:
        messages.error(request, str(error))
        return redirect("negotiation_settings", negotiation.slug)
    if member == request.user:
        return redirect("home")
    return redirect("negotiation_settings", negotiation.slug)


@negotiation_page(role=Role.LEAD)
def negotiation_remove(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Ask once more, then remove an example with all that belongs to it."""
    if not negotiation.is_example:
        raise Http404("Only an example can be removed here. An administrator can remove a negotiation.")
    if request.method == "POST":
        delete_negotiation(negotiation=negotiation, by=request.user)
        messages.success(request, f"The example “{negotiation.title}” is removed.")
        return redirect("home")
    return render(request, "negotiation_remove.html", {"negotiation": negotiation})


def _page(request: PageRequest, negotiation: Negotiation, **typed: RegistryForm) -> HttpResponse:
    forms = {name: typed.get(name) or form(negotiation=negotiation, prefix=name) for name, form in FORMS.items()}
    allowed = {name: form for name, form in forms.items() if request.role in ROLES_FROM[form.needs]}
    affiliations = Prefetch("affiliations", Affiliation.objects.select_related("party"))
    context = {
        "negotiation": negotiation,
        "forms": allowed,
        "members": negotiation.memberships.select_related("user").order_by("user__username"),
        "parties": Party.objects.filter(negotiation=negotiation).for_display().prefetch_related("aliases"),
        "people": negotiation.spokespersons.prefetch_related("aliases", affiliations),
        "issues": negotiation.issues.for_display(),
    }
    return render(request, "negotiation_settings.html", context)

"""What a negotiation is about, page by page: parties, people, issues, members. Analysts add, leads change."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from positions.enums import Role
from positions.models import Affiliation, Negotiation
from positions.models.negotiations import ROLES_FROM
from positions.web.access import PageRequest, negotiation_page
from positions.web.registry_forms import FORMS, RegistryForm
from positions.web.setup_forms import AboutForm

# The page on which each form of the registry stands.
PAGE_OF = {"parties": "parties", "names": "parties", "people": "people", "issues": "issues", "members": "members"}


@require_safe
@negotiation_page(role=Role.ANALYST)
def negotiation_settings(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show what is set up, what is missing, and where to go for it."""
    context = {
        "negotiation": negotiation,
        "parties": negotiation.parties.for_display(),
        "people": negotiation.spokespersons.all(),
        "issues": negotiation.issues.order_by("number", "title"),
        "members": negotiation.memberships.select_related("user").order_by("user__username"),
    }
    return render(request, "setup/overview.html", context)


@negotiation_page(role=Role.LEAD)
def setup_about(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Change title, summary and reader of a negotiation."""
    form = AboutForm(request.POST or None, negotiation=negotiation)
    if request.method == "POST" and form.is_entered(request.user):
        messages.success(request, _("Saved."))
        return redirect("negotiation_settings", negotiation.slug)
    context = {"negotiation": negotiation, "form": form}
    return render(request, "setup/about.html", context, status=422 if form.errors else 200)


@require_safe
@negotiation_page(role=Role.ANALYST)
def setup_parties(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the parties with their names; add one."""
    return show(request, negotiation, "parties")


@require_safe
@negotiation_page(role=Role.ANALYST)
def setup_people(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the people with their roles; add one."""
    return show(request, negotiation, "people")


@require_safe
@negotiation_page(role=Role.ANALYST)
def setup_issues(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the issues with their scales, in the order of the matrix; add one."""
    return show(request, negotiation, "issues")


@require_safe
@negotiation_page(role=Role.ANALYST)
def setup_members(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the members with their roles; add one."""
    return show(request, negotiation, "members")


@require_POST
@negotiation_page(role=Role.ANALYST)
def registry_add(request: PageRequest, negotiation: Negotiation, section: str) -> HttpResponse:
    """Enter one member, party, name, person or issue."""
    if section not in FORMS:
        raise Http404(_("There is nothing of this kind to add."))
    form = FORMS[section](request.POST, negotiation=negotiation, prefix=section)
    if not form.is_entered(request.user):
        return show(request, negotiation, PAGE_OF[section], **{section: form})
    messages.success(request, _("“%(row)s” is entered.") % {"row": form.entered})
    return redirect(f"setup_{PAGE_OF[section]}", negotiation.slug)


def show(request: PageRequest, negotiation: Negotiation, page: str, **typed: RegistryForm) -> HttpResponse:
    """Draw one page of the set-up, with the forms for which the reader's role reaches."""
    forms = {
        name: typed.get(name) or FORMS[name](negotiation=negotiation, prefix=name)
        for name, there in PAGE_OF.items()
        if there == page and request.role in ROLES_FROM[FORMS[name].needs]
    }
    context = {"negotiation": negotiation, "forms": forms, "rows": rows_of(negotiation, page)}
    return render(request, f"setup/{page}.html", context, status=422 if any(f.errors for f in typed.values()) else 200)


def rows_of(negotiation: Negotiation, page: str) -> Any:
    """Return what a page of the set-up lists."""
    if page == "parties":
        return negotiation.parties.for_display().prefetch_related("aliases")
    if page == "people":
        roles = Prefetch("affiliations", Affiliation.objects.select_related("party"))
        return negotiation.spokespersons.prefetch_related("aliases", roles)
    if page == "issues":
        return negotiation.issues.for_display().select_related("parent", "negotiation")
    return negotiation.memberships.select_related("user").order_by("user__username")

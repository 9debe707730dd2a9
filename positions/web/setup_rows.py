"""One party, person, issue or member of a negotiation: to change, to move, to merge, to remove. Leads do it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from positions.enums import Role
from positions.models import Affiliation, Issue, Negotiation, Party, Spokesperson, User
from positions.review.errors import ReviewError
from positions.review.negotiations import is_only_lead, remove_member
from positions.review.upkeep import delete_affiliation, delete_row, hangs_on, move_issue, uses_of
from positions.web.access import PageRequest, negotiation_page
from positions.web.registry_forms import RegistryForm
from positions.web.setup_forms import IssueChangeForm, MergeForm, PartyChangeForm, PersonChangeForm, RoleForm

Row = Party | Spokesperson | Issue


@negotiation_page(role=Role.LEAD)
def setup_party(request: PageRequest, negotiation: Negotiation, party_slug: str) -> HttpResponse:
    """Change a party."""
    party = get_object_or_404(negotiation.parties.select_related("negotiation"), slug=party_slug)
    form = PartyChangeForm(request.POST or None, row=party)
    if done := _entered(request, form, "setup_parties"):
        return done
    return _page(request, "setup/party.html", form, party=party, others=negotiation.parties.count() > 1)


@negotiation_page(role=Role.LEAD)
def setup_merge(request: PageRequest, negotiation: Negotiation, party_slug: str) -> HttpResponse:
    """Make one party of two, after saying what moves."""
    party = get_object_or_404(negotiation.parties.select_related("negotiation"), slug=party_slug)
    form = MergeForm(request.POST or None, row=party)
    if request.method == "POST" and form.is_entered(request.user):
        said = _("“%(party)s” is now “%(into)s”, with all that it said.")
        messages.success(request, said % {"party": party, "into": form.entered})
        return redirect("setup_parties", negotiation.slug)
    return _page(request, "setup/merge.html", form, party=party, moves=uses_of(party))


@negotiation_page(role=Role.LEAD)
def setup_person(request: PageRequest, negotiation: Negotiation, person: int) -> HttpResponse:
    """Change a person, and say for whom else the person speaks."""
    row = get_object_or_404(negotiation.spokespersons.select_related("negotiation"), pk=person)
    is_role = "title" in request.POST
    form = PersonChangeForm(None if is_role else request.POST or None, row=row)
    role_form = RoleForm(request.POST if is_role else None, row=row, prefix=None)
    if request.method == "POST" and (role_form if is_role else form).is_entered(request.user):
        messages.success(request, _("Saved."))
        return (
            redirect("setup_person", negotiation.slug, person)
            if is_role
            else redirect("setup_people", negotiation.slug)
        )
    roles = row.affiliations.select_related("party")
    return _page(request, "setup/person.html", form, person=row, roles=roles, role_form=role_form)


@negotiation_page(role=Role.LEAD)
def setup_role(request: PageRequest, negotiation: Negotiation, person: int, role: int) -> HttpResponse:
    """Correct or forget for whom a person speaks."""
    roles = Affiliation.objects.filter(spokesperson__negotiation=negotiation, spokesperson=person)
    row = get_object_or_404(roles.select_related("spokesperson__negotiation"), pk=role)
    if request.method == "POST" and request.POST.get("wish") == "remove":
        delete_affiliation(affiliation=row, by=request.user)
        said = _("%(person)s no longer speaks for %(party)s as entered.")
        messages.success(request, said % {"person": row.spokesperson, "party": row.party})
        return redirect("setup_person", negotiation.slug, person)
    form = RoleForm(request.POST or None, row=row.spokesperson, role=row)
    if request.method == "POST" and form.is_entered(request.user):
        messages.success(request, _("Saved."))
        return redirect("setup_person", negotiation.slug, person)
    return _page(request, "setup/role.html", form, person=row.spokesperson)


@negotiation_page(role=Role.LEAD)
def setup_issue(request: PageRequest, negotiation: Negotiation, issue_slug: str) -> HttpResponse:
    """Change an issue and its scale."""
    issue = get_object_or_404(negotiation.issues.select_related("negotiation"), slug=issue_slug)
    form = IssueChangeForm(request.POST or None, row=issue)
    if done := _entered(request, form, "setup_issues"):
        return done
    return _page(request, "setup/issue.html", form, issue=issue)


@require_POST
@negotiation_page(role=Role.LEAD)
def setup_issue_move(request: PageRequest, negotiation: Negotiation, issue_slug: str) -> HttpResponse:
    """Move an issue one place up or down."""
    issue = get_object_or_404(negotiation.issues.select_related("negotiation"), slug=issue_slug)
    move_issue(issue=issue, is_up=request.POST.get("way") == "up", by=request.user)
    return redirect("setup_issues", negotiation.slug)


@negotiation_page(role=Role.LEAD)
def setup_remove(request: PageRequest, negotiation: Negotiation, section: str, row: str) -> HttpResponse:
    """Say what goes with a party, person or issue, and remove it; or say why it cannot go."""
    found = _row_of(negotiation, section, row)
    problem = ""
    if request.method == "POST":
        try:
            delete_row(row=found, by=request.user)
        except ReviewError as error:
            problem = str(error)
        else:
            messages.success(request, _("“%(row)s” is removed.") % {"row": found})
            return redirect(f"setup_{section}", negotiation.slug)
    context = {
        "negotiation": negotiation,
        "row": found,
        "section": section,
        "uses": uses_of(found),
        "goes": hangs_on(found),
        "problem": problem,
    }
    return render(request, "setup/remove.html", context, status=409 if problem else 200)


@negotiation_page(role=Role.LEAD)
def member_remove(request: PageRequest, negotiation: Negotiation, user: int) -> HttpResponse:
    """Ask once more, then take a member out."""
    member = get_object_or_404(User, pk=user, memberships__negotiation=negotiation)
    if request.method != "POST":
        context = {"negotiation": negotiation, "member": member, "is_only_lead": is_only_lead(negotiation, member)}
        return render(request, "setup/member_remove.html", context)
    try:
        remove_member(negotiation=negotiation, user=member, by=request.user)
        messages.success(request, _("%(member)s is no longer a member.") % {"member": member})
    except ReviewError as error:
        messages.error(request, str(error))
        return redirect("setup_members", negotiation.slug)
    if member == request.user:
        return redirect("home")
    return redirect("setup_members", negotiation.slug)


def _entered(request: PageRequest, form: RegistryForm, page: str) -> HttpResponse | None:
    """Save what was typed and go back to the list; None where there is nothing to save or something is wrong."""
    if request.method != "POST" or not form.is_entered(request.user):
        return None
    messages.success(request, _("“%(row)s” is saved.") % {"row": form.entered})
    return redirect(page, form.negotiation.slug)


def _page(request: PageRequest, template: str, form: RegistryForm, **rest: object) -> HttpResponse:
    context = {"negotiation": form.negotiation, "form": form, **rest}
    is_wrong = any(each.errors for each in (form, rest.get("role_form")) if isinstance(each, RegistryForm))
    return render(request, template, context, status=422 if is_wrong else 200)


def _row_of(negotiation: Negotiation, section: str, name: str) -> Row:
    """Return the party or issue of a slug, or the person of a number."""
    if section == "people":
        if not name.isdecimal() or len(name) > 18:
            raise Http404(_("There is no such person here."))
        return get_object_or_404(negotiation.spokespersons.select_related("negotiation"), pk=name)
    if section == "parties":
        return get_object_or_404(negotiation.parties.select_related("negotiation"), slug=name)
    if section == "issues":
        return get_object_or_404(negotiation.issues.select_related("negotiation"), slug=name)
    raise Http404(_("There is nothing of this kind to remove."))

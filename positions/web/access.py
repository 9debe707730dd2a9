"""Who may open a page: every page of a negotiation fetches it here, once, in the visitor's name."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from positions.enums import Role
from positions.models import Negotiation, User
from positions.models.negotiations import ROLES_FROM

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request of a signed-in user; `negotiation` and `role` are set on pages of a negotiation."""

    user: User
    htmx: HtmxDetails
    negotiation: Negotiation
    role: Role


View = Callable[Concatenate[PageRequest, Negotiation, P], HttpResponseBase]
Page = Callable[..., HttpResponseBase]


def negotiation_page(role: Role = Role.VIEWER) -> Callable[[View[P]], Page]:
    """Hand the negotiation at `slug` to the view: 404 for a stranger, 403 for a member without the role."""

    def decorate(view: View[P]) -> Page:
        @wraps(view)
        def page(request: PageRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            negotiation = Negotiation.objects.filter(slug=slug).first()
            held = negotiation.role_of(request.user) if negotiation else None
            if negotiation is None or held is None:
                raise Http404("There is no such negotiation, or you are not one of its members.")
            request.negotiation, request.role = negotiation, held
            if held not in ROLES_FROM[role]:
                roles = {"held": held.label, "needed": role.label}
                raise PermissionDenied(_("Your role here is %(held)s; this needs the role %(needed)s.") % roles)
            return view(request, negotiation, *args, **kwargs)

        return page

    return decorate

"""Who may do what in a negotiation."""

from django.utils.translation import gettext as _

from positions.enums import Role
from positions.models import Negotiation, User
from positions.review.errors import NotAllowed

RANK = {role: rank for rank, role in enumerate(Role)}


def require(by: User, negotiation: Negotiation, role: Role = Role.ANALYST) -> None:
    """Raise NotAllowed unless a person has at least a role in a negotiation."""
    held = negotiation.role_of(by)
    if held is None or RANK[held] < RANK[role]:
        said = _("This needs the role %(role)s in “%(negotiation)s”. Ask one of its leads.")
        raise NotAllowed(said % {"role": role.label, "negotiation": negotiation})

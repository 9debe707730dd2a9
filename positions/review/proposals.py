"""Correcting what is said about a proposal. Leads do it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from positions.enums import Role
from positions.models import Issue, Party, Proposal, User
from positions.review.errors import ReviewError
from positions.review.permission import require
from positions.review.registry import required_name


@transaction.atomic
def change_proposal(
    *,
    proposal: Proposal,
    by: User,
    sponsors: Iterable[Party] | None = None,
    issues: Iterable[Issue] | None = None,
    **fields: Any,
) -> Proposal:
    """Write the fields given over those of a proposal; its address stays, and sponsors and issues stay where None.

    Fields: title, reference, summary, url, put_by, put_at, put_at_precision.
    """
    require(by, proposal.negotiation, Role.LEAD)
    about = [fields.get("put_by"), *(sponsors or ()), *(issues or ())]
    if any(row is not None and row.negotiation_id != proposal.negotiation_id for row in about):
        raise ReviewError(_("Parties and issues belong to another negotiation. Choose those of this negotiation."))
    if "title" in fields:
        fields["title"] = required_name(fields["title"], "proposal")
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=list(fields))
    if sponsors is not None:
        proposal.sponsors.set(sponsors)
    if issues is not None:
        proposal.issues.set(issues)
    return proposal

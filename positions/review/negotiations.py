"""Opening, sharing and removing negotiations."""

from django.db import transaction
from django.utils.translation import gettext

from positions.enums import Role
from positions.models import Membership, Negotiation, User
from positions.review.errors import ReviewError
from positions.review.permission import require
from positions.review.slugs import free_slug


@transaction.atomic
def create_negotiation(*, title: str, by: User, summary: str = "", is_example: bool = False) -> Negotiation:
    """Open a negotiation; the person becomes its lead.

    One that this person leads under the same title and that is still empty is returned instead: a double click.
    """
    if not title.strip():
        raise ReviewError(gettext("A negotiation needs a title."))
    User.objects.select_for_update().get(pk=by.pk)
    if twin := _empty_twin(title.strip(), by):
        return twin
    negotiation = Negotiation.objects.create(
        title=title.strip(),
        slug=free_slug(Negotiation.objects.all(), title),
        summary=summary.strip(),
        is_example=is_example,
    )
    Membership.objects.create(negotiation=negotiation, user=by, role=Role.LEAD)
    return negotiation


def _empty_twin(title: str, lead: User) -> Negotiation | None:
    led = Negotiation.objects.filter(title=title, memberships__user=lead, memberships__role=Role.LEAD)
    return led.filter(parties=None, issues=None, articles=None).first()


@transaction.atomic
def change_negotiation(
    *, negotiation: Negotiation, title: str, summary: str, uses_model: bool, by: User
) -> Negotiation:
    """Give a negotiation its title and summary, and say whether the model reads for it. Its address stays."""
    require(by, negotiation, Role.LEAD)
    if not title.strip():
        raise ReviewError(gettext("A negotiation needs a title."))
    negotiation.title, negotiation.summary, negotiation.uses_model = title.strip(), summary.strip(), uses_model
    negotiation.save(update_fields=["title", "summary", "uses_model"])
    return negotiation


@transaction.atomic
def delete_negotiation(*, negotiation: Negotiation, by: User) -> None:
    """Remove a negotiation with all that belongs to it; the history keeps that it was."""
    require(by, negotiation, Role.LEAD)
    negotiation.delete()


def account_named(name: str) -> User:
    """Return the account of a user name or e-mail address; raise ReviewError where there is none."""
    name = name.strip()
    user = User.objects.filter(username=name).first() or User.objects.filter(email__iexact=name).first()
    if user is None:
        said = gettext("Nobody here has the user name or address “%(name)s”. An administrator makes accounts.")
        raise ReviewError(said % {"name": name})
    return user


@transaction.atomic
def set_member(*, negotiation: Negotiation, user: User, role: Role | str, by: User) -> Membership:
    """Give a person a role; a negotiation keeps at least one lead."""
    require(by, negotiation, Role.LEAD)
    if role != Role.LEAD:
        _keep_a_lead(negotiation, user)
    membership, _ = Membership.objects.update_or_create(
        negotiation=negotiation, user=user, defaults={"role": Role(role)}
    )
    return membership


@transaction.atomic
def remove_member(*, negotiation: Negotiation, user: User, by: User) -> None:
    """Take a person out of a negotiation; what the person decided stays."""
    require(by, negotiation, Role.LEAD)
    _keep_a_lead(negotiation, user)
    negotiation.memberships.filter(user=user).delete()


def is_only_lead(negotiation: Negotiation, user: User) -> bool:
    """Tell whether nobody else could lead a negotiation if this person left."""
    leads = negotiation.memberships.filter(role=Role.LEAD).values_list("user", flat=True)
    return set(leads) == {user.pk}


def _keep_a_lead(negotiation: Negotiation, leaving: User) -> None:
    list(negotiation.memberships.select_for_update().filter(role=Role.LEAD))  # two who leave at once take turns
    if is_only_lead(negotiation, leaving):
        said = gettext("%(member)s is the only lead. Make somebody else lead first.")
        raise ReviewError(said % {"member": leaving})

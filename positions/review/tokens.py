"""Making and revoking tokens of programs."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import get_digest_token
from knox.settings import CONSTANTS, knox_settings

from positions.enums import Role, TokenScope
from positions.models import Negotiation, Token, User
from positions.review.errors import ReviewError
from positions.review.permission import require


@transaction.atomic
def make_token(
    *,
    by: User,
    name: str,
    scope: TokenScope = TokenScope.WRITE,
    days: int | None = None,
    negotiation: Negotiation | None = None,
) -> tuple[Token, str]:
    """Make a token of a person and return it with its secret, which nothing keeps.

    `days` until it expires: TOKEN_DAYS unless given, and at most those. Raises ReviewError when there are too many.
    """
    longest, most = knox_settings.TOKEN_TTL.days, knox_settings.TOKEN_LIMIT_PER_USER
    if negotiation:
        require(by, negotiation, Role.VIEWER)
    if days is not None and not 1 <= days <= longest:
        raise ReviewError(_("A token lives 1 to %(days)s days. Choose as many as it is needed.") % {"days": longest})
    User.objects.select_for_update().get(pk=by.pk)  # two at once do not pass the limit
    if Token.objects.of(by).alive().count() >= most:
        raise ReviewError(_("You have %(count)s tokens. Revoke one that is no longer used.") % {"count": most})
    digest, secret = get_digest_token()
    row = Token.objects.create(
        user=by,
        digest=digest,
        token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
        expiry=timezone.now() + timedelta(days=days or longest),
        name=name,
        scope=scope,
        negotiation=negotiation,
    )
    return row, secret


def revoke_token(*, token: Token, by: User) -> None:
    """Make a token open nothing any more; raises ReviewError for somebody else's."""
    if token.user_id != by.pk and not by.is_superuser:
        raise ReviewError("This is somebody else's token.")
    token.delete()

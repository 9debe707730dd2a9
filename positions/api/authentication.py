"""Who calls, by which token, and how far that token reaches."""

from typing import Any, cast

from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from positions.enums import TokenScope
from positions.models import Negotiation, Token, User

ONLY_READS = "This token only reads. Make one that also writes, and give it to the programs that need it."
ONE_NEGOTIATION = (
    "This token reaches one negotiation, and this address is the account's. Use a token of the whole account."
)


class TokenAuthentication(KnoxAuthentication):
    """`Authorization: Token pos_…`; a token is found by its hash."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, Token]:
        digest = hash_token(token.decode(errors="replace"))
        row = Token.objects.select_related("user").filter(digest=digest).first()
        if row is None or row.is_expired:
            raise AuthenticationFailed("This token is unknown, revoked or expired. Make another one.")
        self.validate_user(row)
        row.note_use()
        return row.user, row


def token_of(request: Request) -> Token | None:
    """Return the token with which a request came; None for a person who is signed in."""
    return request.auth if isinstance(request.auth, Token) else None


def negotiation_of(request: Request) -> int | None:
    """Return the key of the only negotiation that the request's token reaches; None for all of the account."""
    token = token_of(request)
    return token.negotiation_id if token else None


def is_look(request: Request, view: Any) -> bool:
    """Return whether a request changes nothing: what is computed may be asked for with POST, for long texts."""
    return request.method in SAFE_METHODS or getattr(view, "is_computed", False)


class TokenReaches(BasePermission):
    """A token that reads does not write; one of a negotiation does not reach what is the account's."""

    message = code = ""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = token_of(request)
        if token is None:
            return True
        if token.scope == TokenScope.READ and not is_look(request, view):
            self.message, self.code = ONLY_READS, "read_only_token"
            return False
        if token.negotiation_id and getattr(view, "is_personal", False):
            self.message, self.code = ONE_NEGOTIATION, "token_of_one_negotiation"
            return False
        return True


def visible_to(request: Request) -> Any:
    """Return the negotiations that a request's account and token may read."""
    visible = Negotiation.objects.visible_to(cast(User, request.user))
    only = negotiation_of(request)
    return visible.filter(pk=only) if only else visible

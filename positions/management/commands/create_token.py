"""Makes an API token for an account and prints it, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.enums import TokenScope
from positions.models import Negotiation, User
from positions.review.errors import NotAllowed, ReviewError
from positions.review.tokens import make_token


class Command(BaseCommand):
    help = "Make an API token for a user and print it; it is kept only as a hash and expires after TOKEN_DAYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="create_token", help="what it is for")
        parser.add_argument("--scope", choices=TokenScope.values, default=TokenScope.WRITE, help="what it may do")
        parser.add_argument("--days", type=int, help="until it expires; TOKEN_DAYS unless given, and at most those")
        parser.add_argument("--negotiation", metavar="SLUG", help="the only one that it reaches")

    def handle(self, *args: Any, username: str, negotiation: str | None, **options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account named {username}. Create it in the admin first.")
        only = Negotiation.objects.filter(slug=negotiation).first()
        if negotiation and only is None:
            raise CommandError(f"There is no negotiation {negotiation}. Look its slug up in its address.")
        wish = {name: options[name] for name in ("name", "scope", "days")}
        try:
            _, token = make_token(by=user, negotiation=only, **wish)
        except (ReviewError, NotAllowed) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(token)

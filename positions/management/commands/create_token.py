"""Makes an API token for an account and prints it, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from knox.models import AuthToken

from positions.models import User


class Command(BaseCommand):
    help = "Make an API token for a user and print it; it is kept only as a hash and expires after TOKEN_DAYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account named {username}. Create it in the admin first.")
        _, token = AuthToken.objects.create(user=user)
        self.stdout.write(token)

"""Loads the example negotiations and their accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from positions.management.demo.accounts import ACCOUNTS, NameTaken, open_accounts
from positions.management.demo.builder import Say, build_negotiation, find_example
from positions.management.demo.content import FILES, read_content


class Command(BaseCommand):
    help = "Load the example negotiations; what is there already is left as it is."
    accounts = tuple((account.username, account.password, account.purpose) for account in ACCOUNTS)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--password", default="", help="Password of the four accounts instead of the published ones."
        )

    def handle(self, *args: Any, password: str, verbosity: int, **options: Any) -> None:
        if settings.PRODUCTION and not password:
            raise CommandError(
                "The example's passwords are published. In production, give its accounts another with --password."
            )
        say = self.stdout.write if verbosity else lambda line: None
        try:
            self._load(password, say)
        except NameTaken as error:
            raise CommandError(str(error)) from error
        if not settings.PRODUCTION and not password:
            for username, word, purpose in self.accounts:
                say(f"Log in as {username} / {word} ({purpose})")

    @transaction.atomic
    def _load(self, password: str, say: Say) -> None:
        people = open_accounts(password)
        for path in FILES:
            content = read_content(path)
            if find_example(content):
                say(f"{content.title} is there already.")
            else:
                build_negotiation(content=content, people=people, say=say)

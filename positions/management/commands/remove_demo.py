"""Removes the example negotiations and, if asked, closes their accounts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from positions.enums import Role
from positions.management.demo.accounts import demo_users
from positions.management.demo.builder import find_example
from positions.management.demo.content import FILES, read_content
from positions.review.negotiations import delete_negotiation


class Command(BaseCommand):
    help = "Remove the example negotiations; your own stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="Also close the four accounts of the example.")

    @transaction.atomic
    def handle(self, *args: Any, accounts: bool, **options: Any) -> None:
        for path in FILES:
            content = read_content(path)
            negotiation = find_example(content)
            if negotiation is None:
                self.stdout.write(f"{content.title} is not there.")
                continue
            lead = negotiation.memberships.filter(role=Role.LEAD).select_related("user").earliest("pk").user
            delete_negotiation(negotiation=negotiation, by=lead)
            self.stdout.write(f"{content.title} is removed.")
        if accounts:
            closed = demo_users().filter(is_active=True).update(is_active=False)
            self.stdout.write(f"{closed} accounts are closed.")

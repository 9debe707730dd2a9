"""The people of the examples, with passwords that docs/demo.md publishes."""

from dataclasses import dataclass

from django.db.models import QuerySet

from positions.models import User


@dataclass(frozen=True)
class Account:
    """Who logs in as what."""

    username: str
    password: str
    purpose: str
    first_name: str
    last_name: str
    time_zone: str = "UTC"
    is_administrator: bool = False

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"


ACCOUNTS = (
    Account("nora", "demo-nora", "lead analyst", "Nora", "Lindqvist", "Europe/Stockholm"),
    Account("tomas", "demo-tomas", "analyst", "Tomas", "Berg", "Europe/Paris"),
    Account("vera", "demo-vera", "reads only", "Vera", "Kolar", "Europe/London"),
    Account("admin", "demo-admin", "site administrator", "Ada", "Okoro", is_administrator=True),
)


class NameTaken(Exception):
    """Somebody else has the name of an account of the example."""


def demo_users() -> QuerySet[User]:
    """Return the accounts of the example, told from others of the same name by their address."""
    return User.objects.filter(
        username__in=[account.username for account in ACCOUNTS],
        email__in=[account.email for account in ACCOUNTS],
    )


def open_accounts(password: str = "") -> dict[str, User]:
    """Return the demo's users by name, made where they are missing; password replaces the published ones.

    Raises NameTaken rather than letting somebody else's account into the example.
    """
    users = {}
    for account in ACCOUNTS:
        user, is_new = User.objects.get_or_create(
            username=account.username,
            defaults={
                "first_name": account.first_name,
                "last_name": account.last_name,
                "email": account.email,
                "time_zone": account.time_zone,
                "is_staff": account.is_administrator,
                "is_superuser": account.is_administrator,
            },
        )
        if is_new:
            user.set_password(password or account.password)
            user.save(update_fields=["password"])
        elif user.email != account.email:
            raise NameTaken(
                f"There is already an account “{account.username}”. The example needs this name for its own."
            )
        users[account.username] = user
    return users

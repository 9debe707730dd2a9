"""Writes the mail of a delivery: what a subscriber follows and may read, of the delivery's period."""

from collections.abc import Iterable

from positions.digests.asked import Asked
from positions.digests.compose import Digest, compose
from positions.digests.followed import Followed
from positions.digests.render import Mail, render
from positions.enums import WhenQuiet
from positions.models import Delivery, Follow, Subscription


def write(delivery: Delivery) -> Mail | None:
    """Return the mail of a delivery; None when nothing changed and the reader wants no mail then."""
    subscription = delivery.subscription
    digests = [
        (compose(subscription=asked, start=delivery.period_start, end=delivery.period_end), asked)
        for asked in _by_negotiation(subscription)
    ]
    if subscription.when_quiet == WhenQuiet.NOTHING and all(digest.is_quiet for digest, _ in digests):
        return None
    return _joined(digests)


def followed_by(subscription: Subscription) -> tuple[Followed, ...]:
    """Return what a person follows and may read."""
    return tuple(
        Followed(row.negotiation, row.party, row.other, row.issue, row.proposal, row.search)
        for row in Follow.objects.filter(subscription=subscription).readable().for_display()
    )


def _by_negotiation(subscription: Subscription) -> Iterable[Asked]:
    of: dict[int, list[Followed]] = {}
    for each in followed_by(subscription):
        of.setdefault(each.negotiation.pk, []).append(each)
    for rows in of.values():
        parties = {party for row in rows for party in (row.party, row.other) if party}
        issues = {row.issue for row in rows if row.issue}
        is_whole = any(row == Followed(row.negotiation) for row in rows)
        chosen = ((), ()) if is_whole else (tuple(parties), tuple(issues))
        yield Asked(rows[0].negotiation, subscription.user, *chosen, subscription=subscription)


def _joined(digests: list[tuple[Digest, Asked]]) -> Mail:
    mails = [render(digest, subscription=asked) for digest, asked in digests]
    text, html = "\n\n".join(mail.text for mail in mails), "\n".join(mail.html for mail in mails)
    return Mail(mails[0].subject, text, html)

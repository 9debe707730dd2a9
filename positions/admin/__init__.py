"""The data keepers' admin: one file per aggregate, each registering its pages."""

from positions.admin import (
    articles,
    authenticators,
    conditions,
    digests,
    events,
    exchanges,
    issues,
    jobs,
    judgements,
    links,
    negotiations,
    parties,
    proposals,
    searches,
    statements,
    users,
)

__all__ = [
    "articles",
    "authenticators",
    "conditions",
    "digests",
    "events",
    "exchanges",
    "issues",
    "jobs",
    "judgements",
    "links",
    "negotiations",
    "parties",
    "proposals",
    "searches",
    "statements",
    "users",
]

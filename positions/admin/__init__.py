"""The data keepers' admin: one file per aggregate, each registering its pages."""

from positions.admin import (
    articles,
    authenticators,
    conditions,
    digests,
    events,
    issues,
    jobs,
    judgements,
    links,
    negotiations,
    parties,
    proposals,
    statements,
    users,
)

__all__ = [
    "articles",
    "authenticators",
    "conditions",
    "digests",
    "events",
    "issues",
    "jobs",
    "judgements",
    "links",
    "negotiations",
    "parties",
    "proposals",
    "statements",
    "users",
]

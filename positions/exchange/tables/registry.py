"""The tables of what a negotiation is about: parties, people, issues, proposals, votes, events and sources."""

from __future__ import annotations

from django.db.models import CharField, Count, F, TextField, Value
from django.db.models.functions import Cast, Concat

from positions.enums import EventEffect, PartyKind, PartyRole, Precision, VoteChoice
from positions.exchange.tables.cells import words_of
from positions.exchange.tables.table import Column, list_of, queried
from positions.models import (
    Negotiation,
    OutsideEvent,
    Party,
    PartyAlias,
    Proposal,
    ScaleAnchor,
    Source,
    Spokesperson,
    SpokespersonAlias,
    Vote,
)

PRECISION = f"How much of it is known: {', '.join(words_of(Precision))}."
SEVERAL = "Several are parted by semicolons."

NEGOTIATION = queried(
    "negotiation",
    "The negotiation itself, in one row.",
    lambda negotiation: Negotiation.objects.filter(pk=negotiation.pk),
    [
        Column("slug", "As in the address of its pages.", "slug"),
        Column("title", "Its name.", "title"),
        Column("summary", "What is negotiated, by whom.", "summary", is_long=True),
        Column("show_threshold", "Score from which suggested links are shown.", "show_threshold"),
        Column("pre_accept_threshold", "Score from which they stand as pre-accepted.", "pre_accept_threshold"),
        Column("uses_model", "Whether the trained model reads new articles: yes or no.", "uses_model"),
        Column("recorded_at", "When it was entered.", "recorded_at"),
    ],
)

PARTIES = queried(
    "parties",
    "Who negotiates, mediates or observes.",
    lambda negotiation: Party.objects.filter(negotiation=negotiation).order_by("number", "name"),
    [
        Column("name", "As pages show it. A party is found by it or by an alias.", "name", is_read=True),
        Column("slug", "As in the address of its page.", "slug"),
        Column("kind", f"{', '.join(words_of(PartyKind))}.", "kind", is_read=True),
        Column("role", f"{', '.join(words_of(PartyRole))}.", "role", is_read=True),
        Column("group", "Parties of one group stand together in the matrix.", "group", is_read=True),
        Column(
            "aliases", f"Its other names. {SEVERAL}", list_of(PartyAlias.objects.all(), "party", "name"), is_read=True
        ),
        Column("number", "Order, colour and shape.", "number"),
    ],
    needed=["name"],
)

PEOPLE = queried(
    "people",
    "Who speaks for a party. One row for each role; a person with several has several rows, one after the other.",
    lambda negotiation: Spokesperson.objects.filter(negotiation=negotiation).order_by(
        "name", "affiliations__starts_on", "affiliations__pk"
    ),
    [
        Column("name", "A person is found by it or by an alias.", "name", is_read=True),
        Column(
            "aliases",
            f"Other spellings. {SEVERAL}",
            list_of(SpokespersonAlias.objects.all(), "spokesperson", "name"),
            is_read=True,
        ),
        Column("party", "For whom the person speaks.", "affiliations__party__name", is_read=True),
        Column("title", "As what, for example foreign minister.", "affiliations__title", is_read=True),
        Column("starts_on", "First day, empty when it is not known.", "affiliations__starts_on", is_read=True),
        Column("ends_on", "Last day, empty when it is not known.", "affiliations__ends_on", is_read=True),
    ],
    needed=["name"],
)

ANCHOR = Concat(Cast("value", CharField()), Value(": "), F("meaning"), output_field=TextField())
ISSUES = queried(
    "issues",
    "The questions under negotiation, with their scales.",
    lambda negotiation: negotiation.issues.order_by("number", "title"),
    [
        Column("title", "An issue is found by it.", "title", is_read=True),
        Column("slug", "As in the address of its page.", "slug"),
        Column("question", "What a party supports or opposes, in a sentence.", "question", is_read=True),
        Column("description", "How coders decide what belongs here.", "description", is_long=True, is_read=True),
        Column("parent", "Title of the issue that it is part of.", "parent__title", is_read=True),
        Column("keywords", f"Words that point here. {SEVERAL}", "keywords", is_read=True),
        Column("status_quo", "Where things stand, 0 to 100.", "status_quo", is_read=True),
        Column(
            "anchors",
            "What values of the scale mean: `0: no dues; 100: full dues`.",
            list_of(ScaleAnchor.objects.all(), "issue", ANCHOR, "value"),
            is_read=True,
        ),
        Column("number", "Order in the matrix.", "number"),
    ],
    needed=["title"],
)

PROPOSALS = queried(
    "proposals",
    "The texts and plans on the table.",
    lambda negotiation: Proposal.objects.filter(negotiation=negotiation).order_by("put_at", "title", "pk"),
    [
        Column("title", "A proposal is found by it.", "title", is_read=True),
        Column("slug", "As in the address of its page.", "slug"),
        Column("reference", "For example S/2016/846.", "reference", is_read=True),
        Column("summary", "What it says.", "summary", is_long=True, is_read=True),
        Column("url", "Where it is published.", "url", is_read=True),
        Column("put_by", "The party that put it.", "put_by__name", is_read=True),
        Column(
            "sponsors",
            f"Parties that put it with it. {SEVERAL}",
            list_of(Proposal.sponsors.through.objects.all(), "proposal", "party__name"),
            is_read=True,
        ),
        Column(
            "issues",
            f"Titles of the issues that it is about. {SEVERAL}",
            list_of(Proposal.issues.through.objects.all(), "proposal", "issue__title"),
            is_read=True,
        ),
        Column("put_at", "When it was put.", "put_at", is_read=True),
        Column("put_at_precision", PRECISION, "put_at_precision", is_read=True),
    ],
    needed=["title"],
)

VOTES = queried(
    "votes",
    "How parties voted on proposals.",
    lambda negotiation: Vote.objects.filter(proposal__negotiation=negotiation).order_by("cast_at", "pk"),
    [
        Column("proposal", "Title of the proposal.", "proposal__title"),
        Column("party", "Who voted.", "party__name"),
        Column("choice", f"{', '.join(words_of(VoteChoice))}.", "choice"),
        Column("cast_at", "When.", "cast_at"),
        Column("cast_at_precision", PRECISION, "cast_at_precision"),
        Column("meeting", "The record, for example S/PV.7785.", "meeting"),
        Column("url", "Where the vote is published.", "url"),
        Column("recorded_at", "When it was entered.", "recorded_at"),
    ],
)

EVENTS = queried(
    "events",
    "What happened outside the words of the parties.",
    lambda negotiation: OutsideEvent.objects.filter(negotiation=negotiation).order_by("happened_at", "pk"),
    [
        Column("id", "As in the address of its page.", "pk"),
        Column("title", "A few words.", "title"),
        Column("summary", "What happened, in a sentence.", "summary"),
        Column("happened_at", "When.", "happened_at"),
        Column("happened_at_precision", PRECISION, "happened_at_precision"),
        Column("effect", f"{', '.join(words_of(EventEffect))}, or empty.", "effect"),
        Column(
            "issues",
            f"Titles of the issues that it is about; none means all. {SEVERAL}",
            list_of(OutsideEvent.issues.through.objects.all(), "outsideevent", "issue__title"),
        ),
        Column("reference", "Where it is on record.", "reference"),
        Column("url", "A public page that says so.", "url"),
        Column("recorded_at", "When it was entered.", "recorded_at"),
    ],
)

SOURCES = queried(
    "sources",
    "The outlets of the articles.",
    lambda negotiation: Source.objects.filter(articles__negotiation=negotiation).order_by("name"),
    [
        Column("name", "The outlet.", "name"),
        Column("url", "Its address.", "url"),
        Column("articles", "How many articles of the negotiation it published.", Count("articles")),
    ],
)

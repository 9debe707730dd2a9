"""Who negotiates and who speaks for whom, under which names and between which dates."""

from __future__ import annotations

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from positions.enums import PartyKind, PartyRole
from positions.models.columns import one_of
from positions.models.negotiations import InNegotiation, Negotiation
from positions.models.triggers import in_one_negotiation

# Marks of the interface. The eighth party starts the shapes again with a ring; with one colour more all differ.
SHAPES, COLOURS = 7, 8


class PartyQuerySet(InNegotiation):
    def for_display(self) -> Self:
        """Return parties as `partials/party.html` shows them."""
        return self.order_by("number", "name")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Party(models.Model):
    """A state, an organisation, an armed group or an envoy's office that negotiates, mediates or observes."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="parties")
    name = models.CharField(max_length=120, help_text="As pages show it, for example Russia or UN envoy.")
    slug = models.SlugField(max_length=80, allow_unicode=True)
    kind = models.CharField(max_length=15, choices=PartyKind, default=PartyKind.STATE)
    role = models.CharField(max_length=12, choices=PartyRole, default=PartyRole.NEGOTIATES)
    group = models.CharField(max_length=80, blank=True, help_text="Parties of one group stand together in the matrix.")
    number = models.PositiveSmallIntegerField(
        default=1, help_text="Order, colour and shape; fixed for the negotiation."
    )

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["number", "name"]
        constraints = [
            models.UniqueConstraint(fields=["negotiation", "slug"], name="party_slug_once"),
            models.UniqueConstraint(fields=["negotiation", "name"], name="party_name_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="party_number_from_one"),
            one_of("party_kind_known", "kind", PartyKind),
            one_of("party_role_known", "role", PartyRole),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("party", args=[self.negotiation.slug, self.slug])

    @property
    def shape(self) -> int:
        """Return the number, 1 to 56, of the party's mark: shape, colour, and a ring from the eighth on."""
        return (self.number - 1) % (SHAPES * COLOURS) + 1

    @property
    def colour(self) -> int:
        """Return the number, 1 to 8, of the party's colour."""
        return (self.number - 1) % COLOURS + 1

    @property
    def look(self) -> str:
        """Return the style classes of the mark before the party's name."""
        ring = " ringed" if self.shape > SHAPES else ""
        return f"party-{self.colour} shape-{(self.number - 1) % SHAPES + 1}{ring}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PartyAlias(models.Model):
    """Another name of a party: Moscow, the Kremlin, Москва."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "party aliases"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["party", "name"], name="party_alias_once")]

    def __str__(self) -> str:
        return self.name


class SpokespersonQuerySet(InNegotiation):
    def of_party(self, party: Party) -> Self:
        """Return the people with an affiliation to party at any time."""
        return self.filter(affiliations__party=party).distinct()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Spokesperson(models.Model):
    """A person who speaks for a party in a role, between dates."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="spokespersons")
    name = models.CharField(max_length=120)

    objects = SpokespersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["negotiation", "name"], name="spokesperson_name_once")]

    def __str__(self) -> str:
        return self.name

    def affiliation_on(self, day: date) -> Affiliation | None:
        """Return the affiliation in force on day, the latest begun if there are several."""
        return self.affiliations.in_force_on(day).order_by(F("starts_on").desc(nulls_last=True)).first()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SpokespersonAlias(models.Model):
    """Another spelling of a person's name: Serguei Lavrov, Лавров."""

    spokesperson = models.ForeignKey(Spokesperson, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "spokesperson aliases"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["spokesperson", "name"], name="spokesperson_alias_once")]

    def __str__(self) -> str:
        return self.name


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def in_force_on(self, day: date) -> AffiliationQuerySet:
        """Return those whose dates, where known, include day."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=day),
            Q(ends_on=None) | Q(ends_on__gte=day),
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Affiliation(models.Model):
    """For whom a person speaks, as what, from when to when."""

    spokesperson = models.ForeignKey(Spokesperson, on_delete=models.CASCADE, related_name="affiliations")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="affiliations")
    title = models.CharField(max_length=120, blank=True, help_text="The role, for example foreign minister.")
    # Empty when the day is not known or does not matter.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["spokesperson", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="affiliation_ends_after_it_starts",
            ),
        ]
        triggers = [
            in_one_negotiation(
                "affiliation_in_one_negotiation",
                "party_id",
                "spokesperson_id",
                foreign="""SELECT FROM positions_party p, positions_spokesperson s
                            WHERE p.id = NEW.party_id AND s.id = NEW.spokesperson_id
                              AND p.negotiation_id <> s.negotiation_id""",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spokesperson}, {self.title or 'speaks'} for {self.party}"

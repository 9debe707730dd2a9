"""Parties under all their names, and who speaks for them between which dates."""

from django.contrib import admin

from positions.admin.keeping import KeepingAdmin, KeepingInline
from positions.models import Affiliation, Party, PartyAlias, Spokesperson, SpokespersonAlias


class PartyAliasInline(KeepingInline):
    model = PartyAlias
    extra = 1


class SpokespersonAliasInline(KeepingInline):
    model = SpokespersonAlias
    extra = 1


class AffiliationInline(KeepingInline):
    model = Affiliation
    autocomplete_fields = ["spokesperson", "party"]


@admin.register(Party)
class PartyAdmin(KeepingAdmin):
    list_display = ["name", "negotiation", "kind", "role", "group", "number"]
    list_filter = ["kind", "role", ("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["negotiation"]
    search_fields = ["name", "aliases__name", "negotiation__title"]
    autocomplete_fields = ["negotiation"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [PartyAliasInline, AffiliationInline]


@admin.register(Spokesperson)
class SpokespersonAdmin(KeepingAdmin):
    list_display = ["name", "negotiation"]
    list_filter = [("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["negotiation"]
    search_fields = ["name", "aliases__name", "affiliations__title"]
    autocomplete_fields = ["negotiation"]
    inlines = [SpokespersonAliasInline, AffiliationInline]

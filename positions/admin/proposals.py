"""Proposals on the table, and the votes on them with the positions they take."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from positions.admin.keeping import KeepingAdmin, KeepingInline, caller
from positions.models import Position, Proposal, User, Vote
from positions.review.votes import Coding, record_vote


def record(vote: Vote, *, by: User, codings: list[Coding] | None = None) -> Vote:
    """Record a vote as a form holds it; the vote of the party that was corrected away goes."""
    if vote.pk:
        Vote.objects.filter(pk=vote.pk).exclude(proposal=vote.proposal, party=vote.party).delete()
    return record_vote(
        proposal=vote.proposal,
        party=vote.party,
        choice=vote.choice,
        cast_at=vote.cast_at,
        cast_at_precision=vote.cast_at_precision,
        meeting=vote.meeting,
        url=vote.url,
        codings=codings,
        by=by,
    )


class VoteInline(KeepingInline):
    model = Vote
    fields = ["party", "choice", "cast_at", "cast_at_precision", "meeting", "url"]
    autocomplete_fields = ["party"]
    show_change_link = True


@admin.register(Proposal)
class ProposalAdmin(KeepingAdmin):
    list_display = ["title", "reference", "negotiation", "put_by", "put_at"]
    list_filter = [("negotiation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["negotiation", "put_by"]
    search_fields = ["title", "reference", "negotiation__title"]
    autocomplete_fields = ["negotiation", "put_by", "sponsors", "issues"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [VoteInline]

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        """Record the votes that were entered or changed, each with the positions it takes."""
        for vote in formset.save(commit=False):
            record(vote, by=caller(request))
        for vote in formset.deleted_objects:
            vote.delete()


class VotePositionInline(KeepingInline):
    model = Position
    verbose_name_plural = "positions: leave out to take them from the vote and the proposal's issues"
    fields = ["issue", "stance", "value", "firmness"]
    autocomplete_fields = ["issue"]


@admin.register(Vote)
class VoteAdmin(KeepingAdmin):
    within = "proposal__negotiation"
    list_display = ["party", "choice", "proposal", "cast_at", "meeting"]
    list_filter = ["choice", ("proposal", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["party", "proposal"]
    search_fields = ["party__name", "proposal__title", "proposal__reference", "meeting"]
    autocomplete_fields = ["proposal", "party"]
    inlines = [VotePositionInline]

    def save_model(self, request: HttpRequest, obj: Vote, form: ModelForm, change: bool) -> None:
        """Record the vote; positions follow from it where none are entered."""
        recorded = record(obj, by=caller(request))
        obj.pk, obj._state.adding = recorded.pk, False

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        """Take the positions entered instead of those that follow from the vote."""
        formset.save(commit=False)
        entered = [row.cleaned_data for row in formset.forms if row.cleaned_data and not row.cleaned_data["DELETE"]]
        if formset.has_changed() or (entered and "choice" not in form.changed_data):
            codings = [Coding(row["issue"], row["stance"], row["value"], row["firmness"]) for row in entered]
            record(form.instance, by=caller(request), codings=codings)

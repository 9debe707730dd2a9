"""Forms of import and export: a format's own options, and the file that comes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Choice, Format
from positions.exchange.registry import guess_format, readable
from positions.exchange.transfers import MOST_SENT, start_export, start_import
from positions.exchange.whole.format import WHOLE
from positions.models import Negotiation, Transfer, User
from positions.review.errors import ReviewError
from positions.web.entry import EntryForm
from positions.web.exchange_choices import choices_to_read, choices_to_write

# Of every format whose rows are compared: what a name that nobody has entered means, and whether articles are read.
COMMON = (
    Choice(
        "unknown_names",
        _("Names that are not recorded"),
        _("Of parties, people, issues and proposals that rows speak of."),
        "enter",
        (("enter", _("Enter them")), ("refuse", _("Leave out the rows that need them"))),
    ),
    Choice(
        "read_articles",
        _("Read new articles"),
        _("The machine looks for further statements in the articles that come in."),
        False,
    ),
)


def field_of(choice: Choice) -> forms.Field:
    """Return the field of an option."""
    common: dict[str, Any] = {"label": choice.label, "help_text": choice.says, "required": False}
    if choice.is_switch:
        return forms.BooleanField(initial=choice.usual, **common)
    if choice.values:
        return forms.ChoiceField(choices=choice.values, initial=choice.usual, **common)
    return forms.CharField(initial=choice.usual, max_length=200, **common)


class OptionsForm(EntryForm):
    """What one may choose; `options` are the choices made."""

    def add_choices(self, choices: tuple[Choice, ...]) -> None:
        """Show a field for each."""
        self.choices = choices
        for choice in choices:
            self.fields[choice.name] = field_of(choice)

    @property
    def options(self) -> dict[str, Any]:
        """Return the choices by name, as the format understands them; what was left open is as usual."""
        chosen = ((choice, self.cleaned_data[choice.name]) for choice in self.choices)
        return {choice.name: choice.usual if value == "" else value for choice, value in chosen}


class ExportForm(OptionsForm):
    """Asks for a file in one format."""

    def __init__(self, *args: Any, negotiation: Negotiation, chosen: Format, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.negotiation, self.chosen = negotiation, chosen
        self.add_choices(choices_to_write(chosen))

    def enter(self, by: User) -> Transfer:
        try:
            return start_export(negotiation=self.negotiation, format_name=self.chosen.name, by=by, options=self.options)
        except ExchangeError as error:
            raise ReviewError(str(error)) from error


class FileForm(OptionsForm):
    """Takes a file of which a page can take care."""

    file = forms.FileField(label=_("File"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_SENT:
            said = gettext("The file has more than %(most)s MB. Import it on the server, with the command import.")
            raise ValidationError(said % {"most": MOST_SENT // 2**20})
        return file


class ImportForm(FileForm):
    """Takes a file, which is compared first; options of a format are shown once it is chosen."""

    def __init__(self, *args: Any, negotiation: Negotiation, chosen: Format | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.negotiation, self.chosen = negotiation, chosen
        if chosen is None:
            suffixes = sorted({suffix for each in rowwise() for suffix in (each.suffix, *each.also)})
            self.fields["file"].help_text = gettext("Its name tells the format: %(endings)s.") % {
                "endings": ", ".join(suffixes)
            }
        self.add_choices((*(choices_to_read(chosen) if chosen else ()), *COMMON))

    def enter(self, by: User) -> Transfer:
        file = self.cleaned_data["file"]
        try:
            chosen = self.chosen or guess_format(file.name)
            if chosen.restore:
                said = gettext(
                    "This file holds a whole negotiation and makes one of its own. A site administrator restores it: "
                    "“Restore from a file”, on the page of all negotiations."
                )
                raise ReviewError(said)
            return start_import(
                content=file.chunks(),
                file_name=file.name,
                by=by,
                negotiation=self.negotiation,
                format_name=chosen.name,
                options=self.options,
            )
        except ExchangeError as error:
            raise ReviewError(str(error)) from error


class RestoreForm(FileForm):
    """Takes a file of which a negotiation is to be made; it is read through first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext("Its name ends as %(ending)s as a rule.") % {"ending": WHOLE.suffix}
        self.add_choices(choices_to_read(WHOLE))

    def enter(self, by: User) -> Transfer:
        file = self.cleaned_data["file"]
        try:
            return start_import(
                content=file.chunks(), file_name=file.name, by=by, format_name=WHOLE.name, options=self.options
            )
        except ExchangeError as error:
            raise ReviewError(str(error)) from error


def rowwise() -> list[Format]:
    """Return the formats whose rows are compared with a negotiation."""
    return [each for each in readable() if each.read]

"""Forms that hand what was typed to a function of `review` and show what it refuses."""

from typing import Any

from django import forms

from positions.models import User
from positions.review.errors import ReviewError
from positions.review.settling import settled


class EntryForm(forms.Form):
    """A form that enters something on behalf of a person."""

    def enter(self, by: User) -> Any:
        """Write what was typed; raise ReviewError with a sentence when it cannot be."""
        raise NotImplementedError

    def is_entered(self, by: User) -> bool:
        """Write what was typed if it is valid; False keeps it in the form with the reason."""
        if not self.is_valid():
            return False
        try:
            self.entered = settled(lambda: self.enter(by))
        except ReviewError as error:
            self.add_error(None, str(error))
            return False
        return True

"""What can go wrong between an article and its text, each said in a sentence that an analyst can act on."""

from django.utils.translation import gettext, gettext_lazy


class IngestionError(Exception):
    """The text could not be taken in; `permanent` is True where the same try cannot succeed later."""

    def __init__(self, message: str, permanent: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent


class FetchError(IngestionError):
    """An address could not be read."""


class IncompleteArticle(IngestionError):
    """Something that an article needs was not found; `missing` names the fields: title, outlet, published_at."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        names = [str(_FIELDS[field]) for field in missing]
        listed = names[-1]
        if len(names) > 1:
            listed = gettext("%(several)s and %(last)s") % {"several": ", ".join(names[:-1]), "last": names[-1]}
        super().__init__(
            gettext("The text does not say %(missing)s. Enter what is missing and save again.") % {"missing": listed}
        )
        self.missing = missing


_FIELDS = {
    "title": gettext_lazy("what its title is"),
    "outlet": gettext_lazy("which outlet published it"),
    "published_at": gettext_lazy("on what date it was published"),
}

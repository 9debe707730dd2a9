"""What can go wrong between an article and its text, each said in a sentence that an analyst can act on."""


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
        names = [_FIELDS[field] for field in missing]
        listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        super().__init__(f"The text does not say {listed}. Enter what is missing and save again.")
        self.missing = missing


_FIELDS = {
    "title": "what its title is",
    "outlet": "which outlet published it",
    "published_at": "on what date it was published",
}

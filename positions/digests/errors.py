"""What goes wrong with mail."""


class DeliveryError(Exception):
    """A digest did not leave; `permanent` says that only a person can decide to try again."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent

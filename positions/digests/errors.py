"""What goes wrong with mail."""


class DeliveryError(Exception):
    """The mail server did not take a digest; trying again can help."""

"""What goes wrong with mail."""


class DeliveryError(Exception):
    """Nobody knows whether a mail left; only a person can decide to try again."""

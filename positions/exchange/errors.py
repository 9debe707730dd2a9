"""What keeps a file from being read or written, in a sentence that says what to do next."""


class ExchangeError(Exception):
    """The file cannot be taken in, or cannot be written."""

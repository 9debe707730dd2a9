"""What keeps a file or a row from being read or written, in a sentence that says what to do next."""


class ExchangeError(Exception):
    """The file cannot be taken in, or cannot be written."""


class BadRecord(Exception):
    """One row cannot be taken in; the others can."""

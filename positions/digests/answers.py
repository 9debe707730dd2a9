"""What the mail server's answer says of a mail: refused for now, refused for good, or nobody knows."""

import smtplib
from dataclasses import dataclass

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused

FIRST_PERMANENT = 500  # SMTP: 4xx may pass, 5xx stays
TOO_MANY, FIRST_BROKEN = 429, 500  # HTTP


@dataclass(frozen=True, slots=True)
class Refusal:
    """The mail was certainly not taken; `is_final` when trying again is of no use, `is_of_address` because of whom."""

    words: str
    is_final: bool = False
    is_of_address: bool = False


def refusal_of(error: Exception) -> Refusal | None:
    """Return what was refused; None when the mail may have left."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        is_final = code >= FIRST_PERMANENT
        return Refusal(f"The mail server refused the address: {_told(code, words)}.", is_final, is_of_address=is_final)
    if isinstance(error, smtplib.SMTPDataError):
        told = _told(error.smtp_code, error.smtp_error)
        return Refusal(f"The mail server refused it: {told}.", is_final=error.smtp_code >= FIRST_PERMANENT)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPNotSupportedError):
        return Refusal(f"The mail server refused the sender: {error}.")
    if isinstance(error, AnymailError):
        return _of_service(error)
    return None


def _of_service(error: AnymailError) -> Refusal | None:
    """Return what a mail service refused; a service that broke down may have taken it."""
    if isinstance(error, AnymailRecipientsRefused):
        return Refusal("The mail service refused the address.", is_final=True, is_of_address=True)
    status = getattr(error, "status_code", None) or 0
    if isinstance(error, AnymailAPIError) and (status == 0 or status >= FIRST_BROKEN):
        return None
    return Refusal(f"The mail service refused it: {error}.", is_final=bool(status) and status != TOO_MANY)


def _told(code: int, said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {words}".split()).rstrip(".")

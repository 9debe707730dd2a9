"""Query parameters: what an address does not know is refused, so that a slip of the pen narrows nothing unseen."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.http import QueryDict
from rest_framework.exceptions import ErrorDetail, ValidationError


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a sentence with the known name that looks most like one, and all of them; it begins with a blank."""
    names = sorted(known)
    meant = get_close_matches(name.lower(), names, n=1)
    told = f" Did you mean “{meant[0]}”?" if meant else ""
    return f"{told} Known are: {', '.join(names)}." if names else " There are none here."


def refuse_unknown(sent: QueryDict, known: Iterable[str], *, repeatable: Iterable[str] = ()) -> None:
    """Raise ValidationError for parameters that are not known, or given twice where one value counts."""
    known = set(known)
    errors = {}
    for name, values in sent.lists():
        if name not in known:
            said = f"There is no parameter “{name}” at this address.{nearest(name, known)}"
            errors[name] = [ErrorDetail(said, code="unknown_parameter")]
        elif len(values) > 1 and name not in repeatable:
            errors[name] = [ErrorDetail("Give this parameter once.", code="repeated_parameter")]
    if errors:
        raise ValidationError(errors)

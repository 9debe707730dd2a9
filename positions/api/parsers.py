"""Bodies of requests in JSON, however deep they nest."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.serializers import JSONField

TOO_DEEP = "This JSON nests deeper than is read here. Send lists and objects a few levels deep."


class Body(JSONParser):
    """JSON; what nests too deep is the caller's mistake, not a failure here."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise ParseError(TOO_DEEP) from error


class JSONInForm(JSONField):
    """JSON that a form holds as text."""

    default_error_messages = {"too_deep": TOO_DEEP}

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except RecursionError:
            self.fail("too_deep")

"""How tests speak to the admin: addresses, forms as a browser would send them, and what the page answered."""

import re
from html import unescape
from typing import Any

from django.contrib.messages import get_messages
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


def address(page: str, model: type[Model], *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def typed(page: HttpResponse) -> dict[str, Any]:
    """Return what a browser would send back for a form that nobody touched."""
    context = page.context
    filled: dict[str, Any] = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            widget, value = bound.field.widget, bound.value()
            value = bound.field.prepare_value(value) if hasattr(bound.field, "prepare_value") else value
            fill(filled, widget, bound.html_name, value)
    return filled


def fill(filled: dict[str, Any], widget: Any, name: str, value: Any) -> None:
    """Put a field's value where its widget would send it."""
    if hasattr(widget, "widgets"):
        for suffix, part, piece in zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True):
            fill(filled, part, f"{name}{suffix}", piece)
    elif isinstance(value, list | tuple | set):
        filled[name] = [getattr(each, "pk", each) for each in value]
    elif value is True:
        filled[name] = "on"
    elif value is not None and value is not False:
        filled[name] = getattr(value, "pk", None) or str(value)


def send(client: Client, at: str, **changes: Any) -> HttpResponse:
    """Open a form, change fields, and save it."""
    return client.post(at, {**typed(client.get(at)), **changes})


def act(client: Client, action: str, *rows: Model) -> list[str]:
    """Run a bulk action on rows, and return what the admin said."""
    at = address("changelist", type(rows[0]))
    answer = client.post(at, {"action": action, "_selected_action": [row.pk for row in rows]})
    assert answer.status_code == 302, answer.content.decode()
    return [str(message) for message in get_messages(answer.wsgi_request)]


def errors(page: HttpResponse) -> list[str]:
    """Return the sentences of a page's error lists."""
    lists = re.findall(r'<ul class="errorlist[^"]*"[^>]*>(.*?)</ul>', page.content.decode(), re.DOTALL)
    return [unescape(sentence) for each in lists for sentence in re.findall(r"<li>(.*?)</li>", each, re.DOTALL)]

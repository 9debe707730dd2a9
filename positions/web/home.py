"""The reader's negotiations, and a new one."""

from django.http import HttpResponse
from django.shortcuts import render

from positions.models import Negotiation
from positions.web.access import PageRequest


def home(request: PageRequest) -> HttpResponse:
    """List the reader's negotiations."""
    return render(request, "home.html", {"negotiations": Negotiation.objects.visible_to(request.user)})

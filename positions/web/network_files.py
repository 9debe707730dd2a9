"""The network of the page as files of programs that draw and measure networks."""

from __future__ import annotations

from django.http import HttpResponse

from positions.exchange.formats import Format
from positions.exchange.gexf import GEXF
from positions.exchange.graphml import GRAPHML
from positions.exchange.graphs import ANSWERS
from positions.exchange.ucinet import UCINET
from positions.models import Negotiation
from positions.web.access import PageRequest, negotiation_page
from positions.web.network_form import SHAPES, NetworkAsked, network_asked

FORMATS = {written.suffix.removeprefix("."): written for written in (GRAPHML, GEXF, UCINET)}


@negotiation_page()
def network_file(request: PageRequest, negotiation: Negotiation, ending: str) -> HttpResponse:
    """Hand out the network that the page shows, whole."""
    asked, written = network_asked(request.GET), FORMATS[ending]
    response = HttpResponse(content_of(written, negotiation, asked), content_type=written.media_type)
    response["Content-Disposition"] = f'attachment; filename="network-{asked.kind.value}.{ending}"'
    return response


def content_of(written: Format, negotiation: Negotiation, asked: NetworkAsked) -> bytes:
    """Return the file; a network is as large as its parties and issues, not as its statements."""
    return b"".join(written.write(negotiation, options_of(asked))) if written.write else b""


def options_of(asked: NetworkAsked) -> dict[str, object]:
    """Return the choices of the page as options of a file."""
    return {
        "type": SHAPES[asked.kind].value if asked.kind in SHAPES else ANSWERS,
        "of": asked.actors.value,
        "qualifier": asked.qualifier.value,
        "normalization": asked.normalization.value,
        "duplicates": asked.duplicates.value,
        "from": asked.first,
        "to": asked.last,
    }

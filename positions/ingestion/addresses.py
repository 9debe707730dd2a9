"""Decides which network addresses may be read: public ones, on the ports of the web."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from positions.ingestion.errors import FetchError

MAX_LENGTH = 2_000
PORTS = frozenset({80, 443})

# What neither Python's `is_private` nor requests-hardened refuses, or refuses only in some of their versions.
_REFUSED = tuple(
    map(
        ip_network,
        (
            "::/96",  # an IPv4 address written as IPv6
            "64:ff9b::/96",  # NAT64: reaches the IPv4 address in its last 32 bits
            "64:ff9b:1::/48",  # NAT64 of the local network
            "2001::/32",  # Teredo
            "2002::/16",  # 6to4
            "fec0::/10",  # the site-local addresses of old
            "100.64.0.0/10",  # carriers' and clouds' inner networks
            "168.63.129.16/32",  # a cloud's own services, on a public number
            "192.0.0.0/24",  # protocol assignments
        ),
    )
)

PRIVATE = gettext_lazy(
    "The address leads into a private network, which is never read. Use the public address, or paste the text."
)


def read_address(url: str, ports: frozenset[int] = PORTS) -> SplitResult:
    """Return the parts of a web address; `https://` is added where it lacks its beginning.

    Raises FetchError for other schemes and ports, for passwords in the address, and for what is no address.
    """
    url = url.strip()
    if "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(str(_NOT_AN_ADDRESS)) from error
    if parts.scheme not in {"http", "https"}:
        raise FetchError(_("Only addresses that begin with http:// or https:// are read. Save the file and add it."))
    if not parts.hostname or len(url) > MAX_LENGTH or any(map(str.isspace, url)):
        raise FetchError(str(_NOT_AN_ADDRESS))
    if parts.username is not None or parts.password is not None:
        raise FetchError(_("The address holds a name or password. Remove it, or paste the text."))
    if port is not None and port not in ports:
        raise FetchError(_("Port %(port)s is not one of the web's. Paste the text instead.") % {"port": port})
    return parts._replace(fragment="")


def check_number(number: str, *, allow_loopback: bool = False) -> None:
    """Raise FetchError unless an IP address belongs to the public network."""
    address: IPv4Address | IPv6Address = ip_address(number.strip("[]"))
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if allow_loopback and address.is_loopback:
        return
    if not address.is_global or address.is_multicast or any(address in network for network in _REFUSED):
        raise FetchError(str(PRIVATE))


_NOT_AN_ADDRESS = gettext_lazy(
    "This is not a web address. Copy it again from the browser, as in https://example.org/article."
)

import pytest

from positions.ingestion.addresses import check_number, read_address
from positions.ingestion.errors import FetchError

OF_THIS_MACHINE = ["127.0.0.1", "127.8.8.8", "::1", "::", "::ffff:127.0.0.1", "::7f00:1"]
OF_A_NETWORK = ["10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "168.63.129.16", "192.0.0.8"]
OF_NOBODY = ["198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "2001:db8::1", "ff02::1"]
LOCAL_IPV6 = ["fc00::1", "fe80::1", "fec0::1"]
TUNNELS = ["::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2001::1", "2002:7f00:1::"]


@pytest.mark.parametrize("number", OF_THIS_MACHINE + OF_A_NETWORK + OF_NOBODY + LOCAL_IPV6 + TUNNELS)
def test_private_number_is_refused(number: str) -> None:
    with pytest.raises(FetchError, match="private network"):
        check_number(number)


@pytest.mark.parametrize("number", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "[2a00::1]"])
def test_public_number_is_allowed(number: str) -> None:
    check_number(number)


@pytest.mark.parametrize("number", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_allowed_only_when_asked(number: str) -> None:
    check_number(number, allow_loopback=True)


def test_loopback_does_not_open_the_private_network() -> None:
    with pytest.raises(FetchError):
        check_number("10.0.0.1", allow_loopback=True)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://courier.example/ships", "https://courier.example/ships"),
        (" courier.example/ships\n", "https://courier.example/ships"),
        ("http://courier.example:80/a?b=c#part", "http://courier.example:80/a?b=c"),
        ("https://вестник.example/суда", "https://вестник.example/суда"),
    ],
)
def test_address_is_read(typed: str, read: str) -> None:
    assert read_address(typed).geturl() == read


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "not a web address"),
        ("the ships are counted", "not a web address"),
        ("http://", "not a web address"),
        ("http://[::1", "not a web address"),
        ("https://courier.example/" + "a" * 2_000, "not a web address"),
        ("ftp://courier.example/a", "begin with http"),
        ("file:///etc/passwd", "begin with http"),
        ("http://courier.example:22/", "Port 22"),
        ("https://courier.example:8443/", "Port 8443"),
        ("https://reader:word@courier.example/", "name or password"),
    ],
)
def test_bad_address_is_refused(typed: str, message: str) -> None:
    with pytest.raises(FetchError, match=message):
        read_address(typed)

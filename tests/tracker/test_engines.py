import pytest
from django.db import connection


@pytest.mark.django_db
def test_database_is_utf8():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        assert cursor.fetchone() == ("UTF8",)


def test_broker(broker):
    assert broker.ping()

"""What becomes of each table when a whole negotiation is written."""

from django.apps import apps

from positions.exchange.whole.contents import KEPT, LEFT_OUT, REBUILT, SHARED, TABLE_OF, TABLES


def own_tables():
    models = apps.get_app_config("positions").get_models(include_auto_created=True)
    return {model for model in models if not model._meta.proxy}


def test_every_table_has_one_fate():
    fates = [*TABLE_OF, *REBUILT, *LEFT_OUT]
    assert own_tables() - set(fates) == set()
    assert len(fates) == len(set(fates))


def test_what_is_written_names_only_what_is_written():
    written = {table.model for table in (*SHARED, *KEPT)}
    named = {column.points_to for table in TABLES.values() for column in table.columns if column.points_to}
    assert named - written == set()


def test_no_table_comes_before_one_that_it_names():
    order = list(TABLE_OF)
    late = [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.points_to and order.index(column.points_to) > order.index(table.model)
    ]
    assert late == []


def test_no_secret_is_written():
    names = {(table.name, column.name) for table in TABLES.values() for column in table.columns}
    secrets = {name for name in names if any(word in name[1] for word in ("password", "token", "secret", "hash"))}
    assert secrets == {("ArticleVersion", "text_hash")}

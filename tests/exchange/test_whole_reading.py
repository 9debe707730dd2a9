"""A whole negotiation restored from its file: the same rows, pages and history."""

import json
import re
from itertools import zip_longest

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from pghistory.models import Context

from positions.enums import JobKind, JobState, Role
from positions.exchange.errors import ExchangeError
from positions.exchange.whole.contents import HISTORIES, KEPT
from positions.exchange.whole.reading import restore, restore_whole
from positions.exchange.whole.writing import write_whole
from positions.models import Article, Job, Link, Membership, SavedSearch, Statement, User
from positions.review.actions import read_actions
from positions.review.undoing import undo_action
from tests.analysis.histories import Talks, turns
from tests.exchange.talks import forget, make_talks, written_elsewhere
from tests.factories import NegotiationFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(username="admin", email="admin@example.org", is_superuser=True)


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker):
    return written_elsewhere(django_db_blocker)


@pytest.fixture
def elsewhere(tmp_path, written):
    """The file of a negotiation of which nothing is here."""
    path = tmp_path / "talks.jsonl"
    path.write_bytes(written)
    return path


@pytest.fixture
def talks():
    return make_talks()


@pytest.fixture
def file(tmp_path, talks):
    path = tmp_path / "talks.jsonl"
    path.write_bytes(bytes_of(talks))
    return path


def bytes_of(talks):
    return b"".join(write_whole(talks, {}))


def rows_in(written):
    return written.decode().split("\n")[1:]


def restored(file, admin, **options):
    return restore_whole(file, options, admin).negotiation


def outside(tables):
    """Return the rows of tables, in the order of their keys, with what other rows are called for their keys."""
    called = {User: dict(User.objects.values_list("pk", "username"))}
    return {model: [said(row, called) for row in model._base_manager.order_by(model._meta.pk.name)] for model in tables}


def said(row, called):
    columns = [column for column in row._meta.concrete_fields if column.name not in {"id", "pgh_id", "feed_hash"}]
    return tuple(value_of(row, column, called) for column in columns)


def value_of(row, column, called):
    value, model = getattr(row, column.attname), column.related_model
    if value is None or model in {None, Context}:
        return re.sub(r"=\d+", "=", value) if column.name == "query" else value
    if model not in called:
        keys = set(model._base_manager.values_list("pk", flat=True))
        if hasattr(model, "pgh_event_model"):
            keys |= set(model.pgh_event_model.objects.values_list("pgh_obj", flat=True))
        called[model] = {key: place for place, key in enumerate(sorted(keys))}
    return called[model].get(value)


def actors():
    names = dict(User.objects.values_list("pk", "username"))
    return [
        (action.pk, action.created_at, action.metadata | {"user": names.get(action.metadata["user"])})
        for action in Context.objects.filter(metadata__url__isnull=False).order_by("pk")
    ]


def test_each_table_has_the_same_rows(tmp_path, admin):
    talks = make_talks()
    tables = [table.model for table in (*KEPT, *HISTORIES)]
    before, acted = outside(tables), actors()
    (tmp_path / "talks.jsonl").write_bytes(bytes_of(talks))
    forget(talks)
    restored(tmp_path / "talks.jsonl", admin)
    assert [model for model in tables if not before[model]] == []
    assert outside(tables) == before
    assert actors() == acted


def test_written_again_it_is_the_same_file(elsewhere, admin):
    assert rows_in(bytes_of(restored(elsewhere, admin))) == rows_in(elsewhere.read_bytes())


def page(client, address):
    """Return the lines of a page without what names a row by its key or differs at every opening."""
    html = client.get(address, follow=True).content.decode()
    html = re.sub(r'name="(csrfmiddlewaretoken|seen)" value="[^"]*"', "", html)
    return re.sub(r'(?<=[/=&-])\d+(?=[/"&])|(?<=")\d+(?=")|csrf[^>]*', "", html).splitlines()


def test_pages_are_the_same(client, file, talks, admin):
    client.force_login(admin)
    said = talks.statements.order_by("pk").first()
    pages = ["", "matrix/", "matrix/?known=2026-01-01", "issues/dues/", "people/salma-haddun/", "review/"]  # fmt: skip
    addresses = [f"/n/harbour-talks/{name}" for name in pages] + [said.get_absolute_url()]
    addresses.append(said.version.article.get_absolute_url())
    before = {address: page(client, address) for address in addresses}
    forget(talks)
    restored(file, admin)
    client.force_login(admin)
    lines = [(old, new) for address in addresses for old, new in zip_longest(before[address], page(client, address))]
    assert [pair for pair in lines if pair[0] != pair[1]] == []


def test_what_was_done_can_still_be_taken_back(elsewhere, admin):
    again = restored(elsewhere, admin)
    corrected = apps.get_model("positions", "StatementEvent").objects.get(pgh_label="update", party__slug="northmark")
    [done] = read_actions([corrected.pgh_context_id])
    assert done.by.username == "ida"
    undo_action(action=done.id, negotiation=again, by=admin)
    assert Statement.objects.get(pk=corrected.pgh_obj_id).party.slug == "zahira"


def test_restored_again_it_stays_as_it_is(elsewhere, admin):
    first = restore_whole(elsewhere, {}, admin)
    first.negotiation.parties.filter(slug="zahira").update(group="East")
    again = restore_whole(elsewhere, {}, admin)
    assert (first.is_new, again.is_new, again.negotiation) == (True, False, first.negotiation)
    assert again.negotiation.parties.get(slug="zahira").group == "East"


def test_removed_and_restored_its_actions_are_new_ones(file, talks, admin):
    talks.delete()
    restored(file, admin).delete()
    again = restored(file, admin)
    links = apps.get_model("positions", "JudgementEvent").objects.filter(link__negotiation=again)
    known = {row["id"] for row in map(json.loads, file.read_text().splitlines()) if row.get("table") == "Context"}
    assert links
    assert {str(event.pgh_context_id) for event in links} & known == set()
    assert len(rows_in(bytes_of(again))) == len(rows_in(file.read_bytes()))


def test_beside_the_original_it_is_refused(file, talks, admin):
    with pytest.raises(ExchangeError, match="Restore it as a copy"):
        restore_whole(file, {"slug": "other"}, admin)
    with pytest.raises(ExchangeError, match="“the other” cannot be an address"):
        restore_whole(file, {"slug": "the other", "as_copy": True}, admin)


def test_copy_beside_the_original_differs_in_its_addresses_alone(file, talks, admin):
    copy = restored(file, admin, as_copy=True, slug="copy")
    for model in (Article, Statement, Link, SavedSearch):
        ids = [
            set(model.objects.filter(negotiation=each).values_list("public_id", flat=True)) for each in (talks, copy)
        ]
        assert len(ids[0]) == len(ids[1])
        assert ids[0] & ids[1] == set()
    assert without_addresses(bytes_of(copy)) == without_addresses(file.read_bytes())
    assert rows_in(bytes_of(talks)) == rows_in(file.read_bytes())
    assert restore_whole(file, {"as_copy": True, "slug": "copy"}, admin).is_new is False


def without_addresses(written):
    """Return the rows of a file without identifiers and slug; actions of one moment are ordered by identifier."""
    bare = re.sub(r"[0-9a-f-]{36}|\"user\":\d+", "", "\n".join(rows_in(written)[:-2]))
    return sorted(bare.replace('"slug":"copy"', '"slug":"harbour-talks"').split("\n"))


def test_people_are_those_of_the_same_name_and_others_cannot_log_in(elsewhere, admin):
    ida = UserFactory(username="ida", email="ida@example.org")
    UserFactory(username="thomas", email="TOM@example.org")
    again = restored(elsewhere, admin)
    roles = {member.user.username: member.role for member in Membership.objects.filter(negotiation=again)}
    assert roles == {"ida": Role.LEAD, "thomas": Role.ANALYST}
    assert ida.check_password("a long password")
    made = User.objects.exclude(username__in=["ida", "thomas", "admin"])
    assert made.exists()
    assert {(user.is_active, user.has_usable_password(), user.is_superuser) for user in made} == {(False, False, False)}


def test_somebody_else_of_the_same_username_is_asked_about(elsewhere, admin):
    UserFactory(username="ida", email="another@example.org")
    with pytest.raises(ExchangeError, match="“ida” has another e-mail address here"):
        restore_whole(elsewhere, {}, admin)
    idas = UserFactory(username="ida2")
    with pytest.raises(ExchangeError, match="“ida” does not say who is whom"):
        restore_whole(elsewhere, {"people": "ida"}, admin)
    again = restored(elsewhere, admin, people="ida = ida2")
    assert again.memberships.get(user=idas).role == Role.LEAD


def test_outlets_are_those_of_the_same_name(elsewhere, admin):
    outlet = SourceFactory(name="Gazette of Zahira", url="https://gazette.example")
    again = restored(elsewhere, admin)
    assert again.articles.filter(source=outlet).count() == 1


def test_vectors_links_and_unread_articles_are_asked_for(elsewhere, admin):
    again = restored(elsewhere, admin)
    asked = Job.objects.filter(negotiation=again, state=JobState.QUEUED, requested_by=admin)
    latest = {max(article.versions.all(), key=lambda version: version.number).pk for article in again.articles.all()}
    assert {job.key for job in asked} == {f"extract:{key}" for key in latest} | {f"link:negotiation:{again.pk}"}
    assert {job.kind for job in asked} == {JobKind.EXTRACT, JobKind.LINK}


def test_only_a_site_administrator_restores(elsewhere):
    with pytest.raises(ExchangeError, match="Only a site administrator"):
        restore_whole(elsewhere, {}, UserFactory())


def test_address_that_another_negotiation_has_is_refused(elsewhere, admin):
    NegotiationFactory(slug="harbour-talks")
    with pytest.raises(ExchangeError, match="Another negotiation has the address “harbour-talks”"):
        restore_whole(elsewhere, {}, admin)
    assert restored(elsewhere, admin, slug="river-talks").slug == "river-talks"


def test_progress_counts_each_row_twice(elsewhere, admin, monkeypatch):
    for module in ("planning", "reading"):
        monkeypatch.setattr(f"positions.exchange.whole.{module}.AT_A_TIME", 20)
    rows = sum(json.loads(elsewhere.read_text().splitlines()[0])["rows"].values())
    steps = list(restore(elsewhere, {}, admin))
    assert steps == sorted(steps)
    assert {total for _done, total in steps} == {2 * rows}
    assert steps[-1] == (2 * rows, 2 * rows)
    assert len(steps) > 2 * rows / 20


def test_stopped_on_the_way_nothing_is_left(elsewhere, admin):
    with transaction.atomic():
        steps = restore(elsewhere, {}, admin)
        assert any(Statement.objects.exists() for _step in steps)  # and the rest is never asked for
        transaction.set_rollback(True)
    left = [table.name for table in (*KEPT, *HISTORIES) if table.model._base_manager.exists()]
    assert (left, Job.objects.exists()) == ([], False)
    assert restored(elsewhere, admin).title == "Harbour talks"


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(turns)
def test_any_negotiation_is_written_again_as_it_was(tmp_path_factory, happened):
    path = tmp_path_factory.mktemp("any") / "talks.jsonl"
    with transaction.atomic():
        talks = Talks.begun()
        for turn in happened:
            talks.happen(turn)
        path.write_bytes(bytes_of(talks.negotiation))
        forget(talks.negotiation)
        again = restored(path, UserFactory(username="admin", is_superuser=True))
        assert rows_in(bytes_of(again)) == rows_in(path.read_bytes())
        transaction.set_rollback(True)

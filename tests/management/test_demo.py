"""The examples as `load_demo` builds them, on the real database."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from positions.analysis.entries import read_ledger
from positions.analysis.steps import shifts_of
from positions.enums import ArticleState, Firmness, Origin, Precision, Relation, Stance, VoteChoice
from positions.management.demo.accounts import ACCOUNTS, open_accounts
from positions.management.demo.builder import build_negotiation, find_example
from positions.management.demo.content import FILES, read_content
from positions.models import Article, ArticleVersion, Job, Link, Negotiation, Position, Statement, User, Vote
from tests.factories import NegotiationFactory, StatementFactory

ALEPPO, HARBOUR = (read_content(path) for path in FILES)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Load both examples once for the module, and take them back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def undone() -> Iterator[None]:
    """Take back what a test changes in what the module shares."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def aleppo(loaded: None) -> Negotiation:
    return find_example(ALEPPO)


@pytest.fixture
def harbour(loaded: None) -> Negotiation:
    return find_example(HARBOUR)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in apps.get_app_config("positions").get_models()}


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_demo_enters_all_names_and_reports(aleppo: Negotiation) -> None:
    entered = {
        "parties": aleppo.parties.count(),
        "people": aleppo.spokespersons.count(),
        "issues": aleppo.issues.count(),
        "proposals": aleppo.proposals.count(),
        "articles": aleppo.articles.count(),
        "votes": Vote.objects.filter(proposal__negotiation=aleppo).count(),
    }
    assert entered == {"parties": 24, "people": 27, "issues": 14, "proposals": 4, "articles": 25, "votes": 45}


def test_demo_codes_at_least_eighty_statements(aleppo: Negotiation) -> None:
    coded = aleppo.statements.confirmed().filter(positions__in=Position.objects.confirmed()).distinct()
    assert coded.count() >= 80


def test_demo_statements_are_those_of_the_content(aleppo: Negotiation) -> None:
    wanted = {
        " … ".join(entry.words) for report, entry in ALEPPO.statements() if not entry.open and not report.leave_open
    }
    assert set(aleppo.statements.confirmed().values_list("words", flat=True)) == wanted


def test_demo_confirms_what_the_machine_found_and_captures_what_it_missed(aleppo: Negotiation) -> None:
    origins = set(aleppo.statements.confirmed().values_list("origin", flat=True))
    assert origins == {Origin.MACHINE, Origin.PERSON}


def test_demo_leaves_work_for_the_reader(aleppo: Negotiation) -> None:
    assert aleppo.statements.undecided().exists()
    assert aleppo.statements.refused().exists()
    links = Link.objects.filter(negotiation=aleppo)
    assert links.shown().undecided().exists()
    assert links.refused().count() == 1
    assert links.confirmed().count() >= len([1 for report, entry in ALEPPO.statements() if entry.links]) - 3


def test_demo_reports_are_read_and_one_job_each_waits_to_link_them(loaded: None) -> None:
    versions = ArticleVersion.objects.values_list("pk", flat=True)
    assert set(Article.objects.values_list("state", flat=True)) == {ArticleState.READ}
    assert set(Job.objects.unfinished().values_list("key", flat=True)) == {f"link:version:{pk}:0" for pk in versions}
    assert not Job.objects.failed().exists()


def test_demo_keeps_months_as_months(aleppo: Negotiation) -> None:
    assert aleppo.articles.filter(published_at_precision=Precision.MONTH).count() == 5


def test_demo_reports_the_envoy_through_the_minister(aleppo: Negotiation) -> None:
    envoy = aleppo.parties.get(name="UN envoy")
    through = Statement.objects.confirmed().by_party(envoy).values_list("reported_through__speaker__name", flat=True)
    assert list(through) == ["Sergey Lavrov", "Sergey Lavrov"]


def test_demo_has_a_red_line_and_conditions(aleppo: Negotiation) -> None:
    positions = Position.objects.confirmed().filter(issue__negotiation=aleppo)
    assert positions.filter(firmness=Firmness.RED_LINE).exists()
    assert positions.exclude(condition="").exists()


def test_demo_russia_shifts_on_the_departure_of_al_nusra(aleppo: Negotiation) -> None:
    russia, nusra = aleppo.parties.get(name="Russia"), aleppo.issues.get(title="Departure of al-Nusra")
    (shift,) = shifts_of(read_ledger(negotiation=aleppo, party=russia, issue=nusra))
    assert (shift.before.value, shift.after.value, shift.relation) == (0, 70, Relation.REVERSES)


def test_demo_vote_of_december_moves_a_party_on_the_council_and_not_on_the_truce(aleppo: Negotiation) -> None:
    russia = aleppo.parties.get(name="Russia")
    council, truce = (aleppo.issues.get(title=title) for title in ("Action by the Security Council", "Ceasefire"))
    ledger = read_ledger(negotiation=aleppo, party=russia)
    assert ledger.current(russia.pk, council.pk).stance == Stance.OPPOSES
    assert ledger.current(russia.pk, truce.pk).stance == Stance.SUPPORTS


def test_demo_votes_are_positions(aleppo: Negotiation) -> None:
    votes = Vote.objects.filter(proposal__reference="S/2016/846", choice=VoteChoice.FOR)
    flights = aleppo.issues.get(title="Flights over Aleppo")
    assert votes.count() == 11
    assert {vote.positions.get(issue=flights).value for vote in votes} == {100}


def test_demo_harbour_quotes_directly(harbour: Negotiation) -> None:
    assert harbour.statements.confirmed().filter(kind="direct").count() >= 5


def test_demo_loaded_twice_changes_nothing(loaded: None) -> None:
    before = counts()
    told = load()
    assert counts() == before
    assert f"{ALEPPO.title} is there already." in told


def test_demo_accounts_open_with_the_published_passwords(loaded: None) -> None:
    users = {user.username: user for user in User.objects.all()}
    assert all(users[account.username].check_password(account.password) for account in ACCOUNTS)


def test_remove_demo_leaves_nothing_but_the_accounts(loaded: None, undone: None) -> None:
    kept = StatementFactory()
    call_command("remove_demo", stdout=StringIO())
    assert list(Negotiation.objects.all()) == [kept.negotiation]
    assert list(Statement.objects.all()) == [kept]
    assert User.objects.filter(username="nora", is_active=True).exists()


def test_remove_demo_closes_the_accounts_when_asked(loaded: None, undone: None) -> None:
    call_command("remove_demo", accounts=True, stdout=StringIO())
    names = [account.username for account in ACCOUNTS]
    assert not User.objects.filter(username__in=names, is_active=True).exists()


@pytest.mark.django_db
def test_remove_demo_keeps_a_negotiation_of_the_same_name() -> None:
    kept = NegotiationFactory(title=ALEPPO.title)
    call_command("remove_demo", stdout=StringIO())
    assert list(Negotiation.objects.all()) == [kept]


@pytest.mark.django_db
def test_load_demo_stopped_halfway_leaves_nothing() -> None:
    def stop(line: str) -> None:
        if "2 of" in line:
            raise KeyboardInterrupt

    people = open_accounts()
    with pytest.raises(KeyboardInterrupt):
        build_negotiation(content=HARBOUR, people=people, say=stop)
    assert Negotiation.objects.count() == Statement.objects.count() == Article.objects.count() == 0


@pytest.mark.django_db
def test_load_demo_refuses_published_passwords_in_production(settings: pytest.FixtureRequest) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--password"):
        call_command("load_demo", stdout=StringIO())
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_load_demo_does_not_let_another_account_of_the_name_in() -> None:
    User.objects.create_user("nora", "nora@northmark.example")
    with pytest.raises(CommandError, match="nora"):
        call_command("load_demo", stdout=StringIO())
    assert Negotiation.objects.count() == 0

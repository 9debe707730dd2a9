"""The addresses of the API, version 1, and of its page."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import SimpleRouter

from positions.api.actions import ActionViewSet
from positions.api.answers import AnswerViewSet
from positions.api.articles import ArticleViewSet
from positions.api.briefings import BriefingViewSet
from positions.api.comparisons import ComparisonViewSet
from positions.api.conditions import ConditionViewSet
from positions.api.differences import DifferenceViewSet
from positions.api.events import OutsideEventViewSet
from positions.api.exchanges import TransferViewSet
from positions.api.follows import FollowHereViewSet, FollowViewSet
from positions.api.issues import IssueViewSet
from positions.api.jobs import JobViewSet
from positions.api.judgements import JudgementViewSet
from positions.api.ledger import LedgerViewSet
from positions.api.links import LinkViewSet
from positions.api.mail import MailViewSet
from positions.api.members import MemberViewSet
from positions.api.nearest import NearestViewSet
from positions.api.negotiations import NegotiationViewSet
from positions.api.network_courses import NetworkCourseViewSet
from positions.api.networks import NetworkViewSet
from positions.api.pairs import PairViewSet
from positions.api.parties import PartyViewSet
from positions.api.people import PersonViewSet
from positions.api.positions import PositionViewSet
from positions.api.previews import PreviewViewSet
from positions.api.proposals import ProposalViewSet
from positions.api.search import SearchViewSet
from positions.api.searches import SavedSearchViewSet
from positions.api.sources import SourceViewSet
from positions.api.spokespersons import SpokespersonViewSet
from positions.api.statements import StatementViewSet
from positions.api.subscriptions import DeliveryViewSet, SubscriptionViewSet
from positions.api.tokens import TokenViewSet
from positions.api.verdicts import ConditionVerdictViewSet
from positions.api.votes import VoteViewSet
from positions.api.webhooks import WebhookViewSet

INSIDE = "negotiations/<str:negotiation>"

router = SimpleRouter(use_regex_path=False)
router.register("negotiations", NegotiationViewSet)
for name, viewset in (
    ("members", MemberViewSet),
    ("parties", PartyViewSet),
    ("spokespersons", SpokespersonViewSet),
    ("issues", IssueViewSet),
    ("proposals", ProposalViewSet),
    ("votes", VoteViewSet),
    ("events", OutsideEventViewSet),
    ("sources", SourceViewSet),
    ("articles", ArticleViewSet),
    ("statements", StatementViewSet),
    ("positions", PositionViewSet),
    ("links", LinkViewSet),
    ("judgements", JudgementViewSet),
    ("condition-verdicts", ConditionVerdictViewSet),
    ("actions", ActionViewSet),
    ("jobs", JobViewSet),
    ("searches", SavedSearchViewSet),
    ("follows", FollowHereViewSet),
    ("transfers", TransferViewSet),
):
    router.register(f"{INSIDE}/{name}", viewset, basename=name)
for name, computed in (
    ("ledger", LedgerViewSet),
    ("comparison", ComparisonViewSet),
    ("condition", ConditionViewSet),
    ("briefing", BriefingViewSet),
    ("pair", PairViewSet),
    ("person", PersonViewSet),
    ("difference", DifferenceViewSet),
    ("answer", AnswerViewSet),
    ("network", NetworkViewSet),
    ("network-course", NetworkCourseViewSet),
    ("search", SearchViewSet),
    ("nearest", NearestViewSet),
    ("preview", PreviewViewSet),
):
    router.register(INSIDE, computed, basename=name)
router.register("subscriptions", SubscriptionViewSet)
router.register("subscriptions", MailViewSet, basename="mail")
router.register("follows", FollowViewSet)
router.register("deliveries", DeliveryViewSet)
router.register("webhooks", WebhookViewSet)
router.register("tokens", TokenViewSet, basename="tokens")

schema = SpectacularAPIView.as_view(permission_classes=[IsAuthenticated])
page = SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api/page.html")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/schema/", schema, name="api_schema"),
    path("", login_required(page), name="api"),
]

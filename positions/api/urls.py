"""The addresses of the API, version 1, and of its page."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import SimpleRouter

from positions.api.articles import ArticleViewSet, SourceViewSet
from positions.api.comparisons import ComparisonViewSet
from positions.api.conditions import ConditionViewSet
from positions.api.events import OutsideEventViewSet
from positions.api.exchanges import TransferViewSet
from positions.api.issues import IssueViewSet, ProposalViewSet, VoteViewSet
from positions.api.jobs import JobViewSet
from positions.api.judgements import JudgementViewSet
from positions.api.ledger import LedgerViewSet
from positions.api.links import LinkViewSet
from positions.api.negotiations import NegotiationViewSet
from positions.api.parties import PartyViewSet, SpokespersonViewSet
from positions.api.positions import PositionViewSet
from positions.api.searches import SavedSearchViewSet
from positions.api.statements import StatementViewSet
from positions.api.subscriptions import DeliveryViewSet, FollowViewSet, SubscriptionViewSet, WebhookViewSet
from positions.api.tokens import TokenViewSet

INSIDE = "negotiations/<str:negotiation>"

router = SimpleRouter(use_regex_path=False)
router.register("negotiations", NegotiationViewSet)
for name, viewset in (
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
    ("jobs", JobViewSet),
    ("searches", SavedSearchViewSet),
    ("transfers", TransferViewSet),
):
    router.register(f"{INSIDE}/{name}", viewset, basename=name)
router.register(INSIDE, LedgerViewSet, basename="ledger")
router.register(INSIDE, ComparisonViewSet, basename="comparison")
router.register(INSIDE, ConditionViewSet, basename="condition")
router.register("subscriptions", SubscriptionViewSet)
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

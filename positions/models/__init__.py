"""The tables of the product; `from positions.models import X` is the only path to them."""

from positions.models.articles import Article, ArticleVersion, Source
from positions.models.conditions import ConditionVerdict
from positions.models.deliveries import Delivery
from positions.models.digests import Follow, Subscription
from positions.models.events import OutsideEvent
from positions.models.issues import Issue, ScaleAnchor
from positions.models.jobs import Job
from positions.models.judgements import Judgement
from positions.models.ledger import HeldPosition, LedgerEntry, LedgerMark
from positions.models.links import Link, Linking
from positions.models.negotiations import Membership, Negotiation
from positions.models.parties import Affiliation, Party, PartyAlias, Spokesperson, SpokespersonAlias
from positions.models.positions import Position
from positions.models.proposals import Proposal, Vote
from positions.models.searches import SavedSearch
from positions.models.statements import Embedding, JointStatement, Statement
from positions.models.tokens import KeptAnswer, Token
from positions.models.users import User
from positions.models.visits import Visit
from positions.models.webhooks import Alert, Call, Watch, Webhook

__all__ = [
    "Affiliation",
    "Alert",
    "Article",
    "ArticleVersion",
    "Call",
    "ConditionVerdict",
    "Delivery",
    "Embedding",
    "Follow",
    "HeldPosition",
    "Issue",
    "Job",
    "JointStatement",
    "Judgement",
    "KeptAnswer",
    "LedgerEntry",
    "LedgerMark",
    "Link",
    "Linking",
    "Membership",
    "Negotiation",
    "OutsideEvent",
    "Party",
    "PartyAlias",
    "Position",
    "Proposal",
    "SavedSearch",
    "ScaleAnchor",
    "Source",
    "Spokesperson",
    "SpokespersonAlias",
    "Statement",
    "Subscription",
    "Token",
    "User",
    "Visit",
    "Vote",
    "Watch",
    "Webhook",
]

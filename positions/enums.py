"""The closed vocabularies of the product, shared by tables, pure code and pages."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member may do in a negotiation; each includes the ones before it."""

    VIEWER = "viewer", "viewer"
    ANALYST = "analyst", "analyst"
    LEAD = "lead", "lead"


class PartyKind(TextChoices):
    STATE = "state", "state"
    ORGANISATION = "organisation", "organisation"
    ARMED_GROUP = "armed_group", "armed group"
    ENVOY = "envoy", "envoy's office"
    OTHER = "other", "other"


class PartyRole(TextChoices):
    NEGOTIATES = "negotiates", "party to the talks"
    MEDIATES = "mediates", "mediator"
    OBSERVES = "observes", "observer"


class Precision(TextChoices):
    """How much of a point in time is known. Day and month are kept in UTC and never shifted to a reader's zone."""

    MINUTE = "minute", "minute"
    DAY = "day", "day"
    MONTH = "month", "month"


class SpeechKind(TextChoices):
    DIRECT = "direct", "direct speech"
    INDIRECT = "indirect", "reported speech"
    MIXED = "mixed", "partly direct speech"


class Stance(TextChoices):
    SUPPORTS = "supports", "supports"
    OPPOSES = "opposes", "opposes"
    MIXED = "mixed", "mixed"
    NONE = "none", "takes none"


class Firmness(IntegerChoices):
    EXPLORATORY = 1, "exploratory"
    OPEN = 2, "open"
    FIRM = 3, "firm"
    RED_LINE = 4, "red line"


class SpeechAct(TextChoices):
    """What a party does by saying it."""

    OFFER = "offer", "offer"
    DEMAND = "demand", "demand"
    ACCEPT = "accept", "acceptance"
    REJECT = "reject", "rejection"
    THREATEN = "threaten", "threat"
    CONCEDE = "concede", "concession"
    COMMIT = "commit", "commitment"
    REQUEST = "request", "request"
    ACCUSE = "accuse", "accusation"
    APPEAL = "appeal", "appeal"


class Mode(TextChoices):
    """How the act stands to the moment of speaking; empty is the plain present."""

    PAST = "past", "past"
    FUTURE = "future", "future"
    HYPOTHETICAL = "hypothetical", "hypothetical"
    NEGATED = "negated", "denied"


class VoteChoice(TextChoices):
    FOR = "for", "for"
    AGAINST = "against", "against"
    ABSTAIN = "abstain", "abstained"
    ABSENT = "absent", "absent"


class EventEffect(TextChoices):
    """What an outside event does to the issues it is about; opening a settled one again is *opens*."""

    NONE = "", "leaves them as they are"
    OPENS = "opens", "opens them"
    SETTLES = "settles", "settles them"


class Origin(TextChoices):
    MACHINE = "machine", "suggested"
    PERSON = "person", "entered by a person"


class Relation(TextChoices):
    """How a later statement relates to an earlier one."""

    RESTATES = "restates", "restates"
    REFINES = "refines", "refines"
    HARDENS = "hardens", "hardens"
    SOFTENS = "softens", "softens"
    REVERSES = "reverses", "reverses"
    SUPPORTS = "supports", "supports"
    OPPOSES = "opposes", "opposes"
    RESPONDS_TO = "responds_to", "responds to"
    QUOTES = "quotes", "quotes"
    SAME_UTTERANCE = "same_utterance", "same utterance"


class Polarity(TextChoices):
    AGREE = "agree", "agree"
    DISAGREE = "disagree", "disagree"
    UNRELATED = "unrelated", "unrelated"


class Verdict(TextChoices):
    CONFIRM = "confirm", "confirmed"
    REJECT = "reject", "refused"
    UNSURE = "unsure", "unsure"


class ConditionState(TextChoices):
    """What became of "A will if B does"."""

    OPEN = "open", "open"
    MET = "met", "met"
    BROKEN = "broken", "broken"
    WITHDRAWN = "withdrawn", "withdrawn"


class ArticleState(TextChoices):
    """Where an article stands on its way from text to suggestions."""

    WAITING = "waiting", "waiting to be read"
    READING = "reading", "being read"
    READ = "read", "read"
    FAILED = "failed", "not read"


class JobKind(TextChoices):
    EXTRACT = "extract", "reading an article"
    LINK = "link", "finding earlier statements"
    DIGEST = "digest", "sending a digest"
    WEBHOOK = "webhook", "calling a webhook"


class JobState(TextChoices):
    QUEUED = "queued", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"
    IGNORED = "ignored", "ignored"


class DeliveryKind(TextChoices):
    """What a mail tells: a period, changes at once, or one negotiation's period from before digests were joined."""

    DIGEST = "digest", "digest"
    ALERT = "alert", "alert"
    FORMER = "former", "digest of one negotiation"


class DeliveryState(TextChoices):
    CLAIMED = "claimed", "being written"
    HANDED_OVER = "handed_over", "handed to the mail server"
    SENT = "sent", "sent"
    QUIET = "quiet", "nothing changed, no mail"
    FAILED = "failed", "not sent"


class Frequency(TextChoices):
    DAILY = "daily", "every day"
    WEEKLY = "weekly", "every week"
    MONTHLY = "monthly", "every month"


class WhenQuiet(TextChoices):
    """What a subscriber is sent when nothing changed."""

    LINE = "line", "one line"
    NOTHING = "nothing", "no mail"


class PauseReason(TextChoices):
    """Why nothing is sent for a while; all but the first are about the address."""

    READER = "reader", "by the reader"
    BOUNCED = "bounced", "mail came back"
    COMPLAINED = "complained", "reported as unwanted"
    REFUSED = "refused", "refused by the mail server"


class CallState(TextChoices):
    """What became of telling a webhook one change."""

    WAITING = "waiting", "waiting"
    TAKEN = "taken", "taken"
    FAILED = "failed", "not taken"


class ChangeKind(TextChoices):
    """What a digest, an alert, a webhook or a feed tells: what moved before what was heard, then what was put."""

    SHIFT = "shift", _("shift")
    REVERSAL = "reversal", _("reversal")
    CONTRADICTION = "contradiction", _("contradiction")
    RED_LINE_CROSSED = "red_line_crossed", _("red line crossed")
    RED_LINE_SOFTENED = "red_line_softened", _("red line softened")
    RED_LINE_DRAWN = "red_line_drawn", _("red line drawn")
    CONDITION_NEW = "condition_new", _("new condition")
    CONDITION_MET = "condition_met", _("condition met")
    CONDITION_BROKEN = "condition_broken", _("condition broken")
    FIRST = "first", _("first statement on an issue")
    REFINEMENT = "refinement", _("position told more exactly")
    PROPOSAL_PUT = "proposal_put", _("proposal put")
    PROPOSAL_ACCEPTED = "proposal_accepted", _("proposal accepted")
    PROPOSAL_REJECTED = "proposal_rejected", _("proposal rejected")
    PROPOSAL_ANSWERED = "proposal_answered", _("proposal answered with conditions or in part")
    PROPOSAL_UNANSWERED = "proposal_unanswered", _("proposal unanswered")
    VOTE = "vote", _("vote")


# What an immediate alert is worth.
ALERTING = (
    ChangeKind.SHIFT,
    ChangeKind.REVERSAL,
    ChangeKind.RED_LINE_CROSSED,
    ChangeKind.RED_LINE_SOFTENED,
    ChangeKind.RED_LINE_DRAWN,
)

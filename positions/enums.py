"""The closed vocabularies of the product, shared by tables, pure code and pages; labels in the reader’s language."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What a member may do in a negotiation; each includes the ones before it."""

    VIEWER = "viewer", _("viewer")
    ANALYST = "analyst", _("analyst")
    LEAD = "lead", _("lead")


class PartyKind(TextChoices):
    STATE = "state", pgettext_lazy("kind of party", "state")
    ORGANISATION = "organisation", pgettext_lazy("kind of party", "organisation")
    ARMED_GROUP = "armed_group", pgettext_lazy("kind of party", "armed group")
    ENVOY = "envoy", pgettext_lazy("kind of party", "envoy's office")
    OTHER = "other", pgettext_lazy("kind of party", "other")


class PartyRole(TextChoices):
    NEGOTIATES = "negotiates", _("party to the talks")
    MEDIATES = "mediates", _("mediator")
    OBSERVES = "observes", _("observer")


class Precision(TextChoices):
    """How much of a point in time is known. Day and month are kept in UTC and never shifted to a reader's zone."""

    MINUTE = "minute", pgettext_lazy("precision", "minute")
    DAY = "day", pgettext_lazy("precision", "day")
    MONTH = "month", pgettext_lazy("precision", "month")


class SpeechKind(TextChoices):
    DIRECT = "direct", _("direct speech")
    INDIRECT = "indirect", _("reported speech")
    MIXED = "mixed", _("partly direct speech")


class Stance(TextChoices):
    SUPPORTS = "supports", pgettext_lazy("stance", "supports")
    OPPOSES = "opposes", pgettext_lazy("stance", "opposes")
    MIXED = "mixed", pgettext_lazy("stance", "mixed")
    NONE = "none", pgettext_lazy("stance", "takes none")


class Firmness(IntegerChoices):
    EXPLORATORY = 1, pgettext_lazy("firmness", "exploratory")
    OPEN = 2, pgettext_lazy("firmness", "open")
    FIRM = 3, pgettext_lazy("firmness", "firm")
    RED_LINE = 4, pgettext_lazy("firmness", "red line")


class SpeechAct(TextChoices):
    """What a party does by saying it."""

    OFFER = "offer", pgettext_lazy("speech act", "offer")
    DEMAND = "demand", pgettext_lazy("speech act", "demand")
    ACCEPT = "accept", pgettext_lazy("speech act", "acceptance")
    REJECT = "reject", pgettext_lazy("speech act", "rejection")
    THREATEN = "threaten", pgettext_lazy("speech act", "threat")
    CONCEDE = "concede", pgettext_lazy("speech act", "concession")
    COMMIT = "commit", pgettext_lazy("speech act", "commitment")
    REQUEST = "request", pgettext_lazy("speech act", "request")
    ACCUSE = "accuse", pgettext_lazy("speech act", "accusation")
    APPEAL = "appeal", pgettext_lazy("speech act", "appeal")


class Mode(TextChoices):
    """How the act stands to the moment of speaking; empty is the plain present."""

    PAST = "past", pgettext_lazy("mode of a speech act", "past")
    FUTURE = "future", pgettext_lazy("mode of a speech act", "future")
    HYPOTHETICAL = "hypothetical", pgettext_lazy("mode of a speech act", "hypothetical")
    NEGATED = "negated", pgettext_lazy("mode of a speech act", "denied")


class VoteChoice(TextChoices):
    FOR = "for", pgettext_lazy("vote", "for")
    AGAINST = "against", pgettext_lazy("vote", "against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "abstained")
    ABSENT = "absent", pgettext_lazy("vote", "absent")


class EventEffect(TextChoices):
    """What an outside event does to the issues it is about; opening a settled one again is *opens*."""

    NONE = "", _("leaves them as they are")
    OPENS = "opens", _("opens them")
    SETTLES = "settles", _("settles them")


class Origin(TextChoices):
    MACHINE = "machine", _("suggested")
    PERSON = "person", _("entered by a person")


class Relation(TextChoices):
    """How a later statement relates to an earlier one."""

    RESTATES = "restates", pgettext_lazy("relation", "restates")
    REFINES = "refines", pgettext_lazy("relation", "refines")
    HARDENS = "hardens", pgettext_lazy("relation", "hardens")
    SOFTENS = "softens", pgettext_lazy("relation", "softens")
    REVERSES = "reverses", pgettext_lazy("relation", "reverses")
    SUPPORTS = "supports", pgettext_lazy("relation", "supports")
    OPPOSES = "opposes", pgettext_lazy("relation", "opposes")
    RESPONDS_TO = "responds_to", pgettext_lazy("relation", "responds to")
    QUOTES = "quotes", pgettext_lazy("relation", "quotes")
    SAME_UTTERANCE = "same_utterance", pgettext_lazy("relation", "same utterance")


class Polarity(TextChoices):
    AGREE = "agree", _("agree")
    DISAGREE = "disagree", _("disagree")
    UNRELATED = "unrelated", _("unrelated")


class Verdict(TextChoices):
    CONFIRM = "confirm", pgettext_lazy("verdict", "confirmed")
    REJECT = "reject", pgettext_lazy("verdict", "refused")
    UNSURE = "unsure", pgettext_lazy("verdict", "unsure")


class ConditionState(TextChoices):
    """What became of "A will if B does"."""

    OPEN = "open", pgettext_lazy("state of a condition", "open")
    MET = "met", pgettext_lazy("state of a condition", "met")
    BROKEN = "broken", pgettext_lazy("state of a condition", "broken")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a condition", "withdrawn")


class ArticleState(TextChoices):
    """Where an article stands on its way from text to suggestions."""

    WAITING = "waiting", pgettext_lazy("state of an article", "waiting to be read")
    READING = "reading", pgettext_lazy("state of an article", "being read")
    READ = "read", pgettext_lazy("state of an article", "read")
    FAILED = "failed", pgettext_lazy("state of an article", "not read")


class JobKind(TextChoices):
    EXTRACT = "extract", _("reading an article")
    LINK = "link", _("finding earlier statements")
    DIGEST = "digest", _("sending a digest")
    WEBHOOK = "webhook", _("calling a webhook")
    EXCHANGE = "exchange", _("writing or taking in a file")


class JobState(TextChoices):
    QUEUED = "queued", pgettext_lazy("state of a job", "waiting")
    RUNNING = "running", pgettext_lazy("state of a job", "running")
    DONE = "done", pgettext_lazy("state of a job", "done")
    FAILED = "failed", pgettext_lazy("state of a job", "failed")
    IGNORED = "ignored", pgettext_lazy("state of a job", "ignored")


class TransferDirection(TextChoices):
    EXPORT = "export", pgettext_lazy("direction of a file", "export")
    IMPORT = "import", pgettext_lazy("direction of a file", "import")


class TransferState(TextChoices):
    """How far a file has come; *compared* is a dry run that waits for a person to say: take it in."""

    WAITING = "waiting", pgettext_lazy("state of a file", "waiting")
    RUNNING = "running", pgettext_lazy("state of a file", "running")
    COMPARED = "compared", pgettext_lazy("state of a file", "compared, nothing taken in")
    DONE = "done", pgettext_lazy("state of a file", "done")
    FAILED = "failed", pgettext_lazy("state of a file", "failed")
    CANCELLED = "cancelled", pgettext_lazy("state of a file", "stopped")


class RowOutcome(TextChoices):
    """What an import makes of one row of its file."""

    CREATE = "create", pgettext_lazy("outcome of a row", "new")
    CHANGE = "change", pgettext_lazy("outcome of a row", "changed")
    SAME = "same", pgettext_lazy("outcome of a row", "as recorded")
    SKIP = "skip", pgettext_lazy("outcome of a row", "skipped")
    BAD = "bad", pgettext_lazy("outcome of a row", "not taken")


class TokenScope(TextChoices):
    """What a program may do with a token, within what its owner may."""

    READ = "read", pgettext_lazy("a token may", "read")
    WRITE = "write", pgettext_lazy("a token may", "read and write")


class DeliveryKind(TextChoices):
    """What a mail tells: a period, changes at once, or one negotiation's period from before digests were joined."""

    DIGEST = "digest", _("digest")
    ALERT = "alert", _("alert")
    FORMER = "former", _("digest of one negotiation")


class DeliveryState(TextChoices):
    CLAIMED = "claimed", pgettext_lazy("state of a mail", "being written")
    HANDED_OVER = "handed_over", pgettext_lazy("state of a mail", "handed to the mail server")
    SENT = "sent", pgettext_lazy("state of a mail", "sent")
    QUIET = "quiet", pgettext_lazy("state of a mail", "nothing changed, no mail")
    FAILED = "failed", pgettext_lazy("state of a mail", "not sent")


class Frequency(TextChoices):
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")


class WhenQuiet(TextChoices):
    """What a subscriber is sent when nothing changed."""

    LINE = "line", _("one line")
    NOTHING = "nothing", _("no mail")


class PauseReason(TextChoices):
    """Why nothing is sent for a while; all but the first are about the address."""

    READER = "reader", _("by the reader")
    BOUNCED = "bounced", _("mail came back")
    COMPLAINED = "complained", _("reported as unwanted")
    REFUSED = "refused", _("refused by the mail server")


class CallState(TextChoices):
    """What became of telling a webhook one change."""

    WAITING = "waiting", pgettext_lazy("state of a call", "waiting")
    TAKEN = "taken", pgettext_lazy("state of a call", "taken")
    FAILED = "failed", pgettext_lazy("state of a call", "not taken")


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

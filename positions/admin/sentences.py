"""What a data keeper is told when a rule of the tables forbids what was typed."""

import re

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from positions.ingestion.errors import IngestionError
from positions.review.errors import ReviewError

CHOOSE = "Choose one of the list."

# By the name of the constraint.
SENTENCES = {
    "affiliation_ends_after_it_starts": "The affiliation ends before it starts. Check the two dates.",
    "anchor_on_scale": "The scale runs from 0 to 100. Write a value on it.",
    "article_error_with_failure": "An article has an error exactly when it could not be read.",
    "article_state_known": CHOOSE,
    "condition_awaits_another_party": "A party does not wait for itself. Choose whose turn it is, or nobody.",
    "condition_state_known": CHOOSE,
    "condition_verdict_one_in_force": "There is a decision in force on this condition.",
    "condition_verdict_superseded_by_and_at": "Who superseded a decision and when belong together.",
    "call_state_known": CHOOSE,
    "token_scope_known": CHOOSE,
    "transfer_direction_known": CHOOSE,
    "transfer_state_known": CHOOSE,
    "transfer_row_outcome_known": CHOOSE,
    "transfer_error_with_failure": "A file has an error exactly when it failed.",
    "transfer_exports_a_negotiation": "An export is of a negotiation. Choose which.",
    "delivery_kind_known": CHOOSE,
    "delivery_period_forward": "The period ends before it starts. Check the two dates.",
    "delivery_sent_at_when_sent": "A delivery has a time of sending exactly when it is sent.",
    "delivery_state_known": CHOOSE,
    "event_effect_known": CHOOSE,
    "event_once": "This event is entered for that day already.",
    "follow_one_thing": "One row follows one party, pair, issue, proposal or search, or all of a negotiation.",
    "follow_pair_in_order": "A pair is a party and another one, in the order in which they were entered.",
    "issue_not_its_own_parent": "An issue cannot stand under itself. Choose another one, or none.",
    "issue_status_quo_on_scale": "The scale runs from 0 to 100. Write where things stand, or leave it empty.",
    "job_attempts_capped": "A job has at most three attempts.",
    "job_kind_known": CHOOSE,
    "job_lease_while_running": "A job has a lease exactly while it runs.",
    "job_state_known": CHOOSE,
    "judgement_on_one_thing": "A judgement is about one statement, one position or one link.",
    "judgement_one_in_force_link": "There is a judgement in force on this link.",
    "judgement_one_in_force_position": "There is a judgement in force on this position.",
    "judgement_one_in_force_statement": "There is a judgement in force on this statement.",
    "judgement_relation_of_link": "Only a judgement on a link names a relation.",
    "judgement_superseded_by_and_at": "Who superseded a judgement and when belong together.",
    "judgement_verdict_known": CHOOSE,
    "link_not_to_itself": "A statement cannot be linked to itself. Choose an earlier one.",
    "link_relation_known": CHOOSE,
    "link_score_is_a_share": "A score lies between 0 and 1.",
    "membership_role_known": CHOOSE,
    "negotiation_pre_accepts_what_it_shows": "Links are pre-accepted from a score at which they are shown, up to 1.",
    "negotiation_threshold_is_a_share": "The threshold lies between 0 and 1.",
    "party_kind_known": CHOOSE,
    "party_number_from_one": "Parties are numbered from 1.",
    "party_role_known": CHOOSE,
    "position_act_known": CHOOSE,
    "position_confidence_of_machine": "Only what the machine suggests has a confidence, between 0 and 1.",
    "position_firmness_known": CHOOSE,
    "position_mode_known": CHOOSE,
    "position_of_statement_or_vote": "A position is of one statement or of one vote.",
    "position_once_per_statement_and_issue": "This statement already has a position on the issue. Change that one.",
    "position_once_per_vote_and_issue": "This vote already has a position on the issue. Change that one.",
    "position_stance_known": CHOOSE,
    "position_value_on_scale": "The scale runs from 0 to 100. Write a number on it, or leave it empty.",
    "statement_confidence_of_machine": "Only what the machine suggests has a confidence, between 0 and 1.",
    "statement_kind_known": CHOOSE,
    "statement_not_a_document": "A statement is a passage, not a document. Mark the sentence that says it.",
    "statement_not_through_itself": "A statement cannot be reported through itself. Choose the statement around it.",
    "subscription_frequency_known": CHOOSE,
    "subscription_hour_of_week": "The hour runs from 0 to 23, the weekday from Monday to Sunday, the day from 1 to 31.",
    "subscription_paused_at_and_why": "A subscription is paused with a reason, or not at all.",
    "subscription_paused_reason_known": CHOOSE,
    "subscription_when_quiet_known": CHOOSE,
    "webhook_is_encrypted": "The address must begin with https://, so that nobody reads along.",
    "version_has_text": "The text is empty. Paste the article's text.",
    "vote_choice_known": CHOOSE,
    "anchor_once_per_value": "The scale has two meanings for one value. Keep one of them.",
    "delivery_once_per_period": "There is a digest for this period already.",
    "embedding_once_per_recipe": "The statement has a vector of this recipe already.",
    "held_position_once": "What this party held on the issue is kept already. Nothing is to be added by hand.",
    "issue_slug_once": "Another issue here has this slug. Choose another one.",
    "issue_title_once": "There is already an issue of this title here. Choose another one.",
    "ledger_entry_once": "This position stands in the ledger already. Nothing is to be added by hand.",
    "link_once_per_pair": "These two statements are linked already. Judge that link.",
    "membership_once_per_user": "This person is a member already. Change the role there.",
    "party_alias_once": "The party has this alias already.",
    "party_name_once": "There is already a party of this name here. Choose another one.",
    "party_slug_once": "Another party here has this slug. Choose another one.",
    "proposal_slug_once": "Another proposal here has this slug. Choose another one.",
    "spokesperson_alias_once": "The person has this alias already.",
    "spokesperson_name_once": "There is already a person of this name here. Add what is new to that one.",
    "statement_once": "These words are recorded for this speaker already. Correct that statement.",
    "saved_search_has_name": "Give the search a name.",
    "saved_search_name_once": "This reader has a search of this name here already.",
    "alert_once_per_change": "This reader is told of this change already.",
    "carried_once_per_place": "The negotiation carries something for this place already.",
    "transfer_piece_number_once": "The file has this piece already.",
    "transfer_row_number_once": "The report has a row of this number already.",
    "answer_kept_once_per_key": "An answer is kept for this key already.",
    "call_once_per_change": "This webhook is told of this change already.",
    "delivery_periods_apart": "Another digest to this reader covers a part of this period.",
    "follow_once": "This reader follows it already.",
    "webhook_once_per_address": "This address is told already.",
    "visit_once_per_user": "This person's visit is recorded already. Change that one.",
    "version_number_once": "The article has a version of this number already.",
    "version_text_once": "The negotiation has this text already. Open that article.",
    "vote_once_per_party": "The party's vote on this proposal is recorded already. Change that one.",
}

REFUSALS = (IngestionError, IntegrityError, PermissionDenied, ReviewError)

_NAMED = re.compile(r"Constraint “(\w+)” is violated\.")


def in_our_words(message: str) -> str:
    """Return our sentence for Django's message on a violated constraint; empty for any other message."""
    match = _NAMED.fullmatch(message)
    return SENTENCES.get(match[1], "") if match else ""


def sentence_of(error: Exception) -> str:
    """Return why something was refused: by a stage or a trigger in its sentence, by a constraint in ours."""
    diag = getattr(error.__cause__, "diag", None)
    if not isinstance(error, IntegrityError) or diag is None:
        return str(error)
    if diag.constraint_name is None:
        return diag.message_primary or str(error)
    return SENTENCES.get(diag.constraint_name, "There is such a row already. Change that one instead.")

"""Marks what the ledger has to replay anew, in the transaction that changes it, whoever changes it and how.

The triggers run once per command, not once per row: an update of a million statements leaves one mark per cell.
"""

from __future__ import annotations

import pgtrigger

# What the ledger reads of each table; other columns may change without a mark.
OF_POSITION = "id, statement_id, vote_id, issue_id, stance, value, firmness, condition, recorded_at"
OF_STATEMENT = (
    "id, party_id, speaker_id, speaker_as_written, said_at, said_at_precision, version_id, start, reported_through_id"
)
OF_VOTE = "id, party_id, cast_at, cast_at_precision"
OF_JUDGEMENT = "id, statement_id, position_id, link_id, verdict, relation, at, superseded_at"
OF_LINK = "id, negotiation_id, relation, earlier_id, later_id"
OF_JOINT = "id, statement_id, party_id"

# Marks each party whose position `changed` is or was. Where the evidence was deleted first, nobody can say whose: all.
CODED = """
    INSERT INTO positions_ledgermark (negotiation_id, party_id, issue_id)
    SELECT DISTINCT i.negotiation_id, whose.party_id, i.id
      FROM ({changed}) changed
      JOIN positions_issue i ON i.id = changed.issue_id
      CROSS JOIN LATERAL (
            SELECT s.party_id, false AS is_gone FROM positions_statement s WHERE s.id = changed.statement_id
             UNION SELECT j.party_id, false FROM positions_statement_joint_with j
                    WHERE j.statement_id = changed.statement_id
             UNION SELECT v.party_id, false FROM positions_vote v WHERE v.id = changed.vote_id
             UNION SELECT NULL, true
                    WHERE NOT EXISTS (SELECT FROM positions_statement s WHERE s.id = changed.statement_id)
                      AND NOT EXISTS (SELECT FROM positions_vote v WHERE v.id = changed.vote_id)
           ) whose
     WHERE whose.party_id IS NOT NULL OR whose.is_gone;
"""

# Marks the party of `changed`, and those it spoke jointly with, on the issues that its words or its vote are coded on.
SAID = """
    INSERT INTO positions_ledgermark (negotiation_id, party_id, issue_id)
    SELECT DISTINCT i.negotiation_id, whose.party_id, i.id
      FROM ({changed}) changed
      JOIN positions_position p ON p.{evidence}_id = changed.{evidence}_id
      JOIN positions_issue i ON i.id = p.issue_id
      CROSS JOIN LATERAL (
            SELECT changed.party_id
             UNION SELECT j.party_id FROM positions_statement_joint_with j WHERE j.statement_id = p.statement_id
           ) whose
     WHERE whose.party_id IS NOT NULL;
"""

# Marks the reports that a link joins, or joined, into one utterance.
JOINED = """
    INSERT INTO positions_ledgermark (negotiation_id, statement_id)
    SELECT DISTINCT changed.negotiation_id, report.statement_id
      FROM ({changed}) changed
      CROSS JOIN LATERAL (VALUES (changed.earlier_id), (changed.later_id)) AS report (statement_id);
"""

JUDGED = CODED.format(
    changed="""
        SELECT p.issue_id, p.statement_id, p.vote_id FROM ({rows}) r
          JOIN positions_position p ON p.id = r.position_id
         UNION SELECT p.issue_id, p.statement_id, p.vote_id FROM ({rows}) r
          JOIN positions_position p ON p.statement_id = r.statement_id
    """
) + JOINED.format(
    changed="""
        SELECT l.negotiation_id, l.earlier_id, l.later_id FROM ({rows}) r
          JOIN positions_link l ON l.id = r.link_id
         WHERE 'same_utterance' IN (r.relation, l.relation)
    """
)
# Of links only judged ones join anything; a machine that links anew leaves no mark.
RELATED = JOINED.format(
    changed="SELECT r.* FROM ({rows}) r WHERE EXISTS (SELECT FROM positions_judgement j WHERE j.link_id = r.id)"
)
CODINGS = CODED.format(changed="{rows}")
STATED = SAID.format(changed="SELECT r.*, r.id AS statement_id FROM ({rows}) r", evidence="statement")
VOTED = SAID.format(changed="SELECT r.*, r.id AS vote_id FROM ({rows}) r", evidence="vote")
TOLD_JOINTLY = SAID.format(changed="{rows}", evidence="statement")


NEW, OLD = "SELECT {columns} FROM new_rows", "SELECT {columns} FROM old_rows"
CHANGED = f"({OLD} EXCEPT {NEW}) UNION ALL ({NEW} EXCEPT {OLD})"


def on_insert(marking: str, columns: str) -> pgtrigger.Trigger:
    """Return the trigger that marks what new rows add."""
    referencing = pgtrigger.Referencing(new="new_rows")
    return marked("ledger_marks_new", pgtrigger.Insert, referencing, marking, NEW.format(columns=columns))


def on_update(marking: str, columns: str) -> pgtrigger.Trigger:
    """Return the trigger that marks what rows were and what they are now, where a column differs that is read."""
    referencing = pgtrigger.Referencing(old="old_rows", new="new_rows")
    return marked("ledger_marks_changed", pgtrigger.Update, referencing, marking, CHANGED.format(columns=columns))


def on_delete(marking: str, columns: str) -> pgtrigger.Trigger:
    """Return the trigger that marks what rows took along."""
    referencing = pgtrigger.Referencing(old="old_rows")
    return marked("ledger_marks_gone", pgtrigger.Delete, referencing, marking, OLD.format(columns=columns))


def marked(
    name: str, operation: pgtrigger.Operation, referencing: pgtrigger.Referencing, marking: str, rows: str
) -> pgtrigger.Trigger:
    """Return a trigger that runs once for all rows of a command."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func=marking.format(rows=rows) + " RETURN NULL;",
    )


def on_everything(marking: str, columns: str) -> list[pgtrigger.Trigger]:
    """Return the triggers that mark whatever happens to rows."""
    return [on_insert(marking, columns), on_update(marking, columns), on_delete(marking, columns)]


positions_mark_their_cells = on_everything(CODINGS, OF_POSITION)
judgements_mark_what_they_judge = on_everything(JUDGED, OF_JUDGEMENT)
joint_parties_mark_their_cells = on_everything(TOLD_JOINTLY, OF_JOINT)
# Neither a new statement nor a new vote is coded, and the codings of one that is deleted go first.
statements_mark_their_cells = [on_update(STATED, OF_STATEMENT)]
votes_mark_their_cells = [on_update(VOTED, OF_VOTE)]
links_mark_their_reports = [on_update(RELATED, OF_LINK), on_delete(RELATED, OF_LINK)]

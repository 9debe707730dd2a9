"""Rules that no column constraint can carry: they compare rows of different tables."""

import pgtrigger

# `version.text[start:end] == span text`, and everything of one negotiation.
words_are_in_the_text = pgtrigger.Trigger(
    name="words_are_in_the_text",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("version_id", "spans", "words"),
    when=pgtrigger.Before,
    declare=[("whole", "text"), ("cut", "text"), ("rightly", "boolean")],
    func="""
        -- Joined to nothing, the text is unpacked once instead of at every use.
        SELECT v.text || '' INTO whole FROM positions_articleversion v WHERE v.id = NEW.version_id;
        SELECT string_agg(piece, ' … ' ORDER BY i),
               bool_and(NEW.spans[i][1] >= 0 AND NEW.spans[i][2] > NEW.spans[i][1]
                        AND char_length(piece) = NEW.spans[i][2] - NEW.spans[i][1]
                        AND (i = 1 OR NEW.spans[i][1] >= NEW.spans[i - 1][2]))
          INTO cut, rightly
          FROM generate_subscripts(NEW.spans, 1) AS i,
               substr(whole, greatest(NEW.spans[i][1], 0) + 1, greatest(NEW.spans[i][2] - NEW.spans[i][1], 0)) AS piece;
        IF cut IS DISTINCT FROM NEW.words OR NOT rightly THEN
            RAISE EXCEPTION 'The words of a statement are not those at its spans.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

statement_in_one_negotiation = pgtrigger.Trigger(
    name="statement_in_one_negotiation",
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf("negotiation_id", "version_id", "party_id", "speaker_id", "reported_through_id"),
    when=pgtrigger.Before,
    func="""
        IF EXISTS (SELECT FROM positions_articleversion v WHERE v.id = NEW.version_id
                      AND v.negotiation_id <> NEW.negotiation_id)
        OR EXISTS (SELECT FROM positions_party p WHERE p.id = NEW.party_id
                      AND p.negotiation_id <> NEW.negotiation_id)
        OR EXISTS (SELECT FROM positions_spokesperson s WHERE s.id = NEW.speaker_id
                      AND s.negotiation_id <> NEW.negotiation_id)
        OR EXISTS (SELECT FROM positions_statement t WHERE t.id = NEW.reported_through_id
                      AND t.version_id <> NEW.version_id)
        THEN
            RAISE EXCEPTION 'A statement, its party, speaker and carrier belong to one negotiation.'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

# What a vector repeats from its statement is copied here, so that no writer can get it wrong.
vector_stands_with_its_statement = pgtrigger.Trigger(
    name="vector_stands_with_its_statement",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("statement_id", "negotiation_id", "said_at"),
    when=pgtrigger.Before,
    func="""
        SELECT s.negotiation_id, s.said_at INTO NEW.negotiation_id, NEW.said_at
          FROM positions_statement s WHERE s.id = NEW.statement_id;
        RETURN NEW;
    """,
)

vectors_follow_their_statement = pgtrigger.Trigger(
    name="vectors_follow_their_statement",
    operation=pgtrigger.UpdateOf("negotiation_id", "said_at"),
    when=pgtrigger.After,
    condition=pgtrigger.AnyChange("negotiation", "said_at"),
    func="""
        UPDATE positions_embedding SET said_at = NEW.said_at WHERE statement_id = NEW.id;
        RETURN NULL;
    """,
)

position_in_one_negotiation = pgtrigger.Trigger(
    name="position_in_one_negotiation",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("statement_id", "vote_id", "issue_id", "proposal_id"),
    when=pgtrigger.Before,
    declare=[("owner", "bigint")],
    func="""
        SELECT negotiation_id INTO owner FROM positions_issue WHERE id = NEW.issue_id;
        IF EXISTS (SELECT FROM positions_statement s WHERE s.id = NEW.statement_id AND s.negotiation_id <> owner)
        OR EXISTS (SELECT FROM positions_proposal p WHERE p.id = NEW.proposal_id AND p.negotiation_id <> owner)
        OR EXISTS (SELECT FROM positions_vote v JOIN positions_proposal p ON p.id = v.proposal_id
                    WHERE v.id = NEW.vote_id AND p.negotiation_id <> owner)
        THEN
            RAISE EXCEPTION 'A position, its issue and its proposal belong to one negotiation.'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

link_runs_backwards_in_time = pgtrigger.Trigger(
    name="link_runs_backwards_in_time",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("later_id", "earlier_id"),
    when=pgtrigger.Before,
    declare=[("rightly", "boolean")],
    func="""
        SELECT (a.said_at, a.version_id, a.start, a.id) < (b.said_at, b.version_id, b.start, b.id)
               AND a.negotiation_id = b.negotiation_id
          INTO rightly
          FROM positions_statement a, positions_statement b
         WHERE a.id = NEW.earlier_id AND b.id = NEW.later_id;
        IF NOT coalesce(rightly, false) THEN
            RAISE EXCEPTION 'A link runs from a later statement to an earlier one of the same negotiation.'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


def in_one_negotiation(name: str, *columns: str, foreign: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses a row for which the query `foreign` finds anything."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        when=pgtrigger.Before,
        func=f"""
            IF EXISTS ({foreign}) THEN
                RAISE EXCEPTION 'Rows of two negotiations do not go together.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )

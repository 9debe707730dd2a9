import pgtrigger.compiler
import pgtrigger.migrations

from positions.migrations._together import TogetherMigration


class Migration(TogetherMigration):
    dependencies = [
        ("positions", "0017_a_graph_built_with_more_in_view"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="judgement",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="link",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="position",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="statement",
            name="insert_insert",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="judgement",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "positions_judgementevent" ("at", "by_id", "id", "link_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position_id", "relation", "statement_id", "superseded_at", "superseded_by_id", "verdict") SELECT new_values."at", new_values."by_id", new_values."id", new_values."link_id", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position_id", new_values."relation", new_values."statement_id", new_values."superseded_at", new_values."superseded_by_id", new_values."verdict" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="8325997f09425cba18434ed61aca1c1a1c5d5e5e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f906b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="positions_judgement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="link",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "positions_linkevent" ("earlier_id", "explanation", "id", "later_id", "method", "negotiation_id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "relation", "score", "scores") SELECT new_values."earlier_id", new_values."explanation", new_values."id", new_values."later_id", new_values."method", new_values."negotiation_id", new_values."origin", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."recorded_at", new_values."relation", new_values."score", new_values."scores" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="2ffeb2304b2f047d079df57686255194797d500b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_676ea",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="positions_link",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="position",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "positions_positionevent" ("act", "condition", "confidence", "firmness", "id", "issue_id", "method", "mode", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "recorded_at", "stance", "statement_id", "value", "vote_id") SELECT new_values."act", new_values."condition", new_values."confidence", new_values."firmness", new_values."id", new_values."issue_id", new_values."method", new_values."mode", new_values."origin", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."proposal_id", new_values."recorded_at", new_values."stance", new_values."statement_id", new_values."value", new_values."vote_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="19bcce6766fa99d7d6dda0bbd87fc86677ccefb1",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_00482",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="positions_position",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statement",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "positions_statementevent" ("confidence", "cue_span", "gone_from_id", "id", "kind", "method", "negotiation_id", "origin", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "reported_through_id", "said_at", "said_at_precision", "source_span", "spans", "speaker_as_written", "speaker_id", "unresolved_reason", "version_id", "words") SELECT new_values."confidence", new_values."cue_span", new_values."gone_from_id", new_values."id", new_values."kind", new_values."method", new_values."negotiation_id", new_values."origin", new_values."party_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."recorded_at", new_values."reported_through_id", new_values."said_at", new_values."said_at_precision", new_values."source_span", new_values."spans", new_values."speaker_as_written", new_values."speaker_id", new_values."unresolved_reason", new_values."version_id", new_values."words" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="2fe9343d19af2714b70d27bb4784d601085286e5",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7de77",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="positions_statement",
                    when="AFTER",
                ),
            ),
        ),
    ]

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from positions.migrations._together import TogetherMigration


class Migration(TogetherMigration):
    dependencies = [
        ("positions", "0002_statement_targets"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="position",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="position",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="position",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="position",
            name="act",
            field=models.CharField(
                blank=True,
                choices=[
                    ("offer", "offer"),
                    ("demand", "demand"),
                    ("accept", "acceptance"),
                    ("reject", "rejection"),
                    ("threaten", "threat"),
                    ("concede", "concession"),
                    ("commit", "commitment"),
                    ("request", "request"),
                    ("accuse", "accusation"),
                    ("appeal", "appeal"),
                ],
                help_text="What the party does by saying it.",
                max_length=8,
                verbose_name="speech act",
            ),
        ),
        migrations.AddField(
            model_name="position",
            name="mode",
            field=models.CharField(
                blank=True,
                choices=[
                    ("past", "past"),
                    ("future", "future"),
                    ("hypothetical", "hypothetical"),
                    ("negated", "denied"),
                ],
                help_text="Empty when the act is done here and now.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="positionevent",
            name="act",
            field=models.CharField(
                blank=True,
                choices=[
                    ("offer", "offer"),
                    ("demand", "demand"),
                    ("accept", "acceptance"),
                    ("reject", "rejection"),
                    ("threaten", "threat"),
                    ("concede", "concession"),
                    ("commit", "commitment"),
                    ("request", "request"),
                    ("accuse", "accusation"),
                    ("appeal", "appeal"),
                ],
                help_text="What the party does by saying it.",
                max_length=8,
                verbose_name="speech act",
            ),
        ),
        migrations.AddField(
            model_name="positionevent",
            name="mode",
            field=models.CharField(
                blank=True,
                choices=[
                    ("past", "past"),
                    ("future", "future"),
                    ("hypothetical", "hypothetical"),
                    ("negated", "denied"),
                ],
                help_text="Empty when the act is done here and now.",
                max_length=12,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="position",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "positions_positionevent" ("act", "condition", "confidence", "firmness", "id", "issue_id", "method", "mode", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "recorded_at", "stance", "statement_id", "value", "vote_id") VALUES (NEW."act", NEW."condition", NEW."confidence", NEW."firmness", NEW."id", NEW."issue_id", NEW."method", NEW."mode", NEW."origin", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id", NEW."recorded_at", NEW."stance", NEW."statement_id", NEW."value", NEW."vote_id"); RETURN NULL;',
                    hash="f2098b492da3edbf55df28144ea7f956ad72875d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_00482",
                    table="positions_position",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="position",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "positions_positionevent" ("act", "condition", "confidence", "firmness", "id", "issue_id", "method", "mode", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "recorded_at", "stance", "statement_id", "value", "vote_id") VALUES (NEW."act", NEW."condition", NEW."confidence", NEW."firmness", NEW."id", NEW."issue_id", NEW."method", NEW."mode", NEW."origin", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id", NEW."recorded_at", NEW."stance", NEW."statement_id", NEW."value", NEW."vote_id"); RETURN NULL;',
                    hash="04ae6d5a1560d8f85b52d9b3ded8fd6b92a81932",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0a7ed",
                    table="positions_position",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="position",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "positions_positionevent" ("act", "condition", "confidence", "firmness", "id", "issue_id", "method", "mode", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "recorded_at", "stance", "statement_id", "value", "vote_id") VALUES (OLD."act", OLD."condition", OLD."confidence", OLD."firmness", OLD."id", OLD."issue_id", OLD."method", OLD."mode", OLD."origin", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposal_id", OLD."recorded_at", OLD."stance", OLD."statement_id", OLD."value", OLD."vote_id"); RETURN NULL;',
                    hash="9bd2e5f0d1d90cafdba864857c542c212989bee3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_53479",
                    table="positions_position",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            "",
                            "offer",
                            "demand",
                            "accept",
                            "reject",
                            "threaten",
                            "concede",
                            "commit",
                            "request",
                            "accuse",
                            "appeal",
                        ],
                    )
                ),
                name="position_act_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["", "past", "future", "hypothetical", "negated"])),
                name="position_mode_known",
            ),
        ),
    ]

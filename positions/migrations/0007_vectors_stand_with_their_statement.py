import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from pgvector.django import HnswIndex

from positions.migrations._together import TogetherMigration

# The vector index goes first and comes last: kept, every row that is filled would be put into it a second time, which
# takes far longer than building it once. The constraints are checked at once, or the table could not be altered again.
FILL = """
    SET CONSTRAINTS ALL IMMEDIATE;
    UPDATE positions_embedding e SET negotiation_id = s.negotiation_id, said_at = s.said_at
      FROM positions_statement s WHERE s.id = e.statement_id;
    SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(TogetherMigration):
    dependencies = [
        ("positions", "0006_linking"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="embedding", name="embedding_neighbours"),
        migrations.AddField(
            model_name="embedding",
            name="negotiation",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="positions.negotiation",
            ),
        ),
        migrations.AddField(
            model_name="embedding",
            name="said_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="embedding",
            name="negotiation",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="positions.negotiation",
            ),
        ),
        migrations.AlterField(
            model_name="embedding",
            name="said_at",
            field=models.DateTimeField(editable=False),
        ),
        migrations.AddIndex(
            model_name="embedding",
            index=HnswIndex(fields=["vector"], name="embedding_neighbours", opclasses=["halfvec_cosine_ops"]),
        ),
        migrations.AddIndex(
            model_name="embedding",
            index=models.Index(fields=["negotiation", "said_at"], name="embedding_by_date"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="embedding",
            trigger=pgtrigger.compiler.Trigger(
                name="vector_stands_with_its_statement",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        SELECT s.negotiation_id, s.said_at INTO NEW.negotiation_id, NEW.said_at\n          FROM positions_statement s WHERE s.id = NEW.statement_id;\n        RETURN NEW;\n    ",
                    hash="6e87a899842b6edcd8226ba797ffc27844089262",
                    operation='INSERT OR UPDATE OF "statement_id", "negotiation_id", "said_at"',
                    pgid="pgtrigger_vector_stands_with_its_statement_2073b",
                    table="positions_embedding",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statement",
            trigger=pgtrigger.compiler.Trigger(
                name="vectors_follow_their_statement",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."negotiation_id" IS DISTINCT FROM (NEW."negotiation_id") OR OLD."said_at" IS DISTINCT FROM (NEW."said_at"))',
                    func="\n        UPDATE positions_embedding SET said_at = NEW.said_at WHERE statement_id = NEW.id;\n        RETURN NULL;\n    ",
                    hash="c0c92a20da16d2e19e8dd043e5782db23be163c9",
                    operation='UPDATE OF "negotiation_id", "said_at"',
                    pgid="pgtrigger_vectors_follow_their_statement_92e45",
                    table="positions_statement",
                    when="AFTER",
                ),
            ),
        ),
    ]

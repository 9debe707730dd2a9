from django.db import migrations
from pgvector.django import HnswIndex


def built(options: str) -> str:
    """Return the SQL that builds the index of vectors anew, with the memory without which a large one takes hours.

    It may be away when this runs: whoever writes many vectors takes it away meanwhile.
    """
    return f"""
        SELECT set_config('maintenance_work_mem', greatest(
            (SELECT count(*) * 3 FROM positions_embedding),
            (SELECT setting::bigint FROM pg_settings WHERE name = 'maintenance_work_mem')
        ) || 'kB', true);
        DROP INDEX IF EXISTS embedding_neighbours;
        CREATE INDEX embedding_neighbours ON positions_embedding USING hnsw (vector halfvec_cosine_ops) {options};
    """  # noqa: S608  # constants of ours


class Migration(migrations.Migration):
    dependencies = [
        ("positions", "0016_tokens_and_kept_answers"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(built("WITH (m = 16, ef_construction = 128)"), built(""))],
            state_operations=[
                migrations.RemoveIndex(model_name="embedding", name="embedding_neighbours"),
                migrations.AddIndex(
                    model_name="embedding",
                    index=HnswIndex(
                        ef_construction=128,
                        fields=["vector"],
                        m=16,
                        name="embedding_neighbours",
                        opclasses=["halfvec_cosine_ops"],
                    ),
                ),
            ],
        ),
    ]

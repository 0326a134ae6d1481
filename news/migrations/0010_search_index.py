"""What search reads on PostgreSQL: one generated column, its index, and the one way to ask it (docs/decisions/0020)."""

from django.db import migrations

# The configuration is written out: only so is the expression immutable. What glues words together for PostgreSQL's parser
# (`selesai.Kemudian` would be a host name, `dinas/kantor` a file, `-19` a number, `<38 dan>` a tag) becomes a space.
# 100,000 characters, of whatever letters, stay below the megabyte that a tsvector can hold.
GLUE = "./-–—_@+<>&:~=#%"
MOST = 100_000
# The planner takes unpacking a tsvector for free: to sort by date it would rather look into 100,000 of them (2 s) than ask
# the index (40 ms). A function with settings of its own is planned apart, and there the index is all that is left.
ADD = f"""
ALTER TABLE news_publication ADD COLUMN search tsvector GENERATED ALWAYS AS (
    to_tsvector('pg_catalog.indonesian', translate(left(search_text, {MOST}), '{GLUE}', '{" " * len(GLUE)}'))
) STORED;
CREATE INDEX publication_search ON news_publication USING gin (search);
CREATE FUNCTION news_publication_having(asked tsquery) RETURNS SETOF bigint
    LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off SET enable_indexscan = off
    AS $$ SELECT article_id FROM {{schema}}.news_publication WHERE search @@ asked $$;
"""
REMOVE = """
DROP FUNCTION news_publication_having(tsquery);
ALTER TABLE news_publication DROP COLUMN search;
"""


def _on_postgresql(sql):
    def run(apps, schema_editor):
        connection = schema_editor.connection
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            (schema,) = cursor.fetchone()
        schema_editor.execute(sql.format(schema=schema), params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("news", "0009_public_portal")]

    operations = [migrations.RunPython(_on_postgresql(ADD), _on_postgresql(REMOVE))]

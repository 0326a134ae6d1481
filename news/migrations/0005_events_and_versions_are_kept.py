"""On PostgreSQL the database itself keeps what happened to an article, and the versions that readers had.

An event is never changed, and goes only with a draft from the bin; the one exception is the hour of an event of demo
people, which the seed sets back. A version is never changed; one that was put out goes only together with its article.
SECURITY.md says what an owner of the tables can still do.
"""

from django.db import migrations

# Names are looked up in pg_catalog and in the tables' own schema, whatever the session has set.
KEEP = """
CREATE FUNCTION news_articleevent_is_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, {schema}, pg_temp AS $$
DECLARE
    changed news_articleevent;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := NEW;
        changed.at := OLD.at;
        IF changed IS DISTINCT FROM OLD OR NOT (SELECT is_demo FROM accounts_user WHERE id = OLD.by_id) THEN
            RAISE EXCEPTION 'An event of an article is never changed (event %).', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM news_article
        WHERE id = OLD.article_id AND deleted_at IS NOT NULL AND first_submitted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'An event goes only with a draft from the bin (event %).', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE ON news_articleevent
    FOR EACH ROW EXECUTE FUNCTION news_articleevent_is_kept();

CREATE FUNCTION news_article_version_is_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, {schema}, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'A version of a text is never changed (version %).', OLD.history_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT FROM news_articleevent
        WHERE article_id = OLD.id AND version = OLD.version
            AND action IN ('publish', 'schedule', 'publish-urgent')
    ) OR EXISTS (
        SELECT FROM news_publication WHERE article_id = OLD.id AND version = OLD.version
    ) THEN
        RAISE EXCEPTION 'A version that was put out is kept (version %).', OLD.history_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER version_is_kept BEFORE UPDATE OR DELETE ON news_article_version
    FOR EACH ROW EXECUTE FUNCTION news_article_version_is_kept();
REVOKE TRUNCATE ON news_articleevent, news_article_version FROM PUBLIC, CURRENT_USER;
"""
LET_GO = """
DROP TRIGGER event_is_kept ON news_articleevent;
DROP FUNCTION news_articleevent_is_kept();
DROP TRIGGER version_is_kept ON news_article_version;
DROP FUNCTION news_article_version_is_kept();
GRANT TRUNCATE ON news_articleevent, news_article_version TO CURRENT_USER;
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
    dependencies = [("news", "0004_drafts_can_be_passed_on"), ("accounts", "0003_the_trail_is_never_changed")]

    operations = [migrations.RunPython(_on_postgresql(KEEP), _on_postgresql(LET_GO))]

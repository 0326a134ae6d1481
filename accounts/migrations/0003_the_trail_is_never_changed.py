"""On PostgreSQL the database itself keeps the audit trail: no update, no delete before its time, no TRUNCATE.

SECURITY.md says what an owner of the table can still do, and how to run the portal with a role that is not its owner.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION {schema}accounts_auditentry_is_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'The audit trail is append-only: an entry is never changed.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.at > now() - interval '5 years' THEN
        RAISE EXCEPTION 'The audit trail is kept five years: entry % is younger.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
-- For each statement: one that would change no row is refused as well, and so is INSERT … ON CONFLICT DO UPDATE.
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON {schema}accounts_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}accounts_auditentry_is_kept();
CREATE TRIGGER audit_is_kept_five_years BEFORE DELETE ON {schema}accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION {schema}accounts_auditentry_is_kept();
REVOKE TRUNCATE ON {schema}accounts_auditentry FROM PUBLIC, CURRENT_USER;
"""
LET_GO = """
DROP TRIGGER audit_is_never_changed ON {schema}accounts_auditentry;
DROP TRIGGER audit_is_kept_five_years ON {schema}accounts_auditentry;
DROP FUNCTION {schema}accounts_auditentry_is_kept();
GRANT TRUNCATE ON {schema}accounts_auditentry TO CURRENT_USER;
"""


def _on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql.format(schema=""), params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sign_in_log_and_audit_trail")]

    operations = [migrations.RunPython(_on_postgresql(KEEP), _on_postgresql(LET_GO))]

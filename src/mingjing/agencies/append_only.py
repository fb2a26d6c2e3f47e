"""SQL of the append-only tables, for migrations. A trigger stops the owner too; the running role has no right at all."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION mingjing_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: this table is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


def install_function() -> migrations.RunSQL:
    return migrations.RunSQL(FUNCTION, "DROP FUNCTION IF EXISTS mingjing_append_only() CASCADE")


def protect(table: str, allow_update: str = "", columns: str = "") -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on `table`.

    allow_update: SQL condition on OLD and NEW under which an UPDATE passes; `columns`: what the running role may
    then write. Every other role loses UPDATE, DELETE and TRUNCATE.
    """
    row = f"WHEN (NOT ({allow_update}))" if allow_update else ""
    give = f"EXECUTE format('GRANT UPDATE ({columns}) ON {table} TO %I', other);" if columns else ""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
            FOR EACH ROW {row} EXECUTE FUNCTION mingjing_append_only();
        CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION mingjing_append_only();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION mingjing_append_only();
        DO $$ DECLARE other name; BEGIN
            FOR other IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
                WHERE table_schema = current_schema() AND table_name = '{table}'
                  AND grantee NOT IN (current_user, 'PUBLIC')
            LOOP
                EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %I', other);
                {give}
            END LOOP;
        END $$;
        """,  # noqa: S608 - names and conditions are literals of the migrations
        f"""
        DROP TRIGGER {table}_no_update ON {table};
        DROP TRIGGER {table}_no_delete ON {table};
        DROP TRIGGER {table}_no_truncate ON {table};
        """,
    )

"""What the database itself refuses, whoever asks: the running role by missing rights, the owner by triggers."""

from django.db import migrations

from mingjing.agencies.append_only import protect

ERASURE = "OLD.key IS NOT NULL AND NEW.key IS NULL AND NEW.disposal_id IS NOT NULL"

# The stream of a case has no gap and each record names the one before it, or the row doesn't get in.
CHAIN = """
CREATE FUNCTION records_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before text;
BEGIN
    IF NEW.seq = 1 AND NEW.previous = '' THEN RETURN NEW; END IF;
    SELECT digest INTO before FROM records_record WHERE case_id = NEW.case_id AND seq = NEW.seq - 1;
    IF before IS NULL OR before <> NEW.previous THEN
        RAISE EXCEPTION 'record % of case % does not continue its stream', NEW.seq, NEW.case_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_record_chain BEFORE INSERT ON records_record FOR EACH ROW EXECUTE FUNCTION records_chain();
"""
UNCHAIN = "DROP TRIGGER records_record_chain ON records_record; DROP FUNCTION records_chain();"


class Migration(migrations.Migration):
    dependencies = [("records", "0001_first"), ("agencies", "0002_append_only")]

    operations = [
        migrations.RunSQL(CHAIN, UNCHAIN),
        protect("records_record"),
        protect("records_attachment"),
        protect(
            "records_recordcontent",
            ERASURE + " AND NEW.manifest IS NULL AND NEW.record_id = OLD.record_id",
            "key, manifest, disposal_id",
        ),
        protect("records_casekey", ERASURE + " AND NEW.case_id = OLD.case_id", "key, disposal_id"),
        protect(
            "records_outbox",
            "OLD.idx IS NULL AND NEW.idx IS NOT NULL AND NEW.id = OLD.id AND NEW.entry = OLD.entry "
            "AND NEW.leaf = OLD.leaf AND NEW.created_at = OLD.created_at",
            "idx",
        ),
        protect("records_head", "NEW.log = OLD.log AND NEW.size > OLD.size", "size, root, note"),
        protect("records_checkpoint"),
        protect("records_cosignature"),
        protect("records_refusallog"),
        protect("records_accesslog"),
    ]

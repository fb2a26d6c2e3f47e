"""What the database itself refuses: change, deletion, a gap in an agency's chain."""

from django.db import migrations

from mingjing.agencies.append_only import protect

CHAIN = """
CREATE FUNCTION rules_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before text;
BEGIN
    IF NEW.seq = 1 AND NEW.previous = '' THEN RETURN NEW; END IF;
    SELECT digest INTO before FROM rules_rulerecord WHERE agency_id = NEW.agency_id AND seq = NEW.seq - 1;
    IF before IS NULL OR before <> NEW.previous THEN
        RAISE EXCEPTION 'rule record % of agency % does not continue its chain', NEW.seq, NEW.agency_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rules_rulerecord_chain BEFORE INSERT ON rules_rulerecord FOR EACH ROW EXECUTE FUNCTION rules_chain();
"""
UNCHAIN = "DROP TRIGGER rules_rulerecord_chain ON rules_rulerecord; DROP FUNCTION rules_chain();"


class Migration(migrations.Migration):
    dependencies = [("rules", "0001_first"), ("agencies", "0002_append_only")]

    operations = [migrations.RunSQL(CHAIN, UNCHAIN), protect("rules_rulerecord")]

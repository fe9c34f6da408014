"""Shares of a grant that exist add up to 100 %: seen to by the database at the end of each transaction."""

from django.db import migrations

CREATE = """
CREATE FUNCTION register_shares_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one bigint;
    total numeric;
BEGIN
    FOREACH one IN ARRAY ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.grant_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.grant_id END
    ] LOOP
        SELECT sum(share) INTO total FROM register_grantsector WHERE grant_id = one;
        IF total <> 100 THEN
            RAISE EXCEPTION 'The sector shares of a grant add up to % percent, not to 100.', total
                USING ERRCODE = 'check_violation', CONSTRAINT = 'grantsector_shares_add_up';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER grantsector_shares_add_up AFTER INSERT OR UPDATE OR DELETE ON register_grantsector
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION register_shares_add_up();
"""

DROP = """
DROP TRIGGER grantsector_shares_add_up ON register_grantsector;
DROP FUNCTION register_shares_add_up();
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]

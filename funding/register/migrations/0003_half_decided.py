"""What one person decided before the rule of two persons is half decided: it waits for a second one.

What is public stays so until the next release, which shows what two persons decided and nothing else.
"""

from django.db import migrations, models

PUBLISHABLE = ("Programme", "Grant", "Package", "Statement", "Envelope", "Event", "Document")


def wait_for_a_second_person(apps, _schema_editor):
    approvals = apps.get_model("register", "Approval").objects
    grant, identity = apps.get_model("register", "Grant"), apps.get_model("register", "PublicIdentity")
    public = identity.objects.filter(subject="grant", subject_id__isnull=False)
    grant.objects.filter(pk__in=public.values("subject_id")).update(shown_as="full")
    current = set()
    for name in PUBLISHABLE:
        records = apps.get_model("register", name)._base_manager.filter(approval__isnull=False)
        current |= set(records.values_list("approval", flat=True))
        records.update(level="not_published", approval=None)
    approvals.exclude(pk__in=current).update(outcome="taken_back")

# Renaming a column leaves the names of its index and key behind, which the new column of the old name wants.
RENAME = """
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT conname FROM pg_constraint
        WHERE conrelid = 'register_approval'::regclass AND conname LIKE 'register_approval_decided_by_id%' LOOP
        EXECUTE format('ALTER TABLE register_approval RENAME CONSTRAINT %I TO %I',
            one.conname, replace(one.conname, 'decided_by', 'submitted_by'));
    END LOOP;
    FOR one IN SELECT indexname FROM pg_indexes
        WHERE tablename = 'register_approval' AND indexname LIKE 'register_approval_decided_by_id%' LOOP
        EXECUTE format('ALTER INDEX %I RENAME TO %I',
            one.indexname, replace(one.indexname, 'decided_by', 'submitted_by'));
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0002_shares_add_up")]
    operations = [
        migrations.RenameField("approval", "decided_by", "submitted_by"),
        migrations.RunSQL(RENAME, migrations.RunSQL.noop),
        migrations.RenameField("approval", "decided_at", "submitted_at"),
        migrations.AddField(
            model_name='approval',
            name='outcome',
            field=models.CharField(choices=[('waiting', 'Waiting for a second person'), ('approved', 'Approved'), ('refused', 'Refused'), ('taken_back', 'Taken back'), ('lowered', 'Lowered by one person')], default='waiting', max_length=20),
        ),
        migrations.AddField(
            model_name='grant',
            name='shown_as',
            field=models.CharField(choices=[('not_published', 'Not published'), ('pooled', 'Pooled'), ('recipient_withheld', 'Recipient withheld'), ('full', 'Full')], default='not_published', editable=False, help_text="The most that the public ever saw of it: archives keep that.", max_length=20),
        ),
        migrations.RunPython(wait_for_a_second_person, migrations.RunPython.noop),
    ]

"""What the next publication has to look at: what triggers noted since the last one. Private; without a history."""

from typing import Any

from django.db import models


class Touched(models.Model):
    """A mark: something that a draft reads of this record may have changed. Without a subject: of any record.

    A queue that only grows until the publisher takes from it what it sees. Nothing here is unique: of two transactions
    that mark one record, the second must neither wait for the first nor trust that its mark is still there.
    """

    subject = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField()
    is_kept = models.BooleanField(default=False, db_default=False, help_text="Put back: it is still held back.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.subject or 'everything'} {self.subject_id}"


class LastDraft(models.Model):
    """By what the last draft was made; where another one would be made by something else, it looks at everything."""

    drafted_on = models.DateField()
    rules = models.CharField(max_length=64, help_text="Names the program.")
    terms: Any = models.JSONField(help_text="Protected terms, hashed: what every published text was searched for.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Draft of {self.drafted_on}"

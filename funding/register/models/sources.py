"""Where facts come from."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from funding.codelists.records import SourceKind


class Source(models.Model):
    """A publication, a file or a person's entry that facts were taken from."""

    publisher = models.CharField(max_length=250)
    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=SourceKind, default=SourceKind.STAFF)
    address = models.URLField(max_length=1000, blank=True, help_text="Web address; empty where there is none.")
    published_on = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    is_link_unsafe = models.BooleanField(
        "unsafe to link",
        default=False,
        help_text="Sharing a link to this site can be punished in Belarus: shown as text, never as a link.",
    )

    class Meta:
        ordering = ["publisher", "title"]
        # The same address under the same title is the same source: imports and the starter data find it again.
        constraints = [models.UniqueConstraint(fields=["publisher", "title", "address"], name="source_once")]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"


class SourceReference(models.Model):
    """One programme or grant as one source has it: its identifier there, and the values last imported.

    `imported` is what the next import compares with, to tell a change in the file from a correction by staff.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="references")
    programme = models.ForeignKey(
        "register.Programme",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="source_references",
    )
    grant = models.ForeignKey(
        "register.Grant", on_delete=models.CASCADE, null=True, blank=True, related_name="source_references"
    )
    identifier = models.CharField(max_length=250, blank=True, help_text="Identifier of the record in this source.")
    address = models.URLField(max_length=1000, blank=True, help_text="Address of the record there, if it has one.")
    imported: Any = models.JSONField(encoder=DjangoJSONEncoder, default=dict, editable=False)
    imported_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sourcereference_of_one",
                condition=Q(programme__isnull=False, grant__isnull=True)
                | Q(programme__isnull=True, grant__isnull=False),
                violation_error_message="A reference belongs to a programme or to a grant, not to both or neither.",
            ),
            # An identifier names one record: this is what makes imports idempotent.
            models.UniqueConstraint(
                fields=["identifier"], name="sourcereference_identifier_once", condition=~Q(identifier="")
            ),
        ]

    def __str__(self) -> str:
        return self.identifier or str(self.source)

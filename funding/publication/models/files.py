"""Files that are kept ready: the whole of a list in one release, compressed."""

from django.db import models
from django.db.models import UniqueConstraint


class PublishedFilePart(models.Model):
    """A piece of a compressed file. All pieces of a file are written in one transaction, or none.

    In the database they reach replicas with the release, and go with whatever is withdrawn.
    """

    name = models.CharField(max_length=60, help_text="As in the address: grants.csv.")
    release = models.PositiveIntegerField()
    number = models.PositiveIntegerField(help_text="Its place in the file, from 0.")
    content = models.BinaryField()

    class Meta:
        ordering = ["name", "release", "number"]
        constraints = [UniqueConstraint(fields=["name", "release", "number"], name="one_part_of_a_file")]

    def __str__(self) -> str:
        return f"{self.name} of release {self.release}, part {self.number}"

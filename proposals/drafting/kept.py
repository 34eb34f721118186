"""What is known of a file that is kept beside something."""

import uuid

from django.db import models


class KeptFile(models.Model):
    """A file whose kind was read from its content, and that is only ever served as a download."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    # Each keeps its own `file`, whose folder says what it belongs to.
    file: models.FileField

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

"""What a reader can see of a line of text: the one rule for titles, names and notes."""

from __future__ import annotations

import re
from typing import Any

from django.db import models

# Control characters, and the marks that turn the direction of a line around: they show a reader other words than stand there.
# Spaces and hyphens without width come along from other pages and keep search from finding the word. The joiners
# \u200c and \u200d stay: emoji and Javanese script need them.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
JOINERS = "\u200c\u200d"


def seen(text: str) -> str:
    """`text` without characters that a reader cannot see."""
    return UNSEEN.sub("", text)


def line(text: str) -> str:
    """One line of plain text: a title, a credit, a name. Empty when nothing in it can be seen."""
    return " ".join(word for part in text.split() if (word := seen(part)).strip(JOINERS))


class LineField(models.CharField):
    """A CharField whose value is one line that a reader can see whole, whichever way it came in."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return line(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        """To the database it is a CharField: no migration of its own."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

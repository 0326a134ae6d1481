"""What a reader can see of a line of text: the one rule for titles, names and notes."""

from __future__ import annotations

import re
from typing import Any

from django.db import models

# Control characters, and the marks that turn the direction of a line around: they show a reader other words than stand there.
# Spaces and hyphens without width come along from other pages and keep search from finding the word. The joiners
# \u200c and \u200d stay: emoji and Javanese script need them. Fillers of other scripts are letters without a shape, and
# the tags from \U000e0000 on carry whole sentences that only a machine reads.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
JOINERS = "\u200c\u200d"
BLANKS = "\u2800"  # the empty sign of Braille: right among its letters, nothing by itself


def seen(text: str) -> str:
    """`text` without characters that a reader cannot see."""
    return UNSEEN.sub("", text)


def line(text: str) -> str:
    """One line of plain text: a title, a credit, a name. Empty when nothing in it can be seen."""
    return " ".join(word for part in text.split() if (word := seen(part)).strip(JOINERS + BLANKS))


class KeptClean(models.Field):
    """Cleans its value in forms and again when it is saved, whichever way it came in."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.kept(value) if isinstance(value, str) else value

    def kept(self, value: str) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class WordsField(KeptClean, models.TextField):
    """A TextField without characters that a reader cannot see; lines stay lines."""

    def kept(self, value: str) -> str:
        return seen(value).strip()

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class LineField(KeptClean, models.CharField):
    """A CharField whose value is one line that a reader can see whole."""

    def kept(self, value: str) -> str:
        return line(value)

    def deconstruct(self) -> Any:
        """To the database it is a CharField: no migration of its own."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

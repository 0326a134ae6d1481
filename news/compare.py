"""What a version of an article says, as words: what two texts are compared by."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    title: str = ""
    summary: str = ""
    body: str = ""
    byline: str = ""
    rubric: str = ""
    unit: str = ""
    lead_alt: str = ""
    lead_credit: str = ""
    lead: dict | None = None

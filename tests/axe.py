"""What axe says against a page, in each way that readers see it."""

from __future__ import annotations

from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


class Sight(NamedTuple):
    """How wide the window is, and which colours the device prefers."""

    width: int
    scheme: str

    def __str__(self) -> str:
        return f"{self.width} {self.scheme}"


SIGHTS = [Sight(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]
# Every rule of axe, its "best practices" too; besides those for WCAG 2.2 that it leaves off until somebody asks.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def violations(page: Page, sight: Sight) -> list[str]:
    """`rule: what is wrong (where)` for each; the page stands as it was loaded, only seen differently."""
    page.set_viewport_size({"width": sight.width, "height": 844})
    page.emulate_media(color_scheme=sight.scheme)
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{each['id']}: {each['help']} ({_where(each)})" for each in found]


def _where(violation: dict) -> str:
    return ", ".join(str(node["target"]) for node in violation["nodes"][:3])


def version(page: Page) -> str:
    """Which axe it was; it is in the page after the first look."""
    return page.evaluate("axe.version")

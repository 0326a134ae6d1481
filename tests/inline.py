"""The one `<style>` of a page: what it says, how a policy has to name it, and the page without it."""

from __future__ import annotations

import base64
import hashlib
import re

STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def styles_in(content: bytes) -> list[bytes]:
    return STYLE.findall(content)


def named(style: bytes) -> str:
    """`'sha256-…'`, as a browser works it out."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}'"


def without_style(page: str) -> str:
    """What is left to look for words in: class names of the style are none of the page's words."""
    return STYLE.sub(b"", page.encode()).decode()

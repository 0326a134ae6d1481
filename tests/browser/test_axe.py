"""axe finds nothing on any kind of page for readers, on a phone and on a desk, light and dark."""

from __future__ import annotations

import pytest

from tests import kinds
from tests.axe import SIGHTS, violations


@pytest.fixture(scope="module")
def pages(portal, place):
    return kinds.of(place[1])


@pytest.fixture(scope="module")
def reader(browser, portal):
    """One browser for all of them: the portal sets no cookie."""
    context = browser.new_context(base_url=portal, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_axe_finds_nothing(reader, pages):
    found = {}
    for name, address in pages.items():
        reader.goto(address)
        for sight in SIGHTS:
            found[f"{name} ({address}), {sight}"] = violations(reader, sight)
    assert {where: what for where, what in found.items() if what} == {}


def test_axe_finds_what_is_wrong(reader):
    """So that an empty list means something."""
    reader.goto("/tentang/")
    reader.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=x><h4>Terlalu kecil</h4>')")
    assert {"image-alt", "heading-order"} <= {what.partition(":")[0] for what in violations(reader, SIGHTS[0])}

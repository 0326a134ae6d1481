"""Every kind of page for readers, for those who enlarge it, space it, read it by keyboard, in two colours or on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests import kinds

WALKED = ["beranda", "berita", "daftar OPD", "beranda OPD"]
READ = ["berita", "berita panjang", "daftar berita", "beranda", "daftar OPD", "beranda OPD", "tentang"]
ON_PAPER = ["berita", "berita panjang", "daftar berita", "beranda OPD", "halaman OPD", "daftar OPD", "tentang"]
MOST_STEPS = 250

# What reaches over the right edge, and what scrolls sideways without taking the keyboard or without a name.
WIDER = """() => {
  const scrolls = (box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth;
  const inside = (box) => { for (let up = box.parentElement; up; up = up.parentElement) if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return true; };
  const wide = document.documentElement.scrollWidth > innerWidth ? ["sideways"] : [];
  for (const box of document.body.querySelectorAll("*")) {
    const { right, width, left } = box.getBoundingClientRect();
    if (width > 1 && right > innerWidth + 1 && left >= 0 && !inside(box)) wide.push(box.tagName + "." + box.className);
    if (scrolls(box) && !(box.tabIndex >= 0 && (box.ariaLabel || box.labels?.length)) && !box.querySelector("a, button"))
      wide.push("scrolls: " + box.tagName + "." + box.className);
  }
  return wide;
}"""
# WCAG 2.2, 1.4.12: what readers may set without anything being lost.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
ADOPT = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }"
CUT = """() => [...document.body.querySelectorAll("*")].filter((box) => {
  const style = getComputedStyle(box);
  const unseen = style.clipPath === "inset(50%)";  // out of sight on purpose
  const hides = !unseen && ["hidden", "clip"].includes(style.overflowY) && !box.closest(".unseen, .picture, svg, input, textarea");
  return hides && (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1);
}).map((box) => box.tagName + "." + box.className)"""
# Where the focus is, and what one sees of it: an outline of its own, or one around the whole item.
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  at.scrollIntoView({ block: "nearest" });
  const drawn = [null, "::after"].map((part) => getComputedStyle(at, part)).some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const box = at.getBoundingClientRect();
  return { what: at.outerHTML.slice(0, 90), drawn, seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight, y: box.top + scrollY };
}"""
# The most letters on one line of each text: a line is where the rectangles of its words have the same top.
LINES = """(most) => {
  const long = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_ELEMENT);
  for (let box = walker.nextNode(); box; box = walker.nextNode()) {
    if (!["P", "LI", "DD", "FIGCAPTION", "BLOCKQUOTE"].includes(box.tagName) || box.closest(".unseen") || box.querySelector("p, li, div")) continue;
    const lines = new Map();
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode())
      for (const word of text.data.matchAll(/\\S+\\s*/g)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].trimEnd().length);
        const top = Math.round((range.getClientRects()[0]?.bottom ?? -1) / 6);
        lines.set(top, (lines.get(top) ?? "") + word[0]);
      }
    for (const line of lines.values()) if (line.trim().length > most) long.push(`${line.trim().length}: ${line.trim()}`);
  }
  return long;
}"""
SMALL = """(boxes) => boxes.map((box) => [box.getBoundingClientRect(), box]).filter(([place]) => place.width && place.height < 44)
  .map(([place, box]) => box.outerHTML.slice(0, 90) + " " + place.height)"""
MOVES = """() => [...document.querySelectorAll("*")].filter((box) => {
  const style = getComputedStyle(box);
  return style.scrollBehavior === "smooth" || style.animationName !== "none" || parseFloat(style.transitionDuration) > 0;
}).map((box) => box.tagName + "." + box.className)"""
ALWAYS_LARGE = (
    ".top nav a, .bottom nav a, .bottom button, .button, .chip, .pager a, input:not([type=hidden]), select, summary"
)


@pytest.fixture(scope="module")
def pages(portal, place):
    return kinds.of(place[1])


@pytest.fixture(scope="module")
def reader(browser, portal):
    context = browser.new_context(base_url=portal, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def as_it_was(reader: Page):
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.emulate_media(media="screen", forced_colors="none", color_scheme="light")


@pytest.fixture(scope="module")
def looked(reader: Page, pages) -> dict[str, dict]:
    """What is wrong with each page, by question. One round for all questions: loading is what takes the time."""
    found: dict[str, dict] = {question: {} for question in ("phone", "four times", "spaced", "small", "moves")}
    for name, address in pages.items():
        reader.set_viewport_size({"width": 390, "height": 844})
        reader.goto(address)
        found["phone"][name] = reader.evaluate(WIDER)
        found["small"][name] = reader.locator(ALWAYS_LARGE).evaluate_all(SMALL)
        found["moves"][name] = reader.evaluate(MOVES)
        reader.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024 at 400 %
        found["four times"][name] = reader.evaluate(WIDER)
        reader.evaluate(ADOPT, SPACED)  # a <style> of a stranger would be refused
        found["spaced"][name] = reader.evaluate(CUT) + reader.evaluate(WIDER)
    return {question: {name: what for name, what in of.items() if what} for question, of in found.items()}


def test_nothing_is_wider_than_a_phone(looked):
    assert looked["phone"] == {}


def test_at_four_times_the_size_nothing_is_wider_than_the_window(looked):
    assert looked["four times"] == {}


def test_with_wider_spaces_nothing_is_cut(looked):
    assert looked["spaced"] == {}


def test_what_is_pressed_is_large_enough_for_a_thumb(looked):
    assert looked["small"] == {}


def test_nothing_moves_for_who_wants_no_motion(looked):
    assert looked["moves"] == {}


@pytest.mark.parametrize("name", WALKED)
def test_through_the_page_by_keyboard(reader, pages, name):
    reader.goto(pages[name])
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.className") == "skip"
    walked = [reader.evaluate(FOCUSED)]
    for _ in range(MOST_STEPS):
        reader.keyboard.press("Tab")
        at = reader.evaluate(FOCUSED)
        if at is None or at["what"] == walked[0]["what"]:
            break
        walked.append(at)
    else:
        pytest.fail("the keyboard never came to the end of the page")
    focusable = reader.locator("a[href]:visible, button:visible, input:visible, select:visible, summary:visible")
    assert len(walked) >= focusable.count()
    assert [at["what"] for at in walked if not (at["drawn"] and at["seen"])] == []


def test_past_the_header_by_keyboard(reader):
    reader.goto("/opd/")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    assert reader.evaluate("document.activeElement.id") == "isi"
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.closest('main') !== null")


def test_in_two_colours_focus_and_controls_are_seen(reader, pages):
    reader.emulate_media(forced_colors="active")
    for name in WALKED:
        reader.goto(pages[name])
        for _ in range(6):
            reader.keyboard.press("Tab")
            assert reader.evaluate(FOCUSED)["drawn"]
    edges = (
        "boxes => boxes.filter((box) => box.checkVisibility() && parseFloat(getComputedStyle(box).borderTopWidth) < 1)"
    )
    assert reader.locator(".button, input, .chip").evaluate_all(f"{edges}.length") == 0


def test_no_line_is_longer_than_75_letters(reader, pages):
    reader.set_viewport_size({"width": 1280, "height": 844})
    long = {}
    for name in READ:
        reader.goto(pages[name])
        long[name] = reader.evaluate(LINES, 75)
    assert {name: lines for name, lines in long.items() if lines} == {}


def test_on_paper_there_is_what_one_reads_and_nothing_to_press(reader, pages):
    reader.emulate_media(media="print", color_scheme="dark")
    for name in ON_PAPER:
        reader.goto(pages[name])
        shown = reader.locator(".top, .bottom, .skip, .pager, .share, form").evaluate_all(
            "boxes => boxes.filter((box) => box.checkVisibility()).map((box) => box.className)"
        )
        assert (name, shown) == (name, [])
        colours = "document.body && [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
        assert (name, reader.evaluate(colours)) == (name, ["rgb(255, 255, 255)", "rgb(0, 0, 0)"])

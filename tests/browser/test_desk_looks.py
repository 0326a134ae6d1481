"""The desk on a phone and by keyboard: the menu, and what once stood in the way of what one reads or types."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

READY = "window.CKEDITOR && CKEDITOR.instances.id_body && CKEDITOR.instances.id_body.status === 'ready'"
FOCUS = "document.activeElement.id"
PLACE = "box => box.getBoundingClientRect().toJSON()"
SIZE = "box => parseFloat(getComputedStyle(box).fontSize)"
INK = "box => getComputedStyle(box).color"


def opd_address(page, part: str = "change/") -> str:
    """Of the first OPD that this person's side bar leads to."""
    page.goto("/admin/")
    site = page.locator("a[href$='/site/']").first.get_attribute("href")
    return f"/admin/opd/opd/{site.split('/')[4]}/{part}"


@pytest.mark.parametrize("width", [390, 768])
def test_the_menu_opens_and_closes_by_keyboard_alone(sign_in, width):
    desk = sign_in("penulis.dinkes", width=width)
    menu = desk.locator("#nav-sidebar")
    assert not menu.is_visible()
    for _ in range(3):
        desk.keyboard.press("Tab")
        if desk.evaluate(FOCUS) == "menu-open":
            break
    opener = desk.get_by_role("button", name="Buka menu")
    assert (opener.get_attribute("aria-expanded"), opener.get_attribute("aria-controls")) == ("false", "nav-sidebar")
    place = opener.evaluate(PLACE)
    assert min(place["width"], place["height"]) >= 44
    desk.keyboard.press("Enter")
    assert menu.is_visible()
    assert opener.get_attribute("aria-expanded") == "true"
    desk.wait_for_function(f"{FOCUS} === 'menu-close'")
    place = desk.get_by_role("button", name="Tutup menu").evaluate(PLACE)
    assert min(place["width"], place["height"]) >= 44
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.closest('#nav-sidebar') !== null")
    desk.keyboard.press("Escape")
    assert not menu.is_visible()
    assert desk.evaluate(FOCUS) == "menu-open"
    desk.keyboard.press("Enter")
    desk.wait_for_function(f"{FOCUS} === 'menu-close'")
    desk.keyboard.press("Enter")
    assert not menu.is_visible()
    assert desk.evaluate(FOCUS) == "menu-open"


def test_the_way_out_opens_by_keyboard(sign_in):
    desk = sign_in("penulis.dinkes", width=1280)
    desk.locator("#nav-sidebar .desk-self").focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name="Keamanan akun").wait_for()


def test_hours_stay_inside_their_card_and_apart(sign_in):
    desk = sign_in("admin.dinkes")
    desk.goto(opd_address(desk))
    edge = desk.locator(".week").evaluate(PLACE)["right"]
    for row in desk.locator(".week__day").all():
        opens, closes = (clock.evaluate(PLACE) for clock in row.locator(".week__clock").all())
        assert opens["right"] <= closes["left"]
        assert closes["right"] <= edge


def test_the_number_of_readers_stays_on_one_line(sign_in):
    desk = sign_in("pengelola")
    desk.goto("/admin/")
    counts = desk.locator(".bars__count")
    assert counts.count()
    counts.evaluate_all("all => all.forEach((one) => { one.textContent = '10.476'; })")
    assert max(count.evaluate(PLACE)["height"] for count in counts.all()) < 30


def test_the_editors_buttons_stand_in_rows_on_a_page_of_an_opds_site(sign_in):
    desk = sign_in("admin.dinkes", width=1280)
    opd = opd_address(desk).split("/")[4]
    desk.goto(f"/admin/news/opd/{opd}/site/profil/")
    desk.wait_for_function(READY)
    button = desk.locator(".cke_button__bold")
    assert button.evaluate("one => getComputedStyle(one).textDecorationLine") == "none"
    assert button.evaluate("one => getComputedStyle(one).paddingTop") != "10px"
    assert button.locator(".cke_button_icon").evaluate(PLACE)["height"] >= 16


def test_on_a_phone_the_path_is_the_page_and_nothing_else(sign_in):
    desk = sign_in("admin.dinkes")
    desk.goto("/admin/news/mediaasset/?q=motif")
    assert desk.locator("h1").inner_text().strip() == "Media"


def test_help_can_be_read_and_what_is_typed_is_ink(sign_in):
    desk = sign_in("admin.dinkes")
    desk.goto(opd_address(desk))
    assert {one.evaluate(SIZE) for one in desk.locator(".desk-help").all()} == {14}
    typed = desk.locator("#content-main form textarea").first.evaluate(INK)
    assert typed == desk.locator(".desk-panel").first.evaluate(INK)


def test_pictures_in_the_library_begin_below_the_search(sign_in):
    desk = sign_in("admin.dinkes", width=1280)
    desk.goto("/admin/news/mediaasset/")
    above = desk.locator("div:has(> #toolbar)").last.evaluate(PLACE)["bottom"]
    assert desk.locator(".library").evaluate(PLACE)["top"] > above


def test_one_way_to_take_the_picture_away(sign_in):
    desk = sign_in("penulis.dinkes")
    desk.goto("/admin/news/article/")
    for link in [one.get_attribute("href") for one in desk.locator("#result_list th a").all()]:
        desk.goto(link)
        if desk.get_by_role("button", name="Lepas foto ini").is_visible():
            break
    assert desk.locator("[name=remove_picture]").count() == 1
    assert not desk.locator("[name=remove_picture]").is_visible()


def test_with_the_keyboard_open_the_bar_lies_over_nothing(sign_in):
    desk = sign_in("redaktur")
    desk.goto("/admin/news/queue/")
    desk.goto(desk.locator(".queue__title a").first.get_attribute("href"))
    bar = desk.locator(".review__bar")
    bar.locator("summary", has_text="Kembalikan").click()
    assert bar.evaluate("box => getComputedStyle(box).position") == "sticky"
    desk.set_viewport_size({"width": 390, "height": 430})
    assert bar.evaluate("box => getComputedStyle(box).position") == "static"
    bar.locator("summary", has_text="Kembalikan").click()
    desk.evaluate("scrollTo(0, 0)")
    bar.locator("summary", has_text="Kembalikan").click()  # on a screen that is small from the beginning
    expect(bar.locator(".verb[open] textarea").first).to_be_in_viewport()

"""Which files a browser is offered: every state a picture's files can be in."""

from news import sources


def file(width: int, kind: str) -> dict:
    return {"name": f"x-{width}.{kind}", "width": width, "height": width, "type": f"image/{kind}"}


def offered(*files: dict) -> tuple[list[list[str]], list[str], str]:
    """The names: those of each lighter format, those of the picture itself, and the plain one."""
    found = sources.offer(files)
    lighter = [[one["name"] for one in group] for group in found.lighter]
    return lighter, [one["name"] for one in found.files], found.plain["name"]


def every(*widths: int) -> list[dict]:
    return [file(width, kind) for width in widths for kind in ("avif", "webp", "jpeg")]


def test_three_formats_the_lightest_first_and_a_middle_one_for_old_browsers():
    lighter, own, plain = offered(*every(320, 960, 1600))
    assert lighter == [
        ["x-320.avif", "x-960.avif", "x-1600.avif"],
        ["x-320.webp", "x-960.webp", "x-1600.webp"],
    ]
    assert own == ["x-320.jpeg", "x-960.jpeg", "x-1600.jpeg"]
    assert plain == "x-960.jpeg"


def test_the_order_of_the_list_does_not_matter():
    assert offered(*reversed(every(320, 960))) == offered(*every(320, 960))


def test_before_the_other_sizes_are_made_there_is_one():
    assert offered(file(960, "jpeg")) == ([], ["x-960.jpeg"], "x-960.jpeg")


def test_a_format_that_lacks_the_largest_size_is_no_choice_of_its_own():
    lighter, own, plain = offered(file(320, "avif"), file(480, "webp"), file(1600, "webp"), file(1600, "jpeg"))
    assert (lighter, own, plain) == ([["x-480.webp", "x-1600.webp"]], ["x-1600.jpeg"], "x-1600.jpeg")


def test_old_pictures_keep_their_one_list():
    lighter, own, plain = offered(file(480, "webp"), file(960, "webp"), file(1920, "jpeg"))
    assert (lighter, own, plain) == ([], ["x-480.webp", "x-960.webp", "x-1920.jpeg"], "x-1920.jpeg")


def test_a_browser_without_avif_is_never_given_one():
    lighter, own, _ = offered(file(320, "avif"), file(960, "jpeg"))
    assert (lighter, own) == ([], ["x-960.jpeg"])


def test_one_format_alone_is_shown_whatever_it_is():
    for kind in ("webp", "png", "avif"):
        assert offered(file(480, kind)) == ([], [f"x-480.{kind}"], f"x-480.{kind}")


def test_nothing_is_nothing():
    assert sources.offer([]) is None
    assert sources.for_sharing([]) is None
    assert sources.for_reading([]) is None


def test_what_is_shared_is_the_largest_that_everybody_opens():
    assert sources.for_sharing(every(320, 1600))["name"] == "x-1600.jpeg"
    assert sources.for_sharing([file(480, "webp")])["name"] == "x-480.webp"


def test_a_feed_gets_a_middle_one():
    assert sources.for_reading(every(320, 960, 1600))["name"] == "x-960.jpeg"

"""Whatever people paste from YouTube gives the id of its video; anything else is told in a sentence, never kept."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from news import youtube

ID = "dQw4w9WgXcQ"
ODD = "-_aB3-_xY9_"  # hyphens and underscores, at both ends too

READ = {
    "the address line": f"https://www.youtube.com/watch?v={ID}",
    "plain http": f"http://www.youtube.com/watch?v={ID}",
    "without www": f"https://youtube.com/watch?v={ID}",
    "without scheme": f"www.youtube.com/watch?v={ID}",
    "without scheme and www": f"youtube.com/watch?v={ID}",
    "two slashes": f"//www.youtube.com/embed/{ID}",
    "in capitals, by the phone": f"HTTPS://WWW.YouTube.com/watch?v={ID}",
    "mobile": f"https://m.youtube.com/watch?v={ID}&feature=youtu.be",
    "music": f"https://music.youtube.com/watch?v={ID}&list=RDAMVM{ID}",
    "gaming": f"https://gaming.youtube.com/watch?v={ID}",
    "studio, where its owner is": f"https://studio.youtube.com/video/{ID}/edit",
    "at a second": f"https://www.youtube.com/watch?v={ID}&t=1m30s",
    "from a list": f"https://www.youtube.com/watch?v={ID}&list=PL0123456789ABCDEF&index=3",
    "v not first": f"https://www.youtube.com/watch?app=desktop&ab_channel=Blora&v={ID}",
    "with a fragment": f"https://www.youtube.com/watch?v={ID}#t=30",
    "as HTML writes it": f"https://www.youtube.com/watch?list=PLx&amp;v={ID}",
    "short": f"https://youtu.be/{ID}",
    "short, shared": f"https://youtu.be/{ID}?si=AbCdEfGhIjKlMnOp",
    "short, at a second": f"https://youtu.be/{ID}?t=42&list=PLx",
    "short, without scheme": f"youtu.be/{ID}",
    "short, with a slash": f"https://youtu.be/{ID}/",
    "a second added by hand": f"https://youtu.be/{ID}&t=42",
    "two question marks": f"https://www.youtube.com/watch?v={ID}?t=42",
    "shorts": f"https://www.youtube.com/shorts/{ID}",
    "shorts, shared": f"https://youtube.com/shorts/{ID}?si=abc&feature=share",
    "live": f"https://www.youtube.com/live/{ID}?feature=share",
    "embed": f"https://www.youtube.com/embed/{ID}?rel=0",
    "without cookies": f"https://www.youtube-nocookie.com/embed/{ID}",
    "v": f"https://www.youtube.com/v/{ID}",
    "e": f"https://www.youtube.com/e/{ID}",
    "spaces around": f"  \t https://youtu.be/{ID} \n",
    "nothing seen around": f"\u200b\u202ahttps://youtu.be/{ID}\u202c\ufeff",
    "invisible, without scheme": f"\u2060youtu.be/{ID}\u200b",
    "a phone's sharing": f'Tonton "Panen raya di Ngawen" di YouTube\nhttps://youtu.be/{ID}?si=abc',
    "right behind a colon": f"Tonton:https://youtu.be/{ID}",
    "end of a sentence": f"Lihat youtu.be/{ID}.",
    "in brackets": f"Rekaman (https://www.youtube.com/watch?v={ID})",
    "in angle brackets": f"<https://youtu.be/{ID}>",
    "bold in WhatsApp": f"*https://youtu.be/{ID}*",
    "pasted twice": f"https://youtu.be/{ID}https://youtu.be/{ID}",
    "twice, in two forms": f"https://youtu.be/{ID} https://www.youtube.com/watch?v={ID}",
    "beside the channel's link": f"https://youtu.be/{ID} Kanal: https://www.youtube.com/@dinkesblora",
    "beside another site": f"https://www.instagram.com/dinkesblora https://youtu.be/{ID}",
    "the code to embed": f'<iframe width="560" height="315" src="https://www.youtube.com/embed/{ID}?si=x" title="YouTube"></iframe>',
    "wrapped by another page": f"https://www.google.com/url?q=https://www.youtube.com/watch?v={ID}&sa=D",
}  # fmt: skip


@pytest.mark.parametrize("id", [ID, ODD])
@pytest.mark.parametrize("pasted", READ.values(), ids=READ)
def test_is_read(pasted, id):
    assert youtube.video_id(pasted.replace(ID, id)) == id


REFUSED = {
    "nothing": ("", "Tidak ada tautan YouTube"),
    "blank": (" \n ", "Tidak ada tautan YouTube"),
    "words": ("Panen raya selesai.Lalu pulang", "Tidak ada tautan YouTube"),
    "an id alone: eleven letters are a word too": ("pembangunan", "Tidak ada tautan YouTube"),
    "a broken address": ("https://[::1", "Tidak ada tautan YouTube"),
    "a channel": ("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", "kanal YouTube"),
    "a channel's handle": ("https://www.youtube.com/@dinkesblora", "kanal YouTube"),
    "a channel's videos": ("https://www.youtube.com/@dinkesblora/videos", "kanal YouTube"),
    "what a channel sends now": ("https://www.youtube.com/@dinkesblora/live", "kanal YouTube"),
    "a channel by name": ("https://www.youtube.com/c/DinkesBlora", "kanal YouTube"),
    "an old channel": ("youtube.com/user/dinkesblora", "kanal YouTube"),
    "what a channel sends now, embedded": ("https://www.youtube.com/embed/live_stream?channel=UCabc", "kanal YouTube"),
    "a list": ("https://www.youtube.com/playlist?list=PL0123456789", "daftar putar"),
    "a list, played": ("https://www.youtube.com/watch?list=PL0123456789", "daftar putar"),
    "a list, embedded": ("https://www.youtube.com/embed/videoseries?list=PL0123456789", "daftar putar"),
    "the first page": ("https://www.youtube.com/", "tidak menuju satu video"),
    "a search": ("https://www.youtube.com/results?search_query=blora", "tidak menuju satu video"),
    "a clip": ("https://www.youtube.com/clip/UgkxAbCdEfGhIj", "tidak menuju satu video"),
    "short, without anything": ("https://youtu.be/", "tidak menuju satu video"),
    "cut": (f"https://youtu.be/{ID[:-1]}", "terpotong"),
    "a letter too many": (f"https://www.youtube.com/watch?v={ID}Q", "kelebihan huruf"),
    "two videos": (f"https://youtu.be/{ID} https://youtu.be/{ODD}", "lebih dari satu video"),
    "TikTok": ("https://www.tiktok.com/@dinkes/video/7301234567890123456", "TikTok, bukan YouTube"),
    "TikTok, short": ("https://vt.tiktok.com/ZS8abcdef/", "TikTok, bukan YouTube"),
    "Instagram": ("https://www.instagram.com/reel/Cabcdefghij/?igsh=abc", "Instagram, bukan YouTube"),
    "Facebook": ("fb.watch/abcdefgh/", "Facebook, bukan YouTube"),
    "a drive": ("https://drive.google.com/file/d/1aBcD/view", "Google Drive, bukan YouTube"),
    "another site": ("https://contoh.test/video/1", "contoh.test, bukan YouTube"),
    "a name that ends like it": (f"https://notyoutube.com/watch?v={ID}", "notyoutube.com, bukan YouTube"),
    "a name that begins like it": (f"https://youtube.com.contoh.test/watch?v={ID}", "bukan YouTube"),
    "a user name before the host": (f"https://youtube.com@contoh.test/watch?v={ID}", "contoh.test, bukan YouTube"),
    "another site under our path": (f"https://contoh.test/youtu.be/{ID}", "contoh.test, bukan YouTube"),
    "a script": (f"javascript://youtu.be/{ID}", "Tidak ada tautan YouTube"),
    "markup for an id": ('https://youtu.be/"><script>x', "tidak menuju satu video"),
    "other digits": ("https://youtu.be/１２３４５６７８９０１", "tidak menuju satu video"),
    "a whole page": (f"{'x ' * 1000} https://youtu.be/{ID}", "terlalu panjang"),
}  # fmt: skip


@pytest.mark.parametrize(("pasted", "why"), REFUSED.values(), ids=REFUSED)
def test_is_refused_with_a_sentence(pasted, why):
    with pytest.raises(ValidationError) as refused:
        youtube.video_id(pasted)
    [sentence] = refused.value.messages
    assert why in sentence
    assert len(sentence) < 250


def test_a_long_host_is_not_repeated_whole():
    with pytest.raises(ValidationError) as refused:
        youtube.video_id(f"https://{'a' * 1500}.test/")
    assert len(refused.value.messages[0]) < 300


pasted_words = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}{}/{}{}".format,
        st.sampled_from(["", "https://", "//", "HTTP://", "https://user@", " (", "x"]),
        st.sampled_from(["youtu.be", "www.youtube.com", "m.youtube.com", "studio.youtube.com", "vimeo.com", "[::1]:9"]),
        st.sampled_from(["", "watch?v=", "embed/", "shorts/", "@", "playlist?list=", "watch?v=%0A", "/", "v/#"]),
        st.text(alphabet=st.sampled_from(f"{ID}-_&?=/#%.;\n\"'<> ١Ａé\0"), max_size=24),
    ),
)


@given(pasted_words)
@example(f"https://youtu.be/{ID}\n")
@example(f"https://www.youtube.com/watch?v={ID}%0A")
def test_only_an_id_ever_comes_out(pasted):
    try:
        id = youtube.video_id(pasted)
    except ValidationError:
        return
    assert re.fullmatch(r"[A-Za-z0-9_-]{11}", id)
    assert id in pasted


@given(st.from_regex(r"[A-Za-z0-9_-]{11}", fullmatch=True).filter(lambda id: id not in youtube.NO_VIDEOS))
def test_its_own_addresses_name_the_same_video(id):
    assert youtube.video_id(youtube.watch_address(id)) == id
    assert youtube.video_id(youtube.player_address(id)) == id


def test_the_player_sets_no_cookie_and_plays_at_once():
    player = urlsplit(youtube.player_address(ID))
    assert f"{player.scheme}://{player.netloc}" == youtube.PLAYER_ORIGIN == "https://www.youtube-nocookie.com"
    assert player.path == f"/embed/{ID}"
    assert parse_qs(player.query) == {"autoplay": ["1"], "rel": ["0"], "playsinline": ["1"], "hl": ["id"]}


def test_nothing_gets_out_of_an_address():
    assert youtube.watch_address('"><a/../?&#') == "https://www.youtube.com/watch?v=%22%3E%3Ca%2F..%2F%3F%26%23"

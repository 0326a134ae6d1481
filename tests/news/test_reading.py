"""Which request was a person reading an article: method, address, status and what the browser calls itself."""

from __future__ import annotations

import pytest

from news.reading import article_read, is_robot

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)
PAGE = "/berita/123/posyandu-buka/"

PEOPLE = [
    PHONE,
    "Mozilla/5.0 (Linux; Android 8.1.0; CUBOT X18 Plus) AppleWebKit/537.36 Chrome/96.0.4664.45 Mobile Safari/537.36",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10",
    "Mozilla/5.0 (U; Linux; Android 4.4.2; id; Nexus) AppleWebKit/537.36 Version/4.0 UCBrowser/12.13 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 13; SM-A032F) Chrome/119.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/443.0.0.23.229;]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 331.0.3.29.92",
    "Mozilla/5.0 (Linux; Android 12) Chrome/107 Mobile Safari/537.36 musical_ly_2022803040 BytedanceWebview/d8a21c6",
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) Chrome/129.0 Mobile Safari/537.36 Telegram-Android/11.3.3 (Samsung)",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
    "NokiaC3-00/5.0 (08.63) Profile/MIDP-2.1 Configuration/CLDC-1.1",
]
ROBOTS = [
    "",
    "   ",
    "-",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "WhatsApp/2.23.20.0 A",
    "TelegramBot (like TwitterBot)",
    "Twitterbot/1.0",
    "SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; ChatGPT-User/1.0; +https://openai.com/bot)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/130.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 11; moto g power) Chrome/130.0 Mobile Safari/537.36 Chrome-Lighthouse",
    "curl/7.88.1",
    "Wget/1.21.3",
    "python-requests/2.32.3",
    "Python-urllib/3.11",
    "Go-http-client/1.1",
    "Java/17.0.2",
    "okhttp/4.12.0",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)",
    "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "Mozilla/5.0 " + "x" * 2000,
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_a_person(agent):
    assert not is_robot(agent)


@pytest.mark.parametrize("agent", ROBOTS)
def test_a_robot(agent):
    assert is_robot(agent)
    assert article_read("GET", PAGE, 200, agent) is None


@pytest.mark.parametrize("status", [200, 304])
@pytest.mark.parametrize(
    ("address", "article"),
    [
        (PAGE, 123),
        ("/berita/7/%E2%80%93judul/", 7),
        ("/berita/123/posyandu-buka/?hemat=1&utm_source=wa", 123),
        ("/berita/999999999999999999/x/", 999999999999999999),
    ],
)
def test_what_is_counted(address, article, status):
    assert article_read("GET", address, status, PHONE) == article


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "get", ""])
def test_only_a_get_is_reading(method):
    assert article_read(method, PAGE, 200, PHONE) is None


@pytest.mark.parametrize("status", [101, 204, 206, 301, 302, 400, 404, 405, 410, 421, 500, 503])
def test_only_a_page_that_came_or_is_still_good_is_read(status):
    assert article_read("GET", PAGE, status, PHONE) is None


@pytest.mark.parametrize(
    "address",
    [
        "/", "/berita/", "/berita/123/", "/berita/123", "/berita/0/x/", "/berita/0123/x/", "/berita/-1/x/", "/berita/x/y/",
        "/berita/1234567890123456789/x/", "/berita/123456789012345678901234567890/x/", "/berita/123/posyandu", "/berita/123//",
        "/berita/123/tabel/4.csv", "/berita/123/a/b/", "/berita/arsip/2026/11/", "/opd/dinkes/galeri/123/", "/admin/berita/1/x/",
        "http://localhost/berita/123/x/", "//berita/123/x/", "/berita/१२३/x/", "/berita/123/x/#y", "/berita/12 3/x/", "",
    ],
)  # fmt: skip
def test_other_addresses_are_no_article(address):
    assert article_read("GET", address, 200, PHONE) is None

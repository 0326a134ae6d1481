"""Which request was a person reading an article: the same rule for the portal's own middleware and for a proxy's log."""

from __future__ import annotations

import re

READ = (200, 304)  # 304: a browser shows the copy it has kept; somebody reads it all the same
ARTICLE = re.compile(r"/berita/([1-9][0-9]{0,17})/[^/?]+/(?:\?.*)?", re.DOTALL)
# What robots, previews in chats, programs and measuring tools call themselves. Cubot makes phones.
ROBOT = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|preview|archiv|scrap|fetch|monitor|uptime|pingdom|linkcheck|validator"
    r"|facebookexternalhit|facebookcatalog|meta-external|whatsapp|skypeuri|embedly|feed|rss"
    r"|mediapartners|adsbot|google-|inspectiontool|lighthouse|pagespeed|gtmetrix"
    r"|headless|phantom|puppeteer|playwright|selenium"
    r"|curl|wget|python|urllib|httpx|aiohttp|okhttp|http-?client|libwww|perl|ruby|java/|axios|undici|node\.js"
    r"|chatgpt|openai|claude|anthropic|perplexity|ahrefs|semrush|nikto|nmap|zgrab|censys",
    re.IGNORECASE,
)
LONGEST_AGENT = 1000  # characters; browsers stay far below


def article_read(method: str, address: str, status: int, agent: str) -> int | None:
    """The number of the article that a person read with this request; None when it was anything else.

    `address` is the path on the portal's host, with or without its query. A robot is what calls itself one, or nothing.
    """
    if method != "GET" or status not in READ:
        return None
    found = ARTICLE.fullmatch(address)
    return int(found[1]) if found and not is_robot(agent) else None


def is_robot(agent: str) -> bool:
    return not agent.strip(" -") or len(agent) > LONGEST_AGENT or ROBOT.search(agent) is not None

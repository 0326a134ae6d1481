"""What a kept page costs against one made anew: CPU time per answer, in this process, on the seeded demo (`make run` first)."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blora_portal.settings")
from blora_portal.environment import read_dotenv

read_dotenv()
import django  # noqa: E402

django.setup()
from django.conf import settings  # noqa: E402
from django.core.handlers.base import BaseHandler  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from blora_portal import page_cache  # noqa: E402
from news.models import Publication  # noqa: E402

MADE, ANSWERED = 60, 2_000


def cost(answer, times: int) -> float:
    """Milliseconds of CPU per call."""
    if getattr(answer(), "status_code", 200) != 200:
        sys.exit("The portal does not answer: run 'make run' once.")
    began = time.process_time()
    for _ in range(times):
        answer()
    return (time.process_time() - began) * 1000 / times


def inner():
    """The portal behind the page cache, as its settings put it together."""
    name = "blora_portal.page_cache.PageCache"
    settings.MIDDLEWARE = settings.MIDDLEWARE[settings.MIDDLEWARE.index(name) + 1 :]
    handler = BaseHandler()
    handler.load_middleware()
    return handler.get_response


def main() -> None:
    made = inner()
    kept = page_cache.PageCache(made)
    heavy = max(Publication.objects.visible(), key=lambda item: len(item.body))
    print("CPU per answer, ms     made anew    kept, in hand    kept, from the cache")
    for name, address in (("home", "/"), ("article", heavy.get_absolute_url())):

        def ask(answer, address=address):
            return answer(RequestFactory().get(address, headers={"host": "localhost", "accept-encoding": "gzip"}))

        def from_cache():
            kept.in_hand = page_cache.InHand()
            return ask(kept)

        empty = cost(lambda: ask(lambda request: request), ANSWERED)
        times = [cost(lambda: ask(made), MADE), cost(lambda: ask(kept), ANSWERED), cost(from_cache, ANSWERED)]
        print(f"{name:20}" + "".join(f"{each - empty:14.2f}" for each in times))


if __name__ == "__main__":
    main()

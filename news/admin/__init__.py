"""The newsroom in the admin: wiring only. The rules are in `news/policy.py`, the changes in `news/services.py`."""

from news.admin import (  # noqa: F401  (each registers its pages)
    acting,
    article,
    closing,
    compare,
    handover,
    media,
    media_pages,
    note_tags,
    pins,
    presence,
    preview,
    queue,
    readers,
    review,
    rubric,
    search_misses,
    site_page,
)

"""What the background worker does for the newsroom."""

from __future__ import annotations

from django_tasks import task

from news import refreshing, renditions


@task()
def render(asset: int) -> bool:
    """Make the missing sizes of that picture, and show them in the publications that use it."""
    return renditions.make_missing(asset, refreshing.refresh_pictures)


@task()
def draw_card(publication: int) -> bool:
    """Draw the picture for those who share that publication, if what it says has changed."""
    return refreshing.refresh_card(publication)

"""The command that empties the bin: after 30 days, not before."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from news.models import Article
from news.workflow import Live, State
from tests.news.stage import put


def test_only_what_has_been_there_for_30_days(cast, capsys):
    old, young, draft = (put(cast, State.DRAFT, Live.NONE) for _ in range(3))
    Article.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - timedelta(days=30, minutes=1))
    Article.objects.filter(pk=young.pk).update(deleted_at=timezone.now() - timedelta(days=29, hours=23))
    call_command("empty_bin")
    assert set(Article.objects.all()) == {young, draft}
    assert "1 draf" in capsys.readouterr().out
    call_command("empty_bin")
    assert Article.objects.count() == 2

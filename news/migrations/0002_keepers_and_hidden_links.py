import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def writers_keep_their_drafts(apps, schema_editor):
    apps.get_model("news", "Article").objects.update(keeper=F("created_by"))


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="hidden_links",
            field=models.JSONField(default=list, editable=False, verbose_name="tautan tersembunyi"),
        ),
        migrations.AddField(
            model_name="article",
            name="keeper",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_articles",
                to=settings.AUTH_USER_MODEL,
                verbose_name="dipegang oleh",
            ),
        ),
        migrations.RunPython(writers_keep_their_drafts, migrations.RunPython.noop, elidable=True),
    ]

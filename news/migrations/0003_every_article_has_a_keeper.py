import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # A migration of its own: PostgreSQL does not alter a table that the same transaction has just written to.
    dependencies = [
        ("news", "0002_keepers_and_hidden_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="article",
            name="keeper",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_articles",
                to=settings.AUTH_USER_MODEL,
                verbose_name="dipegang oleh",
            ),
        ),
        migrations.RemoveIndex(model_name="article", name="article_of_person"),
        migrations.AddIndex(
            model_name="article", index=models.Index(fields=["keeper", "-saved_at"], name="article_of_keeper")
        ),
    ]

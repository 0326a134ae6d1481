from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0010_search_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counted",
            fields=[
                (
                    "name",
                    models.CharField(max_length=120, primary_key=True, serialize=False, verbose_name="nama"),
                ),
                ("upto", models.PositiveBigIntegerField(default=0, verbose_name="sampai bita ke")),
                ("at", models.DateTimeField(verbose_name="dihitung pada")),
            ],
            options={
                "verbose_name": "sumber hitungan",
                "verbose_name_plural": "sumber hitungan",
                "indexes": [models.Index(fields=["at"], name="counted_at")],
            },
        ),
    ]

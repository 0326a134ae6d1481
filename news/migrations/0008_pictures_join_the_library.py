from django.db import migrations


def enrol(apps, schema_editor):
    """Pictures that were there before the library: the largest size is what was kept of them, the rest is made anew."""
    Asset, Article = apps.get_model("news", "MediaAsset"), apps.get_model("news", "Article")
    Publication, Use = apps.get_model("news", "Publication"), apps.get_model("news", "MediaUse")
    asset_of = {}
    for asset in Asset.objects.exclude(sizes=[]).iterator():
        asset.original, asset.base = asset.sizes[-1], asset.sizes[-1]["name"].partition("-")[0]
        asset.save(update_fields=["original", "base"])
        asset_of[asset.original["name"]] = asset.pk
    in_texts = Article.objects.exclude(lead=None).values_list("pk", "lead")
    uses = [Use(article_id=article, asset_id=asset, where="text") for article, asset in in_texts]
    for publication in Publication.objects.exclude(pictures={}).only("pictures").iterator():
        sizes = publication.pictures.get("lead", {}).get("sizes") or [{"name": ""}]
        if asset := asset_of.get(sizes[-1]["name"]):
            publication.pictures["lead"]["asset"] = asset
            publication.save(update_fields=["pictures"])
            uses.append(Use(article_id=publication.pk, asset_id=asset, where="public"))
    Use.objects.bulk_create(uses, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("news", "0007_media_library")]

    operations = [migrations.RunPython(enrol, migrations.RunPython.noop)]

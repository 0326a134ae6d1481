"""What a public address looks like."""

from django.urls import path, register_converter

from news.public import feeds, json_feed, machines, search, sitemaps, views
from opd.models import PageKind


class Id:
    """At most 18 digits: a longer one would not fit the database and answer 500."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Year(Id):
    regex = "20[0-9]{2}|19[0-9]{2}"

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class MonthNumber(Id):
    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class Standing:
    """A page of the standard set of an OPD's site."""

    regex = "|".join(PageKind.values)

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Id, "id")
register_converter(Standing, "standing")
register_converter(Year, "year")
register_converter(MonthNumber, "month")

urlpatterns = [
    path("", views.home, name="home"),
    path("berita/", views.news, name="news"),
    path("berita/arsip/", views.archive, name="archive"),
    path("berita/arsip/<year:year>/<month:number>/", views.month, name="month"),
    path("berita/<id:pk>/", views.article),
    path("berita/<id:pk>/<str:slug>/", views.article, name="article"),
    path("berita/<id:pk>/tabel/<id:asset>.csv", views.table, name="table"),
    path("rubrik/<slug:slug>/", views.rubric, name="rubric"),
    path("cari/", search.search, name="search"),
    path("opd/", views.directory, name="directory"),
    path("opd/<slug:slug>/", views.opd_home, name="opd"),
    path("opd/<slug:slug>/berita/", views.opd_news, name="opd_news"),
    path("opd/<slug:slug>/<standing:kind>/", views.opd_page, name="opd_page"),
    path("opd/<slug:slug>/galeri/", views.opd_albums, name="opd_albums"),
    path("opd/<slug:slug>/galeri/<id:pk>/", views.album, name="album"),
    path("opd/<slug:slug>/galeri/<id:pk>/<id:number>/", views.album_picture, name="album_picture"),
    path("opd/<slug:slug>/feed/", feeds.opd_feed, name="opd_feed"),
    path("opd/<slug:slug>/feed.json", json_feed.opd_feed, name="opd_feed_json"),
    path("rubrik/<slug:slug>/feed/", feeds.rubric_feed, name="rubric_feed"),
    path("rubrik/<slug:slug>/feed.json", json_feed.rubric_feed, name="rubric_feed_json"),
    path("feed/", feeds.portal_feed, name="feed"),
    path("feed.json", json_feed.portal_feed, name="feed_json"),
    path("tentang/", views.about, name="about"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-halaman.xml", sitemaps.standing),
    path("sitemap-berita.xml", sitemaps.newest),
    path("sitemap-<year:year>-<month:number>.xml", sitemaps.month),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("favicon.ico", machines.icon, name="icon"),
]

"""One address of every kind of page for readers, found in a seeded portal: for tests/browser and for `make audit`."""

from __future__ import annotations

from tests.serving import run_sql

# Heaviest: the longest text together with the most pictures.
HEAVIEST = """SELECT article_id, slug FROM news_publication WHERE withdrawn_at IS NULL AND published_at <= CURRENT_TIMESTAMP
    ORDER BY {} DESC LIMIT 1"""
WEIGHT = "LENGTH(body) + LENGTH(CAST(pictures AS TEXT))"
ALBUM = """SELECT publication.article_id, opd.slug FROM news_publication publication JOIN opd_opd opd ON opd.id = publication.opd_id
    WHERE album_size > 0 AND withdrawn_at IS NULL AND published_at <= CURRENT_TIMESTAMP ORDER BY album_size DESC LIMIT 1"""
QUIET = """SELECT slug FROM opd_opd opd WHERE active AND NOT EXISTS
    (SELECT 1 FROM news_publication publication WHERE publication.opd_id = opd.id) ORDER BY slug LIMIT 1"""
MONTH = "SELECT published_at FROM news_publication ORDER BY published_at LIMIT 1"
WITHOUT_A_PAGE = {"berita tidak ditemukan": "/berita/999999999/x/", "halaman tidak ditemukan": "/tidak-ada/"}


def of(database: str) -> dict[str, str]:
    """What people call the page, and its address."""
    pk, slug = run_sql(database, HEAVIEST.format(WEIGHT))[0]
    long_pk, long_slug = run_sql(database, HEAVIEST.format("LENGTH(body)"))[0]
    album, album_opd = run_sql(database, ALBUM)[0]
    quiet = run_sql(database, QUIET)[0][0]
    first = str(run_sql(database, MONTH)[0][0])
    return {
        "beranda": "/",
        "berita": f"/berita/{pk}/{slug}/",
        "berita panjang": f"/berita/{long_pk}/{long_slug}/",
        "daftar berita": "/berita/",
        "arsip": "/berita/arsip/",
        "bulan": f"/berita/arsip/{first[:4]}/{first[5:7]}/",
        "rubrik": "/rubrik/kesehatan/",
        "daftar OPD": "/opd/",
        "OPD dicari": "/opd/?cari=kesehatan",
        "OPD tidak ada": "/opd/?cari=zzzz",
        "beranda OPD": "/opd/dinkes/",
        "berita OPD": "/opd/dinkes/berita/",
        "galeri OPD": f"/opd/{album_opd}/galeri/",
        "satu galeri": f"/opd/{album_opd}/galeri/{album}/",
        "satu foto": f"/opd/{album_opd}/galeri/{album}/1/",
        "halaman OPD": "/opd/dinkes/profil/",
        "kontak OPD": "/opd/dinkes/kontak/",
        "layanan OPD": "/opd/dinkes/layanan/",
        "beranda OPD baru": f"/opd/{quiet}/",
        "halaman OPD baru": f"/opd/{quiet}/ppid/",
        "pencarian": "/cari/?q=air",
        "pencarian kosong": "/cari/",
        "tidak ada hasil": "/cari/?q=qwxzzz",
        "tentang": "/tentang/",
        "masuk": "/akun/login/",
    } | WITHOUT_A_PAGE

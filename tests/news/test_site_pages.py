"""`news/site_pages.py`: the only writer of an OPD's own pages."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry
from news import site_pages
from news.refusals import Refused
from opd import freshness, roles
from opd.models import Page, PageKind

BODY = "<p>Melayani warga.</p>"


def unsaved(opd, kind: str = "profil") -> Page:
    return next(page for page in Page.objects.arranged(opd) if page.kind == kind)


def save(cast, body: str = BODY, seen: int = 0, kind: str = "profil", **more) -> Page:
    return site_pages.save(unsaved(cast.dinkes, kind), by=cast.admin, seen=seen, body=body, **more)


def menu(opd) -> list[str]:
    return [page.kind for page in Page.objects.arranged(opd)]


class TestSave:
    def test_the_first_one_makes_the_page_and_its_first_version(self, cast):
        assert Page.objects.count() == 0
        page = save(cast)
        assert (page.body, page.version, page.shown) == (BODY, 1, True)
        assert [(one.version, one.body, one.history_user) for one in page.versions.all()] == [(1, BODY, cast.admin)]

    def test_the_same_again_is_no_version(self, cast):
        save(cast)
        assert save(cast, seen=1).version == 1
        assert Page.versions.count() == 1

    @pytest.mark.parametrize("who", ["writer", "editor", "outsider", "nobody"])
    def test_only_who_manages_the_site_writes(self, cast, who):
        with pytest.raises(PermissionDenied):
            site_pages.save(unsaved(cast.dinkes), by=getattr(cast, who), seen=0, body=BODY)
        with pytest.raises(PermissionDenied):
            site_pages.move(cast.dinkes, "profil", by=getattr(cast, who), up=False)
        assert Page.objects.count() == 0

    def test_a_closed_opds_pages_are_its_successors_to_write(self, cast):
        roles.close(cast.dinkes, cast.dpupr)
        assert site_pages.save(unsaved(cast.dinkes), by=cast.outsider, seen=0, body=BODY).version == 1
        with pytest.raises(PermissionDenied):
            save(cast, "<p>Lain.</p>", seen=1)

    def test_an_older_reading_is_refused_and_changes_nothing(self, cast):
        save(cast)
        with pytest.raises(site_pages.PageOutdated) as refused:
            save(cast, "<p>Yang kedua.</p>", seen=0)
        assert (refused.value.page.version, refused.value.page.body) == (1, BODY)
        assert Page.objects.get().body == BODY

    def test_it_is_cleaned_like_an_article(self, cast):
        page = save(
            cast, '<p onclick="x()">Satu<script>x()</script></p><iframe src="//evil"></iframe><style>p{}</style>'
        )
        assert page.body == "<p>Satu</p>"

    def test_pictures_of_the_library_do_not_stand_in_pages(self, cast):
        assert save(cast, f'{BODY}<figure data-media="1 2"><figcaption>Foto</figcaption></figure>').body == BODY

    def test_what_is_too_large_is_refused(self, cast):
        with pytest.raises(Refused):
            save(cast, "<p>" * 20_000)
        assert Page.objects.count() == 0

    def test_hidden_links_go_and_are_recorded(self, cast):
        page = save(cast, f'{BODY}<div style="display:none"><a href="https://judi.example/">slot</a></div>')
        assert page.body == BODY
        entry = AuditEntry.objects.get(action="content.hidden_links")
        assert (entry.by, entry.object_type, entry.after["hosts"]) == (cast.admin, "opd.page", ["judi.example"])

    def test_readers_caches_hear_of_it(self, cast, django_capture_on_commit_callbacks):
        before = freshness.stamps(cast.dinkes.pk, cast.dpupr.pk)
        with django_capture_on_commit_callbacks(execute=True):
            save(cast)
        after = freshness.stamps(cast.dinkes.pk, cast.dpupr.pk)
        assert (before[0] != after[0], before[1] == after[1]) == (True, True)


class TestShown:
    def test_hiding_keeps_the_words_and_is_a_version(self, cast):
        save(cast)
        page = site_pages.save(unsaved(cast.dinkes), by=cast.admin, seen=1, shown=False)
        assert (page.shown, page.body, page.version) == (False, BODY, 2)

    @pytest.mark.parametrize("kind", ["kontak", "ppid"])
    def test_contacts_and_ppid_are_always_there(self, cast, kind):
        with pytest.raises(Refused, match="selalu tampil"):
            save(cast, kind=kind, shown=False)
        assert Page.objects.count() == 0


class TestRestore:
    def test_an_older_version_comes_back_as_a_new_one(self, cast):
        save(cast)
        save(cast, "<p>Kedua.</p>", seen=1)
        page = site_pages.restore(unsaved(cast.dinkes), 1, by=cast.admin, seen=2)
        assert (page.body, page.version) == (BODY, 3)
        assert Page.versions.count() == 3

    def test_one_that_is_not_there_is_refused(self, cast):
        for number in (0, 7):
            with pytest.raises(Refused, match="sudah tidak ada"):
                site_pages.restore(save(cast, seen=Page.objects.count()), number, by=cast.admin, seen=1)

    def test_another_opds_version_is_not_taken(self, cast):
        save(cast)
        other = site_pages.save(unsaved(cast.dpupr), by=cast.outsider, seen=0, body="<p>Rahasia.</p>")
        site_pages.save(other, by=cast.outsider, seen=1, body="<p>Kedua.</p>")
        with pytest.raises(Refused):
            site_pages.restore(unsaved(cast.dinkes), 2, by=cast.admin, seen=1)


class TestOrder:
    def test_begins_as_the_standard_set(self, cast):
        assert menu(cast.dinkes) == PageKind.values

    def test_moves_one_place_and_stays_within_its_opd(self, cast):
        site_pages.move(cast.dinkes, "layanan", by=cast.admin, up=True)
        assert menu(cast.dinkes) == ["profil", "visi-misi", "struktur-organisasi", "tugas-fungsi", "layanan", "pejabat", "kontak", "ppid"]  # fmt: skip
        assert menu(cast.dpupr) == PageKind.values

    def test_the_ends_stay(self, cast):
        site_pages.move(cast.dinkes, "profil", by=cast.admin, up=True)
        site_pages.move(cast.dinkes, "ppid", by=cast.admin, up=False)
        assert menu(cast.dinkes) == PageKind.values

    def test_an_order_is_no_version_and_loses_no_words(self, cast):
        save(cast)
        site_pages.move(cast.dinkes, "profil", by=cast.admin, up=False)
        page = Page.objects.get(opd=cast.dinkes, kind="profil")
        assert (page.body, page.version, Page.versions.count()) == (BODY, 1, 1)

    def test_what_was_moved_before_it_was_written_can_be_written(self, cast):
        site_pages.move(cast.dinkes, "profil", by=cast.admin, up=False)
        assert save(cast).version == 1
        assert menu(cast.dinkes)[:2] == ["visi-misi", "profil"]

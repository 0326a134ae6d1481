"""The open holes of CKEditor 4.22.1, one by one: why none of them opens here. SECURITY.md lists them with these tests.

4.22.1 is the last free release; what is fixed in 4.24.0-lts and 4.25.0-lts stays open in it. Sources: the advisories of
github.com/ckeditor/ckeditor4 and its CHANGES.md.
"""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import call_command

from blora_portal.desk_settings import CKEDITOR_CONFIGS
from blora_portal.middleware.headers import DESK
from news import services
from news.admin.editor import editor

ROOT = Path(__file__).parents[3]
LIBRARY = Path(find_spec("ckeditor").submodule_search_locations[0]) / "static" / "ckeditor" / "ckeditor"
HOLES = {
    "CVE-2023-4771": "test_no_sample_page_is_collected",
    "CVE-2024-24816": "test_no_sample_page_is_collected",
    "CVE-2024-24815": "test_no_full_page_and_nothing_allowed_beyond_the_toolbar",
    "CVE-2024-43407": "test_no_geshi_and_nothing_that_a_server_would_run",
    "CVE-2024-43411": "test_no_question_to_another_host",
}


@pytest.fixture(scope="module")
def collected() -> list[str]:
    """The names that collectstatic would put before the public."""
    said = io.StringIO()
    call_command("collectstatic", dry_run=True, interactive=False, verbosity=2, stdout=said)
    return re.findall(r"^Pretending to copy '(.+)'$", said.getvalue(), re.MULTILINE)


@pytest.fixture
def config() -> dict:
    """What the editor on the page is told, as the page tells it."""

    class Found(HTMLParser):
        told = ""

        def handle_starttag(self, tag, attributes):
            self.told = dict(attributes).get("data-config") or self.told

    found = Found()
    found.feed(editor().render("body", "", attrs={"id": "id_body"}))
    return json.loads(found.told)


def test_it_is_the_version_this_list_was_made_for():
    """Another one has other holes: read its advisories, then change the list here and in SECURITY.md."""
    assert 'version:"4.22.1"' in (LIBRARY / "ckeditor.js").read_text("utf-8")


def test_security_md_names_every_hole_and_its_test():
    lines = (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
    listed = {
        cve: line for line in lines for cve in re.findall(r"CVE-\d{4}-\d+", line.split("|")[1] if "|" in line else "")
    }
    assert set(listed) == set(HOLES)
    for cve, test in HOLES.items():
        assert f"`{test}`" in listed[cve]
        assert callable(globals()[test])


# --- CVE-2023-4771, CVE-2024-24816 -----------------------------------------------------------------------------------
def test_no_sample_page_is_collected(collected):
    """Both are in pages that show the editor off: samples/old/ajax.html, and every sample with the preview."""
    of_the_editor = [name for name in collected if "/ckeditor/ckeditor/" in name]
    assert any(name.endswith("/ckeditor.js") for name in of_the_editor)
    assert not [name for name in of_the_editor if name.endswith((".html", ".htm", ".php"))]
    assert not [name for name in collected if re.search(r"/(samples|tests)/", name.rpartition("/static/")[2])]


def test_the_editor_has_no_preview(config, collected):
    """Nobody here opens it (the desk has its own, under the public policy), so its one page is not there either."""
    assert "Preview" not in json.dumps(config["toolbar"])
    assert {"preview", "print"} <= set(config["removePlugins"].split(","))
    assert not [name for name in collected if "/plugins/preview/" in name]


# --- CVE-2024-24815 --------------------------------------------------------------------------------------------------
def test_no_full_page_and_nothing_allowed_beyond_the_toolbar(config):
    """It needs full-page editing, or a content filter that was told to let CDATA elements (script, style) through."""
    for opens in ("fullPage", "allowedContent", "extraAllowedContent", "protectedSource"):
        assert opens not in config
    assert config["disallowedContent"] == "*{*}"
    plugins = config["extraPlugins"].split(",")
    assert not {"docprops", "sourcedialog", "codesnippet", "embed"} & set(plugins)
    assert "Source" not in json.dumps(config["toolbar"])
    assert "sourcearea" in config["removePlugins"].split(",")


@pytest.mark.parametrize(
    "body",
    [
        "<style><a title='</style><img src=x onerror=alert(1)>'>",
        "<script><!--<script></script><img src=x onerror=alert(1)>--></script>",
        "<textarea><style></textarea><img src=x onerror=alert(1)></style>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<xmp><p title='</xmp><svg onload=alert(1)>'>",
        "<svg><style><![CDATA[</style><img src=x onerror=alert(1)>]]></style></svg>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<iframe><p title='</iframe><img src=x onerror=alert(1)>'></iframe>",
        "<p>a</p><style/><!--</style--><img src=x onerror=alert(1)><!---->",
    ],
)
def test_what_gets_past_the_editor_is_cleaned_before_anybody_sees_it(cast, sign_in, body):
    """Whatever the editor lets through, the text that is stored, shown and opened again is the server's."""
    article = services.write(cast.dinkes, by=cast.writer, title="Uji", body=f"<p>Awal</p>{body}<p>Akhir</p>")
    for unwanted in ("<img", "<script", "<style", "<svg", "<iframe", "onerror=alert(1)>"):
        assert unwanted not in article.body.replace("&lt;", "‹")
    page = sign_in(cast.writer).get(f"/admin/news/article/{article.pk}/change/").content.decode()
    assert "<img src=x" not in page
    assert "<svg onload" not in page


# --- CVE-2024-43407 --------------------------------------------------------------------------------------------------
def test_no_geshi_and_nothing_that_a_server_would_run(config, collected):
    """The hole is in a PHP library that some builds carry, behind the plugin codesnippetgeshi."""
    assert not [name for name in collected if "geshi" in name.lower() or name.endswith(".php")]
    assert "codesnippetgeshi" not in config["extraPlugins"]


# --- CVE-2024-43411 --------------------------------------------------------------------------------------------------
def test_no_question_to_another_host(config, collected):
    """The editor asks cke4.ckeditor.com for its version unless told not to, and the desk's policy would not let it."""
    assert config["versionCheck"] is False
    hosts = {source for name in DESK.values() for source in name.split()} - {"'self'", "'none'", "data:"}
    assert hosts <= {"'unsafe-eval'", "'unsafe-inline'"}
    calling_out = {"exportpdf", "scayt", "wsc", "cloudservices", "easyimage", "embed", "autoembed", "iframe", "flash"}
    assert calling_out <= set(config["removePlugins"].split(","))
    assert not [name for name in collected if re.search(r"/plugins/(exportpdf|scayt|wsc)/", name)]


def test_every_form_uses_the_same_settings():
    """Those of an OPD's pages differ by the buttons for media, and the plug-in behind them, alone."""
    assert list(CKEDITOR_CONFIGS) == ["default", "page"]
    default, page = CKEDITOR_CONFIGS["default"], CKEDITOR_CONFIGS["page"]
    assert {name for name in default | page if default.get(name) != page.get(name)} == {"toolbar", "extraPlugins"}
    assert [row for row in default["toolbar"] if row not in page["toolbar"]] == [["Foto", "Galeri"]]
    assert [row for row in page["toolbar"] if row not in default["toolbar"]] == []
    assert set(page["extraPlugins"].split(",")) < set(default["extraPlugins"].split(","))

"""The corpus at the way in: only honest pictures are taken, nothing but pixels is kept, memory and time stay bounded."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.picture_corpus import Case, corpus
from tests.pictures import GPS_PLACE

ROOT = Path(__file__).parents[2]
CASES = {case.name: case for case in corpus()}
MEGABYTES, SECONDS = 512, 5
TRACES = (
    b"<?php",
    b"<script",
    b"alert(",
    GPS_PLACE.encode(),
    GPS_PLACE.encode("utf-16-be"),
    b"Exif",
    b"http:",
    b"PK\3\4",
)
JFIF, QUANTISATION, FRAME, TABLES, SCAN = 0xE0, 0xDB, 0xC0, 0xC4, 0xDA
# A process of its own: what a worker of the portal needs for one upload, as Django's own parser hands it over.
MEASURE = """
import json, re, sys, time
from pathlib import Path
from django.conf import settings
settings.configure()
from django.core.exceptions import ValidationError
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDictKeyError
from opd import pictures

def highest():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

for line in sys.stdin:
    case, folder = json.loads(line), Path(sys.argv[1])
    request = RequestFactory().post("/", (folder / case["file"]).read_bytes(), "multipart/form-data; boundary=batas")
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark starts anew
    began, told = time.process_time(), None
    try:
        picture = pictures.accept(request.FILES["upload"])
        for part in ("original", "first"):
            (folder / (case["file"] + "." + part)).write_bytes(getattr(picture, part).content)
    except ValidationError as refusal:
        told = refusal.messages
    except (MultiPartParserError, MultiValueDictKeyError):
        told = []  # no file came through
    request.close()
    seconds = time.process_time() - began  # the processor's: a busy machine does not fail it
    print(json.dumps({"name": case["name"], "told": told, "megabytes": highest(), "seconds": seconds}), flush=True)
"""


def body(case: Case) -> bytes:
    """What a browser posts; names go out as they are, which no browser does and every attacker can."""
    filename = case.filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = f'--batas\r\nContent-Disposition: form-data; name="upload"; filename="{filename}"\r\n'
    return f"{head}Content-Type: {case.content_type}\r\n\r\n".encode() + case.content + b"\r\n--batas--\r\n"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[str, dict]:
    """Each case's refusal or kept files, and what it took."""
    folder = tmp_path_factory.mktemp("corpus")
    lines = []
    for number, case in enumerate(CASES.values()):
        (folder / str(number)).write_bytes(body(case))
        lines.append(json.dumps({"name": case.name, "file": str(number)}))
        case.__dict__.pop("content", None)  # 120 files, some of 15 MB
    run = [sys.executable, "-c", MEASURE, str(folder)]
    done = subprocess.run(run, input="\n".join(lines), capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    for number, outcome in enumerate(found):
        outcome["kept"] = [path.read_bytes() for path in sorted(folder.glob(f"{number}.*"))]
    return {outcome["name"]: outcome for outcome in found}


@pytest.mark.parametrize("name", CASES)
def test_only_honest_pictures_are_taken(outcomes, name):
    told, kept = outcomes[name]["told"], outcomes[name]["kept"]
    assert (told is None) is CASES[name].honest, told
    assert len(kept) == (2 if CASES[name].honest else 0)


@pytest.mark.parametrize("name", CASES)
def test_a_refusal_says_what_happened_and_what_to_do(outcomes, name):
    for sentence in outcomes[name]["told"] or ():
        assert sentence.count(". ") >= 1
        assert sentence.endswith(".")


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.honest])
def test_nothing_but_pixels_is_kept(outcomes, name):
    """A JPEG's own tables and its pixels: no part that could hold a place, a name or a program, and nothing behind its end."""
    for content in outcomes[name]["kept"]:
        assert [trace for trace in TRACES if trace.lower() in content.lower()] == []
        assert parts(content) <= {JFIF, QUANTISATION, FRAME, TABLES, SCAN}
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            assert image.format == "JPEG"
            assert image.mode in {"RGB", "L"}
            assert not image.info.keys() & {"exif", "icc_profile", "xmp", "comment", "photoshop"}
            assert len(image.getexif()) == 0


def parts(content: bytes) -> set[int]:
    """The kinds of parts of a JPEG with one scan, which must end where its picture ends."""
    found, at = set(), 2
    while content[at + 1] != SCAN:
        found.add(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    assert content.index(b"\xff\xd9", at) == len(content) - 2
    assert content[:20] == b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    return found


def test_none_takes_half_a_gigabyte(outcomes):
    assert {name: told["megabytes"] for name, told in outcomes.items() if told["megabytes"] > MEGABYTES} == {}


def test_none_takes_five_seconds(outcomes):
    assert {name: told["seconds"] for name, told in outcomes.items() if told["seconds"] > SECONDS} == {}


def test_the_corpus_is_whole():
    assert len(CASES) == len(corpus()) > 100  # no name twice
    assert {case.honest for case in CASES.values()} == {True, False}

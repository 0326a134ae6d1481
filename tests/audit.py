"""`make audit`: what Lighthouse and axe say of the portal as `make run` serves it, at phone size; the table in docs/audit.md.

Exit 1 when a page has less than 95 in anything, or axe finds something anywhere. The reports are kept outside the tree
(AUDIT_REPORTS, or a folder that is named at the end). It starts a portal with sample data of its own and ends it; AUDIT_VAR
names a folder that keeps the sample data for the next time, AUDIT_RUNS says how often Lighthouse looks at each page.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import sync_playwright

from tests import axe, kinds
from tests.run import BROWSERS
from tests.serving import ROOT, served

LEAST = 95
RUNS = int(os.environ.get("AUDIT_RUNS") or 3)
TRIES = 3  # for one run
CATEGORIES = {
    "performance": "Performance",
    "accessibility": "Accessibility",
    "best-practices": "Best practices",
    "seo": "SEO",
}
MEASURED = ["beranda", "berita", "daftar berita", "beranda OPD", "pencarian", "halaman OPD"]
# A page of results asks not to be listed (noindex), on purpose: SEO is judged without that one question.
SKIPPED = {"pencarian": ["is-crawlable"]}
LIGHTHOUSE = ROOT / "audit"
TABLE = ROOT / "docs" / "audit.md"


def main() -> int:
    node, chromium = shutil.which("node"), next(filter(None, map(shutil.which, BROWSERS)), None)
    if not node or not (LIGHTHOUSE / "node_modules" / "lighthouse").is_dir():
        print("Lighthouse needs Node 18.20 or newer with npm (Debian: nodejs npm): `make audit` installs the rest.")
        return 1
    if not chromium:
        print("No Chromium here; Debian's package is called chromium.")
        return 1
    reports = Path(os.environ.get("AUDIT_REPORTS") or tempfile.mkdtemp(prefix="audit-reports-"))
    reports.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = os.environ.get("AUDIT_VAR") or folder
        database = f"sqlite:///{folder}/portal.sqlite3"
        with served(database, Path(folder)) as portal:
            pages = kinds.of(database)
            found, version = _asked_of_axe(portal, pages, chromium)
            print(f"axe: {sum(map(len, found.values()))} violations on {len(pages)} kinds of page", flush=True)
            measured = {name: _measured(portal + pages[name], name, reports, chromium) for name in MEASURED}
    print(words := written(measured, found, pages, version))
    TABLE.write_text(words, encoding="utf-8")
    print(f"Reports: {reports}")
    return 1 if failures(measured, found) else 0


def _measured(address: str, name: str, reports: Path, chromium: str) -> list[dict]:
    """The reports of all runs on one page."""
    found = []
    for run in range(1, RUNS + 1):
        report = reports / f"{name.replace(' ', '-')}-{run}.json"
        found.append(_looked_at(address, report, chromium, SKIPPED.get(name, [])))
        print(f"{name} {run}/{RUNS}: {scores(found[-1:])}", flush=True)
    return found


def _looked_at(address: str, report: Path, chromium: str, skipped: list[str]) -> dict:
    """One run. What Lighthouse gives no score at all (its browser lost the trace) says nothing of the page: it looks again."""
    command = ["node", "lighthouse.mjs", address, str(report), *skipped]
    for _ in range(TRIES):
        subprocess.run(command, cwd=LIGHTHOUSE, env=os.environ | {"CHROME_PATH": chromium}, check=True, timeout=240)
        found = json.loads(report.read_text())
        if all(category["score"] is not None for category in found["categories"].values()):
            break
    return found


def scores(reports: list[dict]) -> dict[str, int]:
    """The middle of all runs for performance, which depends on what else the machine does; the worst for the others."""
    given = {
        each: [round((report["categories"][each]["score"] or 0) * 100) for report in reports] for each in CATEGORIES
    }
    return {each: int(statistics.median(of)) if each == "performance" else min(of) for each, of in given.items()}


def sent(report: dict) -> tuple[int, int]:
    """Bytes over the line: the page itself, and all it asks for."""
    requests = report["audits"]["network-requests"]["details"]["items"]
    page = sum(each["transferSize"] for each in requests if each.get("resourceType") == "Document")
    return page, sum(each["transferSize"] for each in requests)


def _asked_of_axe(portal: str, pages: dict[str, str], chromium: str) -> tuple[dict[str, list[str]], str]:
    """What is wrong, by page and sight; and which axe it was."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(base_url=portal, reduced_motion="reduce")
        for name, address in pages.items():
            page.goto(address)
            found |= {f"{name}, {sight}": axe.violations(page, sight) for sight in axe.SIGHTS}
        version = axe.version(page)
        browser.close()
    return found, version


def failures(measured: dict[str, list[dict]], found: dict[str, list[str]]) -> list[str]:
    low = [
        f"{name}: {CATEGORIES[each]} {score}"
        for name, reports in measured.items()
        for each, score in scores(reports).items()
        if score < LEAST
    ]
    return low + [f"{where}: {one}" for where, wrong in found.items() for one in wrong]


def written(measured: dict[str, list[dict]], found: dict[str, list[str]], pages: dict[str, str], version: str) -> str:
    """docs/audit.md as a whole."""
    first = next(iter(measured.values()))[0]
    wrong = failures(measured, found)
    skipped = "; ".join(f"{name} without `{', '.join(audits)}`" for name, audits in SKIPPED.items())
    return "\n".join(
        [
            "# What Lighthouse and axe say",
            "",
            f"Written by `make audit` on {_today()}, at commit {_commit()}. Do not edit by hand.",
            "",
            f"- Lighthouse {first['lighthouseVersion']}, axe-core {version}, {_browser(first)}, {_machine()}.",
            "- A phone of 412 px, slow 4G (150 ms, 1.6 Mbit/s) and a processor four times slower, all simulated by Lighthouse;",
            "  the portal as `make run` serves it, with sample data, on the same machine.",
            f"- {RUNS} runs of each page: the middle one for performance, the worst for the others. At least {LEAST} is asked for.",
            f"- Lighthouse's own measure of the machine (BenchmarkIndex): {_speed(measured)}. Below 500 it was busy with other things,",
            "  and performance says more about that than about the portal: look again when it is quiet.",
            f"- SEO: {skipped}; pages of results are `noindex` on purpose.",
            "",
            f"| page | {' | '.join(CATEGORIES.values())} | LCP | CLS | TBT | page, bytes sent | with pictures |",
            "|---|" + "---|" * (len(CATEGORIES) + 5),
            *(_row(name, pages[name], reports) for name, reports in measured.items()),
            "",
            f"axe: {sum(map(len, found.values()))} violations on {len(pages)} kinds of page in {len(axe.SIGHTS)} ways "
            f"({', '.join(map(str, axe.SIGHTS))}): {', '.join(pages)}.",
            "",
            *(["Below what is asked for:", "", *(f"- {each}" for each in wrong), ""] if wrong else []),
        ]
    )


def _row(name: str, address: str, reports: list[dict]) -> str:
    middle = sorted(reports, key=lambda report: report["categories"]["performance"]["score"] or 0)[len(reports) // 2]
    audits = middle["audits"]
    numbers = [audits[each]["displayValue"] for each in ("largest-contentful-paint", "cumulative-layout-shift")]
    numbers += [audits["total-blocking-time"]["displayValue"], *(f"{size:,}" for size in sent(middle))]
    shown = "/berita/…/" if address.startswith("/berita/") and address != "/berita/" else address
    return f"| {name} `{shown}` | {' | '.join(map(str, [*scores(reports).values(), *numbers]))} |"


def _browser(report: dict) -> str:
    agent = report["environment"]["hostUserAgent"]
    return next((part.replace("/", " ") for part in agent.split() if part.startswith(("Headless", "Chrome/"))), agent)


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _speed(measured: dict[str, list[dict]]) -> int:
    """The middle of all runs; a quiet desktop has 1,500 and more."""
    return int(statistics.median(each["environment"]["benchmarkIndex"] for of in measured.values() for each in of))


def _today() -> str:
    return datetime.now(ZoneInfo("Asia/Jakarta")).strftime("%Y-%m-%d")


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())

"""`make audit-deps`: the known holes of the locked packages, and plain words about what was asked and what was not.

Exit 1 for a known hole. Where no advisory source answers, nothing was checked: that is said, and exit is 0, because a
machine without the internet must be able to build. AUDIT_OSV_URL names a source of one's own (OSV's `/v1/query`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [ROOT / "requirements" / "run.txt", ROOT / "requirements" / "dev.txt"]
REQUEST_SECONDS = 10
ALL_SECONDS = 180  # one source that answers slowly does not hold up a build for longer
SOURCES = {"PyPI": ["-s", "pypi"], "OSV": ["-s", "osv"]}
NOTHING = (
    "NOTHING WAS CHECKED: no advisory source answered. This does not mean that there are no holes.\n"
    "Run `make audit-deps` again from a machine that reaches pypi.org or api.osv.dev, or set AUDIT_OSV_URL."
)


def ask(source: list[str]) -> tuple[list[dict], str]:
    """What pip-audit says of every package, or nothing and why. No package is installed, resolved or downloaded."""
    locks = [argument for lock in LOCKS for argument in ("-r", str(lock))]
    with tempfile.TemporaryDirectory() as cache:  # an answer of last week is no answer
        options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
        limits = ["--timeout", str(REQUEST_SECONDS), "--cache-dir", cache]
        command = [sys.executable, "-m", "pip_audit", *locks, *options, *limits, *source]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=ALL_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return [], f"no answer within {ALL_SECONDS} seconds"
    try:
        return json.loads(done.stdout)["dependencies"], ""
    except (ValueError, KeyError):
        return [], (done.stderr.strip().splitlines() or ["no answer"])[-1][:200]


def asked(packages: list[dict]) -> list[dict]:
    """Those the source knew. pip-audit calls a package that it could not ask about skipped, and says all is well."""
    return [package for package in packages if "vulns" in package]


def report(name: str, packages: list[dict]) -> int:
    known = {(package["name"], package["version"]): package["vulns"] for package in asked(packages)}
    unknown = sorted({package["name"] for package in packages if "vulns" not in package})
    holes = 0
    for (package, version), found in sorted(known.items()):
        for hole in found:
            holes += 1
            names = ", ".join([hole["id"], *hole.get("aliases", [])])
            fixed = ", ".join(hole.get("fix_versions", [])) or "no release yet"
            print(f"HOLE  {package} {version}: {names}. Fixed in: {fixed}.")
    if unknown:
        print(f"NOT CHECKED ({name} does not know them): {', '.join(unknown)}.")
    print(f"{len(known)} packages checked against {name}: {holes or 'no'} known hole{'' if holes == 1 else 's'}.")
    return 1 if holes else 0


def main() -> int:
    own = os.environ.get("AUDIT_OSV_URL", "")
    sources = {own: ["-s", "osv", "--osv-url", own]} if own else SOURCES
    for name, source in sources.items():
        packages, why = ask(source)
        if asked(packages):
            return report(name, packages)
        print(f"{name}: {why or 'it answers, but knows none of the packages'}.")
    print(NOTHING)
    return 0


if __name__ == "__main__":
    sys.exit(main())

# Everything this project does, by name. A machine needs Python 3.11 to 3.13 with venv, and make.

SHELL := /bin/sh
PORT ?= 8000
export PORT
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r

.PHONY: run dev test check audit audit-deps bench-media bench-pages format lock clean

run: .venv/run.ok ## the portal with demo data on http://127.0.0.1:8000 (PORT= changes it)
	@$(PY) -m blora_portal.environment
	@exec $(PY) manage.py serve

dev: .venv/dev.ok ## Django's runserver for developers: reloads, shows tracebacks
	@$(PY) -m blora_portal.environment
	@DEBUG=1 $(PY) manage.py migrate --verbosity 0 --skip-checks
	@DEBUG=1 $(PY) manage.py seed
	@DEBUG=1 exec $(PY) manage.py runserver 127.0.0.1:$(PORT)

test: .venv/dev.ok ## the whole suite on every database that is here; ARGS="…" goes to pytest
	@$(PY) tests/run.py $(ARGS)

check: .venv/dev.ok ## format, lint, types, import contracts, migrations, templates
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/lint-imports --no-cache
	@DJANGO_SETTINGS_MODULE=tests.settings .venv/bin/mypy
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m django makemigrations --check --dry-run
	@.venv/bin/djlint --quiet --lint templates
	@git ls-files -z 'templates/*.html' | xargs -0 .venv/bin/djade --check --target-version 5.2
	@$(PY) tests/deploy_check.py

audit: .venv/dev.ok audit/node_modules/.package-lock.json ## Lighthouse and axe on the portal at phone size, as `make run` serves it; the table in docs/audit.md
	@$(PY) -m tests.audit

audit/node_modules/.package-lock.json: audit/package-lock.json
	@command -v npm >/dev/null || { echo "make audit needs Node 18.20 or newer with npm (Debian: nodejs npm)." >&2; exit 1; }
	@echo "Installing Lighthouse"
	@cd audit && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --ignore-scripts --silent
	@touch $@

audit-deps: .venv/dev.ok ## known holes of the locked packages, where an advisory source is reachable; says so where not
	@$(PY) tests/audit_deps.py

bench-media: .venv/run.ok ## one photo of 12 megapixels to all its sizes, against plain Pillow: time and peak memory
	@$(PY) bench/media.py

bench-pages: .venv/run.ok ## a page that is kept against one made anew: CPU per answer, on the demo's data
	@$(PY) bench/pages.py

format: .venv/dev.ok ## put code and templates in order
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix-only --quiet .
	@git ls-files -z 'templates/*.html' | xargs -0 .venv/bin/djade --target-version 5.2 || true

lock: .venv/dev.ok ## resolve pyproject.toml anew into requirements/
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@for set in run dev; do \
	  .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	    --python-version 3.11 pyproject.toml $$( [ $$set = dev ] && echo "--group dev -c requirements/run.txt" ) -o requirements/$$set.txt; done

clean: ## forget what was installed and made; the demo's data too
	rm -rf .venv var .env

.venv/bin/python:
	@for python in python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then \
	    echo "Making .venv with $$($$python --version)"; exec $$python -m venv .venv; fi; done; \
	echo "Python 3.11, 3.12 or 3.13 with venv is needed." >&2; exit 1

.venv/run.ok: requirements/run.txt | .venv/bin/python
	@echo "Installing the portal"
	@$(PIP) requirements/run.txt
	@touch $@

.venv/dev.ok: requirements/dev.txt | .venv/bin/python
	@echo "Installing the portal with its test set"
	@$(PIP) requirements/dev.txt
	@touch .venv/run.ok $@

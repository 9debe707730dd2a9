# Nothing is needed but git, bash, make and Python 3.11 or newer. `make help` lists what can be asked for.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run backup restore test check golden screenshots translations requirements chromium

PORT ?= 8000
BIND ?= 127.0.0.1
TESTS ?= tests
FILE ?= positions.dump
export PORT BIND
export VAR_DIR ?=
# Where it is set, each of the hundred processes of a test run would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
PY := $(VENV)/bin/python
# Room that the environment takes on disk, in MB.
NEEDED := 1200

help: ## say what can be asked for
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## start everything and print the address; PORT=8000 and VAR_DIR=var choose where
	@exec $(PY) -m tracker.run --with-parent

backup: setup ## write the database to FILE=positions.dump
	@$(PY) -m tracker.backup backup $(FILE)

restore: setup ## put the database of FILE=positions.dump in the place of the present one
	@$(PY) -m tracker.backup restore $(FILE)

test: setup-dev chromium check ## run the checks and all tests; TESTS=tests/linking chooses
	$(PY) -m pytest -n 2 $(TESTS)

check: setup-dev ## lint, format, layers, types, migrations, deploy settings
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	git ls-files -z --cached --others --exclude-standard -- 'templates/*.html' | xargs -0 -r $(VENV)/bin/djade --check --target-version 5.2
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/mypy
	$(PY) manage.py makemigrations --check --dry-run
	POSITIONS_ENV=production ALLOWED_HOSTS=positions.example EMAIL_URL=smtps://mail.example \
	  SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  $(PY) manage.py check --deploy --fail-level WARNING

golden: setup-dev ## write the golden files anew; review the difference before committing it
	$(PY) -m pytest -m golden --update-golden $(TESTS)

screenshots: setup-dev chromium ## draw the pictures of docs/screenshots.md anew, from the example
	$(PY) -m bench.screenshots

translations: setup-dev ## bring the catalogues in positions/locale up to date with the texts, and compile them
	$(PY) -m tracker.translations

requirements: setup-dev ## pin requirements*.in anew, with hashes
	$(VENV)/bin/uv pip compile $(COMPILE) requirements.in --output-file requirements.txt
	$(VENV)/bin/uv pip compile $(COMPILE) requirements-dev.in --output-file requirements-dev.txt
COMPILE := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

setup: $(VENV)/.installed ## make the environment in .venv

setup-dev: $(VENV)/.installed-dev ## the same with what checks and tests need

$(VENV)/.installed: requirements.txt
	@bash tracker/venv.sh $(VENV) $(NEEDED) "$(PYTHON)"
	@echo "Installing what the product needs (about a minute the first time) …"
	@$(call install,requirements.txt)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what checks and tests need …"
	@$(call install,requirements-dev.txt)
	@touch $@
# What is there already need not be said; every new package is a line of progress.
install = set -o pipefail; $(PIP) -r $(1) | { grep -v '^Requirement already satisfied' || true; }
PIP := $(PY) -m pip install --require-hashes --no-deps --disable-pip-version-check --no-input --progress-bar off --root-user-action ignore

chromium: ## have Debian's Chromium for the browser tests
	@bash tests/chromium.sh

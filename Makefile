# Two commands for a fresh machine with python >= 3.11, git and make:
#   make demo    the screens, on a throw-away workspace made of the shipped dossiers
#   make test    everything the gate runs
# make screenshots draws the screens again, for the documents.
# make bench measures how fast it is, on a book of 1,000 clients; make bench-full on 10,000, beside other tools.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
PO := recouv/wording/locales/fr/LC_MESSAGES/recouv.po
GROWING := balance,agenda,show,screens,action
# As pip does for what it installs elsewhere: without it, where Python may not write beside the source, every command of
# a checkout would compile it anew.
COMPILED := $(BIN)/python -m compileall -q recouv
EXTRACT := $(BIN)/pybabel --quiet extract -F babel.cfg -k say -k say_many:1,2 --no-location

.PHONY: demo test explore install dev lint types contracts catalogues lock bench bench-full bench-sizes screenshots clean

demo: $(INSTALLED)
	@$(BIN)/recouv demo

# On every core: most of the time goes in programs that tests start and wait for.
test: $(INSTALLED_DEV) lint types contracts
	$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal

# The properties alone, on other examples each time: what the gate cannot find twice.  ROUNDS=20 for a night.
ROUNDS ?= 1
explore: $(INSTALLED_DEV)
	for round in $$(seq $(ROUNDS)); do \
		$(BIN)/python -m pytest -q -n auto --maxprocesses 8 --dist worksteal -m hypothesis --hypothesis-profile explore || exit 1; \
	done

install: $(INSTALLED)

dev: $(INSTALLED_DEV)

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED_DEV)
	$(BIN)/mypy

contracts: $(INSTALLED_DEV)
	$(BIN)/lint-imports

# French after a change of sentences: edit the .po, then run this again to compile it.
catalogues: $(INSTALLED_DEV)
	@mkdir -p build
	$(EXTRACT) -o build/recouv.pot recouv
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap -l fr -i build/recouv.pot -o $(PO)
	$(BIN)/pybabel --quiet compile -l fr -i $(PO) -o $(PO:.po=.mo)

# Figures, not tests: nothing fails.  The second rewrites the tables of the page that explains it.
bench: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.aims -n 1000 --rounds 3

bench-full: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.full

bench-sizes: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.aims --sizes 1000,10000,50000 --rounds 3 --only $(GROWING) --document docs/performance.md

# The pictures of docs/screens: the demo, driven by its keys.  Needs rsvg-convert (librsvg2-bin) or Chromium.
screenshots: $(INSTALLED_DEV)
	$(BIN)/python -m screenshots.make

# Exact versions of everything, for development and for the gate.
lock: $(INSTALLED_DEV)
	$(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal pyproject.toml --group dev -o requirements-dev.txt

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	$(COMPILED)
	@touch $@

$(INSTALLED_DEV): $(VENV)/bin/python pyproject.toml requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	$(COMPILED)
	@touch $@ $(INSTALLED)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

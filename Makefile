# Everything starts here: `make run`, `make test`. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
# No surprise from the machine: pip neither checks for its own updates nor asks questions.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

.PHONY: help run test lint fix unit parcours bench schemas icones reperes paquet lock clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 ou plus récent est nécessaire."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installation des dépendances (une seule fois)…"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.run ## Start the workbook on this machine, with its own database (PORT=8501)
	@exec $(BIN)/caprse lancer --demo --port $(PORT)

test: lint unit parcours ## Everything: format, lint, types, layers, unit, database, rights, browser journeys

lint: $(VENV)/.dev ## Format, lint, types, layers, référentiel
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/caprse referentiel verifier referentiel/travail

unit: $(VENV)/.dev ## Unit, database and rights tests; only some with T=tests/carnet or T="tests/carnet -k conflit"
	@bin/pgbouncer-present || true
	@bin/mandataires-present || true
	$(BIN)/pytest $(if $(T),,-n auto) -m "not parcours" $(T)

# A file at a time on each core, in the order written, since each file shares one site.
parcours: $(VENV)/.dev ## Journeys in a real browser, with axe; only one with T=tests/parcours/test_porte.py
	@bin/chromium-present
	$(BIN)/pytest $(if $(T),,-n auto --dist loadfile) -m parcours -p no:randomly $(T)

bench: $(VENV)/.dev ## The performance table (also var/bench.json); only some rows with L="clic foule"
	@bin/chromium-present
	$(BIN)/python -m bench $(L)

fix: $(VENV)/.dev ## Format and repair what can be
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schemas: $(VENV)/.run ## Write the JSON Schemas again: of the référentiel, of what a structure takes away
	$(BIN)/caprse referentiel schemas referentiel/schema
	$(BIN)/python -m caprse.echanges.portage
	$(BIN)/python -m caprse.echanges.reponses_longues

icones: $(VENV)/.dev ## Write the font of icons again, after a new :material/name:
	PYTHONPATH=. $(BIN)/python bin/icones.py

reperes: $(VENV)/.run ## Write docs/reperes.md again: pages, settings, commands, targets
	$(BIN)/python -m caprse.reperes

paquet: $(VENV)/.run ## Build the wheel that runs away from any clone, in dist/
	$(BIN)/python -m pip wheel --no-deps --no-build-isolation --no-index --quiet --wheel-dir dist .

lock: $(VENV)/.dev ## Write both lock files again from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra installation --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra installation --extra dev --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet --output-file requirements-dev.lock

clean: ## Remove the virtual environment and caches (keeps var/, where the data are)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

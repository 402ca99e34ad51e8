# Everything a developer types. `make` alone lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two processes, file by file, in the order of tests/conftest.py.
LANES := --numprocesses 2 --dist loadfile --no-loadscope-reorder
export REFLEX_TELEMETRY_ENABLED := false
export REFLEX_CHECK_LATEST_VERSION := false

.DEFAULT_GOAL := help
.PHONY: help run serve test e2e check chaos real bench bench-load migrate browser clean

help: ## List the commands
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Spacerr needs Python 3.11 or later; name one with make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/.run $@

# What checks the scripts of the page, from package.json; Node comes with the environment.
node_modules/.package-lock.json: package.json package-lock.json | $(VENV)/.dev
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

run: $(VENV)/.run ## Set everything up and serve the app, reloading when code changes
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m spacerr run

serve: $(VENV)/.run ## The same for production: one port, nothing reloads
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m spacerr serve

migrate: $(VENV)/.run ## Bring the database to the newest shape
	$(BIN)/alembic upgrade head

browser: $(VENV)/.dev
	@$(BIN)/python -m tests.browser

test: $(VENV)/.dev browser ## Set everything up and run all tests
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest $(LANES) tests/unit tests/integration tests/chaos tests/e2e

e2e: $(VENV)/.dev browser ## Only the tests in a real browser
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest $(LANES) tests/e2e

check: $(VENV)/.dev node_modules/.package-lock.json browser ## Style, types, layers and all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pyright
	$(BIN)/lint-imports
	node_modules/.bin/biome check --error-on-warnings
	node_modules/.bin/tsc --project jsconfig.json
	node_modules/.bin/tsc --project jsconfig.strict.json
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest $(LANES) tests/unit tests/integration tests/chaos tests/e2e

chaos: $(VENV)/.dev browser ## Break everything at random, and for long
	SPACERR_CHAOS=full PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest tests/chaos tests/integration/replies/test_load.py

real: $(VENV)/.dev ## Test against servers that people run, from their packages
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.real.environments
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest tests/real

bench: $(VENV)/.dev browser ## Measure speed and memory beside a plain page
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.bench

bench-load: $(VENV)/.dev ## Measure how many replies at once a server carries
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.bench.sizing

clean: ## Remove what can be made again; data stays
	rm -rf $(VENV) node_modules .real .web* .states .pytest_cache .ruff_cache

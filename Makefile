# HuaHua: every verb does all of its own set-up. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB_SOURCES := $(shell find web/src web/public web/index.html web/docs.html web/vite.config.ts web/package-lock.json 2>/dev/null)
TEST_WORKERS ?= auto

.PHONY: help run setup test lint format types bench services clean

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: $(VENV)/.installed web/dist/index.html ## start HuaHua on http://localhost:8000, set-up included (data in ./data)
	@exec $(BIN)/huahua serve --data "$${HUAHUA_DATA_DIR:-data}" $(ARGS)

setup: $(VENV)/.installed-dev web/dist/index.html ## the set-up alone: .venv, npm packages, front-end build

test: $(VENV)/.installed-dev web/dist/index.html tests/node/node_modules/.installed ## all tests, in parallel, on SQLite and PostgreSQL, in a real browser
	@scripts/chromium.sh
	@scripts/services.sh --check || true
	@cd web && npm test --silent
	@eval "$$(scripts/services.sh --environment)" && $(BIN)/pytest -n $(TEST_WORKERS) --maxprocesses 4 --dist worksteal $(ARGS)

lint: $(VENV)/.installed-dev web/node_modules/.installed ## ruff, mypy --strict, import-linter, eslint, tsc
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@cd web && npm run --silent lint && npm run --silent typecheck

format: $(VENV)/.installed-dev ## put the Python sources into the house format
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

types: $(VENV)/.installed-dev web/node_modules/.installed ## write what the page knows of the API: openapi.json, schema.d.ts, codes.json
	@$(BIN)/python scripts/interface.py
	@cd web && npm run --silent types

bench: $(VENV)/.installed-dev web/dist/index.html ## measure speed, memory and page weight; writes bench/results.md
	@$(BIN)/python bench/run.py $(ARGS)

services: ## install and start PostgreSQL for the tests, where missing
	@scripts/services.sh --start

clean: ## remove what the set-up made (never the data)
	rm -rf $(VENV) web/node_modules web/dist tests/node/node_modules

# --- set-up, done once and again when its inputs change ------------------------------------------

$(VENV)/bin/python:
	@scripts/venv.sh "$(PYTHON)" "$(VENV)"

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing Python packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.installed
	@echo "Installing the tools for tests and checks …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

web/node_modules/.installed: web/package-lock.json
	@scripts/node.sh
	@echo "Installing front-end packages …"
	@cd web && npm ci --no-audit --no-fund --silent
	@touch $@

web/dist/index.html: web/node_modules/.installed $(WEB_SOURCES)
	@echo "Building the front end …"
	@cd web && npm run --silent build
	@touch $@

tests/node/node_modules/.installed: tests/node/package-lock.json
	@cd tests/node && npm ci --no-audit --no-fund --silent
	@touch $@

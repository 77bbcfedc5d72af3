# HuaHua: every verb does all of its own set-up. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
VENV_LOCAL := .venv-local
BIN := $(VENV)/bin
LITELLM := tests/clients/litellm/.venv
WEB_SOURCES := $(shell find web/src web/public web/index.html web/docs.html web/vite.config.ts web/package-lock.json 2>/dev/null)
# Tests spend a part of their time waiting for servers: one more at a time than there are cores.
TEST_WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

# Where nothing compiled is kept, every process of HuaHua and of the tests begins with compiling all of its modules.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run setup test test-local bench-local lint format types proto bench bench-gateway bench-ledger eval load services clean

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: $(VENV)/.installed web/dist/index.html ## start HuaHua on http://localhost:8000, set-up included (data in ./data)
	@exec $(BIN)/huahua serve --data "$${HUAHUA_DATA_DIR:-data}" $(ARGS)

setup: $(VENV)/.installed-dev web/dist/index.html ## the set-up alone: .venv, npm packages, front-end build

test: $(VENV)/.installed-dev web/dist/index.html tests/node/node_modules/.installed $(LITELLM)/.installed ## all tests, in parallel, on SQLite, PostgreSQL and Redis, in a real browser
	@scripts/chromium.sh
	@scripts/services.sh --check || true
	@failed=""; (cd web && npm test --silent) || failed="npm test in web/; "; \
	eval "$$(scripts/services.sh --environment)"; \
	$(BIN)/pytest -n $(TEST_WORKERS) --maxprocesses 4 --dist worksteal $(ARGS) || failed="$${failed}pytest"; \
	[ -z "$$failed" ] || { echo "Failed, see above: $$failed" >&2; exit 1; }

test-local: $(VENV_LOCAL)/.installed ## tests of the extra 'local' (diffusers, in .venv-local), on tiny pipelines that they make themselves
	@$(VENV_LOCAL)/bin/python -m pytest -q -p no:xdist tests/local $(ARGS)

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

proto: $(VENV)/.installed-dev ## write the Python code of proto/
	@$(BIN)/python scripts/proto.py

bench: $(VENV)/.installed-dev web/dist/index.html ## measure speed, memory and page weight; writes bench/results.md
	@$(BIN)/python bench/run.py $(ARGS)

eval: $(VENV)/.installed-dev ## measure what HuaHua's own models get right; writes eval/results.md
	@$(BIN)/python -m eval.run $(ARGS)

bench-gateway: $(VENV)/.installed-dev web/dist/index.html ## the gateway beside nginx with everything on; writes bench/gateway.md
	@$(BIN)/python bench/gateway.py $(ARGS)

bench-ledger: $(VENV)/.installed-dev ## a million simulated calls with failures: the ledger loses no micro, or it ends with an error
	@$(BIN)/python -m bench.ledger $(ARGS)

bench-local: $(VENV_LOCAL)/.installed ## models of this machine: batches beside one at a time, and a GPU where there is one
	@$(VENV_LOCAL)/bin/python -m bench.local_engine $(ARGS)

load: $(VENV)/.installed-load ## Locust on a running server: HUAHUA_KEY=sk-… make load ARGS='--host http://localhost:8000'
	@$(BIN)/locust -f bench/locustfile.py $(ARGS)

services: ## install and start PostgreSQL and Redis for the tests, where missing
	@scripts/services.sh --start

clean: ## remove what the set-up made (never the data)
	rm -rf $(VENV) $(VENV_LOCAL) web/node_modules web/dist tests/node/node_modules $(LITELLM)

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

$(VENV)/.installed-load: pyproject.toml $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[load]'
	@touch $@

# Torch first and by itself: the index chooses the file that fits this machine, and a plain one pulls gigabytes.
$(VENV_LOCAL)/.installed: pyproject.toml
	@scripts/venv.sh "$(PYTHON)" "$(VENV_LOCAL)"
	@echo "Installing torch and diffusers for the tests of local models …"
	@$(VENV_LOCAL)/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	@$(VENV_LOCAL)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[local,dev]' torch==2.13.0
	@# Without torchvision, which it needs for what the tests do not use, and which fits no torch but its own.
	@$(VENV_LOCAL)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps clean-fid==0.1.35
	@touch $@

web/node_modules/.installed: web/package-lock.json
	@scripts/node.sh
	@echo "Installing front-end packages …"
	@cd web && npm ci --no-audit --no-fund --silent
	@touch $@

web/dist/index.html: web/node_modules/.installed $(WEB_SOURCES)
	@echo "Building the front end …"
	@cd web && npm run --silent build -- --logLevel error
	@touch $@

tests/node/node_modules/.installed: tests/node/package-lock.json
	@cd tests/node && npm ci --no-audit --no-fund --silent
	@touch $@

# LiteLLM needs an older openai than the tests, so it lives apart.
$(LITELLM)/.installed: tests/clients/litellm/requirements.txt | $(VENV)/bin/python
	@echo "Installing LiteLLM for the tests of clients …"
	@scripts/venv.sh "$(PYTHON)" "$(LITELLM)"
	@$(LITELLM)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# Two commands matter: `make demo` and `make test`. Everything lives in this tree; `make clean` removes it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: help demo env fonts test lint bench clean lock

help:  ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: env  ## install everything, load the demo bureau, serve it on 127.0.0.1:$(PORT)
	@PORT=$(PORT) $(BIN)/mingjing demo

env: .venv/.ready node_modules/.ready fonts  ## build the environment in .venv, and the static assets

.venv/.ready: requirements/dev.txt pyproject.toml
	@tools/python-venv "$(PYTHON)"
	@echo "安装 Python 依赖（按散列核对）……"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.ready: package-lock.json
	@tools/node-assets
	@touch $@

fonts:  ## FangSong for the documents, where it can be had
	@tools/fangsong

test: env  ## install everything and run all checks and tests
	@tools/browser
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint:  ## style, types, import contracts, law packs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/mingjing law lint

bench: env  ## measure; prints ratios beside a plain baseline in the same run
	@$(BIN)/python -m bench $(ARGS)

clean:  ## stop what runs and remove everything that was made here
	@if [ -x $(BIN)/mingjing ]; then $(BIN)/mingjing db destroy --yes || true; fi
	@rm -rf .venv node_modules var build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/*.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock:  ## re-pin the dependencies with hashes (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q requirements/dev.in -o requirements/dev.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q -c requirements/dev.txt requirements/runtime.in -o requirements/runtime.txt

# `make serve` and `make test` set everything up on a fresh machine; a second run takes seconds.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:

PYTHON ?= python3.13
BIN := .venv/bin
PORT ?= 8000
OKX ?= fake
# Silences Material's note about its successor at each build (README, "What it's built on").
export NO_MKDOCS_2_WARNING = 1
# Pages show when they were changed, if there is a Git history.
export GIT_DATES ?= $(shell git rev-parse --quiet --verify HEAD > /dev/null 2>&1 && echo true || echo false)
export GIT_PYTHON_REFRESH ?= quiet
# The timestamp in a build's files: the last commit's, so that builds are reproducible.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2> /dev/null || echo 1580601600)

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.PHONY: serve
serve: .venv/ready node_modules/ready ## the whole help center on the fake exchange
	exec $(BIN)/python -m validator serve --port $(PORT) --okx $(OKX)

.PHONY: check
check: lint ## lint, types and every quick test without a browser: for each save
	$(BIN)/pytest --numprocesses 2 -m "not browser and not slow and not audit and not engines"

.PHONY: test
test: lint ## lint, types and every test, in Chromium where they need a browser
	$(BIN)/pytest --numprocesses 2

.PHONY: test-browsers
test-browsers: .venv/ready node_modules/ready ## the checker in Firefox and WebKitGTK too
	$(BIN)/pytest tests/engines -m engines --numprocesses 2 --dist loadgroup

.PHONY: audit
audit: prose sbom tests/netlify/node_modules/ready ## prose, known vulnerabilities, Lighthouse, axe-core, Netlify's router, a leaking build
	$(BIN)/python -m tests.audit.advisories
	$(BIN)/pytest tests/audit tests/netlify tests/browser -m audit --numprocesses 2

.PHONY: sbom
sbom: .venv/ready node_modules/ready tests/netlify/node_modules/ready ## bills of materials of the proxy and the build, into dist/
	mkdir -p dist
	for group in dev proxy; do
		$(BIN)/cyclonedx-py requirements --output-reproducible --output-file dist/$$group.cdx.json \
			requirements/$$group.txt
	done
	# npm reports an error for a dependency of Lighthouse that asks for the latest version.
	tests/netlify/node_modules/.bin/cyclonedx-npm --package-lock-only --ignore-npm-errors \
		--output-reproducible --output-file dist/npm.cdx.json package.json

.PHONY: prose
prose: .venv/ready node_modules/ready ## spelling, retired words and reading ease
	$(BIN)/codespell *.md deploy docs overrides tests validator
	$(BIN)/codespell --builtin en-GB_to_en-US *.md deploy docs overrides
	$(BIN)/python -m tests.audit.words
	$(BIN)/python tests/audit/reading.py

.PHONY: lint
lint: .venv/ready node_modules/ready ## style, types and retired words of Python and JavaScript
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m tests.audit.code_words
	npm run --silent typecheck

.PHONY: build
build: .venv/ready node_modules/ready ## the static site, into site/
	$(BIN)/mkdocs build --strict

.PHONY: bench
bench: .venv/ready node_modules/ready ## the checker's start, and the weight of pages
	$(BIN)/python -m tests.bench.start $(ARGS)
	$(BIN)/python tests/bench/page.py

.PHONY: bench-proxy
bench-proxy: .venv/ready .venv-bench/ready ## the proxy compared with FastAPI and httpx
	$(BIN)/python -m tests.bench.proxy $(ARGS)

.PHONY: tables
tables: .venv/ready ## updates the generated tables in docs/
	$(BIN)/python -m validator tables

.PHONY: addresses
addresses: .venv/ready node_modules/ready ## adds new addresses to the list of published ones
	$(BIN)/python -m validator addresses

.PHONY: verify
verify: .venv/ready node_modules/ready ## compares the site at URL=… with what this commit builds
	@$(BIN)/python -m validator verify $(URL)

.PHONY: lock
lock: .venv/ready ## pins every requirement of pyproject.toml again, with hashes
	for group in bench dev proxy; do
		$(BIN)/uv pip compile pyproject.toml --group $$group --python-version 3.13 --universal \
			--generate-hashes --no-emit-index-url --no-header --quiet \
			--output-file requirements/$$group.txt
	done

# Installs missing programs before anything is set up, or stops with a line that names them.
.PHONY: programs
programs:
	@PYTHON=$(PYTHON) tests/debian.sh $(MAKECMDGOALS)

.venv/ready: requirements/dev.txt .python-version | programs
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	touch $@

.venv-bench/ready: requirements/bench.txt .python-version | programs
	$(PYTHON) -m venv --clear .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	touch $@

node_modules/ready: package-lock.json | programs
	npm ci --silent --no-audit --no-fund
	touch $@

# Large packages that only `make audit` needs: Netlify's router, and the writer of npm's bills of
# materials. They run without their install scripts.
tests/netlify/node_modules/ready: tests/netlify/package-lock.json | programs
	npm ci --prefix tests/netlify --silent --ignore-scripts --no-audit --no-fund
	touch $@

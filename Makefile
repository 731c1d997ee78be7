# One verb a target, the same for a person and for CI. `make setup` is implied by the others.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
NODE_STAMP := node_modules/.stamp
VENDOR_STAMP := src/fengqiao/ui/static/vendor/.stamp
MESSAGES_STAMP := $(VENV)/.messages
TEMPLATES := $(shell find src/fengqiao -path '*/templates/*.html')
TRANSLATIONS := $(shell find src/fengqiao -name django.po)

.PHONY: setup demo run test walk check bench pictures messages lock contracts clean

setup: $(STAMP) $(VENDOR_STAMP) $(MESSAGES_STAMP)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Fengqiao needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make setup PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(NODE_STAMP): package.json package-lock.json
	@command -v npm >/dev/null || { echo "Fengqiao needs Node.js 20 or newer with npm for the browser libraries."; exit 1; }
	npm ci --silent --no-progress
	@touch $@

$(VENDOR_STAMP): $(NODE_STAMP) $(STAMP) tools/vendor.py $(TEMPLATES)
	$(BIN)/python tools/vendor.py
	@touch $@

$(MESSAGES_STAMP): $(STAMP) tools/messages.py $(TRANSLATIONS)
	$(BIN)/python tools/messages.py --compile
	@touch $@

demo: setup
	$(BIN)/fengqiao demo

run: setup
	$(BIN)/fengqiao up

test: setup
	$(BIN)/python tools/test.py

walk: setup
	FENGQIAO_WALK=whole $(BIN)/python -m pytest -p no:randomly tests/browser/test_walk.py tests/browser/test_field_pages.py

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python tools/contracts.py --check
	$(BIN)/python tools/messages.py --check

bench: setup
	$(BIN)/python tools/bench.py

pictures: setup
	FENGQIAO_PICTURES=1 $(BIN)/python -m pytest tests/browser

messages: setup
	$(BIN)/python tools/messages.py

contracts: setup
	$(BIN)/python tools/contracts.py

lock: setup
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --group dev pyproject.toml -o requirements.lock
	npm install --package-lock-only

clean:
	rm -rf $(VENV) node_modules src/fengqiao/ui/static/vendor

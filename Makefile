# Everything one does with Parley, from a fresh clone on. Needs GNU make and Python 3.11 or newer; only `web` needs Node.

ARGS ?=
BIN := .venv/bin
INSTALLED := .venv/.installed
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-long check bench lock web clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) ## install, migrate, load the demo marketplace, serve it
	@$(BIN)/python -m app demo
	@$(BIN)/python -m app serve

# All of them side by side, one more at once than there are cores, up to four.
test: $(INSTALLED) ## install, run the tests (ARGS="-k blocks")
	@$(BIN)/python -m pytest $(or $(ARGS),--numprocesses auto --maxprocesses 4 --dist worksteal)

test-long: $(INSTALLED) ## run the trials that take minutes
	@$(BIN)/python -m pytest -m long $(ARGS)

check: $(INSTALLED) ## lints, formatting, types, and that schema.graphql and docs tell the truth
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m app check

bench: $(INSTALLED) ## measure against the limit (ARGS="--help")
	@$(BIN)/python -m bench $(ARGS)

lock: $(INSTALLED) ## write requirements.lock anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(BIN)/python -m pip install --quiet --quiet 'uv ~= 0.13.9'
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock $(ARGS)

web: ## build the console and GraphiQL anew into app/static, after a change in web/ (needs Node 20.19 or newer)
	@for page in console graphiql; do \
		npm ci --prefix web/$$page --no-audit --no-fund --loglevel=error && npm run --prefix web/$$page --silent build || exit 1; \
	done

clean: ## remove what make can make again; var/, your data, stays
	@rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name .git -prune -o -name var -prune -o \( -name __pycache__ -o -name node_modules \) -prune -exec rm -rf {} +

# The stamp is newer than the lock when .venv holds what the lock names.
$(INSTALLED): requirements.lock
	@$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		for python in $(PYTHONS) ''; do \
			test -n "$$python" || { echo 'Parley needs Python 3.11 or newer with its venv module (on Debian: python3-venv).' \
				'Say where it is: make PYTHON=/path/to/python3' >&2; exit 1; }; \
			$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
		done; \
		echo "Making .venv with $$($$python --version)"; \
		$$python -m venv --clear .venv; \
	}
	@echo 'Installing the packages of requirements.lock; the first time takes half a minute'
	@if command -v uv >/dev/null \
		&& uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock; then :; \
		else $(BIN)/python -m pip install --quiet --quiet --require-hashes -r requirements.lock; fi
	@touch $@

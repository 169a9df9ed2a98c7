# Everything a person types for Shoal. Needs python3 (3.11 or newer, with venv) and make, nothing else.
# Another Python: make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
USER_STAMP := $(VENV)/.installed-for-use
DEV_STAMP := $(VENV)/.installed-for-work
# A working install runs from src, so a user install must not be put over it.
ANY_INSTALL := $(if $(wildcard $(DEV_STAMP)),$(DEV_STAMP),$(USER_STAMP))
# serving needs the page's libraries too
WEB_STAMP := $(VENV)/.installed-for-serving
WEB_INSTALL := $(if $(wildcard $(DEV_STAMP)),$(DEV_STAMP),$(WEB_STAMP))
GROUND := pyproject.toml constraints.txt
SOURCES := $(wildcard src/shoal/* src/shoal/*/* src/shoal/*/*/* src/shoal/*/*/*/*)
ARGS ?=
# processes that share the tests; a file's tests stay together, as they share what is dear to make
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo serve test check bench trials docs pictures clean

help: ## show this list
	@echo "Shoal: plan, vet and measure campaigns with nano and micro creators, on your own machine."
	@echo
	@while IFS= read -r line; do case "$$line" in [a-z]*": "*"## "*) \
		printf '  make %-8s %s\n' "$${line%%:*}" "$${line##*## }" ;; esac; done < Makefile

demo: $(ANY_INSTALL) ## install what a user needs, then run the main job on a made-up market
	@$(BIN)/python -m shoal demo $(ARGS)

serve: $(WEB_INSTALL) ## open the web page on this machine (ARGS="--port 8000 --workspace DIR")
	@$(BIN)/python -m shoal serve $(ARGS)

test: $(DEV_STAMP) ## run all tests, two at a time (ARGS="-k words" for some, "-n 0" for one at a time)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(DEV_STAMP) ## lint, format, types, import contracts, dependencies, generated pages
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/python scripts/make_reference.py --check

bench: $(DEV_STAMP) ## measure speed and memory, and write benchmarks/results
	$(BIN)/python -m benchmarks $(ARGS)

trials: $(DEV_STAMP) ## run in full what make test runs in part (kills, seeds, coverage): long
	SHOAL_TRIALS=full $(BIN)/python -m pytest -m trials $(ARGS)

docs: $(DEV_STAMP) ## write the generated pages under docs/reference anew
	$(BIN)/python scripts/make_reference.py

pictures: $(DEV_STAMP) ## take the pictures of every screen into docs/pictures (needs a Chromium)
	$(BIN)/python scripts/make_pictures.py $(ARGS)

clean: ## remove .venv and everything that tools left behind; workspaces and reports stay
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "There is no $(PYTHON) on this machine. Install Python 3.11 or newer, or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is $$($(PYTHON) -V 2>&1). Shoal needs 3.11 or newer; name another one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) lacks the venv module. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(USER_STAMP): $(GROUND) $(SOURCES) | $(BIN)/python
	@echo "Installing Shoal and its libraries into $(VENV) (about a minute the first time) ..."
	@$(PIP) .
	@touch $@

$(WEB_STAMP): $(GROUND) $(SOURCES) | $(BIN)/python
	@echo "Installing Shoal with its web page into $(VENV) (about a minute the first time) ..."
	@$(PIP) ".[web]"
	@touch $@ $(USER_STAMP)

$(DEV_STAMP): $(GROUND) | $(BIN)/python
	@echo "Installing Shoal, its libraries and its tools into $(VENV) (a minute or two the first time) ..."
	@$(PIP) -e ".[dev]"
	@touch $@

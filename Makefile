# Everything that a clone needs. Standard output belongs to the bot: what is built says so on
# standard error, and commands aren't echoed.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run cluster test test-slow golden torture bench bench-long bench-quality check fix lock

PYTHON ?= python3# builds .venv; to change it later, remove .venv
ARGS ?=# more words for the command, as in make test ARGS='-k stories'
WORKERS ?= 2# processes that share the fast tests, a file each; 0 for one without children
UPGRADE ?=# make lock UPGRADE=--upgrade, or UPGRADE='--upgrade-package NAME'

BIN := .venv/bin
RUN := .venv/.installed
DEV := .venv/.installed-dev
QUALITY := .venv/.installed-quality
PIP := PIP_NO_INPUT=1 $(BIN)/python -m pip install --disable-pip-version-check --no-deps
# Progress and every complaint, without the lines that say that nothing is to be done.
QUIETER := </dev/null 2>&1 | sed -E '/^(Requirement already satisfied:|Ignoring |Looking in )/d' >&2
SAY := printf '%s\n' >&2

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1#\2/p' Makefile | awk -F'#' '{ printf "%-18s %s\n", $$1, $$2 }'

run: $(RUN) ## build what is missing and start the bot (state in .state)
	@export BROADSHEET_STATE="$${BROADSHEET_STATE:-$(CURDIR)/.state}"; exec $(BIN)/broadsheet run $(ARGS)

cluster: $(RUN) ## install what PostgreSQL takes, and several bots on one of it
	@sed '/^# == dev/,$$d' requirements.lock >.venv/cluster.lock
	@set -o pipefail; $(PIP) --require-hashes -r .venv/cluster.lock $(QUIETER)

test: $(DEV) ## run the fast tests
	@$(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --dist loadfile $(ARGS)

test-slow: $(DEV) ## run the tests that take their time
	@if grep -rqE --include='*.py' '\bmark\.slow\b' tests; then \
		$(BIN)/python -m pytest -m slow $(ARGS); \
	else \
		echo "No test is marked slow yet."; \
	fi

golden: $(DEV) ## write the golden files again; their diff is to be reviewed
	@GOLDEN=renew $(BIN)/python -m pytest -q -k golden $(ARGS)

torture: $(DEV) ## kill, starve and rush it for most of an hour, and print what came of it
	@$(BIN)/python -m tests.torture

# What is measured is temporary and lies in the system's own folder; nothing here is written to.
BENCHMARK := $(BIN)/python -m tests.benchmarks
bench: $(DEV) ## measure speed and memory, in forms of 10,000 to 25,000 (under 10 minutes)
	@for what in "memory 10000 15000" "answers 10000" "singly 2000" "peers 10000" "search 25000" \
		"slack_commands 10 100 2000" "discord_interactions 10 2500"; do \
		echo; echo "== $$what"; $(BENCHMARK) $$what || exit 1; \
	done

bench-long: $(DEV) ## measure the same with up to a million (up to 90 minutes), and draw it
	@for what in "imports 400000 tests/benchmarks/imports.json" plots "memory 25000 1000000" \
		"answers 10000" "singly 10000" "peers 10000" "search 100000" "search 1000000" \
		"quality_clustering made 100000" "slack_commands 30 100 10000" "discord_interactions 30 10000" \
		rendering outbox schedules editions "editions one 10000 1000000"; do \
		echo; echo "== $$what"; $(BENCHMARK) $$what || exit 1; \
	done

bench-quality: $(QUALITY) ## score cleaning, stories, topics and summaries on the folder BROADSHEET_DEVDATA
	@if [ -z "$$BROADSHEET_DEVDATA" ]; then \
		echo "Nothing to score: BROADSHEET_DEVDATA names no folder."; \
	else \
		for part in cleaning clustering topics summaries; do \
			$(BIN)/python -m tests.benchmarks.quality_$$part || exit 1; \
		done; \
	fi

check: $(DEV) ## format, lint, types and the direction of imports, all of them
	@failed=0; for gate in "ruff format --check" "ruff check" mypy "lint-imports --no-logo"; do \
		$(BIN)/$$gate || failed=1; \
	done; exit $$failed

fix: $(DEV) ## format, and repair what the linter can
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

# One file in four parts, each holding what the ones before don't: so `run` installs the first part
# alone. What is locked stays as it is while pyproject.toml allows it, unless UPGRADE says otherwise.
lock: $(DEV) ## write requirements.lock again from pyproject.toml
	@set -e; new=$$(mktemp -d); trap 'rm -rf "$$new"' EXIT; \
	echo "# Made by make lock. In four parts: what the bot runs on, extra cluster, development, scoring." >"$$new/lock"; \
	for part in run cluster dev quality; do \
		case $$part in \
			run) wanted="--group build" ;; \
			cluster) wanted="--group build --extra cluster" ;; \
			dev) wanted="--group build --extra cluster --group dev" ;; \
			quality) wanted="--group build --extra cluster --group dev --group quality" ;; \
		esac; \
		cp requirements.lock "$$new/$$part"; \
		$(BIN)/uv pip compile pyproject.toml $$wanted --quiet --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
			--constraint "$$new/lock" $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' "$$new/lock") \
			$(UPGRADE) --output-file "$$new/$$part" >/dev/null; \
		{ printf '\n# == %s\n' $$part; sed '/^# The following packages were excluded/,$$d' "$$new/$$part"; } >>"$$new/lock"; \
	done; \
	cmp -s "$$new/lock" requirements.lock || cp "$$new/lock" requirements.lock

# The stamp is there only after an install that went through: after one that was cut short, .venv
# starts from nothing. Changed pins are installed over the old ones.
$(RUN): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { $(SAY) "Broadsheet needs Python 3.11 or newer: install python3 and python3-venv, or name yours with PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { $(SAY) "Broadsheet needs Python 3.11 or newer, and $(PYTHON) is older: install a newer python3 and name it with PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(SAY) "This Python can't make a virtual environment: install python3-venv."; exit 1; }
	@if [ "$$(cat $@ 2>/dev/null)" != "$(CURDIR)" ]; then \
		$(SAY) "Building .venv; the first time takes a minute."; \
		$(PYTHON) -m venv --clear .venv >&2; \
	fi
	@rm -f $(RUN) $(DEV) $(QUALITY)
	@sed '/^# == cluster/,$$d' requirements.lock >.venv/run.lock
	@set -o pipefail; $(PIP) --require-hashes -r .venv/run.lock $(QUIETER)
	@set -o pipefail; $(PIP) --no-build-isolation --editable . $(QUIETER)
	@echo "$(CURDIR)" >$@

$(DEV): $(RUN)
	@$(SAY) "Adding the tools for development."
	@sed '/^# == quality/,$$d' requirements.lock >.venv/dev.lock
	@set -o pipefail; $(PIP) --require-hashes -r .venv/dev.lock $(QUIETER)
	@touch $@

$(QUALITY): $(DEV)
	@set -o pipefail; $(PIP) --require-hashes -r requirements.lock $(QUIETER)
	@touch $@

# A virtual environment survives neither a move nor the loss of its Python.
ifneq ($(wildcard $(RUN)),)
ifneq ($(shell $(BIN)/python -c '' 2>&1 && cat $(RUN)),$(CURDIR))
$(shell rm -f $(RUN) $(DEV) $(QUALITY))
endif
endif

# The same commands serve a newcomer, a developer and .ci/run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint types wheel bench pollock fuzz pollution faults revision lock format clean check

demo: $(READY)  ## three simulated firms, from exports to reports
	$(BIN)/ppuri demo

test: $(READY)  ## the tests, on all cores
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(READY)  ## style, imports between floors, formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

wheel: $(READY)  ## build, install into an empty environment without development tools, run from elsewhere
	$(BIN)/python tests/packaging/wheel_smoke.py

faults: $(READY)  ## thousands of kills and disk faults planted into ingests; hours, needs Linux with strace
	$(BIN)/python -m tests.faults --kills 750 --errors 500
	$(BIN)/python -m tests.faults --kills 100 --errors 60 --ledger postgresql

pollution: $(READY)  ## every kind of polluted export with many seeds, and pairs of kinds; half an hour, prints right outcomes and silent harm
	$(BIN)/python -m tests.pollution 10 1000

pollock: $(READY)  ## the Pollock benchmark of polluted CSV files, rebuilt: our reader beside DuckDB, pandas and polars
	$(BIN)/python -m benchmarks.pollock

fuzz: $(READY)  ## tables in any dialect and bytes damaged in any way; ten minutes
	PPURI_FUZZ=80 $(BIN)/python -m pytest -q tests/connectors/dialects

bench: $(READY)  ## measures beside peers and writes docs/benchmarks.md
	$(BIN)/python -m benchmarks

check: lint types test wheel

format: $(READY)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

revision: $(READY)  ## after a change of the ledger's tables: TITLE="what changes"
	$(BIN)/python -m ppuri.core.ledger.migrations.revise "$(TITLE)"
	$(BIN)/ruff check --quiet --fix ppuri/core/ledger/migrations
	$(BIN)/ruff format --quiet ppuri/core/ledger/migrations

lock: $(READY)  ## new versions, with hashes and without any registry address
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --extra hub pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --extra dev pyproject.toml -o requirements-dev.lock

# uv installs several times as fast as pip; it comes into the project's own environment, nobody needs to have it.
# Compiled here and now: where Python may not write bytecode, every start would compile a thousand modules again.
$(READY): requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	-$(BIN)/python -m compileall -q -j 0 $(VENV)/lib ppuri connectors models pipelines sql sample_data > /dev/null
	touch $(READY)

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

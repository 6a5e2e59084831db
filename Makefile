# The same commands serve a newcomer, a developer and .ci/run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint types wheel bench lock format clean check

demo: $(READY)  ## three simulated firms, from exports to reports
	$(BIN)/ppuri demo

test: $(READY)  ## the tests
	$(BIN)/python -m pytest

lint: $(READY)  ## style, imports between floors, formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

wheel: $(READY)  ## build, install into an empty environment without development tools, run from elsewhere
	$(BIN)/python tests/packaging/wheel_smoke.py

bench: $(READY)  ## measures beside peers and writes docs/benchmarks.md
	$(BIN)/python -m benchmarks

check: lint types test wheel

format: $(READY)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: $(READY)  ## new versions, with hashes and without any registry address
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements.lock
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

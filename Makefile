# make run   start the bot, or the sandbox when there is no DISCORD_TOKEN
# make test  set up what the tests need and run them all; with ENGINE=postgresql those that touch a database, the
#           simulated Discord or the sandbox, on a PostgreSQL server of their own (TESTS=folders for some of them)
# make check the linter and the type checker
# make bench the figures that docs/figures.md quotes (needs DATA=folder)
# make catalog bring the Spanish catalog up to date with the source
# make env  bring .env.example up to date with the settings
# make pictures take the documents' pictures anew (needs Chromium)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
ENGINE ?= sqlite
ARGS ?=
BENCHMARKS = $(patsubst benchmarks/%.py,%,$(shell grep -l '^if __name__' benchmarks/*.py))

ON_sqlite =
TESTS ?= tests/storage tests/discord tests/sandbox
ON_postgresql = --engine postgresql $(TESTS)

.PHONY: run test check catalog env pictures bench clean

run: $(VENV)/.run
	@$(BIN)/python -m bot start

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(ON_$(ENGINE)) $(ARGS)

check: $(VENV)/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: $(VENV)/.bench
	@for name in $(BENCHMARKS); do $(BIN)/python -m benchmarks.$$name --data $(DATA) || exit 1; done

catalog: $(VENV)/.run
	@$(BIN)/python -m bot.i18n.extract

env: $(VENV)/.run
	@$(BIN)/python -m bot.settings.example

pictures: $(VENV)/.bench
	@$(BIN)/python -m tests.pictures

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group dev
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group bench
	@touch $@

clean:
	rm -rf $(VENV)

# Two commands matter: `make demo` and `make test`. Both work in a bare checkout with Python 3.11 and nothing else.
SHELL := /bin/sh
PYTHON ?= python3.11
BIN := .venv/bin
DEMO := .venv/.demo
DEV := .venv/.dev
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check

# Enough to be allowed to start, and nothing that any server would accept.
CHECK_ENV := DJANGO_SETTINGS_MODULE=config.settings.production \
	SECRET_KEY=only-for-make-check-0123456789-abcdefghijklmnopqrstuvwxyz \
	ALLOWED_HOSTS=council.example DATABASE_URL=postgres://minga_app@localhost/minga \
	REDIS_URL=redis://localhost/0 EMAIL_URL=smtp://localhost:25

.PHONY: help demo test check bench pictures lock audit catalogues

help:
	@echo "make demo        the demonstration at http://127.0.0.1:8000 (PORT=, MINGA_DATA=)"
	@echo "make test        every test, browser tests included (ARGS= for pytest)"
	@echo "make check       lint, types, the order of the rooms, deployment settings, migrations"
	@echo "make bench       measurements (FULL=1 for all of them at full size, ARGS= for some sections)"
	@echo "make pictures    walk the guides in docs/guides, and take their pictures"
	@echo "make catalogues  compile the translations"
	@echo "make lock        write requirements/*.txt anew from requirements/*.in"
	@echo "make audit       ask whether what is locked has known weaknesses"

demo: $(DEMO)
	@exec $(BIN)/python -m embedded.demo

test: $(DEV) catalogues
	@scripts/chromium.sh
	@# A module's tests share what it makes once, so they run in one process: two for two cores, and one for those that
	@# mostly wait (tests/lanes.py). Compiled modules are kept whatever the machine is used to: a run starts a hundred
	@# processes, and pytest itself compiles every test.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(DEV) catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(CHECK_ENV) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@# Without a database, which this question does not need: Django would warn that it could not ask one.
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

bench: $(DEV) catalogues
	@$(BIN)/python -m bench $(ARGS)

pictures: $(DEV) catalogues
	@scripts/chromium.sh
	@$(BIN)/python -m tests.guides

catalogues: $(DEMO)
	@$(BIN)/python -m common.catalogues

# Compiled without index addresses: where packages come from is the business of the machine that installs them.
lock: .venv/bin/python
	@$(BIN)/python -m venv .venv/lock
	@.venv/lock/bin/python -m pip install --quiet pip-tools
	@for part in base demo dev; do \
		echo "requirements/$$part.txt"; \
		.venv/lock/bin/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras --no-emit-find-links \
			--no-emit-index-url --no-emit-trusted-host --output-file=requirements/$$part.txt requirements/$$part.in || exit 1; \
	done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || \
		{ echo "Minga needs Python 3.11, and '$(PYTHON)' is not it; name yours: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making the environment .venv …"
	@$(PYTHON) -m venv .venv

# The stamps are written last, so an installation that was interrupted is taken up again.
$(DEMO): requirements/demo.txt pyproject.toml | .venv/bin/python
	@echo "Installing what the demonstration needs …"
	@$(PIP) --require-hashes -r requirements/demo.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(DEMO) | .venv/bin/python
	@echo "Installing what the tests need …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

# Where an index of packages can be asked; whatever could not be asked about fails too.
audit: .venv/bin/python
	@$(BIN)/python -m venv .venv/audit
	@.venv/audit/bin/python -m pip install --quiet pip-audit
	@for part in base demo dev; do \
		.venv/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements/$$part.txt || exit 1; \
	done

# Everything a person does with this program, one word each: `make` alone lists the words.
# Works with GNU make 3.81 (macOS) and later. Settings: make run PORT=8600

override VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input

# HOST and PORT on the command line come first. A HOST that merely stands in the environment is often the computer's name.
ifneq ($(origin HOST),command line)
HOST := $(or $(RESILIENCE_DASH_HOST),127.0.0.1)
endif
ifneq ($(origin PORT),command line)
PORT := $(or $(RESILIENCE_DASH_PORT),$(PORT),8501)
endif

# Where nobody could see a browser window, none is opened.
SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname)))
HEADLESS := $(if $(CI),true,$(if $(SCREEN),false,true))
WATCH ?= none
DEMO_DATABASE_URL := sqlite:///$(CURDIR)/.demo/demonstration.db
FAST := not browser and not fault and not postgres

# An environment whose Python is gone or has been upgraded underneath it is made again.
REBUILD := $(if $(shell $(PY) -c "import pip; print(1)" 2>/dev/null),,rebuild)

.DEFAULT_GOAL := help
.PHONY: help run serve demo test test-quick check bench lock clean rebuild

help: ## list these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s%s\n", $$1, $$2}' Makefile

# The trap leaves Ctrl-C to the server, which ends cleanly; without it the last words would be “Aborted!” and “Error 1”.
START = trap "" INT; export RESILIENCE_DASH_HOST="$(HOST)" RESILIENCE_DASH_PORT="$(PORT)"; \
	exec $(PY) -m streamlit run app.py --server.address "$(HOST)" --server.port "$(PORT)" \
		--server.headless $(HEADLESS) --server.fileWatcherType $(WATCH)

run: $(VENV)/installed ## start the program (PORT=8501 HOST=127.0.0.1; WATCH=auto reloads saved files)
	@$(PY) -c "$$PORT_IS_FREE" "$(HOST)" "$(PORT)"
	@$(START)

serve: $(VENV)/installed ## serve it to members who sign in (RESILIENCE_DASH_ADDRESS=https://…, HOST=0.0.0.0, PORT=8501)
	@if [ -z "$$RESILIENCE_DASH_ADDRESS$(filter 127.0.0.1 ::1 localhost,$(HOST))" ]; then echo "$(NEEDS_ADDRESS)" >&2; exit 1; fi
	@$(PY) -c "$$PORT_IS_FREE" "$(HOST)" "$(PORT)"
	@export RESILIENCE_DASH_MODE=served FORWARDED_ALLOW_IPS=; $(START)

demo: .demo/filled ## start it on made-up places, in a database of their own
	@$(PY) -c "$$PORT_IS_FREE" "$(HOST)" "$(PORT)"
	@export RESILIENCE_DASH_DATABASE_URL="$(DEMO_DATABASE_URL)"; $(START)

test: $(VENV)/installed-dev ## run every test; fetches a Chromium and a PostgreSQL server if there are none
	@$(PY) tests/browser/chromium.py --get || true
	@$(PY) tests/postgres.py --get || true
	$(PY) -m pytest -q -n auto --dist loadgroup -m "$(FAST)"
	$(PY) -m pytest -q -n 2 --dist loadfile -m "not ($(FAST))"

test-quick: $(VENV)/installed-dev ## run the tests that need no browser and break nothing (ARGS="-k wheel")
	$(PY) -m pytest -q -n auto --dist loadgroup -m "$(FAST)" $(ARGS)

check: $(VENV)/installed-dev ## look for slips and layout (ruff) and for types that do not fit (mypy)
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

bench: $(VENV)/installed-dev ## time what must stay fast
	PYTHONPATH=src $(PY) -m bench $(ARGS)

lock: $(VENV)/installed ## write both lists of exact versions again (UPGRADE=--upgrade takes newer ones)
	@$(PIP) install --quiet "uv>=0.13,<0.14"
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) --group pyproject.toml:dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## remove what these words made, except databases
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

LOCK = $(PY) -m uv pip compile --universal --python-version 3.11 --no-python-downloads --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" --quiet $(UPGRADE)

$(VENV)/installed: requirements.txt $(REBUILD)
	@if ! $(PY) -m pip --version >/dev/null 2>&1; then \
	  for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 none; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then break; fi; \
	  done; \
	  if [ "$$python" = none ]; then \
	    echo "This program needs Python 3.11 or newer, and there is none here. Install one (on Debian or Ubuntu: sudo apt-get install python3 python3-venv; elsewhere: python.org), then run make again." >&2; \
	    exit 1; \
	  fi; \
	  if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	    package=$$("$$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'); \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	      echo "Installing $$package, which this Python needs to make an environment."; \
	      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$package >/dev/null || exit 1; \
	    else \
	      echo "This Python cannot make an environment yet. Run: sudo apt-get install $$package    and then make again." >&2; \
	      exit 1; \
	    fi; \
	  fi; \
	  echo "Making $(VENV) with $$("$$python" --version)."; \
	  "$$python" -m venv --clear $(VENV) || exit 1; \
	fi
	@echo "Installing what the program needs into $(VENV) (the first time, about a minute)."
	@$(PIP) install --quiet --requirement requirements.txt || { echo "$(NOT_INSTALLED)" >&2; exit 1; }
	@touch $@

# Filled once, so that what somebody tries out is there the next day; a filling that was broken off is begun again.
.demo/filled: | $(VENV)/installed
	@rm -rf .demo && mkdir -p .demo
	@mkdir -p .demo
	@RESILIENCE_DASH_DATABASE_URL="$(DEMO_DATABASE_URL)" PYTHONPATH=src $(PY) -m resilience_dash demo
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	@echo "Installing what the tests need."
	@$(PIP) install --quiet --requirement requirements.txt --requirement requirements-dev.txt || { echo "$(NOT_INSTALLED)" >&2; exit 1; }
	@touch $@

NEEDS_ADDRESS := Serving to others needs the address that people type, with TLS in front of it: RESILIENCE_DASH_ADDRESS=https://resilience.example.org make serve HOST=0.0.0.0    Where a reverse proxy stands in front, name it in RESILIENCE_DASH_PROXIES. To try it on this machine alone: make serve

NOT_INSTALLED := The packages could not be installed; the lines above say why. Nothing else was changed: run make again to go on.

rebuild:

define PORT_IS_FREE
import errno, socket, sys
host, port = sys.argv[1:]
if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
    sys.exit(f"{port} is not a port: give a number from 1024 to 65535, as in: make run PORT=8600")
try:
    family, _, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
    socket.create_server(address[:2], family=family).close()
except OSError as problem:
    if problem.errno == errno.EADDRINUSE:
        sys.exit(
            f"Port {port} is taken, perhaps by this program in another window. "
            f"Close that one, or choose another port: make run PORT={int(port) + 1}"
        )
    sys.exit(f"The program cannot listen on {host}, port {port}: {problem.strerror.split(' (')[0]}.")
endef
export PORT_IS_FREE

# The verbs of this project; `make serve` and `make test` need nothing but Python 3.11+ and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STORE  ?= store
HOST   ?= 127.0.0.1
PORT   ?= 8000
BENCH_DATA  ?= bench/data
SCALES      ?= 10k 1M
CONNECTIONS ?= 1,8,64
SEED        ?= 1
SHARED      ?= ../shared

.PHONY: setup build serve test conformance bench bench-questions bench-extract lint approve lock clean
setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

build: setup
	$(BIN)/seisaku build --store $(STORE) --check || $(BIN)/seisaku build --store $(STORE)

serve: build
	$(BIN)/seisaku serve --store $(STORE) --host $(HOST) --port $(PORT)

test: setup
	$(BIN)/python -m pytest -n 2 -m "not slow" --ignore=tests/conformance --cov --cov-report=term

# The SPARQL 1.1 tests of the W3C over HTTP; W3C_DIR is a checkout of https://github.com/w3c/rdf-tests.
conformance: setup
	@test -n "$(W3C_DIR)" || { echo "make conformance needs W3C_DIR=<checkout of https://github.com/w3c/rdf-tests>"; exit 2; }
	W3C_DIR="$(W3C_DIR)" $(BIN)/python -m pytest -q tests/conformance

# Our server beside its peers, into bench/RESULTS.md; the peers are wrk and virtuoso-opensource-7 of Debian and bench/peers.txt.
bench: setup
	$(BIN)/python -m bench run $(SCALES) --data $(BENCH_DATA) --connections $(CONNECTIONS)

# The competency questions at a million triples, ours and Virtuoso's.
bench-questions: setup
	$(BIN)/python -m bench questions --data $(BENCH_DATA)

# The reader of documents beside checked tables and our own slides, into bench/EXTRACTION.md; SHARED holds seeds and gold.
bench-extract: setup
	$(BIN)/python -m bench extract --seed $(SEED) --shared $(SHARED)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Rewrites the golden files from what the code gives now; read the diff before you commit it.
approve: setup
	APPROVE=1 $(BIN)/python -m pytest -q tests/queries tests/shapes tests/ontology tests/server/test_configuration.py

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV)
	test ! -d $(STORE) || find $(STORE) -mindepth 1 -maxdepth 1 ! -name published -exec rm -rf {} +

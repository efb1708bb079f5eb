# Every target makes the virtual environment first: the pinned libraries, then the project itself. It needs Python 3.11 or newer.
.POSIX:
.PHONY: help demo pictures notebooks test bench fuzz lint types yasgui comunica clean

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
STORE = build/demo-store
FUZZ_SECONDS = 60
COMUNICA = 4.4.1
YASGUI = 4.6.2
YASGUI_SHA256 = 6520cdd256a4003e8d45865e0d631b6456b88a0e6b65f4f3e56d78a25d74c9a7
DIRECTIVE = 12-CT/TW --date 2022-01-05

help:
	@echo "make demo       build the graph of the sample corpus; print a cascade and a coverage"
	@echo "make pictures   draw the pictures of the README anew"
	@echo "make notebooks  run the notebooks and write them as pages to build/notebooks"
	@echo "make test       run the tests"
	@echo "make bench      measure how time and memory grow, the speed, and what damaged text costs"
	@echo "make fuzz       search for texts and files that break the reading, FUZZ_SECONDS=60 for each part"
	@echo "make lint       check style and format"
	@echo "make types      check types"
	@echo "make yasgui     put the query editor YASGUI into the SPARQL page (needs npm)"
	@echo "make comunica   put the client Comunica into build/comunica, for its tests (needs npm)"
	@echo "make clean      remove the virtual environment and what was built"

$(READY): .ci/requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: Python 3.11 or newer is needed. Name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || \
	  { echo "error: no virtual environment can be made. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r .ci/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY)
	@$(BIN)/lineage build tests/data/corpus --store $(STORE)
	@echo
	@echo "What carries out Chỉ thị 12-CT/TW of 2022, as a cascade:"
	@$(BIN)/lineage trace $(DIRECTIVE) --down --store $(STORE)
	@echo
	@echo "Which provinces carry it out:"
	@$(BIN)/lineage coverage $(DIRECTIVE) --store $(STORE)
	@echo
	@echo "The web view: run the next line, then open http://127.0.0.1:8000/ in a browser"
	@echo "  $(BIN)/lineage serve --store $(STORE)"

# What tests/test_readme.py compares the pictures with.
pictures: $(READY)
	@$(BIN)/lineage build tests/data/corpus --store $(STORE)
	@for view in lineage coverage; do \
	  $(BIN)/lineage render $(DIRECTIVE) --view $$view --lang en --theme light --store $(STORE) -o notebooks/pictures/$$view.svg || exit 1; \
	done

notebooks: $(READY)
	@$(BIN)/jupyter nbconvert --config notebooks/nbconvert_config.py --execute --to html --output-dir build/notebooks notebooks/*.ipynb

test: $(READY)
	@$(BIN)/python -m pytest

bench: $(READY)
	@$(BIN)/python -m tests.bench

fuzz: $(READY)
	@$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

# The query editor of the SPARQL page, as it was published: pinned, compared with its digest, never part of the repository.
yasgui:
	@mkdir -p build/yasgui api/static/yasgui
	cd build/yasgui && npm pack --silent @zazuko/yasgui@$(YASGUI)
	cd build/yasgui && echo "$(YASGUI_SHA256)  zazuko-yasgui-$(YASGUI).tgz" | sha256sum -c -
	tar -xzf build/yasgui/zazuko-yasgui-$(YASGUI).tgz -C api/static/yasgui --strip-components=2 package/build/yasgui.min.js package/build/yasgui.min.css

# A client of the tests. Node.js 18 or newer; Comunica 5 needs a newer one than Debian has.
comunica:
	npm install --silent --no-audit --no-fund --prefix build/comunica @comunica/query-sparql@$(COMUNICA)

clean:
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis directive_lineage.egg-info

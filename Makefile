# The two commands of the README, `make demo` and `make test`, and what they stand on. Without make, each is the few
# lines under its name, typed by hand.

PYTHON ?= python3
MINUTES ?= 60
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo check test types fuzz soak lab site-lab bench mutation docs notebooks handout export gallery references format clean

demo: $(VENV)/.demo  ## train a net on XOR and draw the lecture's graphs into demo-output/
	$(BIN)/python demo.py

test: $(VENV)/.test  ## everything that must hold before a commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: $(VENV)/.test  ## the quick part of it, in half a minute: no browser, no notebook, few random examples
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest --quiet --numprocesses auto --dist worksteal -m "not slow" --ignore tests/notebooks tests

lab: $(VENV)/.notebooks  ## JupyterLab at the first notebook of the course; as root, in a container, it needs to be told
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/01_derivatives.ipynb

site-lab: $(VENV)/.site  ## the course as a web site, in build/lab, with Python in the page; served on 127.0.0.1; needs npm
	$(BIN)/python -m notebooks.lab_site

bench: $(VENV)/.bench  ## the speed tables
	$(BIN)/python -m benchmarks

fuzz: $(VENV)/.test  ## an hour of what nobody would type; MINUTES=5 for fewer; docs/reliability.md has the figures
	$(BIN)/python -m benchmarks.fuzz --minutes $(MINUTES)

soak: $(VENV)/.test  ## the same a million times, and what memory does meanwhile; docs/soak.png
	$(BIN)/python -m benchmarks.soak --picture docs/soak.png

types:  ## a client of the wheel, and one full of mistakes, given to mypy and Pyright; needs npm's registry
	rm -rf build/types
	$(PYTHON) -m venv build/types
	build/types/bin/pip install --quiet --disable-pip-version-check . mypy pyright
	cp tests/typing/client.py tests/typing/wrong.py tests/typing/pyrightconfig.json build/types
	cd build/types && bin/mypy --strict client.py wrong.py
	cd build/types && bin/pyright --project . --pythonpath bin/python
	for package in autograd nn viz chalkgrad; do cd $(CURDIR)/build/types && PATH=$$PWD/bin:$$PATH pyright --ignoreexternal --verifytypes $$package | sed -n "s/Type completeness score/$$package, complete/p"; done

mutation: $(VENV)/.mutation  ## break the engine in three thousand ways and see the tests fail; docs/mutation.md has the figures
	HYPOTHESIS_PROFILE=mutation $(BIN)/mutmut run
	$(BIN)/mutmut results
	$(BIN)/python -m benchmarks.mutation

docs: $(VENV)/.test  ## write the page and the methods of operations from the table, and the architecture from the imports
	$(BIN)/python -m docs.build_methods
	$(BIN)/python -m docs.build_operations
	$(BIN)/python -m docs.build_architecture

notebooks: $(VENV)/.test  ## execute the notebooks' sources into the .ipynb files beside them
	$(BIN)/python notebooks/build.py

handout: $(VENV)/.notebooks  ## the copy for students: handout/ with the notebooks, no outputs, no solutions
	$(BIN)/python -m notebooks.handout

export: $(VENV)/.notebooks  ## the notebooks as pages, papers and slides, into exports/; PDF needs Chromium, Chrome or Edge
	$(BIN)/python -m notebooks.export

gallery: $(VENV)/.test  ## draw the pictures of the README into docs/
	PYTHONPATH=. $(BIN)/python docs/gallery.py

references: $(VENV)/.test  ## draw the images that the tests compare pictures with: look at them before committing
	$(BIN)/python -m tests.viz.reference_pictures

format: $(VENV)/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) demo-output mutants

# Installed in place, so that an edit needs no second install; again whenever what is needed changes.
$(VENV)/.demo: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test $(VENV)/.bench $(VENV)/.mutation $(VENV)/.notebooks $(VENV)/.site: $(VENV)/.%: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo; \
	  echo "$(PYTHON) cannot make a virtual environment here."; \
	  echo "On Debian and Ubuntu: sudo apt install python3-venv"; \
	  echo "Or name another Python, 3.10 or newer: make demo PYTHON=python3.12"; exit 1; }

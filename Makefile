# The two commands of the README, `make demo` and `make test`, and what they stand on. Without make, each is the few
# lines under its name, typed by hand.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.PHONY: demo check test lab site site-lab site-links bench mutation docs notebooks handout export gallery references format clean

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

site: $(VENV)/.docs  ## the documentation as a web site, in build/site, to open or to serve; needs no network
	$(BIN)/sphinx-build -c docs -b html -d build/doctrees -W --keep-going --quiet . build/site
	@echo "wrote build/site/index.html"

site-links: $(VENV)/.docs  ## ask the network whether what the site links to is still there
	$(BIN)/sphinx-build -c docs -b linkcheck --quiet . build/links

bench: $(VENV)/.bench  ## the speed tables
	$(BIN)/python -m benchmarks

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

.PHONY: licences audit release
licences: $(VENV)/.test $(VENV)/.release  ## the licence of each dependency, held to the list in pyproject.toml
	$(BIN)/pip-licenses

audit: $(VENV)/.test $(VENV)/.release  ## known vulnerabilities of the dependencies; asks PyPI, and fails where it does not answer
	$(BIN)/python -m pip freeze --exclude-editable --quiet > $(VENV)/audited.txt
	$(BIN)/pip-audit --strict --disable-pip --no-deps --requirement $(VENV)/audited.txt

release: $(VENV)/.release  ## wheel and sdist into dist/, tried as a stranger would; uploads nothing
	$(BIN)/python release.py

format: $(VENV)/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) demo-output dist docs/gallery docs/reference mutants

# Installed in place, so that an edit needs no second install; again whenever what is needed changes.
$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test $(VENV)/.bench $(VENV)/.mutation $(VENV)/.notebooks $(VENV)/.docs $(VENV)/.release $(VENV)/.site: $(VENV)/.%: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo; \
	  echo "$(PYTHON) cannot make a virtual environment here."; \
	  echo "On Debian and Ubuntu: sudo apt install python3-venv"; \
	  echo "Or name another Python, 3.10 or newer: make demo PYTHON=python3.12"; exit 1; }

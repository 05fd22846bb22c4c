# The two commands of the README, `make demo` and `make test`, and what they stand on. Without make, each is the few
# lines under its name, typed by hand.

PYTHON ?= python3
MINUTES ?= 60
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.PHONY: help demo check test static suite matrix alone types fuzz exercises soak lab site site-lab site-links engines graders tex bridges bench mutation coverage licences audit release docs notebooks handout export gallery references format clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

demo: $(VENV)/.demo  ## train a net on XOR and draw the lecture's graphs into demo-output/
	$(BIN)/python demo.py

test: static suite  ## everything that must hold before a commit

static: $(VENV)/.test  ## the half minute of it that reads the code and runs none: form, types, who imports whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

suite: $(VENV)/.test  ## the rest of it, every test
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: static  ## the quick part of it, in half a minute: no browser, no notebook, few random examples
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest --quiet --numprocesses auto --dist worksteal -m "not slow" --ignore tests/notebooks tests

matrix: $(VENV)/.matrix  ## the suite on every Python there is, with the lowest of all it needs, without each extra; ONLY=3.12, QUICK=1
	$(BIN)/python -m tests.matrix $(if $(QUICK),--quick) $(if $(ONLY),'$(ONLY)')

alone: $(VENV)/.test  ## each file of quick tests in a process of its own, then all in a random order; ONLY=docs, SEED=7
	$(BIN)/python -m tests.alone $(if $(SEED),--seed '$(SEED)') $(ONLY)

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

engines: $(VENV)/.engines  ## sweeps on Dask, Ray, loky and MPI, trainings on Dask, Parquet files, all of which it installs
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest tests/nn/analysis/test_engines.py tests/nn/analysis/test_outcomes.py tests/nn/training/test_parallel_engines.py tests/nn/bridges/test_arrow.py

graders: $(VENV)/.graders  ## the pages on nbgrader and Otter, and question banks, read by what is made for them, which it installs
	$(BIN)/python -m pytest tests/docs/test_graders.py tests/viz/classroom/sheets/test_bank_readers.py

tex: $(VENV)/.test  ## worksheets in LaTeX, set by pdflatex, xelatex and lualatex, which must be there; five times as many as in a test
	SHEETS=5 $(BIN)/python -m pytest tests/viz/classroom/sheets/test_latex.py

bridges: $(VENV)/.bridges  ## nets and functions to and from PyTorch, ONNX, scikit-learn, which it installs
	$(BIN)/python -m pytest tests/nn/bridges nn/bridges tests/autograd/test_torch_graphs.py tests/autograd/torch_graphs autograd/torch_graphs tests/autograd/checking/black_box docs/how_to/draw_pytorch.md docs/how_to/from_and_to_pytorch.md

fuzz: $(VENV)/.test  ## an hour of what nobody would type; MINUTES=5 for fewer; docs/reliability.md has the figures
	$(BIN)/python -m benchmarks.fuzz --minutes $(MINUTES)

exercises: $(VENV)/.test  ## ten thousand exercises drawn, each solved and found fair; some minutes
	EXERCISES=239 $(BIN)/python -m pytest tests/viz/classroom/exercises/test_topics.py -k many_seeds

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

# All of it takes hours. `make mutation SAMPLE=100 ONLY="nn/losses.py viz/formulas"` breaks a hundred places of each such file.
mutation: $(VENV)/.mutation  ## break the code in thousands of ways and see the tests fail; docs/mutation.md has the figures
	$(BIN)/python -m benchmarks.mutation $(ONLY) $(if $(SAMPLE),--sample $(SAMPLE))

coverage: $(VENV)/.coverage  ## which lines and branches the tests run: a table, and pages in build/coverage/html; not a test
	rm -rf build/coverage
	mkdir -p build/coverage
	-HYPOTHESIS_PROFILE=mutation $(BIN)/coverage run -m pytest --numprocesses auto --dist worksteal --ignore tests/notebooks --ignore tests/benchmarks
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage html --quiet
	$(BIN)/coverage report

docs: $(VENV)/.test  ## write the page and the methods of operations from the table, and the architecture from the imports
	$(BIN)/python -m docs.build_methods
	$(BIN)/python -m docs.build_letter_widths
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
	rm -rf $(VENV) build demo-output dist docs/gallery docs/reference

# Installed in place, so that an edit needs no second install; again whenever what is needed changes. uv installs in
# seconds what takes pip minutes; pip where uv cannot, as with an index that only pip's settings name.
$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test $(VENV)/.bench $(VENV)/.bridges $(VENV)/.coverage $(VENV)/.docs $(VENV)/.engines $(VENV)/.graders $(VENV)/.matrix $(VENV)/.mutation $(VENV)/.notebooks $(VENV)/.release $(VENV)/.site: $(VENV)/.%: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv && \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --editable '.[$*]' || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo; \
	  echo "$(PYTHON) cannot make a virtual environment here."; \
	  echo "On Debian and Ubuntu: sudo apt install python3-venv"; \
	  echo "Or name another Python, 3.10 or newer: make demo PYTHON=python3.12"; exit 1; }

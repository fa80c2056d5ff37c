# Everything one does here. `make` alone builds the site; CI calls the same targets.
PYTHON ?= python3
PORT ?= 8000
RUN = $(or $(wildcard .venv/Scripts/python.exe),.venv/bin/python)

.PHONY: html live serve test chaos mutants check bench data clean help venv

html: venv  ## build the site into build/html, if anything changed (CNNLESSON_SITE=its address)
	@$(RUN) tools/site.py html

live: html  ## let the cells of that site run in the browser; needs npm (CNNLESSON_WHEELS=where NumPy is)
	@$(RUN) tools/site.py live

serve: venv  ## serve it on 127.0.0.1 and rebuild what changes (PORT=8000)
	@$(RUN) tools/site.py serve --port $(PORT)

test: venv  ## run the tests
	@$(RUN) -m pytest

chaos: venv  ## inject each fault that has to be caught, ten minutes (FAULTS="F06 F19", some)
	@PYTHONPATH=tests:docs/_ext $(RUN) -m chaos $(FAULTS)

mutants: venv  ## change the library line by line, and see whether its tests notice
	@$(RUN) tools/mutants.py

check: venv  ## look at format, lint and types
	@$(RUN) -m ruff format --check
	@$(RUN) -m ruff check
	@$(RUN) -m mypy

bench: venv  ## measure speed and memory against PyTorch, and record it for the site
	@$(RUN) benchmarks/bench.py

data: venv  ## train the shipped weights again, from their seeds, and check the sample
	@$(RUN) tools/make_data.py

clean:  ## remove what was built; .venv stays
	@rm -rf build dist .coverage .mypy_cache .pytest_cache .ruff_cache

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*##/make \1 -/p' Makefile

venv:
	@$(PYTHON) tools/setup.py

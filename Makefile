# `make demo` and `make test` each work as the first command after a clone: they make .venv, install what they need
# and run. The second time they start at once and need no network. PYTHON=/path/to/python3 chooses the interpreter.

python := .venv/bin/python
export PYTHON

.PHONY: help demo test test-deep check bench clean distclean demo-venv test-venv oldest-venv
.NOTPARALLEL:

help:
	@echo 'make demo       train on real handwritten digits; curves and graphs go to build/demo'
	@echo 'make test       checks, the laws on the oldest NumPy, all tests'
	@echo 'make test-deep  all tests with 500 random examples for each law, and the long ones'
	@echo 'make check      ruff, mypy, import-linter'
	@echo 'make bench      measure against other libraries (installs them into build/)'
	@echo 'make clean      remove products and caches;  make distclean: the environments too'

demo: demo-venv
	$(python) -m nn.demo --out build/demo

test: check oldest-venv
	HYPOTHESIS_PROFILE=few .venv-oldest/bin/python -m pytest tests/laws
	$(python) -m pytest

test-deep: test-venv
	HYPOTHESIS_PROFILE=deep $(python) -m pytest -m ""

check: test-venv
	$(python) -m ruff check autograd nn tests
	$(python) -m mypy
	.venv/bin/lint-imports --no-logo

bench: test-venv
	$(python) -m tests.benchmarks

demo-venv:
	@.ci/venv .venv demo -e '.[progress]'

test-venv:
	@.ci/venv .venv test -e '.[dev]'

oldest-venv:
	@.ci/venv .venv-oldest laws -e . -r .ci/oldest.txt

clean:
	rm -rf build/demo dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find autograd nn tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf build .venv .venv-oldest

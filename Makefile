# One command a chore; the same in CI.
.PHONY: run test lint format screenshots bench wheel clean setup setup-test

BIN := $(if $(wildcard .venv/Scripts),.venv/Scripts,.venv/bin)
PYTEST_ARGS ?=

run: setup ## Open Starling (without a display: do the main job on the sample answer in the terminal)
	@if [ "$$(uname -s)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "This machine has no display, so the window cannot open. Here is the main job in the terminal,"; \
		echo "on the sample answer that comes with Starling:"; echo; \
		$(BIN)/python -m desktop review --sample; \
	else \
		$(BIN)/python -m desktop; \
	fi

test: setup-test ## Run the whole test suite
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: setup-test ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup-test ## Put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: setup-test ## Make the pictures in docs/screenshots anew
	$(BIN)/python -m tests.ui.screenshots docs/screenshots readme

bench: setup-test ## Measure speed (see tests/benchmarks)
	$(BIN)/python -m tests.benchmarks.analysis
	xvfb-run -a $(BIN)/python -m tests.benchmarks.gaps

wheel: setup ## Build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

setup:
	@bash .ci/setup run

setup-test:
	@bash .ci/setup test

clean: ## Remove what was built; the user's data is elsewhere and stays
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache

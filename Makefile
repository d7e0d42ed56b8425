# make vmtest   installs and boots a real system in virtual machines, from nothing but Node (20 or later), npm, make and apt
# make vmtest-curtin  installs Debian by a real curtin, from its source tree: CURTIN=path make vmtest-curtin
# make test     the project's own tests, real machines included
# make test-workflow  runs examples/workflows by nektos/act, against a results service of the tests
# make check    what needs no machine: format, lint, types, layers, unused code, unit tests
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: vmtest vmtest-curtin curtin-named vmtest-deps test unit vm check static build dist dist-check test-workflow bench soak clean

# Where the machine's Node is older than 24, the one that vmtest-deps brings comes first in PATH, for every program that make starts.
NODE_ARCH := $(patsubst x86_64,x64,$(patsubst aarch64,arm64,$(shell uname -m)))
NODE_24 := $(CURDIR)/tools/node/node_modules/node-linux-$(NODE_ARCH)/bin
ifneq ($(shell node -p '+(parseInt(process.versions.node) >= 24)' 2>/dev/null),1)
export PATH := $(NODE_24):$(PATH)
endif

BIN := node_modules/.bin
QUICKSTART := examples/quickstart/vmtest.yaml
CURTIN_SUITE := examples/curtin/vmtest.yaml
# Two cores are the least that a hosted runner has.
TEST := node --test --test-concurrency=2
# What starts machines: the library's own, and the packaged action's under our runner.
VM_TESTS = $(sort $(wildcard test/vm/*.test.ts) $(wildcard test/action/*.test.ts))
UNIT_TESTS = $(filter-out $(VM_TESTS),$(shell find test -name '*.test.ts' | sort))
# Prints how long the recipe took, whatever its end.
TIMED = begun=$$(date +%s%N); trap 'awk -v ns=$$(($$(date +%s%N) - begun)) "BEGIN { printf \"make $@: %.1f s\\n\", ns / 1e9 }"' EXIT;

vmtest-deps:
	@tools/deps

# What apt and npm bring is timed by vmtest-deps; what this prints is the run alone.
vmtest: vmtest-deps
	@mkdir -p build
	@$(TIMED) node bin/vmtest.js run $(QUICKSTART) --junit build/quickstart.xml $(VMTEST_ARGS)

# Told before anything is installed or built.
vmtest-curtin: curtin-named vmtest-deps
	@mkdir -p build
	@$(TIMED) node bin/vmtest.js run $(CURTIN_SUITE) --curtin-tree "$$CURTIN" --junit build/curtin.xml $(VMTEST_ARGS)

curtin-named:
	@if [ -z "$${CURTIN:-}" ]; then echo 'make vmtest-curtin: set CURTIN to a source tree of curtin (https://github.com/canonical/curtin): CURTIN=~/curtin make vmtest-curtin' >&2; exit 2; fi
	@if [ ! -e "$$CURTIN/curtin/__init__.py" ]; then echo "make vmtest-curtin: CURTIN=$$CURTIN has no curtin/__init__.py: it is no source tree of curtin" >&2; exit 2; fi

test: unit vm

unit: vmtest-deps
	@$(TIMED) $(TEST) $(UNIT_TESTS)

# One file at a time: each starts machines of its own.
vm: unit
	@$(if $(VM_TESTS),$(TIMED) node --test --test-concurrency=1 $(VM_TESTS),echo 'make vm: there are no tests with machines')

check: static unit

static: vmtest-deps
	@$(TIMED) \
	node tools/layers.ts --check; \
	node tools/action-yml.ts --check; \
	$(BIN)/biome check --error-on-warnings --diagnostic-level=warn .; \
	$(BIN)/tsc -p .; \
	$(BIN)/knip

# Needs Node 24 and the npm packages, and no system package: npm pack runs it.
build:
	@node tools/build.ts

# The action's bundle, which is committed: `uses:` runs it as it lies there.
dist:
	@node tools/dist.ts

# Without git: what is checked out is compared with what its sources give.
dist-check:
	@made=$$(mktemp -d); trap 'rm -rf "$$made"' EXIT; node tools/dist.ts "$$made/dist"; \
	diff -rq dist "$$made/dist" >&2 || { echo 'make dist-check: dist/ is not what its sources give: commit what npm run build makes' >&2; exit 1; }

# The example workflows, by act, where it or Go is at hand.
test-workflow: vmtest-deps
	@$(TIMED) node tools/test-workflow.ts

bench: vmtest-deps
	@node bench/bench.ts $(BENCH_ARGS)

# The quickstart again and again, to find what fails now and then: make soak ROUNDS=50.
ROUNDS ?= 20
soak: vmtest-deps
	@for round in $$(seq $(ROUNDS)); do echo "soak: round $$round of $(ROUNDS)"; node bin/vmtest.js run $(QUICKSTART) $(VMTEST_ARGS); done

clean:
	rm -rf build coverage .vmtest

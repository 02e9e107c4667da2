# make run and make test are all that is needed; both install what is missing.
.PHONY: run test quick race window fuzz bench eval eval-local eval-ear eval-sheet soak load windows dist try-dist lint audit lift screens deps

# Dragging into a DAW needs X11 on Linux; other systems ignore the tag.
TAGS := x11
GO := go
# The version that go.mod names, which is what a fresh machine fetches: a newer
# one that happens to be installed must not hide what fails there.
export GOTOOLCHAIN := go$(shell sed -n 's/^go //p' go.mod)
FUZZTIME ?= 10s
CHECKS := all,-ST1000,-ST1005
PLAIN := ./app/... ./backend/...

run:
	@.ci/deps run
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY" ] && [ -z "$$WAYLAND_DISPLAY" ]; then \
	  echo "There is no display here: run make on the desktop, over ssh -X, or try it unseen with: xvfb-run -a make run" >&2; exit 1; fi
	$(GO) run -tags $(TAGS) .

# Everything that must hold. The order is from fast to slow.
test: deps lint quick race window fuzz

deps:
	@.ci/deps test

export PARTLIFT_NEED_MIDO := 1
export PARTLIFT_NEED_WEBSOCKETS := 1
export PARTLIFT_NEED_DBUS := 1
export PARTLIFT_NEED_XMLLINT := 1

# Without cgo and without a display: the program minus its window, on a machine
# that has Go and nothing else. What other programs are needed for runs below.
quick: export PARTLIFT_NEED_MIDO =
quick: export PARTLIFT_NEED_WEBSOCKETS =
quick: export PARTLIFT_NEED_DBUS =
quick: export PARTLIFT_NEED_XMLLINT =
quick:
	PATH="$$($(GO) env GOROOT)/bin" CGO_ENABLED=0 $(GO) test -timeout 30m $(PLAIN)
	PATH="$$($(GO) env GOROOT)/bin" CGO_ENABLED=0 $(GO) test -tags ci -timeout 30m ./views/...

race:
	CGO_ENABLED=1 $(GO) test -race -timeout 60m $(PLAIN)

# The real window under a virtual display, driven by mouse and keyboard, and
# parts dragged from it into programs that .ci/deps installs by apt; and sessions
# opened and rendered by one of these.
window: export PARTLIFT_NEED_DAW = $(shell command -v apt-get >/dev/null && echo 1)
window: export PARTLIFT_NEED_BROWSER = $(shell command -v apt-get >/dev/null && ! grep -q '^ID=ubuntu' /etc/os-release && echo 1)
window:
	.ci/display $(GO) test -tags $(TAGS),window -count=1 -v ./backend/dragout
	.ci/display $(GO) test -tags $(TAGS),window -count=1 -timeout 40m -run TestWindow -v ./views
	CGO_ENABLED=0 $(GO) test -count=1 -run TestArdour -v ./app/studio

fuzz:
	.ci/fuzz $(FUZZTIME)

bench:
	CGO_ENABLED=0 $(GO) test -run '^$$' -bench . -benchmem $(PLAIN)
	CGO_ENABLED=0 $(GO) test -tags ci -run '^$$' -bench . -benchmem ./views/...
	@.ci/deps test
	.ci/display $(GO) test -tags $(TAGS),window -run '^$$' -bench FirstFrame -benchtime 15x ./views/perf
	.ci/display $(GO) test -tags $(TAGS),window -run '^$$' -bench 'Rest|Memory|Size' -benchtime 1x ./views/perf

# How well tempo, bars and key are found, on songs whose truth is known. The
# annotated songs lie in ../shared/data; others come from Debian packages.
EVALDATA ?= $(HOME)/.cache/partlift-eval
eval:
	.ci/eval-data $(EVALDATA)
	EVAL_MIDI=$(EVALDATA) CGO_ENABLED=0 $(GO) test -tags eval -count=1 -timeout 30m ./backend/grid/eval -run TestEval -v

# How well the local engine hears, beside the published package on the same
# sounds in the same run. Needs a Debian system with fluidsynth and node.
EVALLOCAL ?= $(HOME)/.cache/partlift-eval-local
eval-local:
	.ci/eval-local $(EVALLOCAL)
	EVAL_NODE=$(EVALLOCAL)/node EVAL_SOUNDFONTS=$$(echo $(EVALLOCAL)/fonts/* | tr ' ' ':') CGO_ENABLED=0 $(GO) test -tags eval -count=1 -timeout 30m -run 'TestEval(Local|Stems)' -v ./backend/local/eval

# How well notes are compared with sound and told from ghosts, on songs rendered with three SoundFonts
# that nothing was tuned on. Needs a Debian system with fluidsynth and lame.
EVALEAR ?= $(HOME)/.cache/partlift-eval-ear
eval-ear:
	.ci/eval-data $(EVALDATA)
	.ci/eval-ear $(EVALEAR)
	mkdir -p $(EVALEAR)/sounds
	EVAL_MIDI=$(EVALDATA)/gm:$(EVALDATA)/mma EVAL_CACHE=$(EVALEAR)/sounds EVAL_SOUNDFONTS=$$(echo $(EVALEAR)/fonts/* | tr ' ' ':') CGO_ENABLED=0 $(GO) test -tags eval -count=1 -timeout 60m -run TestEval -v ./backend/ear/eval

# Whether MuseScore plays sheet music as it was written: EVALSHEETS is a folder of
# scores that lift export --sheet score wrote. Needs Debian's musescore3.
EVALSHEETS ?= $(HOME)/.cache/partlift-eval-sheets
eval-sheet:
	EVAL_SHEETS=$(EVALSHEETS) CGO_ENABLED=0 $(GO) test -tags eval -count=1 -timeout 30m -run TestEval -v ./backend/sheet

lint:
	test -z "$$(gofmt -l app backend views main.go)"
	$(GO) vet -tags $(TAGS),window,soak,eval ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 -checks "$(CHECKS)" -tags $(TAGS) ./...
	.ci/deadcode $(TAGS)

# What gosec finds beside the kinds that are left out, each for a reason:
# G101 takes paths with "credit" in them for passwords; G104 are closes and
# deadlines of connections, where the next read or write tells; G115 are numbers
# whose range was looked at before, mostly by the reader of a format; G304 opens
# the files that a person names, which is what the program is for; G404 is chance
# that nobody must guess: waits, examples, shuffles. Keys, ids and tokens come
# from crypto/rand.
audit:
	$(GO) run github.com/securego/gosec/v2/cmd/gosec@v2.30.0 -quiet -exclude G101,G104,G115,G304,G404 -tags ci ./...

# The whole program for SOAK_FOR while network, disk, clock, relay and window
# fail; then ROUNDS songs by lift, which is killed while the service and its hosts
# fail; then the relay by itself, whose processes are killed SOAK times. Prints
# what was done to them and what was lost.
SOAK ?= 200
SOAK_FOR ?= 10m
ROUNDS ?= 60
soak:
	@.ci/deps test
	PARTLIFT_SOAK_FOR=$(SOAK_FOR) .ci/display $(GO) test -tags $(TAGS),soak -count=1 -timeout 60m -v ./views/soak
	PARTLIFT_ROUNDS=$(ROUNDS) CGO_ENABLED=0 $(GO) test -count=1 -timeout 60m -v -run TestABadDay ./backend/cmd/lift
	PARTLIFT_SOAK=$(SOAK) CGO_ENABLED=0 $(GO) test -count=1 -timeout 60m -v -run 'TestSoak|TestWritesFail|TestDiskFull|TestEachCallback' ./backend/relay/hub

# Callbacks a second, how long they take, and memory of idle connections, beside
# a bare echo and a store without a disk.
load:
	PARTLIFT_LOAD=1 CGO_ENABLED=0 $(GO) test -count=1 -v -run TestLoad ./backend/relay/hub

# What can be shown of Windows from here: the program is built for it, and what
# drags and copies files is tested under wine.
windows:
	@.ci/deps windows
	.ci/wine

# What users install, into dist/: for Linux a tar.xz and a .deb, for Windows a
# .zip with a signed program. macOS is packaged on a Mac, by the workflow.
DIST ?= linux windows
dist:
	@.ci/deps dist
	.ci/dist $(DIST)

# Installs what make dist made as a user would, and starts it: Linux here, the
# Windows package under wine.
try-dist:
	@.ci/deps windows
	@.ci/deps dist
	.ci/try-dist

# The command line tool, without cgo, into the working folder.
lift:
	CGO_ENABLED=0 $(GO) build -trimpath -o lift ./backend/cmd/lift

# Takes the README's pictures from the real program.
screens:
	@.ci/deps test
	.ci/display $(GO) test -tags $(TAGS),window -count=1 -run 'TestScreens|TestWindowDragArdour' -v ./views -args -update

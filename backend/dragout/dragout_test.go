package dragout_test

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"partlift/backend/dragout"
)

func TestSystemsWithoutDrags(t *testing.T) {
	port := new(dragout.Port)
	can := 0
	for _, s := range []dragout.System{dragout.X11, dragout.Wayland, dragout.Windows, dragout.Mac, "", "canvas"} {
		err := port.Supported(s)
		if err == nil {
			can++
			continue
		}
		if !errors.Is(err, dragout.ErrUnsupported) {
			t.Errorf("%q: %v", s, err)
		}
		if !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%q is no sentence", err)
		}
		if _, started := port.Start(dragout.Window{System: s, Handle: 1}, nil, nil); !errors.Is(started, dragout.ErrUnsupported) {
			t.Errorf("%q: Start says %v", s, started)
		}
	}
	if can != 1 {
		t.Errorf("files can be dragged out of windows of %d systems", can)
	}
	if err := port.Close(); err != nil {
		t.Error(err)
	}
}

func TestFilesNobodyCouldOpen(t *testing.T) {
	good, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	many := make([]string, 257)
	for i := range many {
		many[i] = good
	}
	port := new(dragout.Port)
	for name, files := range map[string][]string{
		"none":          nil,
		"no full path":  {good, "Bass.mid"},
		"with a zero":   {good + "\x00"},
		"not there":     {good, good + ".gone"},
		"far too many":  many,
		"an empty name": {""},
	} {
		// An error for another reason, such as a missing display, does not count here.
		words := map[string]string{"none": "no file", "no full path": "full path", "with a zero": "full path", "not there": "gone", "far too many": "257 files are too many", "an empty name": "full path"}
		if err := port.Copy(files); err == nil || errors.Is(err, dragout.ErrUnsupported) || !strings.Contains(err.Error(), words[name]) {
			t.Errorf("%s: Copy says %v", name, err)
		}
		for _, s := range []dragout.System{dragout.X11, dragout.Windows, dragout.Mac} {
			if port.Supported(s) != nil {
				continue
			}
			if _, err := port.Start(dragout.Window{System: s, Handle: 1}, files, nil); err == nil {
				t.Errorf("%s: Start took it", name)
			}
		}
	}
}

func TestAsManyFilesAsOneDragHolds(t *testing.T) {
	good, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	most := slices.Repeat([]string{good}, 256)
	if err := new(dragout.Port).Copy(most); err != nil && strings.Contains(err.Error(), "too many") {
		t.Errorf("%d files: %v", len(most), err)
	}
}

func TestOutcomesHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for o := dragout.Cancelled; o <= dragout.Failed; o++ {
		if s := o.String(); seen[s] || strings.Contains(s, strconv.Itoa(int(o))) {
			t.Errorf("outcome %d is called %q", int(o), s)
		} else {
			seen[s] = true
		}
	}
	if s := dragout.Outcome(99).String(); s != "outcome 99" {
		t.Errorf("an unknown one is called %q", s)
	}
}

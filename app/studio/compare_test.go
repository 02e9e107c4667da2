package studio_test

import (
	"context"
	"errors"
	"math"
	"os"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestNotesAreComparedWithTheSoundOnce(t *testing.T) {
	t.Parallel()
	for _, early := range []float64{.15, -.04} {
		w := studiotest.New(t, kiesim.Script{})
		id := studiotest.Apart(t, w.Studio, early)
		page := func() *edit.Page { return pageOf(t, w, id) }
		p := page()
		if !studio.Comparable(p) || p.OffsetText() != "" || p.Offset() != 0 {
			t.Fatalf("before: %v, %q", p.Offset(), p.OffsetText())
		}
		last := 0.0
		h, err := w.Compare(t.Context(), p, func(done float64) {
			if done < last || done > 1 {
				t.Errorf("progress %v after %v", done, last)
			}
			last = done
		})
		if err != nil || !h.Sure || math.Abs(h.Offset-early) > .008 || len(h.Parts) != 2 || !h.Parts[0].Sure || !h.Parts[1].Sure {
			t.Fatalf("%v s early: heard %+v, %v", early, h, err)
		}
		if p = page(); studio.Comparable(p) || p.Heard == nil || math.Abs(p.Offset()-h.Offset) > .01 {
			t.Errorf("kept %+v, offset %v", p.Heard, p.Offset())
		}
		if r := export(t, w, id); r.Receipt.Sound == nil || math.Abs(r.Receipt.Sound.Offset-1000*early) > 10 || !r.Receipt.Sound.Sure || r.Receipt.Sound.ByHand || len(r.Receipt.Notices) == 0 {
			t.Errorf("the receipt says %+v, %q", r.Receipt.Sound, r.Receipt.Notices)
		}
		// A person knows better, and that is kept as well.
		by := -.123
		if err := w.SaveLayers(t.Context(), id, p.Song, p.Layers.WithOffset(&by)); err != nil {
			t.Fatal(err)
		}
		if p = page(); p.Offset() != by || p.MeasuredOffset() == by {
			t.Errorf("by hand %v, measured %v", p.Offset(), p.MeasuredOffset())
		}
		if r := export(t, w, id); r.Receipt.Sound == nil || r.Receipt.Sound.Offset != 1000*by || !r.Receipt.Sound.ByHand {
			t.Errorf("the receipt says %+v", r.Receipt.Sound)
		}
	}
}

func pageOf(t *testing.T, w *studiotest.World, id string) *edit.Page {
	t.Helper()
	p, err := w.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func export(t *testing.T, w *studiotest.World, id string) studio.Report {
	t.Helper()
	r, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Combined: true}})
	if err != nil || !r.Receipt.OK {
		t.Fatal(err)
	}
	return r
}

// What is kept counts only for the notes and the sounds that it was heard of.
func TestWhatWasHeardOfOtherNotesDoesNotCount(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := studiotest.Apart(t, w.Studio, .1)
	p := pageOf(t, w, id)
	for name, change := range map[string]func(*edit.Page){
		"another note":  func(p *edit.Page) { p.Song.Tracks[0].Notes[3].Start += .001 },
		"another pitch": func(p *edit.Page) { p.Song.Tracks[1].Notes[0].Pitch++ },
		"a drum":        func(p *edit.Page) { p.Song.Tracks[1].Drums = true },
		"another sound": func(p *edit.Page) { p.Stems[0].SHA = p.Stems[1].SHA },
		"a note less":   func(p *edit.Page) { p.Song.Tracks[1].Notes = p.Song.Tracks[1].Notes[1:] },
	} {
		other := *p
		other.Song, other.Stems = p.Song.Clone(), append([]edit.Stem(nil), p.Stems...)
		change(&other)
		if _, err := w.Compare(t.Context(), &other, nil); err != nil {
			t.Fatal(name, err)
		}
		if now, err := w.Page(t.Context(), id); err != nil || now.Heard != nil {
			t.Errorf("%s: %+v, %v", name, now.Heard, err)
		}
	}
}

// What can be read is compared; where nothing can it is said.
func TestDamagedSoundsAreLeftOut(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := studiotest.Apart(t, w.Studio, .1)
	p := pageOf(t, w, id)
	spoil := func(stem edit.Stem) {
		t.Helper()
		if err := os.WriteFile(stem.Path, []byte("not a sound at all"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	spoil(p.Stems[0])
	h, err := w.Compare(t.Context(), p, nil)
	if err != nil || !h.Sure || math.Abs(h.Offset-.1) > .008 || h.Parts[0].Sure == h.Parts[1].Sure {
		t.Fatalf("heard %+v, %v", h, err)
	}
	spoil(p.Stems[1])
	if h, err := w.Compare(t.Context(), p, nil); err == nil || h != nil {
		t.Errorf("heard %+v of no sound", h)
	}
}

func TestComparisonCanBeStopped(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := studiotest.Apart(t, w.Studio, .1)
	p := pageOf(t, w, id)
	ctx, stop := context.WithCancel(t.Context())
	_, err := w.Compare(ctx, p, func(float64) { stop() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if now, err := w.Page(t.Context(), id); err != nil || now.Heard != nil {
		t.Errorf("kept %+v, %v", now.Heard, err)
	}
}

// A sketch lies where it sounds, and notes without sound lie nowhere.
func TestOnlyWhatCouldLieApartIsCompared(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	path, _ := studiotest.Piano(t)
	id, _ := w.SketchWAV(t, w.TakeWAV(t, path))
	p, err := w.Page(t.Context(), id)
	if err != nil || len(p.Parts) == 0 || p.Audio == nil {
		t.Fatal(err)
	}
	if studio.Comparable(p) {
		t.Error("a sketch is compared with what it was heard in")
	}
	if p := edit.NewPage(nil, studiotest.Ramble(110, 0, 4), 0, edit.Saved{}, false); studio.Comparable(p) {
		t.Error("a song without sound is compared")
	}
}

package app_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"partlift/app"
	"partlift/app/edit"
)

// songState is everything that undoing must bring back exactly.
type songState struct {
	layers edit.Layers
	bars   edit.GridChoice
	tempo  string
	out    any
}

func stateOf(s *screen) songState {
	p := s.Page.Now()
	return songState{p.Layers, p.GridChoice, p.Tempo, p.Out}
}

// settled waits until the open song has followed its last change.
func settled(s *screen, bars edit.GridChoice) songState {
	s.t.Helper()
	s.until("the bars are read", func() bool { return s.Page.Now().GridChoice == bars && s.Busy.Now().Text == "" })
	s.rest()
	return stateOf(s)
}

// rest runs what was posted until nothing is under way.
func (s *screen) rest() {
	for {
		s.AwaitWork()
		if len(s.queue) == 0 {
			return
		}
		s.drain()
	}
}

func TestUndoCoversTheBars(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	auto := edit.GridChoice{}
	other := s.Page.Now().Readings
	if len(other) < 2 {
		t.Fatalf("the song has %d readings, the test needs another one", len(other))
	}
	shifted := auto
	shifted.Shift = 1
	steps := []struct {
		name string
		do   func()
		bars edit.GridChoice
	}{
		{"another reading", func() { s.SetGrid(other[1].Choice) }, other[1].Choice},
		{"delete a note", func() { s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 0, Note: 0}}) }, other[1].Choice},
		{"type a tempo", func() { s.SetGrid(edit.GridChoice{Mode: edit.GridAuto, Tempo: 90}) }, edit.GridChoice{Mode: edit.GridAuto, Tempo: 90}},
		{"quantize", func() { s.SetTreatment(edit.Treatment{Quantize: "1/16"}) }, edit.GridChoice{Mode: edit.GridAuto, Tempo: 90}},
		{"double", func() { s.SetGrid(edit.GridChoice{Octave: 1}) }, edit.GridChoice{Octave: 1}},
		{"halve", func() { s.SetGrid(edit.GridChoice{Octave: -1}) }, edit.GridChoice{Octave: -1}},
		{"rename a part", func() { s.RenamePart(0, "Lead") }, edit.GridChoice{Octave: -1}},
		{"shift", func() { s.SetGrid(shifted) }, shifted},
		{"off", func() { s.SetGrid(edit.GridChoice{Mode: edit.GridOff}) }, edit.GridChoice{Mode: edit.GridOff}},
	}
	was := []songState{settled(s, auto)}
	for _, step := range steps {
		step.do()
		was = append(was, settled(s, step.bars))
	}
	barsAt := func(i int) edit.GridChoice {
		if i == 0 {
			return auto
		}
		return steps[i-1].bars
	}
	check := func(i int, way string) {
		t.Helper()
		if got := settled(s, barsAt(i)); !reflect.DeepEqual(got, was[i]) {
			t.Errorf("%s to after step %d: bars %+v %q, layers equal %v, notes equal %v; want %+v %q", way, i, got.bars, got.tempo,
				reflect.DeepEqual(got.layers, was[i].layers), reflect.DeepEqual(got.out, was[i].out), was[i].bars, was[i].tempo)
		}
	}
	for i := len(steps) - 1; i >= 0; i-- {
		s.Undo()
		check(i, "undo")
	}
	if u := s.Page.Now().Undo; u != "" {
		t.Errorf("with everything taken back, undo would %q", u)
	}
	for i := 1; i <= len(steps); i++ {
		s.Redo()
		check(i, "redo")
	}
	s.Undo()
	s.until("the library has the choice", func() bool {
		p, err := w.Page(t.Context(), s.Page.Now().ID)
		return err == nil && p.GridChoice == shifted
	})
}

func TestBarsAreUndoneBeforeTheyAreRead(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	before := settled(s, edit.GridChoice{})
	s.SetGrid(edit.GridChoice{Octave: 1})
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 0, Note: 0}})
	s.SetGrid(edit.GridChoice{Mode: edit.GridOff})
	if u := s.Page.Now().Undo; u != "change the bars" {
		t.Errorf("undo would %q", u)
	}
	s.Undo()
	s.Undo()
	s.Undo() // none of the choices was read yet
	if got := settled(s, edit.GridChoice{}); !reflect.DeepEqual(got, before) {
		t.Errorf("the song is %+v %q, was %+v %q", got.bars, got.tempo, before.bars, before.tempo)
	}
	if p := s.Page.Now(); p.Undo != "" || p.Redo != "change the bars" {
		t.Errorf("undo would %q, redo %q", p.Undo, p.Redo)
	}
	s.SetGrid(edit.GridChoice{}) // as it is
	if p := s.Page.Now(); p.Undo != "" || p.Redo == "" {
		t.Errorf("the same bars again can be undone: %q, redo %q", p.Undo, p.Redo)
	}
}

// Whatever is done in whatever order, taking everything back is the beginning.
func TestUndoOfAnyMixIsTheBeginning(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		_, s := opened(t)
		before := settled(s, edit.GridChoice{})
		r := rand.New(rand.NewPCG(seed, 1))
		for range 12 {
			switch r.IntN(5) {
			case 0:
				s.SetGrid(edit.GridChoice{Octave: r.IntN(3) - 1, Shift: r.IntN(3)})
			case 1:
				s.SetGrid(edit.GridChoice{Mode: edit.GridOff})
			case 2:
				s.EditNotes(app.MuteNotes, []edit.NoteRef{{Track: r.IntN(3), Note: r.IntN(9)}})
			case 3:
				s.SetTreatment(edit.Treatment{Quantize: "1/8", Strength: 1 + r.IntN(99)})
			case 4:
				s.Undo()
			}
		}
		for s.Page.Now().Undo != "" {
			s.Undo()
		}
		if got := settled(s, edit.GridChoice{}); !reflect.DeepEqual(got, before) {
			t.Errorf("seed %d: the song is %+v %q, was %+v %q", seed, got.bars, got.tempo, before.bars, before.tempo)
		}
	}
}

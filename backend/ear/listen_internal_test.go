package ear

import (
	"context"
	"io"
	"math"
	"reflect"
	"testing"

	"partlift/backend/music"
)

// tones is a sound of a tone for each of some notes.
type tones struct {
	samples []float32
	at      int
}

func newTones(notes []music.Note) *tones {
	t := &tones{samples: make([]float32, 8*Rate)}
	for _, n := range notes {
		for i := int(n.Start * Rate); i < int(n.End*Rate); i++ {
			t.samples[i] += float32(n.Velocity) / 400 * float32(math.Sin(2*math.Pi*hertz(n.Pitch)*float64(i)/Rate))
		}
	}
	return t
}

func (t *tones) Shape() (rate, channels int, frames int64) { return Rate, 1, -1 }

func (t *tones) Read(samples []float32) (int, error) {
	n := copy(samples, t.samples[t.at:])
	if t.at += n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Stems too long to be kept are read again, and heard the same.
func TestLongStemsAreReadTwice(t *testing.T) {
	var notes []music.Note
	for i := range 20 {
		at := .5 + .3*float64(i) + .05*float64(i*i%7)
		notes = append(notes, music.Note{Pitch: uint8(50 + 7*i%24), Velocity: uint8(40 + 4*i), Start: at, End: at + .15})
	}
	opened := 0
	stem := Stem{Parts: []Part{{Notes: notes}}, Open: func(context.Context) (Sound, func() error, error) {
		opened++
		return newTones(notes), func() error { return nil }, nil
	}}
	nothing := func(float64) {}
	kept, err := listen(t.Context(), []Stem{stem}, newTape(1), nothing)
	if err != nil || opened != 1 || !kept.Sure {
		t.Fatalf("opened %d times, sure %v, %v", opened, kept.Sure, err)
	}
	again, err := listen(t.Context(), []Stem{stem}, &tape{samples: make([][]int16, 1), pictures: make([]*picture, 1)}, nothing)
	if err != nil || opened != 3 || !reflect.DeepEqual(kept, again) {
		t.Errorf("opened %d times, %v; another report %v", opened-1, err, !reflect.DeepEqual(kept, again))
	}
}

func TestUsableNotes(t *testing.T) {
	note := func(pitch uint8, start float64) music.Note {
		return music.Note{Pitch: pitch, Start: start, End: start + .2}
	}
	for name, c := range map[string]struct {
		part Part
		want []int
	}{
		"a flicker":           {Part{Notes: []music.Note{note(60, 1), note(60, 1.1), note(62, 1.1)}}, []int{0, 2}},
		"a flicker of drums":  {Part{Drums: true, Notes: []music.Note{note(38, 1), note(38, 1.1), note(38, 1.12)}}, []int{0, 1}},
		"a double, unordered": {Part{Notes: []music.Note{note(60, 2), note(60, 1), note(60, 1)}}, []int{1, 0}},
		"no times":            {Part{Notes: []music.Note{{Start: math.NaN(), End: 1}, {Start: -1, End: 1}, {Start: 1, End: 1}, {Start: 1e9, End: 2e9}, note(60, 3)}}, []int{4}},
	} {
		var got []int
		for _, e := range c.part.events() {
			got = append(got, e.note)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: notes %v, want %v", name, got, c.want)
		}
	}
	many := Part{}
	for i := range 3 * most {
		many.Notes = append(many.Notes, note(60, float64(i)))
	}
	if got := many.events(); len(got) != most || got[most-1].start < 2.9*most {
		t.Errorf("%d notes up to second %v", len(got), got[len(got)-1].start)
	}
}

func TestSamplesStayInRange(t *testing.T) {
	for v, want := range map[float32]int16{0: 0, 1: 1 << 14, 3: 1<<15 - 1, -3: -1 << 15, float32(math.Inf(1)): 1<<15 - 1} {
		if got := sample(v); got != want {
			t.Errorf("%v becomes %d", v, got)
		}
	}
	if got := sample(float32(math.NaN())); got != 0 {
		t.Errorf("no number becomes %d", got)
	}
}

func TestPowersOfAFrame(t *testing.T) {
	const size, bin = 256, 19
	one, two := make([]int16, size), make([]int16, size)
	for i := range one {
		one[i] = int16(16384 * math.Cos(2*math.Pi*bin*float64(i)/size))
		two[i] = int16(8192 * math.Sin(2*math.Pi*2*bin*float64(i)/size))
	}
	p, q := make([]float64, size/2), make([]float64, size/2)
	newFourier(size).powers(one, two, p, q)
	for k := range p {
		for _, c := range []struct {
			got  float64
			bin  int
			want float64
		}{{p[k], bin, 1. / 16}, {q[k], 2 * bin, 1. / 64}} {
			want := c.want
			if d := abs(k - c.bin); d == 1 {
				want /= 4
			} else if d > 1 {
				want = 0
			}
			if math.Abs(c.got-want) > 1e-4 {
				t.Errorf("bin %d: %g, want %g", k, c.got, want)
			}
		}
	}
}

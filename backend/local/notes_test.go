package local

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"partlift/backend/music"
)

// drawn is what the network might say, drawn by hand: a note sounds at a level
// from its onset on.
type drawn struct {
	key, from, to int
	level, onset  float32
}

func heard(length int, notes ...drawn) *activity {
	note, onset := make([]float32, length*keys), make([]float32, length*keys)
	for _, n := range notes {
		for t := n.from; t < n.to; t++ {
			note[t*keys+n.key] = n.level
		}
		onset[n.from*keys+n.key] = n.onset
	}
	a := &activity{}
	for t := 0; t < length; t += kept {
		n := min(kept, length-t)
		a.add(note[t*keys:], onset[t*keys:], n)
	}
	return a
}

// believed takes the onsets for what the judges made of them.
func believed(t *testing.T, a *activity, late float32) *claims {
	t.Helper()
	c, err := a.claims(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.all {
		c.all[i].p, c.all[i].late = c.all[i].onset, late
	}
	return c
}

func TestNotesAreReadOutOfTheActivity(t *testing.T) {
	const frame = 256.0 / 22050
	type note struct{ pitch, from, to, velocity int }
	tests := []struct {
		name string
		late float32
		in   []drawn
		want []note
	}{
		{"a note", 0, []drawn{{39, 100, 150, 0.5, 0.9}}, []note{{60, 100, 147, 64}}},
		{"at the very start", 0, []drawn{{39, 0, 50, 0.5, 0.9}}, []note{{60, 0, 47, 64}}},
		{"from before the start", 3, []drawn{{39, 1, 50, 0.5, 0.9}}, []note{{60, 0, 47, 64}}},
		{"at the very end", -3, []drawn{{39, 298, 300, 0.5, 0.9}}, nil},
		{"cut off by the end", 0, []drawn{{39, 298, 300, 0.5, 0.9}}, []note{{60, 298, 300, 64}}},
		{"over the border of windows", 0, []drawn{{39, 139, 155, 0.5, 0.9}}, []note{{60, 139, 152, 64}}},
		{"its onset on the border of windows", 0, []drawn{{39, 140, 170, 0.5, 0.9}, {46, 141, 171, 0.5, 0.9}}, []note{{60, 140, 167, 64}, {67, 141, 168, 64}}},
		{"shorter than any", 0, []drawn{{39, 10, 12, 0.5, 0.9}}, []note{{60, 10, 13, 64}}},
		{"hardly likely", 0, []drawn{{39, 10, 60, 0.5, 0.35}}, nil},
		{"too faint", 0, []drawn{{39, 10, 60, 0.15, 0.9}}, nil},
		{"told late", 4, []drawn{{39, 10, 60, 0.5, 0}, {39, 18, 60, 0.5, 0.9}}, []note{{60, 14, 57, 64}}},
		{"ringing on", 0, []drawn{{39, 10, 40, 0.8, 0.9}, {39, 40, 60, 0.35, 0}}, []note{{60, 10, 37, 79}}},
		{"a gap within", 0, []drawn{{39, 10, 30, 0.5, 0.9}, {39, 34, 60, 0.5, 0}}, []note{{60, 10, 57, 59}}},
		{"a gap too long", 0, []drawn{{39, 10, 30, 0.5, 0.9}, {39, 35, 60, 0.5, 0}}, []note{{60, 10, 27, 64}}},
		{"struck again", 0, []drawn{{39, 10, 40, 0.5, 0.9}, {39, 40, 60, 0.5, 0.95}}, []note{{60, 10, 37, 64}, {60, 40, 57, 64}}},
		{"struck again before it is over", 5, []drawn{{39, 10, 40, 0.5, 0.9}, {39, 40, 60, 0.5, 0.95}}, []note{{60, 5, 37, 64}, {60, 37, 57, 64}}},
		{"struck again in name only", 0, []drawn{{39, 10, 40, 0.5, 0.9}, {39, 40, 60, 0.5, 0.3}}, []note{{60, 10, 57, 64}}},
		{"lowest and highest", 0, []drawn{{0, 10, 40, 1, 0.95}, {87, 50, 90, 0.35, 0.95}}, []note{{21, 10, 37, 127}, {108, 50, 87, 44}}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			var want []music.Note
			for _, n := range c.want {
				want = append(want, music.Note{Pitch: uint8(n.pitch), Velocity: uint8(n.velocity), Start: float64(n.from) * frame, End: float64(n.to) * frame})
			}
			got, err := believed(t, heard(300, c.in...), c.late).notes(context.Background())
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("heard %v, %v\nwant  %v", got, err, want)
			}
		})
	}
}

func TestJudgesAreWholeOrRefused(t *testing.T) {
	both, err := readJudges(learned)
	if err != nil || both[0].in >= both[1].in {
		t.Fatalf("the judges are %v", err)
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "one": learned[:len(learned)/2], "cut short": learned[:len(learned)-1],
		"over": append(slices.Clone(learned), 0), "huge": {255, 255, 255, 255, 255, 255, 255, 255},
	} {
		if _, err := readJudges(data); err == nil {
			t.Errorf("%s was read", name)
		}
	}
	c := believed(t, heard(300, drawn{39, 10, 60, 0.5, 0.9}), 0)
	if err := c.judged(context.Background(), both[1], false, func(float64) {}); err == nil {
		t.Error("a judge took evidence that is not for it")
	}
}

// A claim's odds must rise with its evidence and its neighbors be seen: the
// judges say yes to a clear note, and no to what looks like its overtone.
func TestJudgesTellNotesFromOvertones(t *testing.T) {
	a := heard(400,
		drawn{39, 50, 150, 0.8, 0.95}, drawn{51, 50, 120, 0.35, 0.3}, drawn{58, 52, 90, 0.25, 0.25},
		drawn{43, 200, 300, 0.8, 0.95}, drawn{55, 200, 270, 0.35, 0.3})
	notes, err := a.notes(context.Background(), nil, func(float64) {})
	if err != nil || len(notes) != 2 || notes[0].Pitch != 60 || notes[1].Pitch != 64 {
		t.Errorf("notes are %+v, %v", notes, err)
	}
}

// restless starts every second key all the time.
func restless(blocks int) *activity {
	note, onset := make([]float32, kept*keys), make([]float32, kept*keys)
	for i := range note {
		note[i] = 0.9
		if i/keys%2 == 1 && i%2 == 0 {
			onset[i] = 0.85
		}
	}
	a := &activity{}
	for range blocks {
		a.add(note, onset, kept)
	}
	return a
}

// A key that starts again all the time, for hours, must not take hours.
func TestManyOnsetsAreReadOnce(t *testing.T) {
	const blocks = 600
	a := restless(blocks)
	for p, peaks := range a.peaks {
		if p%2 == 0 && len(peaks) < blocks*kept/2-blocks {
			t.Fatalf("key %d has %d peaks", p, len(peaks))
		}
	}
	notes, err := believed(t, a, 0).notes(context.Background())
	if err != nil || len(notes) < blocks*kept/2*keys/4 {
		t.Fatalf("%d notes, %v", len(notes), err)
	}
	for _, n := range notes {
		if !(n.End > n.Start) {
			t.Fatalf("note %+v", n)
		}
	}
}

// patience ends after being asked that many times.
type patience struct {
	context.Context
	left, asked int
}

func (p *patience) Err() error {
	if p.asked++; p.asked > p.left {
		return context.Canceled
	}
	return nil
}

// The notes of the worst that can be heard are given up at the next look at the
// context, wherever that is, and it is looked at often.
func TestReadingNotesIsGivenUpAnywhere(t *testing.T) {
	a := restless(1)
	count := &patience{Context: context.Background(), left: math.MaxInt}
	c, err := a.claims(count, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.notes(count, nil, func(float64) {}); err != nil {
		t.Fatal(err)
	}
	if looks := 4 * len(c.all) / breath; count.asked < looks {
		t.Errorf("%d claims were judged with %d looks, want %d", len(c.all), count.asked, looks)
	}
	for left := range min(count.asked-keys, 110) {
		ctx := &patience{Context: context.Background(), left: left}
		if _, err := a.notes(ctx, nil, func(float64) {}); !errors.Is(err, context.Canceled) || ctx.asked != left+1 {
			t.Fatalf("at look %d: %v after %d looks", left, err, ctx.asked)
		}
	}
}

// BenchmarkBreath is the time between two looks at the context while notes are
// read: a thousandth of it is what a claim takes.
func BenchmarkBreath(b *testing.B) {
	c, err := restless(4).claims(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	both, err := judges()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(c.all)), "claims")
	for b.Loop() {
		if err := c.judged(context.Background(), both[1], true, func(float64) {}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/float64(len(c.all))*breath, "ms/breath")
}

// FuzzActivity reads notes out of anything a network could say.
func FuzzActivity(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7}, uint16(200))
	f.Add([]byte{3, 7, 3, 7, 7}, uint16(1))
	f.Add([]byte{1, 200, 3, 90, 180, 255}, uint16(141*3))
	f.Fuzz(func(t *testing.T, data []byte, length uint16) {
		odd := [...]float32{0, float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), -1, 1e30, 1e-40, 1}
		n := int(length)%1000 + 1
		values := make([]float32, n*keys)
		for i := range values {
			if len(data) == 0 {
				break
			}
			b := data[(i*7+i/keys)%len(data)]
			values[i] = float32(b) / 255
			if int(b) < len(odd) {
				values[i] = odd[b]
			}
		}
		a := &activity{}
		for at := 0; at < n; at += kept {
			a.add(values[at*keys:], values[at*keys:], min(kept, n-at))
		}
		notes, err := a.notes(context.Background(), nil, func(float64) {})
		if err != nil {
			t.Fatal(err)
		}
		end := make(map[uint8]float64)
		for _, m := range notes {
			if m.Pitch < 21 || m.Pitch > 108 || m.Velocity < 1 || m.Velocity > 127 || !(m.Start >= end[m.Pitch]) || !(m.End > m.Start) || m.End > float64(n)*256/22050+1e-9 {
				t.Fatalf("note %+v", m)
			}
			end[m.Pitch] = m.End
		}
	})
}

package local

import (
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

func TestNotesAreReadOutOfTheActivity(t *testing.T) {
	const frame = 256.0 / 22050
	type note struct{ pitch, from, to, velocity int }
	tests := []struct {
		name string
		in   []drawn
		want []note
	}{
		{"a note", []drawn{{39, 100, 150, 0.5, 0.9}}, []note{{60, 100, 147, 64}}},
		{"at the very start", []drawn{{39, 0, 50, 0.5, 0.9}}, []note{{60, 0, 47, 64}}},
		{"over the border of windows", []drawn{{39, 139, 155, 0.5, 0.9}}, []note{{60, 139, 152, 64}}},
		{"its onset on the border of windows", []drawn{{39, 140, 170, 0.5, 0.9}, {46, 141, 171, 0.5, 0.9}}, []note{{60, 140, 167, 64}, {67, 141, 168, 64}}},
		{"as short as is heard", []drawn{{39, 10, 16, 0.5, 0.9}, {46, 10, 15, 0.5, 0.9}}, []note{{60, 10, 16, 64}}},
		{"a weak onset", []drawn{{39, 10, 60, 0.5, 0.55}}, nil},
		{"an onset told late", []drawn{{39, 10, 60, 0.5, 0}, {39, 18, 60, 0.5, 0.9}}, []note{{60, 10, 57, 64}}},
		{"an onset too late to be of the rise", []drawn{{39, 9, 60, 0.5, 0}, {39, 18, 60, 0.5, 0.9}}, []note{{60, 18, 57, 64}}},
		{"ringing on", []drawn{{39, 10, 40, 0.8, 0.9}, {39, 40, 60, 0.35, 0}}, []note{{60, 10, 37, 79}}},
		{"a gap within", []drawn{{39, 10, 30, 0.5, 0.9}, {39, 34, 60, 0.5, 0}}, []note{{60, 10, 57, 58}}},
		{"a gap too long", []drawn{{39, 10, 30, 0.5, 0.9}, {39, 35, 60, 0.5, 0}}, []note{{60, 10, 27, 64}}},
		{"struck again", []drawn{{39, 10, 40, 0.5, 0.9}, {39, 40, 60, 0.5, 0.95}}, []note{{60, 10, 37, 64}, {60, 40, 57, 64}}},
		{"struck again in name only", []drawn{{39, 10, 40, 0.5, 0.9}, {39, 40, 60, 0.5, 0.65}}, []note{{60, 10, 57, 64}}},
		{"an octave's ghost", []drawn{{39, 10, 40, 0.8, 0.95}, {51, 10, 40, 0.4, 0.8}}, []note{{60, 10, 37, 102}}},
		{"a twelfth's ghost, later", []drawn{{39, 10, 90, 0.8, 0.95}, {58, 30, 60, 0.4, 0.8}}, []note{{60, 10, 87, 102}}},
		{"an octave that was played", []drawn{{39, 10, 40, 0.8, 0.95}, {51, 10, 40, 0.4, 0.95}}, []note{{60, 10, 37, 102}, {72, 10, 37, 51}}},
		{"a fifth is no ghost", []drawn{{39, 10, 40, 0.8, 0.95}, {46, 10, 40, 0.4, 0.8}}, []note{{60, 10, 37, 102}, {67, 10, 37, 51}}},
		{"a made-up fundamental", []drawn{{27, 10, 40, 0.4, 0.8}, {39, 10, 40, 0.8, 0.95}}, []note{{60, 10, 37, 102}}},
		{"lowest and highest", []drawn{{0, 10, 40, 1, 0.95}, {87, 50, 90, 0.35, 0.95}}, []note{{21, 10, 37, 127}, {108, 50, 87, 44}}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			var want []music.Note
			for _, n := range c.want {
				want = append(want, music.Note{Pitch: uint8(n.pitch), Velocity: uint8(n.velocity), Start: float64(n.from) * frame, End: float64(n.to) * frame})
			}
			if got := heard(300, c.in...).notes(tuned); !slices.Equal(got, want) {
				t.Errorf("heard %v\nwant  %v", got, want)
			}
		})
	}
}

// A key that starts again all the time, for hours, must not take hours.
func TestManyOnsetsAreReadOnce(t *testing.T) {
	const blocks = 600
	note, onset := make([]float32, kept*keys), make([]float32, kept*keys)
	for i := range note {
		note[i] = 0.9
		if i/keys%2 == 1 {
			onset[i] = 0.85
		}
	}
	a := &activity{}
	for range blocks {
		a.add(note, onset, kept)
	}
	for p, peaks := range a.peaks {
		if len(peaks) < blocks*kept/2-blocks {
			t.Fatalf("key %d has %d peaks", p, len(peaks))
		}
	}
	for _, n := range a.notes(tuned) {
		if !(n.End > n.Start) {
			t.Fatalf("note %+v", n)
		}
	}
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
		notes := a.notes(tuned)
		end := make(map[uint8]float64)
		for _, m := range notes {
			if m.Pitch < 21 || m.Pitch > 108 || m.Velocity < 1 || m.Velocity > 127 || !(m.Start >= end[m.Pitch]) || !(m.End > m.Start) || m.End > float64(n)*256/22050+1e-9 {
				t.Fatalf("note %+v", m)
			}
			end[m.Pitch] = m.End
		}
	})
}

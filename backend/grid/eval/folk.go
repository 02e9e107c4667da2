//go:build eval

package eval

import (
	"fmt"
	"math/rand/v2"

	"partlift/backend/music"
)

// A folkKind is a dance with the eighths of its bar and of its beat.
type folkKind struct {
	name       string
	bar, beat  int
	slow, fast float64 // BPM of the beat
}

var dances = []folkKind{
	{"jig", 6, 3, 96, 132}, {"jig", 6, 3, 96, 132}, {"slip jig", 9, 3, 96, 126}, {"slow air", 6, 3, 42, 66},
	{"waltz", 6, 2, 110, 190}, {"reel", 8, 2, 150, 220}, {"march", 6, 3, 84, 112}, {"hornpipe", 8, 2, 120, 180},
}

// Folk are dance tunes of eight bars, each part twice, by a melody with
// nothing, with chords, with a drum, or with all.
func Folk(count int) []Song {
	var out []Song
	for i := range count {
		f := folk{rng: rand.New(rand.NewPCG(uint64(i), 81)), kind: dances[i%len(dances)]}
		out = append(out, f.song(fmt.Sprintf("%03d %s", i, f.kind.name)))
	}
	return out
}

type folk struct {
	rng     *rand.Rand
	kind    folkKind
	tonic   int
	mode    []int
	melody  music.Track
	backing music.Track
	bass    music.Track
	drum    music.Track
	style   int
	run     float64 // how often all eighths of a beat are played
}

func (f *folk) chance(p float64) bool { return f.rng.Float64() < p }

func (f *folk) song(id string) Song {
	f.tonic = 60 + []int{2, 7, 9, 4, 0}[f.rng.IntN(5)]
	f.mode = [][]int{{0, 2, 4, 5, 7, 9, 11}, {0, 2, 3, 5, 7, 9, 10}, {0, 2, 4, 5, 7, 9, 10}}[f.rng.IntN(3)]
	f.style, f.run = f.rng.IntN(5), 0.35+0.5*f.rng.Float64()
	f.melody.Program, f.backing.Program, f.bass.Program, f.drum.Drums = 110, 24, 32, true
	bpm := f.kind.slow + (f.kind.fast-f.kind.slow)*f.rng.Float64()
	eighth := 60 / bpm / float64(f.kind.beat)
	at := 0.0
	pickup := 0
	if f.chance(0.5) {
		pickup = 1 + f.rng.IntN(2)
		for i := range pickup {
			f.note(&f.melody, at+float64(i), 1, f.pitch(4+i), 80)
		}
		at += float64(pickup)
	}
	first := at
	parts := [2][]figure{f.tune(), f.tune()}
	bars := 0
	for range 2 {
		for _, p := range parts {
			for range 2 {
				f.play(p, at)
				at += float64(8 * f.kind.bar)
				bars += 8
			}
		}
	}
	f.note(&f.melody, at, float64(f.kind.bar), f.pitch(0), 90)
	f.note(&f.bass, at, float64(f.kind.bar), f.tonic-24, 90)
	s := Song{Set: "folk", ID: id}
	offset := 2 * f.rng.Float64()
	swing := f.kind.name == "hornpipe"
	second := func(e float64) float64 {
		if swing {
			if in := e - first - 2*float64(int((e-first)/2)); in == 1 {
				e += 0.2
			}
		}
		return offset + e*eighth
	}
	tracks := []music.Track{f.melody}
	switch f.style {
	case 1:
		tracks = append(tracks, f.backing)
	case 2:
		tracks = append(tracks, f.backing, f.bass)
	case 3:
		tracks = append(tracks, f.drum)
	case 4:
		tracks = append(tracks, f.backing, f.bass, f.drum)
	}
	for _, t := range tracks {
		for i := range t.Notes {
			n := &t.Notes[i]
			n.Start, n.End = second(n.Start), offset+eighth*n.End
		}
		music.Sort(t.Notes)
		s.Notes.Tracks = append(s.Notes.Tracks, t)
	}
	t := Truth{Constant: true, Level: true, Bar: f.kind.bar / f.kind.beat, Compound: f.kind.beat == 3}
	for e := first - float64(f.kind.beat)*2; e <= at+0.01; e += float64(f.kind.beat) {
		if e < -0.01 {
			continue
		}
		t.Beats = append(t.Beats, offset+e*eighth)
		if k := int(e-first+1000*float64(f.kind.bar)+0.5) % f.kind.bar; k == 0 {
			t.Downbeats = append(t.Downbeats, offset+e*eighth)
		}
	}
	s.Truth = t
	return s
}

// A figure is a bar of a tune.
type figure struct {
	notes []figured
	chord int
	half  int // chord of the last beat
}

type figured struct {
	at, length float64
	degree     int
}

// tune draws eight bars, of which the fifth and sixth are the first ones again.
func (f *folk) tune() []figure {
	chords := [][]int{{0, 3, 0, 4}, {0, 0, 3, 4}, {0, 4, 3, 4}, {0, 6, 0, 6}, {0, 5, 3, 4}}[f.rng.IntN(5)]
	var out []figure
	for b := range 8 {
		if b == 4 || b == 5 {
			out = append(out, out[b-4])
			continue
		}
		fig := figure{chord: chords[b%4], half: chords[b%4]}
		if b%4 == 3 {
			fig.half = 0
			if b == 7 {
				fig.chord = 4
			}
		}
		degree := fig.chord + 7*f.rng.IntN(2)
		for at := 0; at < f.kind.bar; at += f.kind.beat {
			last := at+f.kind.beat >= f.kind.bar
			// A beat begins on a tone of the chord.
			chord := fig.chord
			if last {
				chord = fig.half
			}
			for (degree-chord+70)%7 != 0 && (degree-chord+70)%7 != 2 && (degree-chord+70)%7 != 4 {
				degree += 1 - 2*f.rng.IntN(2)
			}
			degree = min(max(degree, -3), 11)
			switch {
			case b == 7 && last:
				fig.notes = append(fig.notes, figured{float64(at), float64(f.kind.beat), 0})
			case f.kind.beat == 3 && f.chance(f.run):
				step := []int{1, -1, 2, -2}[f.rng.IntN(4)]
				for i := range 3 {
					fig.notes = append(fig.notes, figured{float64(at + i), 1, degree + i%2*step + i/2*(step-1)})
				}
			case f.kind.beat == 3 && f.chance(0.75):
				fig.notes = append(fig.notes, figured{float64(at), 2, degree}, figured{float64(at) + 2, 1, degree + 1 - 2*f.rng.IntN(2)})
			case f.kind.beat == 2 && f.kind.name != "waltz" && f.chance(0.4+f.run/2), f.kind.beat == 2 && f.chance(f.run/2):
				fig.notes = append(fig.notes, figured{float64(at), 1, degree}, figured{float64(at) + 1, 1, degree + 1 - 2*f.rng.IntN(2)})
			default:
				fig.notes = append(fig.notes, figured{float64(at), float64(f.kind.beat), degree})
			}
			degree += f.rng.IntN(5) - 2
		}
		out = append(out, fig)
	}
	return out
}

// play plays a part with what accompanies it.
func (f *folk) play(p []figure, at float64) {
	for _, fig := range p {
		for _, n := range fig.notes {
			f.note(&f.melody, at+n.at, n.length*0.9, f.pitch(n.degree), 80)
		}
		for beat := 0; beat < f.kind.bar; beat += f.kind.beat {
			t := at + float64(beat)
			chord := fig.chord
			if beat+f.kind.beat >= f.kind.bar {
				chord = fig.half
			}
			if beat == 0 || f.kind.name != "waltz" {
				f.note(&f.bass, t, float64(f.kind.beat), f.pitch(chord+4*(beat%2))-24, 90)
				f.note(&f.drum, t, 0.5, 36, 90)
			}
			late := float64(f.kind.beat) - 1
			if f.kind.name == "waltz" {
				late = 0
			}
			if beat > 0 || f.kind.name != "waltz" {
				for _, d := range []int{0, 2, 4} {
					f.note(&f.backing, t+late, 0.8, f.pitch(chord+d)-12, 65)
				}
				f.note(&f.drum, t+late, 0.5, 38, 60)
			}
		}
		at += float64(f.kind.bar)
	}
}

func (f *folk) pitch(degree int) int {
	octave := (degree + 70) / 7
	return f.tonic + f.mode[(degree+70)%7] + 12*(octave-10)
}

func (f *folk) note(t *music.Track, at, length float64, pitch, loud int) {
	loud += f.rng.IntN(13) - 6
	t.Notes = append(t.Notes, music.Note{Pitch: uint8(pitch), Velocity: uint8(loud), Start: at, End: at + length})
}

// Rags are for piano: bass and chord in turn on eighths, above them
// syncopations in sixteenths, counted in two or in four.
func Rags(count int) []Song {
	var out []Song
	for i := range count {
		r := folk{rng: rand.New(rand.NewPCG(uint64(i), 82)), kind: folkKind{"rag", 4, 2, 62, 104}}
		out = append(out, r.rag(fmt.Sprintf("%03d", i)))
	}
	return out
}

func (f *folk) rag(id string) Song {
	f.tonic = 60 + []int{0, 5, 10, 3, 8, 7}[f.rng.IntN(6)]
	f.mode = []int{0, 2, 4, 5, 7, 9, 11}
	bpm := f.kind.slow + (f.kind.fast-f.kind.slow)*f.rng.Float64()
	eighth, offset := 30/bpm, 2*f.rng.Float64()
	figures := []string{"x.xx.xx.", "xx.xx.xx", ".xx.xxx.", "x.xxx.x.", "xxxxx.x.", "x.x.xx.x", ".x.xx.x.", "x..x..x."}
	at := 0.0
	for range 4 + f.rng.IntN(3) {
		a, b := figures[f.rng.IntN(8)], figures[f.rng.IntN(8)]
		roots := [][]int{{0, 0, 4, 4}, {0, 5, 1, 4}, {0, 3, 0, 4}, {5, 1, 4, 0}}[f.rng.IntN(4)]
		var tunes [4][8]int
		for i := range tunes {
			d := 7 + f.rng.IntN(5)
			for k := range 8 {
				d = min(max(d+f.rng.IntN(5)-2, 5), 15)
				tunes[i][k] = d
			}
		}
		for bar := range 16 {
			pattern, root := a, roots[bar%4]
			if bar%2 == 1 {
				pattern = b
			}
			if bar%8 == 7 {
				pattern, root = "x...x...", 0
			}
			for beat := range 2 {
				t := at + float64(2*beat)
				f.note(&f.bass, t, 0.9, f.pitch(root+4*beat)-24, 85)
				f.note(&f.bass, t, 0.9, f.pitch(root+4*beat)-36, 85)
				for _, d := range []int{0, 2, 4} {
					f.note(&f.bass, t+1, 0.8, f.pitch(root+d)-12, 65)
				}
			}
			for k, c := range pattern {
				if c == 'x' {
					f.note(&f.melody, at+float64(k)/2, 0.45, f.pitch(tunes[bar%4][k]), 90)
					if k%4 == 0 || f.chance(0.2) {
						f.note(&f.melody, at+float64(k)/2, 0.45, f.pitch(tunes[bar%4][k])+12, 90)
					}
				}
			}
			at += 4
		}
	}
	f.note(&f.bass, at, 1, f.tonic-24, 95)
	f.note(&f.melody, at, 1, f.tonic+12, 95)
	s := Song{Set: "rag", ID: id, Truth: Truth{Constant: true, Level: true, Bar: 2}}
	for _, t := range []music.Track{f.melody, f.bass} {
		for i := range t.Notes {
			n := &t.Notes[i]
			n.Start, n.End = offset+eighth*n.Start, offset+eighth*n.End
		}
		music.Sort(t.Notes)
		s.Notes.Tracks = append(s.Notes.Tracks, t)
	}
	for e := 0.0; e <= at; e += 2 {
		s.Truth.Beats = append(s.Truth.Beats, offset+e*eighth)
		if int(e)%4 == 0 {
			s.Truth.Downbeats = append(s.Truth.Downbeats, offset+e*eighth)
		}
	}
	return s
}

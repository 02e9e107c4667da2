package grid

import (
	"math"
	"sync"

	"partlift/backend/music"
)

// A quality is a kind of chord.
type quality struct {
	suffix string
	tones  []int   // semitones over the root
	rarity float64 // what it costs against a plain chord
}

var qualities = [...]quality{
	{"", []int{0, 4, 7}, 0}, {"m", []int{0, 3, 7}, 0},
	{"7", []int{0, 4, 7, 10}, 0.06}, {"maj7", []int{0, 4, 7, 11}, 0.06}, {"m7", []int{0, 3, 7, 10}, 0.05},
	{"sus2", []int{0, 2, 7}, 0.05}, {"sus4", []int{0, 5, 7}, 0.05},
	{"dim", []int{0, 3, 6}, 0.06}, {"aug", []int{0, 4, 8}, 0.09},
}

// What counts when a chord is named, as shares of all that sounds.
const (
	rootInBass  = 0.20 // bonus when the lowest note is the root
	toneInBass  = 0.05 // bonus when it is another tone of the chord
	missingTone = 0.12 // cost of a tone that does not sound
	splitGain   = 0.15 // what two chords in a bar must explain better
	quietest    = 0.15 // seconds of sound below which nothing is named
)

// A sound is what sounds within a span of time.
type sound struct {
	classes [12]float64 // seconds
	worth   [12]float64 // as tones of a chord
	all     float64
	bass    int // pitch class of what is lowest for longest, -1 without
}

// chordsOf names a chord for every bar, or two where the halves differ.
// Chords that go on are named once.
func chordsOf(notes []note, g *music.Grid) []music.Chord {
	if g.Meter == nil || len(notes) == 0 {
		return nil
	}
	sharps := 0
	if g.Key != nil {
		sharps = g.Key.Sharps
	}
	end := 0.0
	for i := range notes {
		end = max(end, notes[i].end)
	}
	var out []music.Chord
	add := func(beat float64, symbol string) {
		if symbol != "" && (len(out) == 0 || out[len(out)-1].Symbol != symbol) {
			out = append(out, music.Chord{Second: max(g.Second(beat), 0), Symbol: symbol})
		}
	}
	window, bars := newSpans(notes), g.Bars()
	for n := bars.At(g.Beat(notes[0].start) + 1e-6).Number; g.Second(bars.Bar(n).Start) < end; n++ {
		bar := bars.Bar(n)
		middle := bar.Start + math.Floor(bar.Meter.Beats()/2+0.5)
		from, half, to := g.Second(bar.Start), g.Second(middle), g.Second(bar.End())
		window.move(from, to)
		whole, front, back := window.sound(from, to), window.sound(from, half), window.sound(half, to)
		one, score := name(whole, sharps)
		first, a := name(front, sharps)
		second, z := name(back, sharps)
		if first != "" && second != "" && first != second && (a*front.all+z*back.all)/max(whole.all, 1e-9) > score+splitGain {
			add(bar.Start, first)
			add(middle, second)
			continue
		}
		add(bar.Start, one)
	}
	return out
}

// spans answers what sounds in bars that move forwards.
type spans struct {
	notes []note
	next  int     // of the notes, that may start in a bar to come
	alive []int32 // notes that may sound in the bar
}

func newSpans(notes []note) *spans { return &spans{notes: notes} }

// longestChordNote is how long at most a note is looked for after its start.
const longestChordNote = 12.0

// move goes on to the bar from one second to another.
func (s *spans) move(from, to float64) {
	for ; s.next < len(s.notes) && s.notes[s.next].start < to; s.next++ {
		if !s.notes[s.next].drum {
			s.alive = append(s.alive, int32(s.next))
		}
	}
	kept := s.alive[:0]
	for _, i := range s.alive {
		if n := &s.notes[i]; n.end > from && n.start >= from-longestChordNote {
			kept = append(kept, i)
		}
	}
	s.alive = kept
}

// sound sums up what sounds from one second to another within the bar.
func (s *spans) sound(from, to float64) sound {
	out := sound{bass: -1}
	lowest := 128.0
	for _, i := range s.alive {
		n := &s.notes[i]
		length := min(n.end, to) - max(n.start, from)
		if length <= 0.02 {
			continue
		}
		out.classes[n.pitch%12] += length
		out.all += length
		// A low note wins, and a long one over a short one a little lower.
		if depth := float64(n.pitch) - 4*min(length/(to-from), 1); depth < lowest {
			lowest, out.bass = depth, int(n.pitch%12)
		}
	}
	return out
}

// name returns the symbol that explains a sound best and how well, 0–1 and
// more; "" when too little sounds.
func name(s sound, sharps int) (symbol string, score float64) {
	if s.all < quietest {
		return "", 0
	}
	s.weigh()
	score = math.Inf(-1)
	root, kind := 0, 0
	for r := range 12 {
		for q := range qualities {
			if v := s.fits(r, &qualities[q]); v > score {
				score, root, kind = v, r, q
			}
		}
	}
	bass := root
	if s.bass >= 0 && contains(qualities[kind].tones, s.bass-root) {
		bass = s.bass
	}
	symbols := &chordSymbols()[0]
	if sharps < 0 {
		symbols = &chordSymbols()[1]
	}
	return symbols[root][kind][bass], score
}

// chordSymbols are all names of chords by root, kind and lowest note, as keys
// with sharps and as keys with flats spell them.
var chordSymbols = sync.OnceValue(func() *[2][12][len(qualities)][12]string {
	out := new([2][12][len(qualities)][12]string)
	for flats := range 2 {
		for root := range 12 {
			for kind, q := range qualities {
				for bass := range 12 {
					symbol := spell(root, -flats) + q.suffix
					if bass != root {
						symbol += "/" + spell(bass, -flats)
					}
					out[flats][root][kind][bass] = symbol
				}
			}
		}
	}
	return out
})

// weigh says what each pitch class is worth as a tone of a chord.
func (s *sound) weigh() {
	for class, seconds := range s.classes {
		share := seconds / s.all
		if s.worth[class] = share; share < 0.03 {
			s.worth[class] -= missingTone
		}
	}
}

// fits measures how well a chord explains a sound that was weighed.
func (s *sound) fits(root int, q *quality) float64 {
	v := -q.rarity
	for _, t := range q.tones {
		class := root + t
		if class >= 12 {
			class -= 12
		}
		v += s.worth[class]
	}
	switch {
	case s.bass == root:
		v += rootInBass
	case s.bass >= 0 && contains(q.tones, s.bass-root):
		v += toneInBass
	}
	return v
}

func contains(tones []int, interval int) bool {
	if interval < 0 {
		interval += 12
	}
	for _, t := range tones {
		if t == interval {
			return true
		}
	}
	return false
}

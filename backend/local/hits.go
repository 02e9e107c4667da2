package local

import (
	"context"
	_ "embed"
	"sync"

	"partlift/backend/music"
)

// learnedDrums holds the numbers of the drums' judges; drumtrain_test.go makes it.
//
//go:generate go test -tags train -count=1 -timeout 60m -run TestDrumTrain -v .
//go:embed drums.bin
var learnedDrums []byte

var drumJudges = sync.OnceValues(func() ([2]*judge, error) { return readJudges(learnedDrums) })

// The drums that are told apart.
const (
	kick = iota
	snare
	hat
	openHat
	tom
	cymbal
	drumKinds
)

// drumKeys are the General MIDI keys that the drums are written as.
var drumKeys = [drumKinds]uint8{kick: 36, snare: 38, hat: 42, openHat: 46, tom: 47, cymbal: 49}

// hit is a sudden rise in loudness, which may be drums or not.
type hit struct {
	frame int32
	rise  float32
	p     [drumKinds]float32
	late  float32
}

// beats is the loudness of a song's bands, and what was made of it.
type beats struct {
	n    int
	rows [][]uint8 // kept rows of bands each
	hits []hit
	kit  bool      // it is a drum kit and nothing else
	loud float32   // what counts as loud in this song, in steps
	song []float32 // what is known of the whole song
}

func (b *beats) add(rows []uint8, frames int) {
	b.rows = append(b.rows, append([]uint8(nil), rows[:frames*bands]...))
	b.n += frames
}

var nothing [bands]uint8

// row returns the bands of a frame, silence where there is none.
func (b *beats) row(frame int) []uint8 {
	if frame < 0 || frame >= b.n {
		return nothing[:]
	}
	return b.rows[frame/kept][frame%kept*bands:][:bands]
}

// climb is the mean rise in decibels of all bands around a frame.
func (b *beats) climb(frame int) float32 {
	before, after := b.row(frame-2), b.row(frame+1)
	sum := 0
	for i, v := range after {
		if v > before[i] {
			sum += int(v - before[i])
		}
	}
	return float32(sum) / (perDecibel * bands)
}

// find gathers the hits: where loudness climbs most.
func (b *beats) find(ctx context.Context) error {
	const around, least = 2, 1.5
	var loudest [256]int
	climbs := make([]float32, b.n)
	for t := range b.n {
		if t%breath == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		climbs[t] = b.climb(t)
		most := uint8(0)
		for _, v := range b.row(t) {
			most = max(most, v)
		}
		loudest[most]++
	}
	for t, c := range climbs {
		peak := c > least
		for q := max(t-around, 0); q <= min(t+around, b.n-1) && peak; q++ {
			peak = climbs[q] < c || q == t || climbs[q] == c && q > t
		}
		if peak {
			b.hits = append(b.hits, hit{frame: int32(t), rise: c})
		}
	}
	const share = 20 // one frame in share is louder than loud
	for above := 0; b.loud < 255; b.loud++ {
		if above += loudest[255-int(b.loud)]; above > b.n/share {
			break
		}
	}
	b.loud = 255 - b.loud
	return nil
}

// views are frames, counted from a hit's, whose bands are looked at.
var views = [...]int{-7, -4, -2, -1, 0, 1, 2, 3, 5, 8, 13}

// evidence appends all that a hit is judged by.
func (b *beats) evidence(h *hit, second bool, out []float32) []float32 {
	for _, d := range views {
		for _, v := range b.row(int(h.frame) + d) {
			out = append(out, (float32(v)-b.loud)/100)
		}
	}
	out = append(out, h.rise/10)
	if second {
		for _, p := range h.p {
			out = append(out, logit(p)/4)
		}
	}
	return append(out, b.song...)
}

// survey finds what is known of the whole song: how many hits there are of each
// drum, and how sure.
func (b *beats) survey(second bool) {
	seconds := max(float32(b.n)*hop/Rate, 1)
	b.song = append(b.song[:0], log1p(float32(len(b.hits))/seconds))
	if !second {
		return
	}
	for d := range drumKinds {
		var sum, sure, count float32
		for i := range b.hits {
			p := b.hits[i].p[d]
			sum += p
			if p > 0.3 {
				count++
				sure += p
			}
		}
		b.song = append(b.song, log1p(10*sum/seconds), sure/max(count, 1))
	}
}

// judged lets a judge decide on all hits.
func (b *beats) judged(ctx context.Context, j *judge, second bool) error {
	b.survey(second)
	evidence, units, outcomes := make([]float32, 0, j.in), make([]float32, j.hidden), make([]float32, j.outs)
	for i := range b.hits {
		if i%breath == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		h := &b.hits[i]
		evidence = b.evidence(h, second, evidence[:0])
		j.level(evidence)
		j.weigh(evidence, units, outcomes)
		for d := range drumKinds {
			h.p[d] = likely(outcomes[d])
		}
		h.late = min(max(outcomes[drumKinds], -beside), beside)
	}
	return nil
}

// certainDrum is how likely a hit must be for each drum. Toms of kits never
// heard before are hard to tell; cymbals are judged only so that they are not
// taken for others, as most that would be written are wrong.
var certainDrum = [drumKinds]float32{kick: 0.5, snare: 0.5, hat: 0.5, openHat: 0.5, tom: 0.7, cymbal: 2}

// A song has drums if it has at least this many kicks and snares, in all and per second.
const (
	fewest  = 4
	density = 0.1
)

// drums returns the drums in music.Sort's order; of a song without, it drops all
// hits, unless it is known to have some.
func (b *beats) drums(ctx context.Context) ([]music.Note, error) {
	both, err := drumJudges()
	if err != nil {
		return nil, err
	}
	if err := b.find(ctx); err != nil {
		return nil, err
	}
	for i, j := range both {
		if err := b.judged(ctx, j, i == 1); err != nil {
			return nil, err
		}
	}
	out := b.notes()
	if len(out) == 0 {
		b.hits = nil
	}
	return out, nil
}

func (b *beats) notes() []music.Note {
	const frame, length = float64(hop) / Rate, 0.1
	var out []music.Note
	struck := 0
	for i := range b.hits {
		h := &b.hits[i]
		for d, p := range h.p {
			if p < certainDrum[d] {
				continue
			}
			if d == kick || d == snare {
				struck++
			}
			start := max(float64(float32(h.frame)-h.late)*frame, 0)
			out = append(out, music.Note{Pitch: drumKeys[d], Velocity: b.velocity(h), Start: start, End: start + length})
		}
	}
	if !b.kit && (struck < fewest || float64(struck) < density*float64(b.n)*frame) {
		return nil
	}
	music.Sort(out)
	return out
}

// velocity is by how near a hit comes to what is loud in the song.
func (b *beats) velocity(h *hit) uint8 {
	most := uint8(0)
	for t := h.frame; t < h.frame+3; t++ {
		for _, v := range b.row(int(t)) {
			most = max(most, v)
		}
	}
	return uint8(min(max(110+2*(float32(most)-b.loud)/perDecibel, 20), 127))
}

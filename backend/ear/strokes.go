package ear

import (
	"context"
	"math"
	"slices"
)

// Where the loudness of a note is taken: a window of 93 ms whose middle lies
// that much behind the beginning, so that most of it is the first 80 ms.
const (
	strokeView   = 2048
	strokeMiddle = 0.040 // seconds
	strokeGrid   = 128   // samples; notes that begin within share a window
)

// Of velocities.
const (
	ceiling   = .9 // the quantile of levels that is loud
	loudest   = 127
	rangeOfDB = 24.0 // from the loudest velocity to the softest
	masked    = .05  // a note with less of its own is not heard
)

// strike measures the notes of all parts, where it is known where they lie.
func (r *Report) strike(ctx context.Context, stems []Stem, kept *tape, progress func(float64)) error {
	firsts := make([]int, len(stems)+1)
	for i, s := range stems {
		firsts[i+1] = firsts[i] + len(s.Parts)
	}
	for i, s := range stems {
		for k, p := range s.Parts {
			r.Parts[firsts[i]+k].Strokes = delivered(p)
			r.Parts[firsts[i]+k].Trusts = unheard(p)
		}
	}
	if !r.Sure {
		return nil
	}
	return each(ctx, stems, func(ctx context.Context, i int, done func(float64)) error {
		samples := kept.samples[i]
		kept.samples[i] = nil
		if samples == nil {
			var err error
			if samples, err = read(ctx, stems[i], done); err != nil {
				return err
			}
		}
		parts := r.Parts[firsts[i]:firsts[i+1]]
		s := newScore(stems[i].Parts, func(part int) float64 { return r.moved(firsts[i] + part) })
		if err := s.listen(ctx, samples); err != nil {
			return err
		}
		if err := s.factor(ctx); err != nil {
			return err
		}
		for k, p := range stems[i].Parts {
			s.strokes(k, p, parts[k].Strokes)
		}
		h := hearer{score: s, stem: i, stems: stems, pictures: kept.pictures, moved: r.moved, first: firsts[i]}
		for k, p := range stems[i].Parts {
			h.judge(k, p, parts[k].Strokes, parts[k].Trusts)
		}
		done(1)
		return nil
	}, progress)
}

// moved returns how far a part's notes lie before the sound, as far as is known.
func (r *Report) moved(part int) float64 {
	if h := r.Parts[part]; h.Sure {
		return h.Offset
	}
	return r.Offset
}

// delivered are the strokes of a part of which nothing is heard.
func delivered(p Part) []Stroke {
	out := make([]Stroke, len(p.Notes))
	for i, n := range p.Notes {
		out[i].Velocity = min(max(n.Velocity, 1), loudest)
	}
	return out
}

// piece is the notes of a part, or of a piece of the kit, that share a ceiling.
type piece struct {
	heard, hidden []int
	levels        []float64 // of those heard
}

// strokes sets those of a part.
func (s *score) strokes(part int, p Part, out []Stroke) {
	pieces := map[uint8]*piece{}
	for i, n := range p.Notes {
		key := uint8(0)
		if p.Drums {
			key = n.Pitch
		}
		if pieces[key] == nil {
			pieces[key] = &piece{}
		}
		of := pieces[key]
		v := s.found[noteAt{part, i}]
		if v == nil || v.share < masked {
			of.hidden = append(of.hidden, i)
			continue
		}
		out[i].Level, out[i].Sure = 10*math.Log10(v.power), v.share
		of.heard, of.levels = append(of.heard, i), append(of.levels, out[i].Level)
	}
	for _, of := range pieces {
		of.strokes(out)
	}
}

// strokes turns levels into velocities.
func (p *piece) strokes(out []Stroke) {
	if len(p.heard) == 0 {
		return
	}
	usual := median(p.levels)
	top := p.levels[int(ceiling*float64(len(p.levels)-1)+.5)]
	for _, i := range p.hidden {
		out[i].Level = usual
	}
	for _, i := range slices.Concat(p.heard, p.hidden) {
		out[i].Level -= top
		v := loudest + out[i].Level*(loudest-1)/rangeOfDB
		out[i].Velocity = uint8(min(max(math.Round(v), 1), loudest))
	}
}

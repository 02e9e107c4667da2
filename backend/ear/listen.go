package ear

import "context"

// tape keeps the samples of stems between hearing them and looking at notes, as
// far as there is room.
type tape struct {
	samples  [][]int16  // by stem; nil: read it again
	room     int        // samples
	pictures []*picture // narrow ones, by stem; they are small
}

// keepMost is the samples that are kept: those of 12 stems of four minutes.
const keepMost = 12 * 4 * 60 * Rate

// newTape gives each stem the same room, so that what is kept does not depend on
// which is heard first.
func newTape(stems int) *tape {
	return &tape{samples: make([][]int16, stems), pictures: make([]*picture, stems), room: keepMost / max(stems, 1)}
}

// keep takes the samples of a stem if they are not too many.
func (k *tape) keep(stem int, samples []int16) {
	if len(samples) <= k.room {
		k.samples[stem] = samples
	}
}

// listenTo hears one stem: what each of its parts likes, and where it begins
// there.
func listenTo(ctx context.Context, stem Stem, samples []int16, done func(float64)) ([]*listened, *picture, error) {
	fine, err := paint(ctx, samples, fineView, fineHop)
	if err != nil {
		return nil, nil, err
	}
	done(.7)
	narrow, err := paint(ctx, samples, narrowView, narrowHop)
	if err != nil {
		return nil, nil, err
	}
	done(.8)
	var out []*listened
	for _, p := range stem.Parts {
		l := &listened{part: p}
		if l.like, err = like(ctx, fine, narrow, p); err != nil {
			return nil, nil, err
		}
		for _, k := range l.like.peaks() {
			l.tries = append(l.tries, try{k, begin(fine, p, l.like.events, float64(k-placesSide)*placeSeconds)})
		}
		out = append(out, l)
	}
	done(1)
	return out, narrow, nil
}

// read reads the whole sound of a stem.
func read(ctx context.Context, stem Stem, done func(float64)) ([]int16, error) {
	sound, free, err := stem.Open(ctx)
	if err != nil {
		return nil, err
	}
	samples, err := hear(ctx, sound, done)
	if e := free(); err == nil {
		err = e
	}
	return samples, err
}

// peaks returns the places that are liked more than those beside them.
func (l *liking) peaks() []int {
	var out []int
	for k, v := range l.mean {
		if v > 0 && (k == 0 || l.mean[k-1] <= v) && (k == places-1 || l.mean[k+1] < v) {
			out = append(out, k)
		}
	}
	return out
}

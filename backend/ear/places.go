package ear

import (
	"context"
	"math"
)

// Places are where the notes of a part may lie in the sound, as steps of the
// fine picture.
const (
	placeStep  = 2                            // fine frames
	placesSide = Rate / (placeStep * fineHop) // Farthest
	places     = 2*placesSide + 1
)

// placeSeconds is the time from one place to the next.
const placeSeconds = float64(placeStep*fineHop) / Rate

// liking is how well each note of a part likes each place, in standard
// deviations of all of them.
type liking struct {
	events []event
	rows   []float32 // places for each event
	mean   [places]float64
}

func (l *liking) row(event int) []float32 { return l.rows[event*places : (event+1)*places] }

// Shares in what is liked.
const (
	risesCount = 1.0 // that something rises where a note begins
	soundCount = 0.7 // that it sounds while the note lasts
)

// like looks at all places for all events of a part.
func like(ctx context.Context, fine, narrow *picture, p Part) (*liking, error) {
	l := &liking{events: p.events()}
	l.rows = make([]float32, len(l.events)*places)
	sounds := make([]float32, len(l.rows))
	byPitch := [128][]int{}
	for i, e := range l.events {
		byPitch[e.pitch] = append(byPitch[e.pitch], i)
	}
	for pitch, of := range byPitch {
		if len(of) == 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		bands := fine.bandsOf(uint8(pitch))
		if p.Drums {
			k := kind(uint8(pitch))
			bands = fine.between(k.low, k.high)
		}
		rises := fine.rises(bands)
		for _, i := range of {
			at := l.events[i].start * Rate / fineHop
			for k := range places {
				l.rows[i*places+k] = soft(rises, at+float64((k-placesSide)*placeStep))
			}
		}
		if p.Drums {
			continue
		}
		sums := narrow.sums(narrow.bandsOf(uint8(pitch)))
		for _, i := range of {
			e := l.events[i]
			for k := range places {
				from := e.start + float64(k-placesSide)*placeSeconds
				sounds[i*places+k] = mean(sums, from*Rate/narrowHop, min(from+2, from+e.end-e.start)*Rate/narrowHop)
			}
		}
	}
	level(l.rows, risesCount)
	level(sounds, soundCount)
	for i := range l.rows {
		l.rows[i] += sounds[i]
		l.mean[i%places] += float64(l.rows[i])
	}
	for k := range l.mean {
		l.mean[k] /= float64(max(len(l.events), 1))
	}
	return l, nil
}

// Of rises, in fine frames and in steps of loudness.
const (
	riseReach = 2
	riseMost  = 30 * perDecibel
)

// rises returns how much the bands rise around each fine frame.
func (p *picture) rises(bands []int) []float32 {
	out := make([]float32, p.frames)
	for t := range out {
		after, before := p.row(min(t+riseReach, p.frames-1)), p.row(max(t-riseReach, 0))
		sum := 0
		for _, b := range bands {
			sum += min(max(int(after[b])-int(before[b]), 0), riseMost)
		}
		out[t] = float32(sum) / float32(len(bands))
	}
	return out
}

// soft returns the mean around a frame, so that notes need not be exact.
func soft(v []float32, at float64) float32 {
	middle, sum := int(math.Round(at)), float32(0)
	for i, w := range [...]float32{1, 2, 3, 2, 1} {
		if k := middle + i - 2; k >= 0 && k < len(v) {
			sum += w * v[k]
		}
	}
	return sum / 9
}

// sums returns what the bands' loudness adds up to before each frame; lower
// overtones count more.
func (p *picture) sums(bands []int) []float64 {
	out := make([]float64, p.frames+1)
	for t := range p.frames {
		row, sum, all := p.row(t), 0.0, 0.0
		for i, b := range bands {
			w := 1 / (1 + .5*float64(i))
			sum += w * float64(row[b])
			all += w
		}
		out[t+1] = out[t] + sum/all
	}
	return out
}

// mean returns the mean from a frame to another; outside there is silence.
func mean(sums []float64, from, to float64) float32 {
	at := func(x float64) float64 {
		x = min(max(x+.5, 0), float64(len(sums)-1))
		i := min(int(x), len(sums)-2)
		return sums[i] + (sums[i+1]-sums[i])*(x-float64(i))
	}
	to = max(to, from+1)
	return float32((at(to) - at(from)) / (to - from))
}

// level takes each note's mean from its places and brings all of them to a
// common spread.
func level(rows []float32, spread float64) {
	square := 0.0
	for i := 0; i+places <= len(rows); i += places {
		row, sum := rows[i:i+places], float32(0)
		for _, v := range row {
			sum += v
		}
		for k := range row {
			row[k] -= sum / places
			square += float64(row[k]) * float64(row[k])
		}
	}
	if square == 0 {
		return
	}
	scale := float32(spread / math.Sqrt(square/float64(len(rows))))
	for i := range rows {
		rows[i] *= scale
	}
}

package local

import (
	"math"
	"sort"

	"partlift/backend/music"
)

// keys are those of a piano; the lowest is the A of MIDI note 21.
const (
	keys   = 88
	lowest = 21
)

// activity is what the network said about a whole song. Of the onsets only the
// peaks are kept, and the rest in 16 bits, so that hours fit into memory.
type activity struct {
	n      int        // frames
	blocks [][]uint16 // kept rows of keys each; how likely a note sounds
	peaks  [keys][]peak
	last   [2][keys]float32 // onsets of the two frames before
}

// peak is a frame in which an onset is likelier than in both beside it.
type peak struct {
	frame int
	value float32
}

// faintest is the least onset that any tuning may ask for.
const faintest = 0.2

// add appends frames, at most kept; blocks but the last are full.
func (a *activity) add(note, onset []float32, frames int) {
	block := make([]uint16, frames*keys)
	for i := range block {
		block[i] = uint16(unit(note[i])*math.MaxUint16 + 0.5)
	}
	a.blocks = append(a.blocks, block)
	for t := range frames {
		row := onset[t*keys:][:keys]
		for p, v := range row {
			v = unit(v)
			if m := a.last[1][p]; m > faintest && m > a.last[0][p] && m > v {
				a.peaks[p] = append(a.peaks[p], peak{a.n - 1, m})
			}
			a.last[0][p], a.last[1][p] = a.last[1][p], v
		}
		a.n++
	}
}

// unit limits v to 0–1; what is no number becomes 0.
func unit(v float32) float32 {
	if !(v > 0) {
		return 0
	}
	return min(v, 1)
}

// level returns how likely a key sounds in a frame, 0–1.
func (a *activity) level(frame, key int) float32 {
	return float32(a.blocks[frame/kept][frame%kept*keys+key]) / math.MaxUint16
}

// mean returns the mean level of a key over frames, 0 for none.
func (a *activity) mean(from, to, key int) float32 {
	if to <= from {
		return 0
	}
	sum := 0.0
	for t := from; t < to; t++ {
		sum += float64(a.level(t, key))
	}
	return float32(sum / float64(to-from))
}

// tuning is where the decoder draws its lines; values are 0–1, times in frames.
type tuning struct {
	onset   float32 // an onset above starts a note
	sounds  float32 // a level below is no note
	gap     int     // a note ends after so many frames below sounds
	least   int     // a note is longer
	again   float32 // an onset below, right after a note of its key, is not a new note
	ghost   float32 // a note below this share of one that has it as overtone is none
	certain float32 // a note with an onset above is never taken for an overtone
	late    int     // an onset is told up to so much after the note begins
	risen   float32 // it begins where the level reaches this share of its height
	faded   float32 // a note ends where the level falls below this share of its mean
	ring    int     // and this long before, for what rings after the key is let go
}

// tuned was found on songs that are used for nothing else.
var tuned = tuning{
	onset: 0.6, sounds: 0.3, gap: 5, least: 5, again: 0.7, ghost: 0.8, certain: 0.93,
	late: 8, risen: 0.6, faded: 0.8, ring: 3,
}

// sounding is a note in frames.
type sounding struct {
	from, to int
	onset    float32
	level    float32 // mean
}

// notes reads the notes out of what the network said, in music.Sort's order.
func (a *activity) notes(u tuning) []music.Note {
	var rows [keys][]sounding
	for p := range rows {
		rows[p] = a.joined(a.started(p, u), p, u)
	}
	var out []music.Note
	for p, row := range rows {
		free := 0 // the frame from which the key can start again
		for _, n := range row {
			if a.overtone(&rows, p, n, u) {
				continue
			}
			n.from, n.to = max(a.begins(n, p, u), free), a.released(n, p, u)
			out, free = append(out, n.note(p)), n.to
		}
	}
	music.Sort(out)
	return out
}

// note returns a sounding as a note in seconds.
func (n sounding) note(key int) music.Note {
	const frame = float64(hop) / Rate
	velocity := min(max(int(math.Round(float64(n.level)*127)), 1), 127)
	return music.Note{Pitch: uint8(key + lowest), Velocity: uint8(velocity), Start: float64(n.from) * frame, End: float64(n.to) * frame}
}

// started returns a note for each onset of a key. A later onset ends the note
// before it.
func (a *activity) started(key int, u tuning) []sounding {
	var out []sounding
	peaks := a.peaks[key]
	for i, k := range peaks {
		if k.value <= u.onset {
			continue
		}
		next := a.n
		for _, later := range peaks[i+1:] {
			if later.value > u.onset {
				next = later.frame
				break
			}
		}
		end := a.ends(k.frame, next, key, u)
		if end-k.frame > u.least {
			out = append(out, sounding{from: k.frame, to: min(end, next), onset: k.value})
		}
	}
	return out
}

// ends returns the frame where a note that starts in a frame is over, or one
// after next if it lasts that long.
func (a *activity) ends(from, next, key int, u tuning) int {
	t, below := from+1, 0
	for t < a.n-1 && below < u.gap {
		if a.level(t, key) < u.sounds {
			below++
		} else {
			below = 0
		}
		t++
		// Reading on would be quadratic for a key that keeps starting.
		if below == 0 && t > next && t-from > u.least {
			break
		}
	}
	return t - below
}

// joined joins notes of a key that the network started again in their middle,
// drops those too short, and sets their levels.
func (a *activity) joined(row []sounding, key int, u tuning) []sounding {
	const near = 3
	out := row[:0]
	for _, n := range row {
		if l := len(out) - 1; l >= 0 && n.from-out[l].to <= near && n.onset < u.again {
			out[l].to = max(out[l].to, n.to)
			continue
		}
		if n.to-n.from > u.least {
			out = append(out, n)
		}
	}
	for i := range out {
		out[i].level = a.mean(out[i].from, out[i].to, key)
	}
	return out
}

// begins returns the frame where a note begins: slow attacks rise long before
// the network is sure of the onset.
func (a *activity) begins(n sounding, key int, u tuning) int {
	const soon = 6
	height := float32(0)
	for t := n.from; t < min(n.from+soon, a.n); t++ {
		height = max(height, a.level(t, key))
	}
	at := n.from
	for at > 0 && a.level(at-1, key) >= u.risen*height {
		at--
		if n.from-at > u.late {
			return n.from // something else sounds before
		}
	}
	return at
}

// released returns the frame where a note ends, nearer to when its key was let
// go than to when it could no longer be heard.
func (a *activity) released(n sounding, key int, u tuning) int {
	to := n.to
	for to-n.from > u.least && a.level(to-1, key) < u.faded*n.level {
		to--
	}
	if to-n.from > u.least+u.ring {
		to -= u.ring
	}
	return to
}

// overtone reports whether a note is but an overtone of one that sounds, or the
// fundamental that the network makes up below one an octave higher.
func (a *activity) overtone(rows *[keys][]sounding, key int, n sounding, u tuning) bool {
	const near = 4
	if n.onset >= u.certain {
		return false
	}
	for _, k := range [...]int{12, 19, 24, 28, 31} {
		if key < k {
			break
		}
		row := rows[key-k]
		i := sort.Search(len(row), func(i int) bool { return row[i].to >= n.from })
		for ; i < len(row) && row[i].from-near <= n.from; i++ {
			level := row[i].level
			if to := min(n.to, row[i].to); to > n.from {
				level = a.mean(n.from, to, key-k)
			}
			if n.level < u.ghost*level {
				return true
			}
		}
	}
	if key+12 >= keys {
		return false
	}
	row := rows[key+12]
	i := sort.Search(len(row), func(i int) bool { return row[i].from >= n.from-near })
	for ; i < len(row) && row[i].from <= n.from+near; i++ {
		if n.level < u.ghost*row[i].level {
			return true
		}
	}
	return false
}

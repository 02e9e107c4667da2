package verify

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Lines 13 to 16, 18 and 19: tempo, downbeat and key.

// Limits of the checklist.
const (
	maxDrift      = 0.003 // seconds between a note in the file and in the song
	maxDownbeat   = 0.005 // seconds between the downbeat and a bar line
	minConfidence = 0.9   // of a meter or a key that is written
)

func (j *judge) tempoFitted() (problem, skipped string) {
	switch {
	case len(j.tempo) == 0:
		return "there is no tempo", ""
	case j.tempo[0].tick != 0:
		return fmt.Sprintf("the first tempo is at tick %d", j.tempo[0].tick), ""
	}
	for i, t := range j.tempo {
		if i > 0 && t.tick <= j.tempo[i-1].tick {
			return fmt.Sprintf("two tempos at tick %d", t.tick), ""
		}
		if t.micros == 0 {
			return fmt.Sprintf("the tempo at tick %d is zero", t.tick), ""
		}
	}
	for _, e := range j.tracks[0].metas {
		if e.Kind == 0x51 && len(e.Data) != 3 {
			return fmt.Sprintf("the tempo at tick %d has %d bytes", e.Tick, len(e.Data)), ""
		}
	}
	switch w := j.want; {
	case w == nil || w.Grid == nil && w.Tempo == 0:
		return "", ""
	case w.Tempo > 0:
		return j.constant(w.Tempo), ""
	case w.Grid.Constant():
		return j.constant(w.Grid.Tempo[0].BPM), ""
	}
	return j.tempoMap(), ""
}

// constant wants one tempo, rounded from the exact BPM.
func (j *judge) constant(bpm float64) string {
	if len(j.tempo) != 1 {
		return fmt.Sprintf("%d tempos for a constant one", len(j.tempo))
	}
	if want := math.Round(60e6 / bpm); float64(j.tempo[0].micros) != want {
		return fmt.Sprintf("the tempo is %d microseconds instead of %.0f", j.tempo[0].micros, want)
	}
	return ""
}

// tempoMap wants every tempo near that of the grid: a stretch may be adjusted
// by what rounding both its ends to ticks takes, and by what the file was off
// where it begins, which is half a tick of the first tempo at most or carried.
func (j *judge) tempoMap() string {
	g := j.want.Grid
	tick := func(micros float64) float64 { return micros / 1e6 / float64(j.ppq) }
	for i, t := range j.tempo {
		var middle uint64
		var ticks float64
		switch {
		case i+1 < len(j.tempo):
			ticks = float64(j.tempo[i+1].tick - t.tick)
			middle = t.tick + uint64(ticks)/2
		case g.Tempo[len(g.Tempo)-1].Second > j.second(t.tick)-j.want.Shift+0.001:
			// The map goes on behind the end, so this stretch may be short too.
			middle, ticks = t.tick+1+uint64(2*carried/tick(max(float64(t.micros), 1))), float64(j.ppq)/2
		default:
			middle, ticks = t.tick+j.ppq, max(float64(j.end())-float64(t.tick), 1)
		}
		at, slack := j.second(middle)-j.want.Shift, carried
		want := 60e6 / bpmAt(g, max(at, 0))
		if first := tick(float64(j.tempo[0].micros)) / 2; i == 1 {
			slack += first
			if later := 60e6 / bpmAt(g, max(at+first, 0)); math.Abs(later-float64(t.micros)) < math.Abs(want-float64(t.micros)) {
				want = later // the file has come to this point early
			}
		}
		slack += 1.5 * tick(want)
		if off := math.Abs(float64(t.micros) - want); off > 1+slack*1e6*float64(j.ppq)/ticks {
			return fmt.Sprintf("the tempo at tick %d is %d microseconds instead of %.0f", t.tick, t.micros, want)
		}
	}
	return ""
}

// carried is how far in seconds a file may be off before its tempo is adjusted.
const carried = 0.00025

// end returns the tick at which the first track ends.
func (j *judge) end() uint64 {
	if len(j.tracks) == 0 || len(j.tracks[0].ends) == 0 {
		return 0
	}
	return j.tracks[0].ends[0]
}

// bpmAt returns the grid's tempo at a second.
func bpmAt(g *music.Grid, second float64) float64 {
	bpm := g.Tempo[0].BPM
	for _, p := range g.Tempo {
		if p.Second <= second {
			bpm = p.BPM
		}
	}
	return bpm
}

func (j *judge) downbeat() (problem, skipped string) {
	switch w := j.want; {
	case w == nil:
		return "", noModel
	case w.Shift < 0 || math.IsNaN(w.Shift):
		return "the notes were shifted backwards", ""
	case w.Grid == nil:
		return "", say.Key("there is no grid")
	case len(j.tempo) == 0:
		return "", say.Key("there is no tempo")
	}
	// The first bar whose start the audio has: the same lattice as the downbeat,
	// but never outside the file, nor hours into it where roundings add up.
	g := j.want.grid()
	first := g.First()
	at := g.Second(first.Start)
	if at < 0 {
		at = g.Second(first.End())
	}
	at += j.want.Shift
	line, next := j.bar(uint64(max(j.tick(at), 0)))
	if off := min(math.Abs(j.second(line)-at), math.Abs(j.second(next)-at)); off > maxDownbeat {
		return fmt.Sprintf("the first downbeat lies %.1f ms off the bar line", 1000*off), ""
	}
	return "", ""
}

// tick returns the tick at a second of the file.
func (j *judge) tick(second float64) float64 {
	t := j.tempo[0]
	for _, next := range j.tempo {
		if next.second <= second {
			t = next
		}
	}
	return float64(t.tick) + (second-t.second)*1e6*float64(j.ppq)/float64(max(t.micros, 1))
}

// shift wants the shift in a marker. The sidecar and the padded audio are not
// in the file.
func (j *judge) shift() (problem, skipped string) {
	switch {
	case j.want == nil:
		return "", noModel
	case j.want.Shift == 0:
		return "", say.Key("nothing was shifted")
	case len(j.tracks) == 0:
		return "", say.Key("there are no tracks")
	}
	text := strconv.FormatFloat(j.want.Shift, 'f', 6, 64)
	for _, m := range j.tracks[0].texts(0x06) {
		if strings.Contains(m, text) {
			return "", ""
		}
	}
	return "no marker tells the shift of " + text + " s", ""
}

// only returns the events of a kind, after checking that there is at most one,
// in the conductor at tick 0, with that many bytes.
func (j *judge) only(kind uint8, size int, name string) (data []byte, problem string) {
	for i, t := range j.tracks {
		for _, e := range t.metas {
			switch {
			case e.Kind != kind:
			case i > 0:
				return nil, fmt.Sprintf("track %d has a %s", i, name)
			case e.Tick > 0:
				return nil, fmt.Sprintf("there is a %s at tick %d", name, e.Tick)
			case data != nil:
				return nil, "there are two " + name + "s"
			case len(e.Data) != size:
				return nil, fmt.Sprintf("the %s has %d bytes", name, len(e.Data))
			default:
				data = e.Data
			}
		}
	}
	return data, ""
}

func (j *judge) key() (problem, skipped string) {
	data, problem := j.only(0x59, 2, "key signature")
	switch {
	case problem != "":
		return problem, ""
	case data != nil && (int8(data[0]) < -7 || int8(data[0]) > 7 || data[1] > 1):
		return fmt.Sprintf("the key signature is %d, %d", int8(data[0]), data[1]), ""
	case j.want == nil:
		return "", ""
	case j.want.Grid == nil:
		if data != nil {
			return "there is a key signature without a grid", ""
		}
		return "", ""
	}
	g := j.want.Grid
	sure := g.Key != nil && g.KeyConfidence >= minConfidence
	switch {
	case sure && data == nil:
		return "the key signature is missing", ""
	case !sure && data != nil:
		return "there is a key signature although the key is not sure", ""
	case sure && (int(int8(data[0])) != g.Key.Sharps || (data[1] == 1) != g.Key.Minor):
		return "the key signature is another one", ""
	}
	return "", ""
}

func (j *judge) unknownTempo() (problem, skipped string) {
	switch {
	case j.want == nil:
		return "", noModel
	case j.want.Grid != nil || j.want.Tempo > 0:
		return "", say.Key("the tempo is known")
	case len(j.tempo) != 1 || j.tempo[0].micros != 500_000:
		return "the tempo is not 120", ""
	}
	for _, t := range j.tracks {
		if len(t.texts(0x58)) > 0 {
			return "there is a time signature", ""
		}
	}
	return "", ""
}

package smf

import (
	"math"
	"sort"

	"partlift/backend/music"
	"partlift/backend/say"
)

// errTempo is what Arrange says of a tempo that no file can hold.
var errTempo = Error(say.Key("The tempo must lie between 22 and 999 BPM. Set another tempo or export without a grid."))

// slowest is the slowest tempo that a file can hold, in BPM. Files of other
// programs hold a note that long; nobody plays by it, so that a person cannot
// set it.
const slowest = 60e6 / (1<<24 - 1)

// errMap is what Arrange says of a tempo map that contradicts itself.
var errMap = Error(say.Key("The tempo map of this song is damaged. Detect the grid again or export without one."))

// A clock places seconds of the audio on ticks of the file.
//
// A file holds tempo as whole microseconds in a quarter note, so its own time
// runs a little off the fitted tempo. Ticks follow the beats, which keeps
// notes exactly on grid lines, as long as the difference cannot be heard; the
// clock of a song so long that it could follows the file's time instead.
type clock struct {
	grid   *music.Grid
	bars   ruler // bar lines as programs will show them; in fours without a meter
	events []Tempo
	at     []float64 // seconds of the file at events
	start  float64   // beat at the start of the audio
	origin float64   // tick at the start of the audio, ≥ 0
	shift  float64   // seconds of the file at origin
	byTime bool      // ticks follow the file's time
}

// resync is how far in seconds the file may be off at a tempo point, or within
// a long stretch of one tempo, before tempi are adjusted, so that roundings
// never add up.
const resync = 0.00025

// newClock lays out the tempo of a song that ends at a second.
func newClock(g *music.Grid, end float64) (*clock, error) {
	if err := usable(g); err != nil {
		return nil, err
	}
	c := &clock{grid: g, bars: newRuler(g), start: g.Beat(0)}
	// The bar that the audio starts in is the first of the file: what sounds
	// before the downbeat has room there.
	c.origin = (c.start - g.First().Start) * PPQ
	c.layTempo(end)
	c.byTime = c.drift(end) > 0.0029-c.halfTick(end)
	return c, nil
}

// usable checks that a grid can be written: in range, sorted, and each tempo
// point within a tick of where the one before leads.
func usable(g *music.Grid) error {
	if len(g.Tempo) == 0 || !(math.Abs(g.Downbeat) <= MaxSeconds) {
		return errMap
	}
	for i, p := range g.Tempo {
		if !(p.BPM >= slowest && p.BPM <= MaxTempo) {
			return errTempo
		}
		if !(math.Abs(p.Second) <= MaxSeconds) || !(math.Abs(p.Beat) <= MaxSeconds*MaxTempo/60) {
			return errMap
		}
		if i == 0 {
			continue
		}
		before := g.Tempo[i-1]
		led := before.Beat + (p.Second-before.Second)*before.BPM/60
		if p.Second <= before.Second || p.Beat <= before.Beat || math.Abs(p.Beat-led) > 1.0/PPQ {
			return errMap
		}
	}
	return nil
}

// layTempo turns tempo points into events. The tempo in which the audio starts
// also holds for the silence in front of it. One tempo throughout is one event:
// notes then follow the file's time where that runs off.
func (c *clock) layTempo(end float64) {
	points := c.grid.Tempo
	first := max(sort.Search(len(points), func(i int) bool { return points[i].Second > 0 })-1, 0)
	c.add(0, micros(60e6/points[first].BPM))
	c.shift = seconds(c.origin, c.events[0].Micros)
	for _, p := range points[first+1:] {
		tick := math.Round(c.beatTick(p.Second))
		if last := len(c.events) - 1; tick <= float64(c.events[last].Tick) {
			c.events[last].Micros = micros(60e6 / p.BPM)
			if last == 0 {
				c.shift = seconds(c.origin, c.events[0].Micros)
			}
			continue
		}
		c.meet(tick, p.Second)
		c.add(uint32(tick), micros(60e6/p.BPM))
	}
	if tick := c.beatTick(end); len(points) > 1 && long(tick-float64(c.events[len(c.events)-1].Tick)) {
		c.meet(tick, end)
	}
	c.shift = max(c.shift, 0)
}

// add appends a tempo event.
func (c *clock) add(tick, micros uint32) {
	at := 0.0
	if last := len(c.events) - 1; last >= 0 {
		at = c.at[last] + seconds(float64(tick-c.events[last].Tick), c.events[last].Micros)
	}
	c.events, c.at = append(c.events, Tempo{tick, micros}), append(c.at, at)
}

// meet brings the file's time to a second of the audio at a tick, where it
// would be off otherwise, by the tempo of the stretch before the tick.
//
// The first tempo stays as it is, since the silence in front of the audio would
// stretch with it; where its stretch is short the second makes up for it.
func (c *clock) meet(tick, second float64) {
	last := len(c.events) - 1
	e := &c.events[last]
	ticks, target := tick-float64(e.Tick), second+c.shift-c.at[last]
	if target <= 0 || math.Abs(seconds(ticks, e.Micros)-target) <= resync {
		return
	}
	exact := target * PPQ * 1e6 / ticks
	switch {
	case !long(ticks) && last == 0:
	case !long(ticks):
		e.Micros = micros(exact)
	case last == 0:
		c.alternate(ticks, exact)
	default:
		e.Micros = micros(math.Floor(exact))
		c.alternate(ticks, exact)
	}
}

// long reports whether no whole number of microseconds may be near enough for a
// stretch.
func long(ticks float64) bool { return seconds(ticks, 1)/2 > resync }

// alternate lets the last tempo, of that many ticks, change places with the whole
// number of microseconds on the other side of the exact one, often enough for
// the file to be right between as well.
func (c *clock) alternate(ticks, exact float64) {
	from := c.events[len(c.events)-1]
	one, other := float64(from.Micros), math.Ceil(exact)
	if exact < one {
		other = math.Floor(exact)
	}
	if other == one || !(math.Abs(exact-one) < 2) {
		return // it is exact, or further off than rounding can be
	}
	share := (other - exact) / (other - one) // of the first
	most := seconds(ticks*share*(1-share), 1) * math.Abs(other-one)
	n := math.Ceil(most / resync)
	for i := range int(n) {
		begin, middle, end := float64(i)/n, (float64(i)+share)/n, float64(i+1)/n
		for _, half := range [...][3]float64{{begin, middle, one}, {middle, end, other}} {
			at, to := math.Round(half[0]*ticks), math.Round(half[1]*ticks)
			if to > at && at > 0 {
				c.add(from.Tick+uint32(at), uint32(half[2]))
			}
		}
	}
}

// drift returns how far in seconds beats and the file's time part at most.
func (c *clock) drift(end float64) float64 {
	worst := math.Abs(c.second(c.beatTick(end)) - end - c.shift)
	for _, p := range c.grid.Tempo {
		if p.Second > 0 && p.Second < end {
			worst = max(worst, math.Abs(c.second(c.beatTick(p.Second))-p.Second-c.shift))
		}
	}
	for i, e := range c.events {
		second := c.grid.Second(c.start + (float64(e.Tick)-c.origin)/PPQ)
		if second > 0 && second < end {
			worst = max(worst, math.Abs(c.at[i]-c.shift-second))
		}
	}
	return worst
}

// halfTick returns half a tick of the slowest tempo before a second of the
// audio in seconds: what rounding to ticks costs at worst.
func (c *clock) halfTick(end float64) float64 {
	slowest := uint32(0)
	for i, e := range c.events {
		if i == 0 || c.at[i]-c.shift <= end {
			slowest = max(slowest, e.Micros)
		}
	}
	return seconds(0.5, slowest)
}

func (c *clock) beatTick(second float64) float64 {
	return (c.grid.Beat(second)-c.start)*PPQ + c.origin
}

// second returns the file's second at a tick.
func (c *clock) second(tick float64) float64 {
	i := sort.Search(len(c.events), func(i int) bool { return float64(c.events[i].Tick) > tick })
	i = max(i-1, 0)
	return c.at[i] + seconds(tick-float64(c.events[i].Tick), c.events[i].Micros)
}

// tick returns the tick at a second of the audio.
func (c *clock) tick(second float64) uint32 {
	t := 0.0
	if c.byTime {
		second += c.shift
		i := max(sort.SearchFloat64s(c.at, second)-1, 0)
		t = float64(c.events[i].Tick) + (second-c.at[i])*PPQ*1e6/float64(c.events[i].Micros)
	} else {
		t = c.beatTick(second)
	}
	return uint32(max(math.Round(t), 0))
}

func micros(m float64) uint32 { return uint32(min(max(math.Round(m), 1), 1<<24-1)) }

// seconds returns how long ticks last.
func seconds(ticks float64, micros uint32) float64 {
	return ticks * float64(micros) / (PPQ * 1e6)
}

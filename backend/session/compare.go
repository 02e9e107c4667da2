package session

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
)

// Result is the outcome of one check of a session.
type Result struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // what was compared, or what is wrong
}

// near is how far apart in seconds two times may lie that are the same.
const near = 0.0002

// comparer collects what differs.
type comparer struct {
	want *Session
	got  Found
	bad  []string
}

// Compare says whether a file holds a session: everything in it, and nothing
// else.
func Compare(want *Session, got Found) []Result {
	c := &comparer{want: want, got: got}
	return []Result{
		c.judge("form", c.form),
		c.judge("tempo map", c.tempo),
		c.judge("meters", c.meters),
		c.judge("markers", c.markers),
		c.judge("tracks", c.tracks),
		c.judge("clips", c.clips),
		c.judge("notes", c.notes),
		c.judge("controllers", c.controls),
	}
}

// Passed reports whether every result is ok and there is one at all.
func Passed(all []Result) bool {
	for _, r := range all {
		if !r.OK {
			return false
		}
	}
	return len(all) > 0
}

// judge runs one check, which says what it compared.
func (c *comparer) judge(name string, check func() string) Result {
	c.bad = nil
	r := Result{Name: name, Detail: check()}
	if r.OK = len(c.bad) == 0; !r.OK {
		r.Detail = strings.Join(c.bad[:min(len(c.bad), 3)], "; ")
		if more := len(c.bad) - 3; more > 0 {
			r.Detail += fmt.Sprintf("; and %d more", more)
		}
	}
	return r
}

// expect notes a difference.
func (c *comparer) expect(ok bool, format string, args ...any) {
	if !ok {
		c.bad = append(c.bad, fmt.Sprintf(format, args...))
	}
}

// apart returns how far two times lie apart; what is not a number is far.
func apart(a, b float64) float64 {
	if d := math.Abs(a - b); d <= math.MaxFloat64 {
		return d
	}
	return math.MaxFloat64
}

func (c *comparer) form() string {
	for _, f := range c.got.Faults {
		c.expect(false, "%s", f)
	}
	return "well formed"
}

func (c *comparer) tempo() string {
	want, worst := c.want, 0.0
	c.expect(len(c.got.Tempo) == len(want.Tempo), "%d tempos in place of %d", len(c.got.Tempo), len(want.Tempo))
	ticks := []uint32{want.EOT}
	for i, t := range want.Tempo {
		ticks = append(ticks, t.Tick)
		if i < len(c.got.Tempo) {
			got := c.got.Tempo[i]
			c.expect(apart(got.BPM, t.BPM()) < 1e-5*t.BPM() && apart(got.Beat*PPQ, float64(t.Tick)) < 0.05,
				"tempo %d is %g BPM from beat %g on in place of %g BPM from %g on", i+1, got.BPM, got.Beat, t.BPM(), float64(t.Tick)/PPQ)
		}
	}
	for _, tick := range ticks {
		worst = max(worst, apart(c.got.Second(float64(tick)/PPQ), want.Seconds(float64(tick))))
	}
	c.expect(worst < near, "a beat is %.3f ms off", worst*1e3)
	return fmt.Sprintf("%d tempos, at most %.4f ms off", len(want.Tempo), worst*1e3)
}

func (c *comparer) meters() string {
	want := c.want.Meters
	c.expect(len(c.got.Meters) == len(want), "%d meters in place of %d", len(c.got.Meters), len(want))
	for i := range min(len(want), len(c.got.Meters)) {
		got := c.got.Meters[i]
		c.expect(got.Numerator == want[i].Numerator && got.Denominator == want[i].Denominator && apart(got.Beat*PPQ, float64(want[i].Tick)) < 0.05,
			"meter %d is %d/%d from beat %g on in place of %d/%d from %g on", i+1, got.Numerator, got.Denominator, got.Beat,
			want[i].Numerator, want[i].Denominator, float64(want[i].Tick)/PPQ)
	}
	return fmt.Sprintf("%d meters", len(want))
}

func (c *comparer) markers() string {
	want := c.want.Markers
	c.expect(len(c.got.Markers) == len(want), "%d markers in place of %d", len(c.got.Markers), len(want))
	for i := range min(len(want), len(c.got.Markers)) {
		got, at := c.got.Markers[i], c.want.Seconds(float64(want[i].Tick))
		c.expect(got.Text == want[i].Text && apart(got.Second, at) < near, "marker %d is “%s” at %.4f s in place of “%s” at %.4f s", i+1, got.Text, got.Second, want[i].Text, at)
	}
	return fmt.Sprintf("%d markers", len(want))
}

func (c *comparer) tracks() string {
	c.expect(len(c.got.Tracks) == len(c.want.Tracks), "%d tracks in place of %d", len(c.got.Tracks), len(c.want.Tracks))
	c.each(func(want Track, got FoundTrack) {
		gain := 1.0
		if want.Sound != nil {
			gain = want.Sound.Gain
		}
		c.expect(got.Name == want.Name, "“%s” is called “%s”", want.Name, got.Name)
		c.expect(strings.EqualFold(got.Color, want.Color), "“%s” has the color %s in place of %s", want.Name, got.Color, want.Color)
		c.expect(got.Muted == want.Muted, "“%s” is muted: %t", want.Name, got.Muted)
		c.expect(apart(got.Gain, gain) < 1e-6, "the fader of “%s” is at %g in place of %g", want.Name, got.Gain, gain)
		c.expect(want.Part == nil || got.Program == int(want.Part.Program), "“%s” has program %d", want.Name, got.Program)
	})
	return fmt.Sprintf("%d tracks", len(c.want.Tracks))
}

// each looks at the tracks that both have.
func (c *comparer) each(look func(want Track, got FoundTrack)) {
	for i := range min(len(c.want.Tracks), len(c.got.Tracks)) {
		look(c.want.Tracks[i], c.got.Tracks[i])
	}
}

func (c *comparer) clips() string {
	n := 0
	c.each(func(want Track, got FoundTrack) {
		if want.Sound == nil {
			c.expect(len(got.Sounds) == 0, "“%s” has sound", want.Name)
			return
		}
		if n++; len(got.Sounds) != 1 {
			c.expect(false, "“%s” has %d clips", want.Name, len(got.Sounds))
			return
		}
		s, length := got.Sounds[0], want.Sound.Seconds(c.want.Rate)
		c.expect(path.Base(s.Path) == want.Sound.File, "“%s” plays %s", want.Name, s.Path)
		c.expect(s.Start == 0 && s.Skip == 0, "“%s” begins at %g s with %g s of the file", want.Name, s.Start, s.Skip)
		c.expect(apart(s.Length, length) < near/2, "“%s” is %.4f s long in place of %.4f s", want.Name, s.Length, length)
		c.expect(!s.Stretched && !s.Loops && !s.Beats, "“%s” is stretched or repeated", want.Name)
		c.expect(s.Channels == 0 || s.Channels == want.Sound.Channels, "“%s” has %d channels", want.Name, s.Channels)
	})
	return fmt.Sprintf("%d clips from bar 1 on, none of them stretched", n)
}

func (c *comparer) notes() string {
	n, worst := 0, 0.0
	c.each(func(want Track, got FoundTrack) {
		if want.Part == nil {
			c.expect(len(got.Notes) == 0, "“%s” has notes", want.Name)
			return
		}
		c.expect(len(got.Notes) == len(want.Part.Notes), "“%s” has %d notes in place of %d", want.Name, len(got.Notes), len(want.Part.Notes))
		notes := sortNotes(got.Notes)
		for i := range min(len(notes), len(want.Part.Notes)) {
			w, g := want.Part.Notes[i], notes[i]
			off := max(apart(g.On, c.want.Seconds(float64(w.On))), apart(g.Off, c.want.Seconds(float64(w.Off))))
			worst = max(worst, off)
			c.expect(off < near && g.Pitch == int(w.Pitch) && g.Velocity == int(w.Velocity), "note %d of “%s” differs", i+1, want.Name)
		}
		n += len(want.Part.Notes)
	})
	return fmt.Sprintf("%d notes, at most %.4f ms off", n, worst*1e3)
}

func (c *comparer) controls() string {
	n := 0
	c.each(func(want Track, got FoundTrack) {
		var all []Control
		if want.Part != nil {
			all = slices.Clone(want.Part.Controls)
		}
		have := slices.Clone(got.Controls) // some formats keep each kind by itself
		slices.SortStableFunc(all, func(a, b Control) int { return int(a.Kind) - int(b.Kind) })
		slices.SortStableFunc(have, func(a, b FoundControl) int { return int(a.Kind) - int(b.Kind) })
		c.expect(len(have) == len(all), "“%s” has %d changes of controllers in place of %d", want.Name, len(have), len(all))
		for i := range min(len(all), len(have)) {
			w, g := all[i], have[i]
			c.expect(g.Kind == w.Kind && g.Value == int(w.Value) && apart(g.Second, c.want.Seconds(float64(w.Tick))) < near, "change %d of “%s” differs", i+1, want.Name)
		}
		n += len(all)
	})
	return fmt.Sprintf("%d changes", n)
}

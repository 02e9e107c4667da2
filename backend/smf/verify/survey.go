package verify

import (
	"fmt"
	"slices"
	"sort"
)

// A judge holds what the rules ask about a file.
type judge struct {
	file   *File
	want   *Want
	ppq    uint64
	meters []meter // the first at tick 0
	tempo  []tempo
	tracks []track
	lanes  []*[128]lane // of the parts, once they are asked for
}

// tempo is one tempo event of the conductor.
type tempo struct {
	tick   uint64
	micros uint32
	second float64 // at tick
}

// track is one track with its events sorted out.
type track struct {
	events   []Event
	metas    []Event // all but the end of track
	programs []Event
	ends     []uint64
	endLast  bool
	atZero   bool   // a channel event is at tick 0
	channels uint16 // bit for each channel used
	notes    []note
	last     uint64     // end of the last note
	problems [30]string // first problem by rule, of the rules that need the order of events
}

// note is one note of a file.
type note struct {
	on, off         uint64
	pitch, velocity uint8
}

func newJudge(f *File, want *Want) *judge {
	j := &judge{file: f, want: want, ppq: uint64(f.Division), tracks: make([]track, len(f.Tracks))}
	j.lanes = make([]*[128]lane, len(f.Tracks))
	if f.Division >= 0x8000 || f.Division == 0 {
		// Another rule speaks of it; the rest is judged as if it were ours.
		j.ppq = 480
	}
	j.meters = []meter{{bar: 4 * j.ppq}}
	open := make([]int32, 16*128)
	for i := range f.Tracks {
		clear(open)
		j.tracks[i].survey(f.Tracks[i].Events, open)
	}
	if len(j.tracks) == 0 {
		return j
	}
	for _, e := range j.tracks[0].metas {
		switch {
		case e.Kind == 0x51 && len(e.Data) == 3:
			j.addTempo(e)
		case e.Kind == 0x58:
			j.addMeter(e)
		}
	}
	return j
}

func (j *judge) addTempo(e Event) {
	t := tempo{tick: e.Tick, micros: uint32(e.Data[0])<<16 | uint32(e.Data[1])<<8 | uint32(e.Data[2])}
	if len(j.tempo) > 0 {
		t.second = j.second(t.tick)
	} else {
		t.second = float64(t.tick) * 0.5 / float64(j.ppq)
	}
	j.tempo = append(j.tempo, t)
}

// second returns the file's second at a tick, by its own tempo events.
func (j *judge) second(tick uint64) float64 { return j.secondAt(float64(tick)) }

// secondAt is second between ticks.
func (j *judge) secondAt(tick float64) float64 {
	t := tempo{micros: 500_000}
	switch n := len(j.tempo); {
	case n == 1:
		t = j.tempo[0]
	case n > 1:
		i := sort.Search(n, func(i int) bool { return float64(j.tempo[i].tick) > tick })
		if i > 0 {
			t = j.tempo[i-1]
		}
	}
	return t.second + (tick-float64(t.tick))*float64(t.micros)/1e6/float64(j.ppq)
}

// parts returns the tracks after the conductor.
func (j *judge) parts() []track {
	if len(j.tracks) == 0 {
		return nil
	}
	return j.tracks[1:]
}

// matched returns the wanted parts if there are as many as tracks, so that
// they can be compared one by one.
func (j *judge) matched() []Part {
	if j.want == nil || len(j.want.Parts) != len(j.parts()) {
		return nil
	}
	return j.want.Parts
}

// texts returns the texts of the meta events of a kind.
func (t *track) texts(kind uint8) []string {
	var out []string
	for _, e := range t.metas {
		if e.Kind == kind {
			out = append(out, string(e.Data))
		}
	}
	return out
}

func (t *track) drums() bool { return t.channels&(1<<9) != 0 }

// program returns the track's first program, ok is false without one.
func (t *track) program() (p uint8, ok bool) {
	if len(t.programs) == 0 {
		return 0, false
	}
	return t.programs[0].Data[0], true
}

func (t *track) complain(rule int, format string, args ...any) {
	if t.problems[rule] == "" {
		t.problems[rule] = fmt.Sprintf(format, args...)
	}
}

// survey sorts the events of a track out and pairs its notes. open holds, by
// channel and pitch, the index of the sounding note + 1.
func (t *track) survey(events []Event, open []int32) {
	s := surveyor{track: t, open: open}
	t.events = events
	t.notes = make([]note, 0, len(events)/2)
	for i := range events {
		s.event(&events[i])
	}
	t.endLast = len(events) > 0 && isEnd(&events[len(events)-1])
	for at, n := range open {
		if n > 0 {
			t.complain(25, "pitch %d at tick %d never ends", at&127, t.notes[n-1].on)
		}
	}
	byTick := func(a, b note) int {
		if a.on != b.on {
			return int(int64(a.on) - int64(b.on))
		}
		return int(a.pitch) - int(b.pitch)
	}
	if !slices.IsSortedFunc(t.notes, byTick) {
		slices.SortStableFunc(t.notes, byTick)
	}
}

func isEnd(e *Event) bool { return e.Status == 0xFF && e.Kind == 0x2F }

type surveyor struct {
	*track
	open  []int32
	queue map[int][]int32 // further notes of a pitch that sounds already
	tick  uint64          // of the last ranked event
	rank  int
}

// Ranks of channel events at one tick.
const (
	rankOff = iota + 1
	rankControl
	rankOn
)

func (s *surveyor) event(e *Event) {
	switch {
	case e.Status == 0xFF:
		if isEnd(e) {
			s.ends = append(s.ends, e.Tick)
		} else {
			s.metas = append(s.metas, *e)
		}
		return
	case e.Status >= 0xF0:
		return
	}
	s.channels |= 1 << (e.Status & 15)
	s.atZero = s.atZero || e.Tick == 0
	switch e.Status & 0xF0 {
	case 0x90:
		if e.Data[1] > 0 {
			s.start(e)
			return
		}
		s.complain(24, "pitch %d at tick %d has velocity 0", e.Data[0], e.Tick)
		s.stop(e)
	case 0x80:
		s.stop(e)
	case 0xC0:
		s.programs = append(s.programs, *e)
		s.order(e, rankControl)
	default:
		s.order(e, rankControl)
	}
}

func (s *surveyor) order(e *Event, rank int) {
	if e.Tick == s.tick && rank < s.rank {
		s.complain(27, "at tick %d event %#x comes too late", e.Tick, e.Status)
	}
	s.tick, s.rank = e.Tick, rank
}

func (s *surveyor) start(e *Event) {
	s.order(e, rankOn)
	at := int(e.Status&15)<<7 | int(e.Data[0])
	s.notes = append(s.notes, note{on: e.Tick, pitch: e.Data[0], velocity: e.Data[1]})
	if s.open[at] == 0 {
		s.open[at] = int32(len(s.notes))
		return
	}
	s.complain(26, "pitch %d starts at tick %d while it sounds", e.Data[0], e.Tick)
	if s.queue == nil {
		s.queue = map[int][]int32{}
	}
	s.queue[at] = append(s.queue[at], int32(len(s.notes)))
}

func (s *surveyor) stop(e *Event) {
	at := int(e.Status&15)<<7 | int(e.Data[0])
	i := s.open[at]
	if i == 0 {
		s.complain(25, "pitch %d ends at tick %d without a start", e.Data[0], e.Tick)
		return
	}
	n := &s.notes[i-1]
	n.off = e.Tick
	s.last = max(s.last, n.off)
	if n.on == n.off {
		rule := 28
		if e.Status&15 == 9 {
			rule = 29
		}
		s.complain(rule, "pitch %d at tick %d has no length", n.pitch, n.on)
	} else {
		s.order(e, rankOff)
	}
	s.open[at] = 0
	if q := s.queue[at]; len(q) > 0 {
		s.open[at], s.queue[at] = q[0], q[1:]
	}
}

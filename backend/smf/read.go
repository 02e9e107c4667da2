package smf

import (
	"bytes"
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	midi "gitlab.com/gomidi/midi/v2/smf"
	"golang.org/x/text/encoding/charmap"

	"partlift/backend/music"
)

// Read reads a Standard MIDI File of format 0 or 1 as a song in seconds. Each
// channel of each track becomes a track of the song; channel 10 is drums.
// Notes that nothing ends are closed at the end of their track. Notes come
// sorted by start; tracks without notes are left out. Errors are sentences
// that can be shown, errors of r come as they are.
func Read(r io.Reader) (music.Song, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return music.Song{}, err
	}
	if len(data) > maxBytes {
		return music.Song{}, errTooLarge
	}
	if data, err = screen(data); err != nil {
		return music.Song{}, err
	}
	file, err := parse(data)
	if err != nil {
		return music.Song{}, err
	}
	return convert(file)
}

// parse lets the library read; a panic of it becomes an error.
func parse(data []byte) (file *midi.SMF, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w (%v)", errNotMIDI, p)
		}
	}()
	if file, err = midi.ReadFrom(bytes.NewReader(data)); err != nil {
		return nil, fmt.Errorf("%w (%w)", errNotMIDI, err)
	}
	return file, nil
}

// convert turns the library's events into a song.
func convert(file *midi.SMF) (music.Song, error) {
	division, ok := file.TimeFormat.(midi.MetricTicks)
	if !ok {
		return music.Song{}, errSMPTE
	}
	times := newTempoMap(file.Tracks, float64(division))
	var song music.Song
	for i, track := range file.Tracks {
		t := &trackReader{times: times}
		if err := t.read(track); err != nil {
			return music.Song{}, err
		}
		if i == 0 && (file.Format() == 0 || t.notes == 0) {
			song.Title = t.name
			t.name = ""
		}
		song.Tracks = append(song.Tracks, t.tracks()...)
		if len(song.Tracks) > maxParts {
			return music.Song{}, errTooLarge
		}
	}
	if len(song.Tracks) == 0 {
		return music.Song{}, errNoNotes
	}
	return song, nil
}

// A tempoMap turns ticks of one file into seconds.
type tempoMap struct {
	ticks, at []float64 // tick and second at which a tempo begins
	second    []float64 // seconds of a tick from there on
}

// newTempoMap collects tempo events from all tracks: they belong into the
// first, but not every writer knows.
func newTempoMap(tracks []midi.Track, division float64) tempoMap {
	type event struct {
		tick   float64
		micros uint32
	}
	events := []event{{0, 500_000}}
	for _, track := range tracks {
		tick := 0.0
		for _, e := range track {
			tick += float64(e.Delta)
			m := e.Message
			if len(m) == 6 && m[0] == 0xFF && m[1] == 0x51 {
				if micros := uint32(m[3])<<16 | uint32(m[4])<<8 | uint32(m[5]); micros > 0 {
					events = append(events, event{tick, micros})
				}
			}
		}
	}
	sort.SliceStable(events, func(i, j int) bool { return events[i].tick < events[j].tick })
	m, at := tempoMap{}, 0.0
	for i, e := range events {
		if i > 0 {
			at += (e.tick - m.ticks[i-1]) * m.second[i-1]
		}
		m.ticks, m.at = append(m.ticks, e.tick), append(m.at, at)
		m.second = append(m.second, float64(e.micros)/1e6/division)
	}
	return m
}

func (m tempoMap) seconds(tick float64) float64 {
	i := sort.Search(len(m.ticks), func(i int) bool { return m.ticks[i] > tick }) - 1
	return m.at[i] + (tick-m.ticks[i])*m.second[i]
}

// A trackReader collects the notes of one MTrk chunk by channel.
type trackReader struct {
	times    tempoMap
	name     string
	named    string // by FF 04
	notes    int
	channels [16]*channelReader
}

type channelReader struct {
	notes   []music.Note
	program uint8
	picked  bool           // a program change came
	open    [128][]openEnd // notes that sound, oldest first
}

// openEnd is a note without an end yet.
type openEnd struct {
	index int
	tick  float64
}

func (t *trackReader) read(track midi.Track) error {
	tick := 0.0
	for _, e := range track {
		tick += float64(e.Delta)
		if err := t.event(tick, e.Message); err != nil {
			return err
		}
	}
	for _, c := range t.channels {
		if c == nil {
			continue
		}
		for pitch := range c.open {
			for len(c.open[pitch]) > 0 {
				c.close(uint8(pitch), tick, t.times)
			}
		}
	}
	return nil
}

func (t *trackReader) event(tick float64, m midi.Message) error {
	switch {
	case len(m) < 2:
		return nil
	case m[0] == 0xFF:
		t.meta(m)
	case m[0]&0xF0 == 0x90 && len(m) == 3 && m[2] > 0:
		return t.start(tick, m)
	case m[0]&0xE0 == 0x80 && len(m) == 3:
		t.channel(m[0]).close(m[1]&127, tick, t.times)
	case m[0]&0xF0 == 0xC0:
		// The instrument is the one that the first note sounds with.
		if c := t.channel(m[0]); !c.picked || len(c.notes) == 0 {
			c.program, c.picked = m[1]&127, true
		}
	}
	return nil
}

func (t *trackReader) channel(status byte) *channelReader {
	at := &t.channels[status&15]
	if *at == nil {
		*at = &channelReader{}
	}
	return *at
}

// meta takes the first name of the track and of its instrument.
func (t *trackReader) meta(m midi.Message) {
	var s string
	switch {
	case m[1] == 0x03 && t.name == "" && m.GetMetaTrackName(&s):
		t.name = text(s)
	case m[1] == 0x04 && t.named == "" && m.GetMetaInstrument(&s):
		t.named = text(s)
	}
}

func (t *trackReader) start(tick float64, m midi.Message) error {
	c := t.channel(m[0])
	second := t.times.seconds(tick)
	switch {
	case len(c.notes) == maxNotes:
		return errTooLarge
	case second > MaxSeconds:
		return errTooLong
	}
	t.notes++
	pitch := m[1] & 127
	c.open[pitch] = append(c.open[pitch], openEnd{len(c.notes), tick})
	c.notes = append(c.notes, music.Note{Pitch: pitch, Velocity: m[2] & 127, Start: second})
	return nil
}

// close ends the oldest note of a pitch; at least a tick long, and a note off
// without a note is nothing.
func (c *channelReader) close(pitch uint8, tick float64, times tempoMap) {
	if len(c.open[pitch]) == 0 {
		return
	}
	first := c.open[pitch][0]
	c.open[pitch] = c.open[pitch][1:]
	n := &c.notes[first.index]
	n.End = min(times.seconds(max(tick, first.tick+1)), MaxSeconds+1)
	if n.End <= n.Start {
		n.End = n.Start + 1e-6
	}
}

// tracks returns a song's track for each channel with notes.
func (t *trackReader) tracks() []music.Track {
	used := 0
	for _, c := range t.channels {
		if c != nil && len(c.notes) > 0 {
			used++
		}
	}
	var out []music.Track
	for i, c := range t.channels {
		if c != nil && len(c.notes) > 0 {
			out = append(out, t.track(i, c, used > 1))
		}
	}
	return out
}

func (t *trackReader) track(channel int, c *channelReader, several bool) music.Track {
	out := music.Track{Name: t.name, Program: c.program, Known: c.picked, Notes: c.notes}
	if out.Name == "" {
		out.Name = t.named
	}
	if in := music.Match(out.Name); !c.picked && in.Known {
		out.Program, out.Drums, out.Known = in.Program, in.Drums, true
	}
	if channel == drumChannel {
		out.Program, out.Drums, out.Known = 0, true, true
	}
	instrument := "Drums"
	if !out.Drums {
		instrument = music.ProgramName(out.Program)
	}
	switch {
	case out.Name == "":
		out.Name = instrument
	case several:
		out.Name += " - " + instrument
	}
	return out
}

// text reads the bytes of a name: UTF-8 where they are, the Windows alphabet
// of Western Europe otherwise, without control characters.
func text(s string) string {
	if !utf8.ValidString(s) {
		s, _ = charmap.Windows1252.NewDecoder().String(s)
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	return strings.TrimSpace(s)
}

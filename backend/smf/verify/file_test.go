package verify_test

import (
	"cmp"
	"encoding/binary"
	"slices"

	"partlift/backend/music"
	"partlift/backend/smf/verify"
)

// event is one event of a file made by hand.
type event struct {
	tick  uint32
	bytes string
}

// file is a file to be made by hand, so that it can be made wrongly.
type file struct {
	format, division, promised uint16
	tracks                     [][]event
	tail                       string
}

func (f *file) bytes() []byte {
	out := []byte("MThd\x00\x00\x00\x06")
	for _, v := range []uint16{f.format, f.promised, f.division} {
		out = binary.BigEndian.AppendUint16(out, v)
	}
	for _, track := range f.tracks {
		var body []byte
		last := uint32(0)
		for _, e := range track {
			body = append(number(body, e.tick-last), e.bytes...)
			last = e.tick
		}
		out = append(out, "MTrk"...)
		out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
		out = append(out, body...)
	}
	return append(out, f.tail...)
}

func number(b []byte, n uint32) []byte {
	for shift := 21; shift > 0; shift -= 7 {
		if n>>shift > 0 {
			b = append(b, byte(n>>shift)|0x80)
		}
	}
	return append(b, byte(n&0x7F))
}

func text(kind byte, s string) string { return "\xff" + string([]byte{kind, byte(len(s))}) + s }

const end = "\xff\x2f\x00"

// add puts an event into a track, behind what is at its tick already.
func (f *file) add(track int, tick uint32, bytes string) {
	t := f.tracks[track]
	last := len(t) - 1
	t = slices.Insert(t, last, event{tick, bytes})
	slices.SortStableFunc(t[:last+1], func(a, b event) int { return cmp.Compare(a.tick, b.tick) })
	f.tracks[track] = t
}

// drop removes the first event that starts with some bytes.
func (f *file) drop(track int, prefix string) {
	i := f.find(track, prefix)
	f.tracks[track] = slices.Delete(f.tracks[track], i, i+1)
}

// put replaces the first event that starts with some bytes.
func (f *file) put(track int, prefix, bytes string) {
	f.tracks[track][f.find(track, prefix)].bytes = bytes
}

func (f *file) find(track int, prefix string) int {
	i := slices.IndexFunc(f.tracks[track], func(e event) bool {
		return len(e.bytes) >= len(prefix) && e.bytes[:len(prefix)] == prefix
	})
	if i < 0 {
		panic("no such event")
	}
	return i
}

const (
	micros = 508561 // 117.98 BPM
	bar    = 1920
)

// good returns a file with three parts on a grid, and its model.
func good() (*file, *verify.Want) {
	g := &music.Grid{
		Tempo: []music.TempoPoint{{BPM: 117.98}}, Downbeat: 0.5,
		Meter: &music.Meter{Numerator: 4, Denominator: 4}, MeterConfidence: 0.95,
		Key: &music.Key{Sharps: -3, Minor: true}, KeyConfidence: 0.95,
	}
	w := &verify.Want{
		Path: "Song.mid", Title: "Song", Grid: g, Shift: bar*micros/480e6 - 0.5, EOT: 2 * bar,
		Parts: []verify.Part{
			{Name: "Bass", Instrument: "Electric Bass (finger)", Channel: 0, Program: 33, Notes: []verify.Note{
				{On: 1920, Off: 2400, Pitch: 40, Velocity: 90}, {On: 2400, Off: 2880, Pitch: 43, Velocity: 91}, {On: 2880, Off: 3000, Pitch: 43, Velocity: 92},
			}},
			{Name: "Lead", Instrument: "Lead 2 (sawtooth)", Channel: 1, Program: 81, Notes: []verify.Note{
				{On: 1930, Off: 2000, Pitch: 60, Velocity: 100}, {On: 1930, Off: 2000, Pitch: 64, Velocity: 101},
			}},
			{Name: "Drums", Instrument: "Drums", Channel: 9, Drums: true, Notes: []verify.Note{
				{On: 1920, Off: 1960, Pitch: 36, Velocity: 127}, {On: 2160, Off: 2200, Pitch: 42, Velocity: 1},
			}},
		},
	}
	f := &file{format: 1, division: 480, promised: 4}
	f.tracks = append(f.tracks, []event{
		{0, text(3, "Song")}, {0, text(0x58, "\x04\x02\x18\x08")}, {0, text(0x59, "\xfd\x01")},
		{0, text(0x51, "\x07\xc2\x91")}, {0, text(6, "Audio starts +1.534244 s from here")}, {0, text(6, "Verse")}, {2 * bar, end},
	})
	for i := range w.Parts {
		p := &w.Parts[i]
		for _, n := range p.Notes {
			p.Song = append(p.Song, music.Note{Pitch: n.Pitch, Velocity: n.Velocity, Start: second(n.On), End: second(n.Off)})
		}
		f.tracks = append(f.tracks, trackOf(*p))
	}
	return f, w
}

// second is the song's second at a tick of the good file, exactly on the grid.
func second(tick uint32) float64 { return 0.5 + (float64(tick)-bar)/480*60/117.98 }

// trackOf writes a part as it should be.
func trackOf(p verify.Part) []event {
	channel := string([]byte{0x80 | p.Channel, 0x90 | p.Channel, 0xC0 | p.Channel})
	t := []event{{0, text(3, p.Name)}, {0, text(4, p.Instrument)}, {0, channel[2:] + string(rune(p.Program))}}
	var notes []event
	for _, n := range p.Notes {
		notes = append(notes, event{n.Off, channel[:1] + string(rune(n.Pitch)) + "\x40"})
	}
	for _, n := range p.Notes {
		notes = append(notes, event{n.On, channel[1:2] + string(rune(n.Pitch)) + string(rune(n.Velocity))})
	}
	// Ends were listed first, so they stay in front of starts at their tick.
	slices.SortStableFunc(notes, func(a, b event) int { return cmp.Compare(a.tick, b.tick) })
	return append(append(t, notes...), event{2 * bar, end})
}

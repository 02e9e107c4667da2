package kiesim

import (
	"bytes"
	"math"
	"slices"

	"gitlab.com/gomidi/midi/v2"
	"gitlab.com/gomidi/midi/v2/smf"

	"partlift/backend/music"
)

// instrumentName is the name the service gives a track.
func instrumentName(t music.Track) string {
	switch {
	case t.Name != "":
		return t.Name
	case t.Drums:
		return "Drums"
	}
	return music.ProgramName(t.Program)
}

// timed is an event at a tick.
type timed struct {
	tick int64
	off  bool
	msg  midi.Message
}

// midFile is the song as a plain Standard MIDI File at 120 BPM, which is what
// a service that delivers files might deliver.
func midFile(song music.Song) []byte {
	const ppq = 480
	const step = ppq * 2 / raster // ticks of one step of the raster
	out := smf.NewSMF1()
	out.TimeFormat = smf.MetricTicks(ppq)
	var tempo smf.Track
	tempo.Add(0, smf.MetaTempo(120))
	tempo.Close(0)
	out.Tracks = append(out.Tracks, tempo)
	for i, t := range song.Tracks {
		channel := uint8([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15}[i%15])
		if t.Drums {
			channel = 9
		}
		var events []timed
		for _, n := range t.Notes {
			start, end := snap(n)
			off := end * step
			if n.End <= n.Start {
				off = start*step + 1 // a hit: as short as can be
			}
			events = append(events,
				timed{start * step, false, midi.NoteOn(channel, n.Pitch, n.Velocity)},
				timed{off, true, midi.NoteOff(channel, n.Pitch)})
		}
		var track smf.Track
		track.Add(0, smf.MetaTrackSequenceName(instrumentName(t)))
		track.Add(0, midi.ProgramChange(channel, t.Program))
		addAll(&track, events)
		out.Tracks = append(out.Tracks, track)
	}
	var b bytes.Buffer
	if _, err := out.WriteTo(&b); err != nil {
		panic("kiesim: " + err.Error()) // a buffer does not fail
	}
	return b.Bytes()
}

// addAll writes events in order, note offs first, and ends the track.
func addAll(track *smf.Track, events []timed) {
	slices.SortStableFunc(events, func(a, b timed) int {
		switch {
		case a.tick != b.tick:
			return int(a.tick - b.tick)
		case a.off != b.off && a.off:
			return -1
		case a.off != b.off:
			return 1
		}
		return 0
	})
	last := int64(0)
	for _, e := range events {
		track.Add(uint32(min(e.tick-last, math.MaxUint32)), e.msg)
		last = e.tick
	}
	track.Close(0)
}

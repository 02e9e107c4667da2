package studio_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gitlab.com/gomidi/midi/v2"
	"gitlab.com/gomidi/midi/v2/smf"
)

// score is a MIDI file as the library of MIDI files reads it: notes by tracks,
// and the second of each tick.
type score struct {
	second func(tick int64) float64
	parts  [][]string // "on length pitch velocity" in ticks
	ons    [][]float64
	marks  []string
	end    int64
}

func readScore(t *testing.T, path string) score {
	t.Helper()
	f, err := smf.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := score{second: func(tick int64) float64 { return float64(f.TimeAt(tick)) / 1e6 }}
	for _, track := range f.Tracks {
		var notes []string
		var ons []float64
		open, tick := map[uint8][]func(int64){}, int64(0)
		for _, e := range track {
			tick += int64(e.Delta)
			var channel, key, velocity uint8
			var text string
			switch m := midi.Message(e.Message); {
			case m.GetNoteStart(&channel, &key, &velocity):
				at, v, n := tick, velocity, len(notes)
				notes, ons = append(notes, ""), append(ons, out.second(at))
				open[key] = append(open[key], func(off int64) { notes[n] = fmt.Sprintf("%d %d %d %d", at, off-at, key, v) })
			case m.GetNoteEnd(&channel, &key):
				open[key][0](tick)
				open[key] = open[key][1:]
			case e.Message.GetMetaMarker(&text) && !strings.HasPrefix(text, "Audio starts"):
				out.marks = append(out.marks, fmt.Sprint(text, " ", int64(math.Round(out.second(tick)*44100))))
			}
		}
		if out.end = max(out.end, tick); len(notes) > 0 {
			slices.Sort(notes)
			out.parts, out.ons = append(out.parts, notes), append(out.ons, ons)
		}
	}
	return out
}

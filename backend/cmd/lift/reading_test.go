package main

import (
	"os"
	"slices"
	"testing"

	"partlift/backend/smf/verify"
)

// ourReading reads a file with the strict parser in the shape python3-mido's
// reading has.
func ourReading(t *testing.T, path string) (out midoFile) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := verify.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	out.Format, out.PPQ = f.Format, f.Division
	for _, track := range f.Tracks {
		name, channels, program, notes := "", []int{}, -1, [][4]int{}
		open := map[byte][2]int{}
		for _, e := range track.Events {
			at := int(e.Tick)
			if e.Status < 0xF0 && !slices.Contains(channels, int(e.Status&15)) {
				channels = append(channels, int(e.Status&15))
			}
			switch {
			case e.Status == 0xFF && e.Kind == 3:
				name = string(e.Data)
			case e.Status == 0xFF && e.Kind == 0x51 && out.Tempo == 0:
				out.Tempo = int(e.Data[0])<<16 | int(e.Data[1])<<8 | int(e.Data[2])
			case e.Status&0xF0 == 0xC0:
				program = int(e.Data[0])
			case e.Status&0xF0 == 0x90 && e.Data[1] > 0:
				open[e.Data[0]] = [2]int{at, int(e.Data[1])}
			case e.Status&0xE0 == 0x80:
				on := open[e.Data[0]]
				notes = append(notes, [4]int{on[0], at, int(e.Data[0]), on[1]})
			}
		}
		slices.SortFunc(notes, func(a, b [4]int) int { return slices.Compare(a[:], b[:]) })
		out.Tracks = append(out.Tracks, struct {
			Name     string
			Channels []int
			Program  int
			Notes    [][4]int
		}{name, channels, program, notes})
	}
	return out
}

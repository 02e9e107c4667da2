package player_test

import (
	"bytes"
	"testing"

	"partlift/backend/music"
)

// A note under the pedal sounds, sample for sample, as one that is held as long.
func TestThePedalIsHeard(t *testing.T) {
	short, long := music.Note{Pitch: 60, Velocity: 100, End: .2}, music.Note{Pitch: 60, Velocity: 100, End: 2}
	pedalled := tune(16, short)
	pedalled.Song.Tracks[0].Controls = []music.Control{{Second: .1, Kind: music.Sustain, Value: 127}, {Second: 2, Kind: music.Sustain}}
	want := bytesOf(render(start(tune(16, long)), 2.5))
	if got := bytesOf(render(start(pedalled), 2.5)); !bytes.Equal(got, want) {
		t.Error("the pedal did not hold the note")
	}
	if got := bytesOf(render(start(tune(16, short)), 2.5)); bytes.Equal(got, want) {
		t.Error("the note sounds as long without the pedal: the test proves nothing")
	}
}

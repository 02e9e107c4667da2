package studiotest

import (
	"bytes"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// Groove is a song of a beat and a bass at a tempo from a second on.
func Groove(bpm, from float64, bars int) music.Song {
	drums, bass := music.Track{Name: "Drums", Drums: true, Known: true}, music.Track{Name: "Bass", Program: 33, Known: true}
	add := func(t *music.Track, beat float64, pitch, velocity uint8) {
		at := from + beat*60/bpm
		t.Notes = append(t.Notes, music.Note{Pitch: pitch, Velocity: velocity, Start: at, End: at + 0.1})
	}
	for bar := range bars {
		at := float64(4 * bar)
		for k := range 8 {
			add(&drums, at+float64(k)/2, 42, 60)
		}
		for k, pitch := range []uint8{36, 38, 36, 38} {
			add(&drums, at+float64(k), pitch, 110)
		}
		for k, beat := range []float64{0, 1.5, 2, 3.25} {
			add(&bass, at+beat, []uint8{40, 45, 43, 47}[bar%4]+uint8(k%2), 100)
		}
	}
	return music.Song{Title: "groove", Tracks: []music.Track{drums, bass}}
}

// MIDIOf writes a song as a file on a grid.
func MIDIOf(t testing.TB, song music.Song, g *music.Grid) []byte {
	t.Helper()
	p, err := smf.Arrange(song, smf.Options{Grid: g})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// OwnSong reads the bytes of a MIDI file as a result.
func OwnSong(t *testing.T, data []byte) music.Song {
	t.Helper()
	song, err := smf.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return song
}

// Own is a constant grid in four from the start.
func Own(bpm float64) *music.Grid {
	return &music.Grid{Tempo: []music.TempoPoint{{BPM: bpm}}, Meter: &music.Meter{Numerator: 4, Denominator: 4}, MeterConfidence: 1}
}

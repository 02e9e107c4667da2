package studiotest

import (
	"os"
	"path/filepath"
	"testing"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

// Apart takes a song of two parts into the library of a studio, with a stem for each, whose
// notes lie some seconds before their sound.
func Apart(t *testing.T, s *studio.Studio, early float64) (id string) {
	t.Helper()
	return stemmed(t, s, Ramble(110, 1, 10), early, func(*music.Song) {})
}

// Flat takes a song of two parts into the library of a studio, with a stem for each
// in which notes are loud (120) and soft (50) in turn; all notes have the velocity 100,
// and behind those of the piano there are some that nobody plays.
func Flat(t *testing.T, s *studio.Studio) (id string, ghosts int) {
	t.Helper()
	song := Ramble(110, 1, 10)
	for i := range song.Tracks {
		for k := range song.Tracks[i].Notes {
			song.Tracks[i].Notes[k].Velocity = []uint8{120, 50}[k%2]
		}
	}
	id = stemmed(t, s, song, .1, func(song *music.Song) {
		for i := range song.Tracks {
			for k := range song.Tracks[i].Notes {
				song.Tracks[i].Notes[k].Velocity = 100
			}
		}
		piano := &song.Tracks[1]
		for k := range 8 {
			at := 1.55 + 2*float64(k)
			piano.Notes = append(piano.Notes, music.Note{Pitch: 95 + uint8(k), Velocity: 100, Start: at, End: at + .2})
		}
	})
	return id, 8
}

// stemmed takes a song into the library of a studio, with a stem for each part; its
// notes lie some seconds before their sound, and are changed before they are written.
func stemmed(t *testing.T, s *studio.Studio, song music.Song, early float64, change func(*music.Song)) (id string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "Apart")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	StemFiles(t, dir, song)
	change(&song)
	for i := range song.Tracks {
		for k := range song.Tracks[i].Notes {
			song.Tracks[i].Notes[k].Start -= early
			song.Tracks[i].Notes[k].End -= early
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "Apart.mid"), MIDIOf(t, song, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := studio.Look([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	got, err := s.TakeHanded(t.Context(), h, studio.Choice{}, nil)
	if err != nil || len(got.Songs) != 1 {
		t.Fatal(got, err)
	}
	return got.Songs[0].ID
}

// StemFiles writes a sound file for each part of a song to a folder.
func StemFiles(t *testing.T, dir string, song music.Song) {
	t.Helper()
	for _, track := range song.Tracks {
		f, err := os.Create(filepath.Join(dir, track.Name+".wav"))
		if err != nil {
			t.Fatal(err)
		}
		if err := kiesim.RenderWAV(f, music.Song{Tracks: []music.Track{track}}, kiesim.Format{}); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Ramble is a bass and a piano at a tempo from a second on that never play the
// same again, so that there is one place only where they fit their sound.
func Ramble(bpm, from float64, bars int) music.Song {
	bass, piano := music.Track{Name: "Bass", Program: 33, Known: true}, music.Track{Name: "Piano", Known: true}
	add := func(t *music.Track, sixteenth int, pitch uint8) {
		at := from + float64(sixteenth)*15/bpm
		t.Notes = append(t.Notes, music.Note{Pitch: pitch, Velocity: 90, Start: at, End: at + 0.15})
	}
	seed := uint32(7)
	for i := range 16 * bars {
		seed = seed*1664525 + 1013904223
		if seed>>28 < 6 || i%16 == 0 {
			add(&bass, i, 36+uint8(seed>>16%12))
		}
		if seed>>24&15 < 6 {
			add(&piano, i, 60+uint8(seed>>12%12))
		}
	}
	return music.Song{Title: "Ramble", Tracks: []music.Track{bass, piano}}
}

//go:build eval

package eval

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// Of the songs that are taken.
const (
	seconds   = 60 // from their first note on
	fewNotes  = 16 // a part has at least
	mostParts = 6
)

// songs returns every n-th of the MIDI files that are songs of several parts.
func songs(t *testing.T, dir string) []music.Song {
	var paths []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(strings.ToLower(path), ".mid") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	var out []music.Song
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		song, _, err := smf.Load(data)
		if err != nil {
			continue
		}
		song.Title = filepath.Base(filepath.Dir(p)) + "/" + strings.TrimSuffix(filepath.Base(p), ".mid")
		if song = excerpt(song); len(song.Tracks) >= 3 {
			out = append(out, song)
		}
	}
	return out
}

// excerpt returns the first minute of a song, without controls, and with the
// parts that have most notes.
func excerpt(s music.Song) music.Song {
	first := s.End()
	for _, t := range s.Tracks {
		for _, n := range t.Notes {
			first = min(first, n.Start)
		}
	}
	out := music.Song{Title: s.Title}
	for _, t := range s.Tracks {
		c := music.Track{Name: t.Name, Program: t.Program, Drums: t.Drums, Known: true}
		for _, n := range t.Notes {
			n.Start, n.End = n.Start-first+.5, min(n.End-first+.5, seconds+1)
			if n.Start < seconds && n.End > n.Start+.005 {
				c.Notes = append(c.Notes, n)
			}
		}
		if len(c.Notes) >= fewNotes {
			out.Tracks = append(out.Tracks, c)
		}
	}
	slices.SortStableFunc(out.Tracks, func(a, b music.Track) int { return len(b.Notes) - len(a.Notes) })
	out.Tracks = out.Tracks[:min(len(out.Tracks), mostParts)]
	return out
}

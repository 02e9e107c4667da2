//go:build eval

package eval

import (
	"compress/gzip"
	"encoding/json"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"partlift/backend/music"
)

// A Song is a song with its truth.
type Song struct {
	Set, ID string
	Notes   music.Song
	Truth   Truth
	Seed    uint64 // another one spoils the song in another way
}

// Truth is what the annotators or the file's own tempo map say.
type Truth struct {
	Beats     []float64 // seconds
	Downbeats []float64 // seconds; empty when not trusted
	Bar       int       // beats in a bar; 0 when not trusted
	Compound  bool      // a beat has three eighths
	Constant  bool      // one tempo, exact
	Level     bool      // which level is the beat is trusted
	Key       string    // "C", "F#", "Am"; "" when unknown
	Chords    []Span
	Lags      []float64 // of the tracks, seconds; nil when not known
	Free      bool      // live playing, for which a constant grid is wrong
}

// A Span is a chord symbol with its time in seconds.
type Span struct {
	From, To float64
	Symbol   string // as annotated, such as "C#:min7/b3"
}

// Even reports on which side of the split a song lies: weights are trained on
// odd songs, figures are for even ones.
func (s Song) Even() bool {
	h := fnv.New32a()
	h.Write([]byte(s.Set + "/" + s.ID))
	return h.Sum32()>>7&1 == 0
}

// Held reports whether a song lies in the quarter that nothing is tuned on:
// half of the even songs, by another hash.
func (s Song) Held() bool {
	h := fnv.New32a()
	h.Write([]byte("quarter of " + s.Set + "/" + s.ID))
	return s.Even() && h.Sum32()>>11&1 == 0
}

// annotated is the form of the annotated songs.
type annotated struct {
	ID          string `json:"id"`
	Instruments []struct {
		Name  string `json:"name"`
		Drums bool   `json:"is_drum"`
		Notes []struct {
			Pitch    int     `json:"pitch"`
			Start    float64 `json:"start"`
			End      float64 `json:"end"`
			Velocity float64 `json:"velocity"`
		} `json:"notes"`
	} `json:"instruments"`
	Truth struct {
		Beats     []float64 `json:"beats"`
		Downbeats []float64 `json:"downbeats"`
		Num       int       `json:"num"`
		Const     bool      `json:"const"`
		Level     bool      `json:"level"`
		Keys      [][]any   `json:"keys"`
		Chords    [][]any   `json:"chords"`
	} `json:"truth"`
}

// LoadAnnotated reads every .json.gz file of a folder.
func LoadAnnotated(dir string) ([]Song, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.json.gz"))
	if err != nil {
		return nil, err
	}
	sort.Strings(paths)
	var out []Song
	for _, path := range paths {
		song, err := readAnnotated(path)
		if err != nil {
			return nil, err
		}
		song.Set = filepath.Base(dir)
		out = append(out, song)
	}
	return out, nil
}

func readAnnotated(path string) (Song, error) {
	f, err := os.Open(path)
	if err != nil {
		return Song{}, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return Song{}, err
	}
	var a annotated
	if err := json.NewDecoder(z).Decode(&a); err != nil {
		return Song{}, err
	}
	return a.song(), nil
}

func (a annotated) song() Song {
	out := Song{ID: a.ID}
	for _, in := range a.Instruments {
		t := music.Track{Name: in.Name, Drums: in.Drums || strings.HasPrefix(strings.ToLower(in.Name), "drum")}
		for _, n := range in.Notes {
			t.Notes = append(t.Notes, music.Note{
				Pitch: uint8(n.Pitch), Start: n.Start, End: n.End,
				Velocity: uint8(math.Round(min(max(n.Velocity*127, 1), 127))),
			})
		}
		out.Notes.Tracks = append(out.Notes.Tracks, t)
	}
	t := a.Truth
	out.Truth = Truth{Beats: t.Beats, Downbeats: t.Downbeats, Bar: t.Num, Constant: t.Const, Level: t.Level}
	if len(t.Keys) > 0 {
		out.Truth.Key, _ = t.Keys[0][1].(string)
	}
	for _, c := range t.Chords {
		from, _ := c[0].(float64)
		to, _ := c[1].(float64)
		symbol, _ := c[2].(string)
		out.Truth.Chords = append(out.Truth.Chords, Span{from, to, symbol})
	}
	if chordsLeave(out.Truth) {
		out.Truth.Downbeats = nil
	}
	return out
}

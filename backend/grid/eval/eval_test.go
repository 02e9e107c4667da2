//go:build eval

package eval

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// place returns a folder named by the environment, or its default.
func place(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return filepath.FromSlash(otherwise)
}

// gather loads the sets: annotated songs in EVAL_SONGS, and every folder of
// MIDI files in EVAL_MIDI. EVAL_EVERY=n takes every n-th song only.
func gather(t *testing.T) map[string][]Song {
	sets := map[string][]Song{}
	dir := place("EVAL_SONGS", "../../../../shared/data/pop909-half")
	songs, err := LoadAnnotated(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(songs) > 0 {
		sets[songs[0].Set] = songs
	}
	midi := os.Getenv("EVAL_MIDI")
	entries, err := os.ReadDir(midi)
	if midi != "" && err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		songs, skipped, err := LoadMIDI(filepath.Join(midi, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d songs, %d files left out", e.Name(), len(songs), skipped)
		sets[e.Name()] = songs
	}
	sets["composed"] = Compose(260)
	sets["swing"], sets["changing"], sets["folk"], sets["rag"] = Swings(176), Changing(96), Folk(128), Rags(60)
	if len(sets) == 0 {
		t.Fatalf("no songs in %s; name a folder in EVAL_SONGS or EVAL_MIDI", dir)
	}
	return sets
}

func odd(s Song) bool     { return !s.Even() }
func notHeld(s Song) bool { return !s.Held() }

// seed is that of EVAL_SEED, 0 without it: figures that rose at one seed only are
// luck.
func seed() uint64 {
	n, _ := strconv.ParseUint(os.Getenv("EVAL_SEED"), 10, 64)
	return n
}

// side is the part of the songs that EVAL_SIDE names: odd, held, tune for all
// that are not held back, or even.
func side() func(Song) bool {
	switch os.Getenv("EVAL_SIDE") {
	case "odd":
		return odd
	case "held":
		return Song.Held
	case "tune":
		return notHeld
	}
	return Song.Even
}

// chosen keeps one part of the songs, and only every EVAL_EVERY-th song, to be
// spoilt in the way that EVAL_SEED numbers.
func chosen(songs []Song, keep func(Song) bool) []Song {
	every, err := strconv.Atoi(os.Getenv("EVAL_EVERY"))
	if err != nil || every < 1 {
		every = 1
	}
	var out []Song
	for i, s := range songs {
		if keep(s) && i%every == 0 {
			s.Seed = seed()
			out = append(out, s)
		}
	}
	return out
}

// TestEval prints the figures of the songs that were not trained on, or, with
// EVAL_SIDE=odd, of those that were.
func TestEval(t *testing.T) {
	systems := Systems()
	if os.Getenv("EVAL_OURS") != "" {
		systems = systems[:1]
	}
	var table bytes.Buffer
	var notes bytes.Buffer
	tab := NewTable(&table)
	sets := gather(t)
	for _, set := range slices.Sorted(maps.Keys(sets)) {
		songs := chosen(sets[set], side())
		for _, mode := range []Mode{Clean, Noisy, Drift} {
			for i, system := range systems {
				rows := measure(songs, mode, system)
				tab.Add(set, mode, system.Name, rows)
				if i == 0 {
					notes.WriteString(set + ", " + string(mode) + ", worst ten:\n")
					Worst10(&notes, rows)
				}
			}
		}
	}
	tab.Flush()
	os.Stdout.Write(table.Bytes())
	os.Stdout.Write(notes.Bytes())
}

// TestClasses prints a line for every class of songs: EVAL_MOST limits the
// songs of each, EVAL_CLASS takes those whose name has it, EVAL_LIST names the
// songs that failed, EVAL_SEED=1 spoils them in another way, EVAL_ROWS=FILE writes a line a song, to compare two runs.
func TestClasses(t *testing.T) {
	most, _ := strconv.Atoi(os.Getenv("EVAL_MOST"))
	sets := gather(t)
	table := NewClassTable(os.Stdout)
	var lines bytes.Buffer
	for _, c := range Classes {
		if !strings.Contains(c.Name, os.Getenv("EVAL_CLASS")) {
			continue
		}
		songs := c.songs(sets, side(), most)
		for i := range songs {
			songs[i].Seed = seed()
		}
		rows := measure(songs, c.Mode, Systems()[0])
		table.Add(c.Name, rows)
		ListRows(&lines, c.Name, rows)
		if os.Getenv("EVAL_LIST") != "" {
			ListFailed(os.Stdout, rows)
		}
	}
	table.End()
	if path := os.Getenv("EVAL_ROWS"); path != "" {
		if err := os.WriteFile(path, lines.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func measure(songs []Song, mode Mode, system System) []Row {
	rows := make([]*Row, len(songs))
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.NumCPU() {
		all.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(songs); i = next.Add(1) - 1 {
				s := Render(songs[i], mode)
				if !judged(s) {
					continue
				}
				start := time.Now()
				g := system.Guess(s.Notes)
				spent := time.Since(start)
				f := Judge(s.Truth, g)
				f.MS = float64(spent.Microseconds()) / 1000
				rows[i] = &Row{s, f, g}
			}
		})
	}
	all.Wait()
	var out []Row
	for _, r := range rows {
		if r != nil {
			out = append(out, *r)
		}
	}
	return out
}

// penalty is that on large weights, chosen by EVAL_CROSS.
const penalty = 15

// TestTrain rewrites the weights, from the odd songs only, to the file that
// EVAL_WEIGHTS names.
func TestTrain(t *testing.T) {
	path := os.Getenv("EVAL_WEIGHTS")
	if path == "" {
		t.Skip("EVAL_WEIGHTS names no file")
	}
	var songs []Song
	sets := gather(t)
	for _, set := range []string{"pop909-half", "gm", "mma", "freedoom", "composed"} {
		songs = append(songs, chosen(sets[set], odd)...)
	}
	lessons := Lessons(songs, os.Stdout)
	if os.Getenv("EVAL_CROSS") != "" {
		p, err := strconv.ParseFloat(os.Getenv("EVAL_PENALTY"), 64)
		if err != nil {
			p = penalty
		}
		verdicts := CrossValidate(lessons, 4, p, os.Stdout)
		var found []verdict
		for i, l := range lessons {
			if l.set != "composed" {
				found = append(found, verdicts[i])
			}
		}
		Calibrate(found, os.Stdout)
		return
	}
	w := Train(lessons, penalty, os.Stdout)
	var b bytes.Buffer
	if err := WriteWeights(&b, w); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

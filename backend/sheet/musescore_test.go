//go:build eval

package sheet_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	midi "gitlab.com/gomidi/midi/v2/smf"
)

// TestEvalMuseScore lets MuseScore 3 open every score of the folder EVAL_SHEETS,
// which lift export --sheet score wrote, and save it as MIDI: the pitches and
// starts must be those of the score, and MuseScore must have nothing to say.
func TestEvalMuseScore(t *testing.T) {
	scores, err := filepath.Glob(filepath.Join(os.Getenv("EVAL_SHEETS"), "*.musicxml"))
	if err != nil || len(scores) == 0 {
		t.Fatalf("EVAL_SHEETS names no folder with scores: %v", err)
	}
	dir := t.TempDir()
	type job struct {
		In  string `json:"in"`
		Out string `json:"out"`
	}
	var jobs []job
	for _, path := range scores {
		jobs = append(jobs, job{path, filepath.Join(dir, strings.TrimSuffix(filepath.Base(path), ".musicxml")+".mid")})
	}
	list, err := json.Marshal(jobs)
	if err != nil {
		t.Fatal(err)
	}
	todo := filepath.Join(dir, "jobs.json")
	if err := os.WriteFile(todo, list, 0o600); err != nil {
		t.Fatal(err)
	}
	run := filepath.Join(dir, "run")
	if err := os.Mkdir(run, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("mscore3", "-j", todo)
	cmd.Env = append(os.Environ(), "QT_QPA_PLATFORM=offscreen", "XDG_RUNTIME_DIR="+run)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for line := range strings.Lines(string(said)) {
		// Of drums that are struck together MuseScore notes in its log that it had
		// them for one instrument; it plays them as they are.
		if line = strings.TrimSpace(line); line != "" && !strings.HasSuffix(line, "element already exists") && !strings.HasPrefix(line, "convert <") && !strings.HasPrefix(line, "to <") && !strings.HasPrefix(line, "... success") {
			t.Errorf("MuseScore says: %s", line)
		}
	}
	for _, j := range jobs {
		data, err := os.ReadFile(j.In)
		if err != nil {
			t.Fatal(err)
		}
		notes, _ := read(t, data)
		for i := range notes {
			notes[i].Part = 0
		}
		if got, want := struckIn(t, j.Out), starts(notes); !slices.Equal(got, want) {
			t.Errorf("%s: MuseScore plays %d notes otherwise than the score's %d", filepath.Base(j.In), len(got), len(want))
		}
	}
	t.Logf("%d scores", len(jobs))
}

// struckIn are the starts and pitches of a MIDI file, all as those of part 0.
func struckIn(t *testing.T, path string) [][3]int {
	t.Helper()
	file, err := midi.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var notes []sounded
	for _, track := range file.Tracks {
		at := uint32(0)
		for _, e := range track {
			at += e.Delta
			var channel, pitch, velocity uint8
			if e.Message.GetNoteStart(&channel, &pitch, &velocity) {
				notes = append(notes, sounded{On: at, Pitch: int(pitch)})
			}
		}
	}
	return starts(notes)
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/backend/smf/verify"
)

const fixtureDir = "../../kie/testdata/fixtures"

// withNotes are the fixtures that hold a finished transcription, with its
// tracks and notes as index.json says; all others must end in one sentence.
var withNotes = map[string]struct{ tracks, notes int }{
	"midi-08-record-success.json":                         {5, 9},
	"midi-14-record-midiData-string.json":                 {2, 5},
	"midi-15-record-successFlag-string.json":              {1, 3},
	"midi-20-callback-A-top-task_id.json":                 {2, 4},
	"midi-21-callback-B-data-taskId.json":                 {2, 4},
	"midi-22-callback-C-top-taskId.json":                  {2, 4},
	"midi-23-callback-D-both.json":                        {2, 4},
	"midi-27-callback-quirks.json":                        {-1, -1},
	"midi-28-callback-nested-data.json":                   {2, 4},
	"midi-31-alias-start_time.json":                       {1, 1},
	"market-05-recordInfo-midi-success-HYPOTHETICAL.json": {2, 5},
	// The body of a signed request that somebody altered: whoever opens it from
	// disk wants its notes.
	"webhook-02-tampered-body-still-valid.json": {1, 1},
}

func TestEveryFixtureExportsOrSaysWhyNot(t *testing.T) {
	var index struct {
		Files []struct{ File, Expected string }
	}
	data, err := os.ReadFile(filepath.Join(fixtureDir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &index); err != nil || len(index.Files) != 75 {
		t.Fatalf("%d fixtures, error %v; want 75", len(index.Files), err)
	}
	for _, f := range index.Files {
		t.Run(f.File, func(t *testing.T) {
			dir := t.TempDir()
			code, out, errs := here(t, "export", "--json", filepath.Join(fixtureDir, f.File), "-o", dir)
			if want, ok := withNotes[f.File]; ok {
				exported(t, dir, code, out, errs, want.tracks, want.notes)
				return
			}
			if code != 1 || out != "" || strings.Count(errs, "\n") != 1 || len(errs) < 20 || strings.ContainsAny(errs, "{}") {
				t.Errorf("code %d, output %q, message %q; want 1, none, one line of words (%s)", code, out, errs, f.Expected)
			}
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("%d files were written", len(left))
			}
		})
	}
}

// exported looks at a successful export: the receipt, and every file by check.
func exported(t *testing.T, dir string, code int, out, errs string, tracks, notes int) {
	t.Helper()
	var r verify.Receipt
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || !r.OK || string(r.Grid) != "null" || len(r.Checks) != verify.Rules {
		t.Fatalf("code %d, %s, error %v, receipt %s", code, errs, err, out)
	}
	if tracks >= 0 && (r.Files[0].Tracks != tracks || r.Files[0].Notes != notes || len(r.Files) != tracks+1) {
		t.Errorf("%d tracks, %d notes, %d files; want %d, %d, %d", r.Files[0].Tracks, r.Files[0].Notes, len(r.Files), tracks, notes, tracks+1)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.mid"))
	if err != nil || len(files) != len(r.Files) {
		t.Fatalf("%d files on disk, %d in the receipt, error %v", len(files), len(r.Files), err)
	}
	if code, out, errs := here(t, append([]string{"check"}, files...)...); code != 0 {
		t.Errorf("check says %d\n%s%s", code, out, errs)
	}
}

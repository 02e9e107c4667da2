package studio_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/task"
)

func TestNoStemHostHoldsUpAPaidSong(t *testing.T) {
	for _, host := range []string{kiesim.HostRefused, kiesim.HostUnknown, kiesim.HostTLS, kiesim.HostShort, kiesim.HostFile, kiesim.HostLoop, kiesim.HostHuge} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			w := studiotest.Hurried(t, kiesim.Script{Separation: kiesim.Separation{Host: host}})
			id, got := w.Bring(t)
			if got.State != task.StateDone || len(got.Missing()) != 12 || len(got.Warnings) != 1 {
				t.Fatalf("ended %s, fault %v; %d stems missing, warnings %v", got.State, got.Fault, len(got.Missing()), got.Warnings)
			}
			p, err := w.Page(t.Context(), id)
			if err != nil || p.Song.NoteCount() != w.Song.Music.NoteCount() {
				t.Fatalf("%d notes, want %d; %v", p.Song.NoteCount(), w.Song.Music.NoteCount(), err)
			}
			if len(p.Missing) != 12 || !slices.Contains(p.Missing, "Drums") || !strings.Contains(strings.Join(p.Warnings, " "), "The stems "+strings.Join(p.Missing, ", ")+" could not be downloaded") {
				t.Errorf("missing %q, warnings %v", p.Missing, p.Warnings)
			}
			rows, _, err := w.History(t.Context(), "", 10, 0)
			if err != nil || !rows[0].StemsMissing || !strings.HasSuffix(rows[0].Detail, " · some stems are missing") {
				t.Errorf("row %+v, %v", rows[0], err)
			}
			if n := len(w.Sim.Charges()); n != 1 {
				t.Errorf("%d charges", n)
			}
		})
	}
}

// One stray answer to a poll must not cost a part, nor ask for money.
func TestAStrayAnswerToAPollCostsNothing(t *testing.T) {
	for name, f := range map[string]kiesim.Fault{
		"code 404": {Do: kiesim.DoError, Code: 404}, "a page 404": {Do: kiesim.DoHTML, Code: 404}, "code 422": {Do: kiesim.DoError, Code: 422},
		"code 501": {Do: kiesim.DoError, Code: 501}, "code 451": {Do: kiesim.DoError, Code: 451}, "code 409": {Do: kiesim.DoError, Code: 409}, "code 531": {Do: kiesim.DoError, Code: 531},
		"a loop": {Do: kiesim.DoLoop}, "too much": {Do: kiesim.DoOversize}, "cut off": {Do: kiesim.DoCut}, "forgotten": {Do: kiesim.DoError, Code: 422, Msg: "Record does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			script := kiesim.Script{MIDI: kiesim.MIDI{Empty: "whole"}}
			for _, path := range []string{"/api/v1/vocal-removal/record-info", "/api/v1/midi/record-info"} {
				f.Path, f.Skip, f.Times = path, 1, 1
				script.Faults = append(script.Faults, f)
			}
			script.Latency.Separation = kiesim.Duration(300 * time.Millisecond)
			w := studiotest.Hurried(t, script)
			id, got := w.Bring(t)
			if got.State != task.StateDone || got.Question != nil || len(got.Lost()) != 0 || len(got.Warnings) != 0 {
				t.Fatalf("ended %s, fault %v, question %+v, lost %q, warnings %v", got.State, got.Fault, got.Question, got.Lost(), got.Warnings)
			}
			p, err := w.Page(t.Context(), id)
			if err != nil || p.Song.NoteCount() != w.Song.Music.NoteCount() {
				t.Errorf("%d notes, want %d; %v", p.Song.NoteCount(), w.Song.Music.NoteCount(), err)
			}
			if n := len(w.Sim.Charges()); n != 1 {
				t.Errorf("%d charges", n)
			}
		})
	}
}

func TestALostPartIsSaid(t *testing.T) {
	t.Parallel()
	w := studiotest.Hurried(t, kiesim.Script{MIDI: kiesim.MIDI{Empty: "whole"}, Faults: []kiesim.Fault{{Method: "POST", Path: "/api/v1/midi/generate", Skip: 2, Times: 1, Do: kiesim.DoError, Code: 501}}})
	id, got := w.Bring(t)
	if got.State != task.StateDone || len(got.Lost()) != 1 {
		t.Fatalf("ended %s, lost %q", got.State, got.Lost())
	}
	rows, _, err := w.History(t.Context(), "", 10, 0)
	if err != nil || rows[0].StemsMissing || !strings.HasSuffix(rows[0].Detail, " · some parts are missing") {
		t.Errorf("row %+v, %v", rows[0], err)
	}
	report, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Combined: true}})
	if err != nil || !strings.Contains(strings.Join(report.Receipt.Notices, " "), "The stem "+got.Lost()[0]+" could not be transcribed") {
		t.Errorf("the receipt says %q, %v", report.Receipt.Notices, err)
	}
}

package smf_test

import (
	"bytes"
	"strings"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

func TestEveryDAWSaysWhy(t *testing.T) {
	all := smf.DAWs()
	if len(all) != 12 || all[0].ID != smf.GenericDAW {
		t.Fatalf("%d programs, the first is %q", len(all), all[0].ID)
	}
	seen := map[string]bool{}
	for _, d := range all {
		if d.ID == "" || d.Name == "" || seen[d.ID] || seen[d.Name] {
			t.Errorf("%q (%q) is empty or twice in the list", d.ID, d.Name)
		}
		seen[d.ID], seen[d.Name] = true, true
		if d.Bundle != smf.BundleOne && d.Bundle != smf.BundleEach {
			t.Errorf("%s: bundle %q", d.Name, d.Bundle)
		}
		if d.Hint != "" && (!strings.HasSuffix(d.Hint, ".") || strings.Contains(d.Hint, "  ")) {
			t.Errorf("%s: %q is not a sentence", d.Name, d.Hint)
		}
		if smf.DAWNamed(d.ID) != d {
			t.Errorf("%s is not found by %q", d.Name, d.ID)
		}
	}
	if got := smf.DAWNamed("no such program"); got != all[0] {
		t.Errorf("an unknown program is treated as %s", got.Name)
	}
}

func TestTheListOfDAWsIsACopy(t *testing.T) {
	smf.DAWs()[0].Name = "changed"
	if smf.DAWs()[0].Name == "changed" {
		t.Error("a caller can change the list")
	}
}

// Only notation programs get the tempo in every track, and what is written for
// any of them passes the checks.
func TestFilesForEveryDAWPassTheChecks(t *testing.T) {
	song := music.Song{Title: "Song", Tracks: []music.Track{
		{Name: "Bass", Notes: []music.Note{{Pitch: 40, Start: 0, End: 1, Velocity: 100}}},
		{Name: "Guitar", Notes: []music.Note{{Pitch: 60, Start: 0.5, End: 2, Velocity: 64}}},
	}}
	for _, d := range smf.DAWs() {
		plan, err := smf.Arrange(song, smf.Options{Tempo: 117.98, Preset: d.Preset})
		if err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		var b bytes.Buffer
		if err := plan.Encode(&b); err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		tempos, want := bytes.Count(b.Bytes(), []byte{0xff, 0x51, 3}), 1
		if d.ID == "musescore" {
			want = 3
		}
		if tempos != want {
			t.Errorf("%s: %d tempo events, want %d", d.Name, tempos, want)
		}
		if _, err := verify.Parse(b.Bytes()); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
}

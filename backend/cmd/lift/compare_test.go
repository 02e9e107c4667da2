package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/backend/ear"
)

// heardSong writes a result, its notes early by some seconds, and the sound of
// the notes where they were, rendered by lift.
func heardSong(t *testing.T, early float64) (result, wav string) {
	t.Helper()
	type note struct {
		Pitch    int     `json:"pitch"`
		Start    float64 `json:"start"`
		End      float64 `json:"end"`
		Velocity float64 `json:"velocity"`
	}
	dir := t.TempDir()
	write := func(name string, move float64) string {
		var bass, piano []note
		steps := []int{0, 4, 7, 2, 9, 5, 11, 3, 0, 10, 6, 1, 8, 4, 2, 7}
		at := .7 + move
		for i := range 28 {
			p := steps[i%16] + i/16
			bass = append(bass, note{Pitch: 36 + p, Start: at, End: at + .2, Velocity: float64(60 + 4*(i%9))})
			if i%2 == 0 {
				piano = append(piano, note{Pitch: 60 + steps[(3*i+1)%16], Start: at, End: at + .3, Velocity: float64(60 + 5*(i%7))})
			}
			at += .2 + .05*float64(p%4)
		}
		data, err := json.Marshal(map[string]any{"instruments": []any{
			map[string]any{"name": "Bass", "notes": bass}, map[string]any{"name": "Piano", "notes": piano},
		}})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	result, wav = write("notes.json", -early), filepath.Join(dir, "sound.wav")
	if code, _, errs := here(t, "render", write("sound.json", 0), "-o", wav); code != 0 {
		t.Fatal(errs)
	}
	return result, wav
}

func TestCompareSaysWhereNotesLie(t *testing.T) {
	result, wav := heardSong(t, .112)
	code, out, errs := here(t, "compare", "--json", result, "--sound", wav)
	var got comparedJSON
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil {
		t.Fatal(code, err, errs)
	}
	if !got.Sure || math.Abs(got.Offset-112) > 6 || len(got.Parts) != 2 || len(got.Parts[0].Velocities) != 28 || len(got.Parts[0].VelocitySure) != 28 {
		t.Errorf("heard %+v", got)
	}
	if !strings.Contains(errs, " ms before the sound.") {
		t.Errorf("said %q", errs)
	}
	// A file whose name has the sign that parts are named by.
	odd := filepath.Join(t.TempDir(), "a=b.wav")
	if err := os.Link(wav, odd); err != nil {
		t.Fatal(err)
	}
	if code, _, odds := here(t, "compare", result, "--sound", odd); code != 0 || odds != errs {
		t.Errorf("code %d, said %q", code, odds)
	}
	// A part by itself, by its name in any case.
	code, out, _ = here(t, "compare", "--json", result, "--sound", "bass="+wav)
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil || len(got.Parts) != 1 || got.Parts[0].Name != "Bass" {
		t.Errorf("code %d, %v, %+v", code, err, got.Parts)
	}
}

// Notes that are in no sound are counted, and named in the order of all.
func TestCompareCountsWhatIsNotPlayed(t *testing.T) {
	result, wav := heardSong(t, .1)
	data, err := os.ReadFile(result)
	if err != nil {
		t.Fatal(err)
	}
	ghosts := `"notes":[{"pitch":90,"start":1.03,"end":1.3,"velocity":90},{"pitch":97,"start":2.51,"end":2.9,"velocity":90},`
	with := filepath.Join(t.TempDir(), "ghosts.json")
	if err := os.WriteFile(with, []byte(strings.Replace(string(data), `"notes":[`, ghosts, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := here(t, "compare", "--json", with, "--sound", wav)
	var got comparedJSON
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil || len(got.Parts) != 2 {
		t.Fatal(code, err, errs)
	}
	bass := got.Parts[0]
	if len(bass.Trust) != 30 || len(bass.Why) != 30 {
		t.Fatalf("%d trusts, %d reasons of 30 notes", len(bass.Trust), len(bass.Why))
	}
	doubtful := 0
	for i, v := range bass.Trust {
		if v < ear.Usual != (bass.Why[i] != "sounding") {
			t.Errorf("note %d is %s by %v", i, bass.Why[i], v)
		}
		if v < ear.Usual {
			doubtful++
		}
	}
	if want := fmt.Sprintf("%q: %d of 30 notes are likely not played: ", "Bass", doubtful); doubtful < 2 || doubtful > 4 || !strings.Contains(errs, want) {
		t.Errorf("%d doubtful; said %q", doubtful, errs)
	}
}

func TestCompareIsNotSureOfSilence(t *testing.T) {
	result, _ := heardSong(t, 0)
	silent := filepath.Join(t.TempDir(), "silent.wav")
	data := append([]byte("RIFF\x24\xb1\x02\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x22\x56\x00\x00\x44\xac\x00\x00\x02\x00\x10\x00data\x00\xb1\x02\x00"), make([]byte, 0x2b100)...)
	if err := os.WriteFile(silent, data, 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := here(t, "compare", result, "--sound", silent)
	if code != 0 || out != "" || !strings.Contains(errs, "Not sure") {
		t.Errorf("code %d, printed %q, said %q", code, out, errs)
	}
}

func TestCompareRefusesWhatItCannotDo(t *testing.T) {
	result, wav := heardSong(t, 0)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{result}, 2, "--sound"},
		{[]string{"--sound", wav}, 2, "Name one"},
		{[]string{result, "--sound", wav, "--sound", wav}, 2, "Only one --sound"},
		{[]string{result, "--sound", "Flute=" + wav}, 2, `"Flute" is not one`},
		{[]string{result, "--sound", result}, 1, "notes.json"},
		{[]string{result, "--sound", filepath.Join(t.TempDir(), "none.wav")}, 1, "none.wav"},
	} {
		code, out, errs := here(t, append([]string{"compare"}, c.args...)...)
		if code != c.code || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%q: code %d, printed %q, said %q", c.args, code, out, errs)
		}
	}
}

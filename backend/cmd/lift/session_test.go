package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
)

// stemmed is the parts of a song with a sound for each, of so many seconds.
func stemmed(t *testing.T, seconds float64) (dir string, paths []string) {
	t.Helper()
	dir = t.TempDir()
	paths = parts(t, dir, "My Song", 118)
	for _, p := range paths {
		wav := strings.TrimSuffix(p, ".mid") + ".wav"
		if err := os.WriteFile(wav, studiotest.Tone(44100, 2, 16, seconds), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, wav)
	}
	return dir, paths
}

func TestExportWritesSessions(t *testing.T) {
	dir, paths := stemmed(t, 0.5)
	for kind, name := range map[string]string{"dawproject": "My Song.dawproject", "reaper": "My Song - REAPER", "ardour": "My Song - Ardour", "folder": "My Song - session"} {
		for _, args := range [][]string{{dir}, {packed(t, paths)}, paths} {
			out := t.TempDir()
			code, stdout, stderr := here(t, append([]string{"export", "--json", "--session", kind, "-o", out}, args...)...)
			var r studio.SessionReport
			if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 0 || !r.OK || r.Tracks != 4 || r.Path != filepath.Join(out, name) || len(r.Checks) < 9 {
				t.Fatalf("%s of %d paths: code %d, %v, %s\n%s", kind, len(args), code, err, stdout, stderr)
			}
		}
	}
	code, stdout, stderr := here(t, "export", "--session", "reaper", "-o", t.TempDir(), paths[0])
	if code != 0 || !strings.Contains(stdout, "ok      notes: ") || !strings.Contains(stderr, "Open the .rpp file") {
		t.Errorf("code %d, %s\n%s", code, stdout, stderr)
	}
}

func TestSessionsRefuseWhatTheyCannotDo(t *testing.T) {
	_, paths := stemmed(t, 0.1)
	for _, args := range [][]string{{"--session", "als"}, {"--session", "reaper", "--overwrite"}, {"--offset", "5"}, {"--unmuted"}, {"--media", "flac"}, {"--session", "reaper", "--media", "mp3"}, {"--session", "reaper", "--offset", "NaN"}, {"--session", "reaper", "--offset", "3000"}} {
		if code, _, stderr := here(t, append(append([]string{"export"}, args...), paths[0])...); code != 2 {
			t.Errorf("%v: code %d, %s", args, code, stderr)
		}
	}
}

// A session is asked for by the program that opens it, or by its kind.
func TestSessionsAreForPrograms(t *testing.T) {
	dir, paths := stemmed(t, 0.3)
	for _, c := range []struct{ name, kind string }{{"Bitwig", "dawproject"}, {"reaper", "reaper"}, {"ardour", "ardour"}, {"live", "folder"}, {"folder", "folder"}, {"", "folder"}} {
		args := []string{"session", "--json", "--media", "flac", "-o", t.TempDir(), dir}
		if c.name != "" {
			args = append(args, "--for", c.name)
		}
		code, stdout, stderr := here(t, args...)
		var r studio.SessionReport
		if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 0 || !r.OK || r.Kind != c.kind {
			t.Fatalf("%q: code %d, %v, %s\n%s", c.name, code, err, stdout, stderr)
		}
		if c.kind == "reaper" {
			all, err := filepath.Glob(filepath.Join(r.Path, "Media", "*.flac"))
			if err != nil || len(all) != 2 {
				t.Errorf("sounds %q, %v", all, err)
			}
		}
		if told := strings.Contains(stdout, "The sound is WAV"); told != (c.kind == "folder") {
			t.Errorf("%s: %s", c.kind, stdout)
		}
	}
	for _, args := range [][]string{{"--for", "als"}, {"--for", "reaper", "--overwrite"}, {"--session", "reaper"}, {"--media", "ogg"}} {
		if code, _, stderr := here(t, append(append([]string{"session"}, args...), paths[0])...); code != 2 {
			t.Errorf("%v: code %d, %s", args, code, stderr)
		}
	}
}

// A session that is killed is nowhere to be seen, and the next one takes away
// what it left.
func TestASessionThatIsKilledIsNotSeen(t *testing.T) {
	dir, _ := stemmed(t, 60)
	out := t.TempDir()
	visible := func() (seen, hidden []string) {
		all, err := os.ReadDir(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			if strings.HasPrefix(e.Name(), ".") {
				hidden = append(hidden, e.Name())
			} else {
				seen = append(seen, e.Name())
			}
		}
		return seen, hidden
	}
	for _, kind := range []string{"dawproject", "ardour"} {
		cmd := process(t, t.TempDir(), "export", "--session", kind, "-o", out, dir)
		told, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for buf := make([]byte, 256); ; { // it says how far it is
			n, err := told.Read(buf)
			if strings.Contains(string(buf[:n]), "10 %") || err != nil {
				break
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		if seen, hidden := visible(); len(seen) > 0 || len(hidden) != 1 {
			t.Errorf("%s: %q is to be seen, %q hidden", kind, seen, hidden)
		}
	}
	if code, _, stderr := here(t, "export", "--session", "reaper", "-o", out, dir); code != 0 {
		t.Fatal(stderr)
	}
	if seen, hidden := visible(); len(seen) != 1 || len(hidden) != 0 {
		t.Errorf("%q is to be seen, %q hidden", seen, hidden)
	}
}

package studio_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gitlab.com/gomidi/midi/v2/smf"

	"partlift/app/studio"
)

// readers installs the packages of testdata/readers: what others wrote to read
// sessions, the very versions and bytes that are listed there, without running
// anything of theirs. Without npm or a network the test is skipped.
func readers(t *testing.T) (node, script string) {
	t.Helper()
	node, errNode := exec.LookPath("node")
	npm, errNPM := exec.LookPath("npm")
	if errNode != nil || errNPM != nil {
		t.Skip("node and npm are not installed, by which the readers of others are had")
	}
	if err := exec.CommandContext(t.Context(), node, "-e", "process.exit(require('node:module').register ? 0 : 1)").Run(); err != nil {
		t.Skip("node is older than the readers of others want, 18.19")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "readers"))); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0")
	cmd.Dir, cmd.WaitDelay = dir, time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("the readers of others cannot be had from npm: %v\n%s", err, out)
	}
	return node, filepath.Join(dir, "read.mjs")
}

// foreign is what a reader of somebody else saw of a session. Places are quarter
// notes of .dawproject files, and seconds of REAPER's but for notes.
type foreign struct {
	Tempo   [][2]float64
	Meters  [][3]float64
	Markers [][2]any
	Tracks  []struct {
		Name  string
		Muted bool
		Clips [][2]float64
		Notes [][4]float64 // quarter notes, pitch, velocity
	}
}

// askForeign has a session read.
func askForeign(t *testing.T, node, script, path string) (got foreign) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), node, script, path)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &got)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", path, err, out, said.String())
	}
	return got
}

// differs says where what was seen is not what the MIDI file of the song holds.
func (g foreign) differs(t *testing.T, kind, mid string, pad float64, lengths []float64) (bad []string) {
	t.Helper()
	f, err := smf.ReadFile(mid)
	if err != nil {
		t.Fatal(err)
	}
	want, seconds := readScore(t, mid), kind == "reaper"
	expect := func(ok bool, format string, args ...any) {
		if !ok {
			bad = append(bad, fmt.Sprintf(format, args...))
		}
	}
	near := func(got float64, tick int64) bool {
		if seconds {
			return math.Abs(got-want.second(tick)) < 1e-4
		}
		return math.Abs(got*480-float64(tick)) < 0.01
	}
	changes := f.TempoChanges()
	expect(len(g.Tempo) == len(changes), "tempos %v", g.Tempo)
	for i := range min(len(g.Tempo), len(changes)) {
		expect(near(g.Tempo[i][0], changes[i].AbsTicks) && math.Abs(g.Tempo[i][1]-changes[i].BPM) < 1e-3, "tempo %v, want %v", g.Tempo[i], changes[i])
	}
	expect(len(g.Meters) == 2 && near(g.Meters[0][0], 0) && near(g.Meters[1][0], 12*480) && g.Meters[0][1] == 3 && g.Meters[1][1] == 4 && g.Meters[0][2] == 4, "meters %v", g.Meters)
	if seconds {
		var marks []string
		for _, m := range g.Markers {
			at, _ := m[0].(float64)
			marks = append(marks, fmt.Sprint(m[1], " ", int64(math.Round(at*44100))))
		}
		expect(slices.Equal(marks, want.marks), "markers %q, want %q", marks, want.marks)
	}
	part, sound := 0, 0
	for _, track := range g.Tracks {
		if len(track.Clips) != 1 || track.Clips[0][0] != 0 {
			expect(false, "“%s” has clips at %v", track.Name, track.Clips)
			continue
		}
		if len(track.Notes) == 0 {
			end := track.Clips[0][1]
			if !seconds {
				end = want.second(int64(math.Floor(end*480))) + math.Mod(end*480, 1)*(want.second(int64(end*480)+1)-want.second(int64(end*480)))
			}
			expect(math.Abs(end-pad-lengths[sound]) < 1e-3, "“%s” ends at %g s, want %g s", track.Name, end, pad+lengths[sound])
			sound++
			continue
		}
		var notes []string
		for _, n := range track.Notes {
			notes = append(notes, fmt.Sprintf("%d %d %d %d", int64(math.Round(n[0]*480)), int64(math.Round(n[1]*480)), int64(n[2]), int64(n[3])))
		}
		slices.Sort(notes)
		expect(track.Muted && part < len(want.parts) && slices.Equal(notes, want.parts[part]), "notes of “%s”", track.Name)
		part++
	}
	expect(part == len(want.parts) && sound == len(lengths), "%d parts and %d sounds", part, sound)
	return bad
}

// The packages that openDAW reads .dawproject files with and that others read
// REAPER projects with find tempo map, meters, markers, notes and clips where the
// MIDI file has them, and would see faults. Of markers the first knows nothing.
func TestForeignReadersFindTheSong(t *testing.T) {
	t.Parallel()
	node, script := readers(t)
	a := oddSong(t)
	a.Parts[1].Name = "Bass / Sub" // one of them reads no quotes in a name
	mid := a.reference(t)
	for _, kind := range kinds[:2] {
		for _, media := range []string{studio.MediaWAV, studio.MediaFLAC} {
			r := sessionOf(t, a.SessionSong, studio.ExportOptions{Dir: t.TempDir(), Grid: a.grid}, studio.SessionOptions{Kind: kind, Media: media})
			judge := func() []string {
				return askForeign(t, node, script, r.Open).differs(t, kind, mid, r.Shift, []float64{20, 0.3})
			}
			for _, why := range judge() {
				t.Errorf("%s with %s: %s", kind, media, why)
			}
			if media == studio.MediaFLAC {
				continue
			}
			for _, c := range spoilt[kind] {
				if strings.HasPrefix(c[0], "BEAT") || c[2] == "sound is not stretched" || kind == "dawproject" && c[2] == "markers" {
					continue
				}
				spoil(t, r, c[0], c[1], func() {
					if len(judge()) == 0 {
						t.Errorf("%s: %s in place of %s is not seen", kind, c[1], c[0])
					}
				})
			}
		}
	}
}

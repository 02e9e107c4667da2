package studio_test

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/audio"
)

//go:embed testdata/ardour_read.lua
var ardourRead string

// ardourTool finds a tool of a real Ardour where make window asks for it.
func ardourTool(t *testing.T, names ...string) string {
	t.Helper()
	if os.Getenv("PARTLIFT_NEED_DAW") == "" {
		t.Skip("make window runs it")
	}
	return needed(t, "PARTLIFT_NEED_DAW", names...)
}

// ardourRuns runs a tool of Ardour on a copy of a session, in a home of its own.
// The tools crash or hang in their own threads now and then, so each has some
// tries; what a session has to do with it happens in every one.
func ardourRuns(t *testing.T, r studio.SessionReport, tool string, args ...string) string {
	t.Helper()
	for try := 1; ; try++ {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		home, name := t.TempDir(), filepath.Base(r.Path)
		if err := os.CopyFS(filepath.Join(home, name), os.DirFS(r.Path)); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(ctx, tool, append(args, filepath.Join(home, name), name)...)
		cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "LC_ALL=C.UTF-8")
		cmd.WaitDelay = time.Second // what it has started may hold its output
		out, err := cmd.CombinedOutput()
		stop()
		if err == nil {
			return string(out)
		}
		if try == 4 {
			t.Fatalf("%s: %v\n%s", tool, err, out)
		}
		t.Logf("%s: %v, once more", tool, err)
	}
}

// ardourTicks reads a time of Ardour, "beats:parts", in ticks.
func ardourTicks(s string) int64 {
	var beats, parts int64
	_, _ = fmt.Sscanf(s, "%d:%d", &beats, &parts)
	return beats*480 + parts/4
}

// seen is what Ardour says of a session.
type seen struct {
	parts  [][]string
	tracks []string
	beats  []string
	marks  []string
	sounds []int64 // samples
}

func ardourSees(t *testing.T, lua string, r studio.SessionReport, beats int64) (out seen) {
	t.Helper()
	script := filepath.Join(t.TempDir(), "read.lua")
	if err := os.WriteFile(script, []byte(ardourRead), 0o600); err != nil {
		t.Fatal(err)
	}
	told := ardourRuns(t, r, lua, script, "44100", fmt.Sprint(beats))
	for line := range strings.Lines(told) {
		switch f := strings.Split(strings.TrimSpace(line), "\t"); f[0] {
		case "TRACK":
			out.tracks = append(out.tracks, strings.Join(f[1:], " "))
		case "REGION":
			var at, length int64
			if _, err := fmt.Sscan(f[1]+" "+f[2], &at, &length); err != nil || at != 0 {
				t.Errorf("a region lies at %s: %v", line, err)
			}
			out.sounds = append(out.sounds, length)
			out.parts = append(out.parts, nil)
		case "NOTE":
			n := len(out.parts) - 1
			out.parts[n] = append(out.parts[n], fmt.Sprintf("%d %d %s %s", ardourTicks(f[1]), ardourTicks(f[2]), f[3], f[4]))
		case "BEAT":
			out.beats = append(out.beats, strings.Join(f[1:], " "))
		case "MARK":
			out.marks = append(out.marks, strings.Join(f[1:], " "))
		}
	}
	if len(out.tracks) != 4 || len(out.parts) != 4 {
		t.Fatalf("%d tracks with %d regions:\n%s", len(out.tracks), len(out.parts), told)
	}
	for _, p := range out.parts {
		slices.Sort(p)
	}
	return out
}

// A real Ardour reads every note, beat and marker where the MIDI file has it, and
// sees tracks and sounds as they are meant.
func TestArdourOpensSessions(t *testing.T) {
	lua := ardourTool(t, "ardour8-lua", "ardour7-lua")
	a := oddSong(t)
	want := readScore(t, a.reference(t))
	r := sessionOf(t, a.SessionSong, studio.ExportOptions{Dir: t.TempDir(), Grid: a.grid}, studio.SessionOptions{Kind: "ardour", Unmuted: true})
	got := ardourSees(t, lua, r, want.end/480)
	if tracks := []string{"Drums stem false 5f6b80", `Kit- "A" & <b> false 5f6b80`, "Bass stem true 00835f", "Bass-Sub- 'low' true 00835f"}; !slices.Equal(got.tracks, tracks) {
		t.Errorf("tracks %q, want %q", got.tracks, tracks)
	}
	for i, part := range want.parts {
		if !slices.Equal(got.parts[2*i+1], part) {
			t.Errorf("part %d has other notes: %v, want %v", i+1, got.parts[2*i+1], part)
		}
	}
	for i, seconds := range []float64{20, 0.3} {
		if due := int64(math.Round(r.Shift*44100)) + int64(math.Round(seconds*44100)); got.sounds[2*i] != due {
			t.Errorf("sound %d is %d samples long, want %d", i+1, got.sounds[2*i], due)
		}
	}
	if len(got.marks) != len(want.marks) {
		t.Errorf("markers %q, want %q", got.marks, want.marks)
	}
	if bad := want.strays(t, got); bad > 0 {
		t.Errorf("%d beats are not where they are in the MIDI file: %q", bad, got.beats)
	}
	spoil(t, r, ` npm="121.5`, ` npm="121.6`, func() { // and the check would see it
		if bad := want.strays(t, ardourSees(t, lua, r, want.end/480)); bad == 0 {
			t.Error("another tempo passes")
		}
	})
}

// strays counts beats that lie more than a sample from those of a score, or in
// another bar: three in a bar for four bars, then four.
func (s score) strays(t *testing.T, got seen) (n int) {
	t.Helper()
	for beat, line := range got.beats {
		var sample, bar, of int64
		if _, err := fmt.Sscan(line, &sample, &bar, &of); err != nil {
			t.Fatal(line, err)
		}
		b := int64(beat)
		place := [2]int64{1 + b/3, 1 + b%3}
		if b >= 12 {
			place = [2]int64{5 + (b-12)/4, 1 + (b-12)%4}
		}
		if math.Abs(s.second(b*480)*44100-float64(sample)) > 1 || place != [2]int64{bar, of} {
			n++
		}
	}
	return n
}

// clicks writes a sound that is silent but for one sample at each of some times.
func clicks(t *testing.T, rate int, seconds []float64) string {
	t.Helper()
	last := slices.Max(seconds)
	data := make([]byte, 2*int(math.Round((last+0.5)*float64(rate))))
	for _, s := range seconds {
		binary.LittleEndian.PutUint16(data[2*int(math.Round(s*float64(rate))):], 30000)
	}
	le := binary.LittleEndian
	head := append([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"), le.AppendUint32(le.AppendUint32(nil, uint32(rate)), uint32(2*rate))...)
	head = le.AppendUint32(append(head, "\x02\x00\x10\x00data"...), uint32(len(data)))
	le.PutUint32(head[4:], uint32(len(head)+len(data)-8))
	path := filepath.Join(t.TempDir(), "clicks.wav")
	if err := os.WriteFile(path, append(head, data...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// rendered has Ardour export a session and returns the sound's left side
// and its rate.
func rendered(t *testing.T, export string, r studio.SessionReport) (left []float32, rate int) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.wav")
	ardourRuns(t, r, export, "-b", "24", "-o", out)
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	d, err := audio.NewDecoder(t.Context(), bytes.NewReader(data), "out.wav")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rate, channels, _ := d.Shape()
	for buf := make([]float32, 4096*channels); ; {
		n, err := d.Read(buf)
		for i := range n {
			left = append(left, buf[i*channels])
		}
		if errors.Is(err, io.EOF) {
			return left, rate
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// onset finds where a sound begins around a second: the first sample of a third
// of what is the loudest there. It is -1 where all is silent.
func onset(sound []float32, rate int, second float64) float64 {
	from := max(int((second-0.005)*float64(rate)), 0)
	w := sound[min(from, len(sound)):min(from+rate/10, len(sound))]
	peak := float32(0)
	for _, v := range w {
		peak = max(peak, v, -v)
	}
	for i, v := range w {
		if peak > 1e-4 && max(v, -v) > peak*0.3 {
			return float64(from+i) / float64(rate)
		}
	}
	return -1
}

// Rendered by a real Ardour, every click of a stem lies within a sample of where
// the notes have it, over tempo changes; and the notes sound as much behind at the
// end of the song as at its start.
func TestArdourPlaysSessionsInTime(t *testing.T) {
	export := ardourTool(t, "ardour8-export", "ardour7-export")
	a := oddSong(t)
	var at []float64
	for _, n := range a.Song.Tracks[0].Notes {
		if n.Pitch == 36 || n.Pitch == 38 {
			at = append(at, n.Start)
		}
	}
	write := func(sounds []studio.SongSound, muted []int, parts []int, media string) studio.SessionReport {
		song := a.SessionSong
		song.Sounds, song.Parts = sounds, edit.PartsOf(a.Song, edit.Layers{}, muted, nil)
		return sessionOf(t, song, studio.ExportOptions{Dir: t.TempDir(), Grid: a.grid, What: studio.What{Parts: parts}}, studio.SessionOptions{Kind: "ardour", Media: media})
	}
	for _, media := range []string{studio.MediaWAV, studio.MediaFLAC} {
		r := write([]studio.SongSound{{Name: "Drums", Path: clicks(t, 44100, at)}}, []int{1}, nil, media)
		sound, rate := rendered(t, export, r)
		for _, s := range at {
			if d := (onset(sound, rate, s+r.Shift) - s - r.Shift) * float64(rate); math.Abs(d) > 1 {
				t.Errorf("%s: the click at %.4f s lies %.2f samples off", media, s, d)
			}
		}
	}
	want := readScore(t, a.reference(t)).ons[1]
	r := write(nil, nil, []int{1}, "")
	low, high, heard := 1.0, -1.0, 0
	for try := 0; try < 3 && heard == 0; try++ { // now and then the tool renders notes as silence
		sound, rate := rendered(t, export, r)
		for _, s := range want {
			if on := onset(sound, rate, s); on >= 0 {
				low, high, heard = min(low, on-s), max(high, on-s), heard+1
			}
		}
	}
	if t.Logf("notes sound %.2f to %.2f ms behind", low*1e3, high*1e3); heard != len(want) || high-low > 0.005 {
		t.Errorf("%d of %d notes sound, %.2f to %.2f ms behind", heard, len(want), low*1e3, high*1e3)
	}
}

//go:build unix

package player_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"partlift/backend/music"
	"partlift/backend/player"
	"partlift/backend/smf"
)

// crowd is a song of 10 tracks and 10,000 notes that lasts three minutes.
func crowd() music.Song {
	r := rand.New(rand.NewPCG(1, 2))
	programs := []uint8{0, 4, 25, 27, 33, 48, 54, 61, 81, 0}
	song := music.Song{Title: "Crowd", Tracks: make([]music.Track, len(programs))}
	for i, p := range programs {
		t := music.Track{Name: music.ProgramName(p), Program: p, Known: true}
		drums := i == len(programs)-1
		if t.Drums = drums; drums {
			t.Name = "Drums"
		}
		for k := range 1000 {
			n := music.Note{Pitch: uint8(48 + r.IntN(30)), Velocity: uint8(50 + r.IntN(60)), Start: float64(k) * .178}
			n.End = n.Start + .1 + .4*r.Float64()
			if drums {
				n.Pitch = []uint8{36, 42, 38, 46, 42}[r.IntN(5)]
			}
			t.Notes = append(t.Notes, n)
		}
		song.Tracks[i] = t
	}
	return song
}

// spent returns the processor time this process has used: other programs on the
// machine do not change it much.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRender reports how much faster than real time one core is.
func BenchmarkRender(b *testing.B) {
	p := start(player.Score{Song: crowd()})
	left, right := make([]float32, 512), make([]float32, 512)
	p.Render(left, right)
	b.ReportAllocs()
	b.ResetTimer()
	frames, began := 0, spent(b)
	for b.Loop() {
		if p.Position() > 177 {
			p.Seek(0)
		}
		p.Render(left, right)
		frames += len(left)
	}
	b.ReportMetric(float64(frames)/rate/(spent(b)-began).Seconds(), "x-real-time")
}

// BenchmarkPolyphony is the worst case: as many voices as there may be.
func BenchmarkPolyphony(b *testing.B) {
	var notes []music.Note
	for i := range 200 {
		notes = append(notes, music.Note{Pitch: uint8(30 + i%60), Velocity: 60, Start: 0, End: 1e5})
	}
	p := start(tune(89, notes...))
	left, right := make([]float32, 512), make([]float32, 512)
	frames, began := 0, spent(b)
	for b.Loop() {
		p.Render(left, right)
		frames += len(left)
	}
	b.ReportMetric(float64(frames)/rate/(spent(b)-began).Seconds(), "x-real-time")
}

// BenchmarkSong renders the whole of the same song, and then has fluidsynth do
// so where it is installed with a SoundFont: the ratio is from one run.
func BenchmarkSong(b *testing.B) {
	song := crowd()
	left, right := make([]float32, 512), make([]float32, 512)
	var ours time.Duration
	for b.Loop() {
		began := spent(b)
		p := start(player.Score{Song: song})
		for p.Playing() {
			p.Render(left, right)
		}
		ours += spent(b) - began
	}
	ours /= time.Duration(b.N)
	b.ReportMetric(song.End()/ours.Seconds(), "x-real-time")
	if theirs, ok := fluidsynth(b, song); ok {
		b.ReportMetric(theirs.Seconds()/ours.Seconds(), "x-fluidsynth")
	}
}

// fluidsynth returns the processor time it needs for a song.
func fluidsynth(b *testing.B, song music.Song) (time.Duration, bool) {
	b.Helper()
	program, err := exec.LookPath("fluidsynth")
	fonts, _ := filepath.Glob("/usr/share/sounds/sf2/TimGM6mb.sf2")
	if err != nil || len(fonts) == 0 {
		b.Log("fluidsynth or its SoundFont is not installed, so there is no ratio")
		return 0, false
	}
	var midi bytes.Buffer
	plan, err := smf.Arrange(song, smf.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := plan.Encode(&midi); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "crowd.mid")
	if err := os.WriteFile(path, midi.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), program, "-ni", "-q", "-r", "44100", "-o", "synth.cpu-cores=1", "-F", path+".wav", fonts[0], path)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), true
}

//go:build eval && linux

package eval_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"partlift/backend/audio"
	"partlift/backend/local"
	"partlift/backend/local/eval"
	"partlift/backend/music"
)

// The published package needs, in the folder that EVAL_NODE names:
//
//	npm install --prefix FOLDER @spotify/basic-pitch@1.0.1 @tensorflow/tfjs@3.21.0 @tensorflow/tfjs-backend-wasm@3.21.0
//
// EVAL_SOUNDFONTS lists SoundFonts that the decoder was not tuned on, parted by
// colons; fluidsynth renders with them.
func settings(t *testing.T) (folder string, fonts []string) {
	folder, list := os.Getenv("EVAL_NODE"), os.Getenv("EVAL_SOUNDFONTS")
	if folder == "" || list == "" {
		t.Fatal("set EVAL_NODE and EVAL_SOUNDFONTS; eval_test.go says to what")
	}
	return folder, filepath.SplitList(list)
}

// seconds is the length of a song.
const seconds = 20

// The gain in mean F1 over the package: what is wanted, and what was reached
// and must not be lost. Drawbar organs hold it down: they sound an octave beside
// the key that is played.
const goal, floor = 0.08, 0.06

// outcome is what one engine made of a song.
type outcome struct {
	notes []music.Note
	cpu   float64 // seconds
}

// sums are over songs; the F1s are sums of each song's, for their mean.
type sums struct{ onsets, whole, cpu float64 }

func (s *sums) add(truth []music.Note, o outcome) (onsets float64) {
	onsets = eval.Onsets(truth, o.notes).F1()
	s.onsets += onsets
	s.whole += eval.Whole(truth, o.notes).F1()
	s.cpu += o.cpu
	return onsets
}

func TestEvalLocal(t *testing.T) {
	folder, fonts := settings(t)
	songs := eval.Songs(seconds)
	var ours, theirs sums
	n, length := 0.0, 0.0
	for _, font := range fonts {
		sounds := make([][]float32, len(songs))
		for i, s := range songs {
			sounds[i] = render(t, s, font)
			length += float64(len(sounds[i])) / local.Rate
		}
		original := originals(t, folder, sounds)
		t.Logf("%s: note F1, onset within 50 ms", filepath.Base(font))
		for i, s := range songs {
			truth := s.Pitched()
			a, b := ours.add(truth, listen(t, sounds[i])), theirs.add(truth, original[i])
			t.Logf("  %-32s ours %.3f  package %.3f  notes %d", s.Title, a, b, len(truth))
			n++
		}
	}
	t.Logf("mean F1 by onset: ours %.3f, package %.3f; with ends: %.3f, %.3f", ours.onsets/n, theirs.onsets/n, ours.whole/n, theirs.whole/n)
	t.Logf("processor seconds a minute of sound: ours %.2f, package %.2f; ratio %.1f; %.0f × real time", ours.cpu/length*60, theirs.cpu/length*60, theirs.cpu/ours.cpu, length/ours.cpu)
	gain := (ours.onsets - theirs.onsets) / n
	t.Logf("gain in F1 %+.3f; the goal is %+.3f", gain, goal)
	if gain < floor {
		t.Errorf("the gain in F1 is below %+.3f", floor)
	}
	if theirs.cpu < 10*ours.cpu {
		t.Error("not ten times as fast as the package")
	}
}

// render returns the song as the engine takes it.
func render(t *testing.T, s eval.Song, font string) []float32 {
	t.Helper()
	dir := t.TempDir()
	score, wave := filepath.Join(dir, "song.mid"), filepath.Join(dir, "song.wav")
	if err := os.WriteFile(score, s.MIDI(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("fluidsynth", "-ni", "-g", "0.5", "-r", "44100", "-F", wave, font, score).CombinedOutput(); err != nil {
		t.Fatalf("fluidsynth: %v\n%s", err, out)
	}
	file, err := audio.Open(context.Background(), wave)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sound, err := audio.NewConverter(file, local.Rate, 1)
	if err != nil {
		t.Fatal(err)
	}
	var out []float32
	buf := make([]float32, 1<<14)
	for {
		n, err := sound.Read(buf)
		out = append(out, buf[:n]...)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// originals lets the published package transcribe all sounds.
func originals(t *testing.T, folder string, sounds [][]float32) []outcome {
	t.Helper()
	dir := t.TempDir()
	args := []string{"testdata/original.mjs", folder}
	for i, s := range sounds {
		var b bytes.Buffer
		if err := binary.Write(&b, binary.LittleEndian, s); err != nil {
			t.Fatal(err)
		}
		args = append(args, filepath.Join(dir, string(rune('a'+i))+".f32"))
		if err := os.WriteFile(args[len(args)-1], b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("node", args...)
	var said strings.Builder
	cmd.Stderr = &said
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, said.String())
	}
	var out []outcome
	for lines := bufio.NewScanner(bytes.NewReader(raw)); lines.Scan(); {
		var line struct {
			Notes   [][3]float64
			Seconds float64
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		o := outcome{cpu: line.Seconds}
		for _, n := range line.Notes {
			o.notes = append(o.notes, music.Note{Pitch: uint8(n[2]), Velocity: 1, Start: n[0], End: n[1]})
		}
		out = append(out, o)
	}
	if len(out) != len(sounds) {
		t.Fatalf("the package transcribed %d of %d sounds", len(out), len(sounds))
	}
	return out
}

// listen runs our engine, on one core as the package does.
func listen(t *testing.T, samples []float32) outcome {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	before := used(t)
	song, err := local.Transcribe(context.Background(), &tape{samples}, nil)
	if err != nil && !errors.Is(err, local.ErrNoNotes) {
		t.Fatal(err)
	}
	o := outcome{cpu: used(t) - before}
	for _, track := range song.Tracks {
		o.notes = append(o.notes, track.Notes...)
	}
	return o
}

// used returns the processor's seconds of this process.
func used(t *testing.T) float64 {
	t.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}

// tape is samples as a Sound.
type tape struct{ rest []float32 }

func (s *tape) Shape() (int, int, int64) { return local.Rate, 1, int64(len(s.rest)) }

func (s *tape) Read(p []float32) (int, error) {
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

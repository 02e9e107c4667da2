//go:build eval && linux

package eval_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
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
// EVAL_SOUNDFONTS lists SoundFonts that nothing was tuned on, parted by colons;
// fluidsynth renders with them.
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
// and must not be lost.
const goal, floor = 0.08, 0.12

// outcome is what one engine made of a song.
type outcome struct {
	notes []music.Note
	drums []music.Note
	cpu   float64 // seconds
}

// row is of both engines' F1s, summed over songs.
type row struct{ songs, ours, theirs, oursWhole, theirsWhole float64 }

func (r *row) add(truth []music.Note, ours, theirs outcome) {
	r.songs++
	r.ours += eval.Onsets(truth, ours.notes).F1()
	r.theirs += eval.Onsets(truth, theirs.notes).F1()
	r.oursWhole += eval.Whole(truth, ours.notes).F1()
	r.theirsWhole += eval.Whole(truth, theirs.notes).F1()
}

func (r row) String() string {
	return fmt.Sprintf("onsets: ours %.3f  package %.3f  %+.3f   with ends: ours %.3f  package %.3f",
		r.ours/r.songs, r.theirs/r.songs, (r.ours-r.theirs)/r.songs, r.oursWhole/r.songs, r.theirsWhole/r.songs)
}

// family is what a song is counted as.
func family(s eval.Song) string {
	if len(s.Tracks) == 1 {
		return music.ProgramName(s.Tracks[0].Program / 8 * 8) // the first of its family
	}
	if s.Drums() != nil {
		return "Band with drums"
	}
	return "Band"
}

func TestEvalLocal(t *testing.T) {
	folder, fonts := settings(t)
	songs := eval.Songs(seconds)
	var mean row
	families := map[string]*row{}
	var cpu, theirCPU, length float64
	var memory, theirMemory int64
	for _, font := range fonts {
		sounds := make([][]float32, len(songs))
		for i, s := range songs {
			sounds[i] = render(t, s, font)
			length += float64(len(sounds[i])) / local.Rate
		}
		names := spooled(t, sounds)
		node := exec.Command("node", append([]string{"testdata/original.mjs", folder}, names...)...)
		theirs, size := run(t, node, len(songs))
		theirMemory = max(theirMemory, size)
		ours, size := run(t, ourselves(t, names), len(songs))
		memory = max(memory, size)
		t.Logf("%s: note F1, onset within 50 ms, same pitch", filepath.Base(font))
		for i, s := range songs {
			truth := s.Pitched()
			var one row
			one.add(truth, ours[i], theirs[i])
			mean.add(truth, ours[i], theirs[i])
			f := family(s)
			if families[f] == nil {
				families[f] = &row{}
			}
			families[f].add(truth, ours[i], theirs[i])
			cpu += ours[i].cpu
			theirCPU += theirs[i].cpu
			t.Logf("  %-32s %s  notes %d", s.Title, one, len(truth))
		}
	}
	t.Log("by family:")
	for _, f := range slices.Sorted(maps.Keys(families)) {
		t.Logf("  %-32s %s", f, families[f])
	}
	t.Logf("mean of %.0f songs: %s", mean.songs, mean)
	t.Logf("processor seconds a minute of sound: ours %.2f, package %.2f; ratio %.1f; %.0f × real time", cpu/length*60, theirCPU/length*60, theirCPU/cpu, length/cpu)
	t.Logf("memory at most: ours %d MB, package %d MB", memory>>10, theirMemory>>10)
	gain := (mean.ours - mean.theirs) / mean.songs
	t.Logf("gain in F1 %+.3f; the goal is %+.3f", gain, goal)
	if gain < floor {
		t.Errorf("the gain in F1 is below %+.3f", floor)
	}
	if theirCPU < 10*cpu {
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
	file, err := audio.OpenNamed(context.Background(), wave, wave)
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

// spooled writes sounds to files, as little-endian float32.
func spooled(t *testing.T, sounds [][]float32) (names []string) {
	t.Helper()
	dir := t.TempDir()
	for i, s := range sounds {
		var b bytes.Buffer
		if err := binary.Write(&b, binary.LittleEndian, s); err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.Join(dir, fmt.Sprintf("%02d.f32", i)))
		if err := os.WriteFile(names[i], b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// line is what an engine prints of a song.
type line struct {
	Notes   [][3]float64 `json:"notes"` // start, end, pitch
	Drums   [][3]float64 `json:"drums"`
	Seconds float64      `json:"seconds"` // of the processor
}

// run lets a process transcribe count sounds; size is the most memory it took,
// in kB.
func run(t *testing.T, cmd *exec.Cmd, count int) (out []outcome, size int64) {
	t.Helper()
	var said strings.Builder
	cmd.Stderr = &said
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd.Path, err, said.String())
	}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() && len(out) < count {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		out = append(out, outcome{notes: asNotes(l.Notes), drums: asNotes(l.Drums), cpu: l.Seconds})
	}
	if len(out) != count {
		t.Fatalf("%s transcribed %d of %d sounds", cmd.Path, len(out), count)
	}
	return out, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
}

func asNotes(raw [][3]float64) (out []music.Note) {
	for _, n := range raw {
		out = append(out, music.Note{Pitch: uint8(n[2]), Velocity: 1, Start: n[0], End: n[1]})
	}
	return out
}

// ourselves runs this test's program again, as TestListen.
func ourselves(t *testing.T, names []string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestListen$")
	cmd.Env = append(os.Environ(), "EVAL_LISTEN="+strings.Join(names, ":"))
	return cmd
}

// TestListen is our engine in a process of its own, on one core as the package
// is: of each file that EVAL_LISTEN lists it prints a line.
func TestListen(t *testing.T) {
	list := os.Getenv("EVAL_LISTEN")
	if list == "" {
		t.Skip("is run by TestEvalLocal")
	}
	runtime.GOMAXPROCS(1)
	print := json.NewEncoder(os.Stdout)
	for _, name := range filepath.SplitList(list) {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		info, err := file.Stat()
		if err != nil {
			t.Fatal(err)
		}
		before := used(t)
		song, err := local.Transcribe(context.Background(), &tape{file, info.Size() / 4}, nil)
		if err != nil && !errors.Is(err, local.ErrNoNotes) {
			t.Fatal(err)
		}
		l := line{Seconds: used(t) - before}
		for _, track := range song.Tracks {
			for _, n := range track.Notes {
				if n := [3]float64{n.Start, n.End, float64(n.Pitch)}; track.Drums {
					l.Drums = append(l.Drums, n)
				} else {
					l.Notes = append(l.Notes, n)
				}
			}
		}
		if err := errors.Join(print.Encode(l), file.Close()); err != nil {
			t.Fatal(err)
		}
	}
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

// tape is a file of samples as a Sound.
type tape struct {
	file   *os.File
	length int64
}

func (s *tape) Shape() (int, int, int64) { return local.Rate, 1, s.length }

func (s *tape) Read(p []float32) (int, error) {
	raw := make([]byte, 4*len(p))
	n, err := io.ReadFull(s.file, raw)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	_, bad := binary.Decode(raw[:n], binary.LittleEndian, p[:n/4])
	return n / 4, errors.Join(err, bad)
}

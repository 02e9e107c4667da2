package main

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/music"
	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

// slug is the first demo song.
const slug = "night-bus-home"

func TestSongYieldsTheSourceAndASecondRunIsFree(t *testing.T) {
	s, home, out := serve(t, ""), t.TempDir(), t.TempDir()
	wav := s.audio(t, slug)
	for run := range 2 {
		var stderr bytes.Buffer
		cmd := process(t, home, s.song(wav, out)...)
		cmd.Stderr = &stderr
		stdout, err := cmd.Output()
		var r verify.Receipt
		if err != nil || json.Unmarshal(stdout, &r) != nil || !r.OK {
			t.Fatalf("run %d: %v\n%s%s", run, err, stdout, stderr.String())
		}
		if n := len(s.state(t).Charges); n != 1 {
			t.Fatalf("run %d: %d charges, want 1", run, n)
		}
		if strings.Contains(stderr.String(), testKey) {
			t.Error("the key is on standard error")
		}
	}
	likeSource(t, out)
	noKeyIn(t, home)
}

// likeSource compares the exported file with the song the service was given:
// instruments, count, pitch and velocity exactly, times within one tick of the
// API's raster.
func likeSource(t *testing.T, out string) {
	t.Helper()
	songs, err := studio.DemoSongs()
	if err != nil {
		t.Fatal(err)
	}
	likeMusic(t, filepath.Join(out, slug+".mid"), songs[0].Music)
}

// likeMusic compares a file with the music that the service heard.
func likeMusic(t *testing.T, path string, want music.Song) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := smf.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Tracks) != len(want.Tracks) {
		t.Fatalf("%d tracks, want %d", len(got.Tracks), len(want.Tracks))
	}
	const tick = 1.0 / 960
	for i, track := range want.Tracks {
		onRaster(track.Notes)
		music.Sort(track.Notes)
		have := got.Tracks[i]
		music.Sort(have.Notes)
		if have.Program != track.Program || have.Drums != track.Drums || len(have.Notes) != len(track.Notes) {
			t.Errorf("track %d: program %d drums %v notes %d, want %d %v %d", i, have.Program, have.Drums, len(have.Notes), track.Program, track.Drums, len(track.Notes))
			continue
		}
		for k, n := range have.Notes {
			if o := track.Notes[k]; n.Pitch != o.Pitch || n.Velocity != o.Velocity || math.Abs(n.Start-o.Start) > tick {
				t.Fatalf("track %d note %d: %+v, want %+v", i, k, n, o)
			}
		}
	}
}

// onRaster moves notes to the 1/192 s on which the API delivers them.
func onRaster(notes []music.Note) {
	for i := range notes {
		notes[i].Start = math.Round(notes[i].Start*192) / 192
		notes[i].End = math.Round(notes[i].End*192) / 192
	}
}

// noKeyIn looks for the key in every file below a folder.
func noKeyIn(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(testKey)) {
			t.Errorf("the key is in %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMarketRouteYieldsTheSameFiles(t *testing.T) {
	s, legacy, market := serve(t, ""), t.TempDir(), t.TempDir()
	wav := s.audio(t, slug)
	for out, more := range map[string][]string{legacy: nil, market: {"--market"}} {
		if result, err := process(t, t.TempDir(), s.song(wav, out, more...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, result)
		}
	}
	if !same(fileSums(t, market), fileSums(t, legacy)) {
		t.Error("the two routes give different files")
	}
}

func TestSunoTrackAndSeparationByID(t *testing.T) {
	s, home := serve(t, ""), t.TempDir()
	var listing struct {
		Songs []struct {
			Generation struct {
				TaskID   string   `json:"taskId"`
				AudioIDs []string `json:"audioIds"`
			} `json:"generation"`
		} `json:"songs"`
	}
	if err := json.Unmarshal(s.get(t, "/sim/"), &listing); err != nil || len(listing.Songs) == 0 {
		t.Fatalf("no songs in /sim/: %v", err)
	}
	g := listing.Songs[0].Generation
	base := []string{"--json", "--api-base", s.base, "--upload-base", s.base, "--poll", "5ms", "--name", slug}
	out := t.TempDir()
	if result, err := process(t, home, append([]string{"song", "--task", g.TaskID, "--audio", g.AudioIDs[0], "--grid", "off", "-o", out}, base...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, result)
	}
	likeSource(t, out)
	charges := s.state(t).Charges
	if len(charges) != 1 {
		t.Fatalf("%d charges, want 1", len(charges))
	}
	again := t.TempDir()
	if result, err := process(t, t.TempDir(), append([]string{"song", "--separation", charges[0].TaskID, "--grid", "off", "-o", again}, base...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, result)
	}
	likeSource(t, again)
	if n := len(s.state(t).Charges); n != 1 {
		t.Errorf("%d charges, want 1: the separation existed", n)
	}
}

// kills is how many times a journey is killed at a random moment.
const kills = 30

// TestKilledAnywhereGoesOnAndPaysOnce kills lift song at a random moment and
// starts it again. Where the kill falls between the charged request and its
// answer, lift must ask; the test answers as a person would, from the service's
// log.
func TestKilledAnywhereGoesOnAndPaysOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	s := serve(t, `{"latency":{"upload":"40ms","answer":"8ms","separation":"120ms","midi":"90ms"},"errors":{"rateLimit":-1}}`)
	wav, ref := s.audio(t, slug), t.TempDir()
	began := time.Now()
	if out, err := process(t, t.TempDir(), s.song(wav, ref)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole, want := time.Since(began), fileSums(t, ref)
	random := rand.New(rand.NewPCG(1, uint64(began.UnixNano())))
	asked := 0
	for i := range kills {
		home, out, before := t.TempDir(), t.TempDir(), len(s.state(t).Charges)
		cmd := process(t, home, s.song(wav, out)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		moment := time.Duration(random.Int64N(int64(whole)))
		kill := time.AfterFunc(moment, func() { cmd.Process.Kill() })
		cmd.Wait() // killed, or it was faster
		kill.Stop()
		asked += finish(t, s, home, wav, out, before)
		if got := fileSums(t, out); !same(got, want) {
			t.Fatalf("kill %d at %v: other files than without a kill", i, moment)
		}
		if n := len(s.state(t).Charges) - before; n != 1 {
			t.Fatalf("kill %d at %v: %d charges, want 1", i, moment, n)
		}
	}
	t.Logf("%d kills within %v; asked %d times whether it was paid for", kills, whole, asked)
}

// finish starts lift again until it is done, answering its question if it asks,
// and returns how often it asked.
func finish(t *testing.T, s service, home, wav, out string, before int) (asked int) {
	t.Helper()
	more := []string{}
	for range 3 {
		result, err := process(t, home, s.song(wav, out, more...)...).CombinedOutput()
		if err == nil {
			return asked
		}
		if !bytes.Contains(result, []byte("--send-again")) {
			t.Fatalf("%v\n%s", err, result)
		}
		asked++
		if charges := s.state(t).Charges; len(charges) > before {
			more = []string{"--separation", charges[len(charges)-1].TaskID}
		} else {
			more = []string{"--send-again"}
		}
	}
	t.Fatal("lift does not finish")
	return asked
}

func same(a, b map[string]string) bool {
	for name, data := range b {
		if a[name] != data {
			return false
		}
	}
	return len(a) == len(b)
}

// TestLostAnswerAsks lets the service charge and then close the connection: the
// one case nobody but a person can settle.
func TestLostAnswerAsks(t *testing.T) {
	s := serve(t, `{"faults":[{"path":"/api/v1/vocal-removal/generate","times":1,"do":"lost"}]}`)
	home, out, wav := t.TempDir(), t.TempDir(), s.audio(t, slug)
	for range 2 {
		result, err := process(t, home, s.song(wav, out)...).CombinedOutput()
		if err == nil || !bytes.Contains(result, []byte("--separation")) {
			t.Fatalf("lift went on by itself: %v\n%s", err, result)
		}
		if n := len(s.state(t).Charges); n != 1 {
			t.Fatalf("%d charges, want 1", n)
		}
	}
	id := s.state(t).Charges[0].TaskID
	if result, err := process(t, home, s.song(wav, out, "--separation", id)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, result)
	}
	if n := len(s.state(t).Charges); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
	likeSource(t, out)
}

// TestBarsShiftAllNotesAlike compares a file with bars with the music: up to
// one shift, every note starts within 3 ms of where the service has it.
func TestBarsShiftAllNotesAlike(t *testing.T) {
	songs, err := studio.DemoSongs()
	if err != nil {
		t.Fatal(err)
	}
	for _, song := range songs {
		t.Run(song.Slug(), func(t *testing.T) {
			out := t.TempDir()
			if code, _, errs := here(t, "export", "../../kie/kiesim/songs/"+song.Slug()+".mid", "-o", out); code != 0 {
				t.Fatal(errs)
			}
			data, err := os.ReadFile(filepath.Join(out, song.Slug()+".mid"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := smf.Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			from := -1.0
			for i, track := range song.Music.Tracks {
				have := got.Tracks[i].Notes
				music.Sort(have)
				music.Sort(track.Notes)
				if len(have) != len(track.Notes) {
					t.Fatalf("track %d: %d notes, want %d", i, len(have), len(track.Notes))
				}
				for k, n := range track.Notes {
					if from < 0 {
						from = have[k].Start - n.Start
					}
					if off := have[k].Start - n.Start - from; math.Abs(off) > 0.006 {
						t.Fatalf("track %d note %d is %.1f ms from where the first note puts it", i, k, 1000*off)
					}
				}
			}
		})
	}
}

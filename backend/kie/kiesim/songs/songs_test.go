package songs_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gitlab.com/gomidi/midi/v2"
	"gitlab.com/gomidi/midi/v2/smf"

	"partlift/backend/kie/kiesim/songs"
	"partlift/backend/music"
)

// content is what a test wants to know of a file.
type content struct {
	bpm    float64
	meters [][2]uint8
	names  []string
	notes  int
	drums  bool
	end    float64 // seconds
	vels   map[uint8]bool
}

func parse(t *testing.T, data []byte) content {
	t.Helper()
	file, err := smf.ReadFrom(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := content{vels: map[uint8]bool{}}
	for i, track := range file.Tracks {
		var tick int64
		sounding := map[uint8]bool{}
		for _, ev := range track {
			tick += int64(ev.Delta)
			var ch, pitch, vel, num, den uint8
			var bpm float64
			var name string
			msg := midi.Message(ev.Message)
			switch {
			case ev.Message.GetMetaTempo(&bpm):
				c.bpm = bpm
			case ev.Message.GetMetaMeter(&num, &den):
				c.meters = append(c.meters, [2]uint8{num, den})
			case i > 0 && ev.Message.GetMetaTrackName(&name):
				c.names = append(c.names, name)
			case msg.GetNoteStart(&ch, &pitch, &vel):
				if sounding[pitch] {
					t.Errorf("track %d: pitch %d starts again at tick %d while it sounds", i, pitch, tick)
				}
				sounding[pitch], c.vels[vel] = true, true
				c.notes++
				c.drums = c.drums || ch == 9
			case msg.GetNoteEnd(&ch, &pitch):
				sounding[pitch] = false
			}
		}
		for pitch, on := range sounding {
			if on {
				t.Errorf("track %d: pitch %d never ends", i, pitch)
			}
		}
		c.end = max(c.end, float64(tick)/480*60/c.bpm)
	}
	return c
}

func TestSongsAreRealMusic(t *testing.T) {
	want := []struct {
		name   string
		bpm    float64
		meters [][2]uint8
	}{
		{"night-bus-home", 117.98, [][2]uint8{{4, 4}}},
		{"lanterns-on-the-river", 92.37, [][2]uint8{{1, 4}, {3, 4}}},
	}
	all := songs.All()
	if len(all) != len(want) {
		t.Fatalf("%d songs, want %d", len(all), len(want))
	}
	for i, w := range want {
		t.Run(w.name, func(t *testing.T) {
			if all[i].Name != w.name || all[i].Title == "" {
				t.Fatalf("song is %q, %q", all[i].Name, all[i].Title)
			}
			c := parse(t, all[i].Data)
			if d := c.bpm - w.bpm; d < -0.001 || d > 0.001 {
				t.Errorf("tempo %v, want %v", c.bpm, w.bpm)
			}
			if len(c.meters) != len(w.meters) || c.meters[len(c.meters)-1] != w.meters[len(w.meters)-1] {
				t.Errorf("meters %v, want %v", c.meters, w.meters)
			}
			if c.end < 40 || c.end > 60 {
				t.Errorf("lasts %.1f s, want 40–60", c.end)
			}
			if len(c.names) < 5 || !c.drums || c.notes < 500 || len(c.vels) < 40 {
				t.Errorf("%d instruments, drums %v, %d notes, %d velocities", len(c.names), c.drums, c.notes, len(c.vels))
			}
			for _, name := range c.names {
				if name != "Drums" && !music.Match(name).Known {
					t.Errorf("%q is no General MIDI instrument", name)
				}
			}
		})
	}
}

// TestComposeWritesTheseFiles runs the generator again.
func TestComposeWritesTheseFiles(t *testing.T) {
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command here to run the generator with")
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), tool, "run", "compose.go", "night.go", "lanterns.go", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, song := range songs.All() {
		got, err := os.ReadFile(filepath.Join(dir, song.Name+".mid"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, song.Data) {
			t.Errorf("%s.mid is not what compose.go writes; run go generate", song.Name)
		}
	}
}

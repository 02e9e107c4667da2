//go:build window && linux

package views

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gitlab.com/gomidi/midi/v2"
	"gitlab.com/gomidi/midi/v2/smf"
)

// ardour is a running DAW with an empty session at a song's tempo and bars to
// snap to. It is its makers' own program with its own dummy sound.
type ardour struct {
	*seat
	session string // folder
}

const (
	ardourSetup = `<?xml version="1.0" encoding="UTF-8"?>
<Ardour>
  <Config><Option name="try-autostart-engine" value="1"/><Option name="hide-dummy-backend" value="0"/></Config>
  <Extra><AudioMIDISetup><EngineStates>
    <State backend="None (Dummy)" driver="Normal Speed" device="Silence" input-device="" output-device="" sample-rate="48000" buffer-size="1024" n-periods="0" input-latency="0" output-latency="0" lm-input="" lm-output="" active="1" use-buffered-io="0" midi-option="1 in, 1 out, Silence" lru="1"><MIDIDevices/></State>
  </EngineStates></AudioMIDISetup></Extra>
</Ardour>
`
	ardourQuiet = `<?xml version="1.0" encoding="UTF-8"?><instant><no-memory-warning/></instant>`
	ardourGrid  = `<?xml version="1.0" encoding="UTF-8"?><instant><Editor grid-type="GridTypeBar" snap-mode="SnapNormal" zoom="2048"/></instant>`
)

// startArdour makes a session by the tool that comes with the DAW, sets its
// tempo and opens it.
func startArdour(t *testing.T, tempo float64) *ardour {
	t.Helper()
	program := needed(t, "PARTLIFT_NEED_DAW", "ardour")
	tools, _ := filepath.Glob("/usr/*bin/ardour*-new_empty_session") // the pattern is well formed
	if len(tools) == 0 {
		tools = []string{needed(t, "PARTLIFT_NEED_DAW", "ardour7-new_empty_session")}
	}
	tool := tools[len(tools)-1]
	number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(tool), "ardour"), "-")
	home := t.TempDir()
	a := &ardour{session: filepath.Join(home, "Session")}
	config := filepath.Join(home, ".config", "ardour"+number)
	if err := os.MkdirAll(config, 0o755); err != nil {
		t.Fatal(err)
	}
	maker := exec.Command(tool, a.session, "Session")
	maker.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/.config", "LC_ALL=C.UTF-8")
	if out, err := maker.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", tool, err, out)
	}
	state, err := os.ReadFile(a.state())
	if err != nil {
		t.Fatal(err)
	}
	state = bytes.ReplaceAll(state, []byte(`npm="120"`), fmt.Appendf(nil, `npm="%g"`, tempo))
	settle(t, map[string][]byte{
		a.state():                               state,
		filepath.Join(a.session, "instant.xml"): []byte(ardourGrid),
		filepath.Join(config, "instant.xml"):    []byte(ardourQuiet),
		filepath.Join(config, "config"):         []byte(ardourSetup),
		filepath.Join(config, ".a"+number):      nil, // it has been here before
	})
	a.seat = guest(t, home, "Session - Ardour", program, "-a", "-n", a.session)
	return a
}

// settle writes files that a program finds when it starts.
func settle(t *testing.T, files map[string][]byte) {
	t.Helper()
	for path, data := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func (a *ardour) state() string { return filepath.Join(a.session, "Session.ardour") }

// imported returns the notes of the MIDI files that the DAW has written. It
// keeps empty ones too, for what its tracks might record.
func (a *ardour) imported() map[string][]beat {
	a.t.Helper()
	files, err := filepath.Glob(filepath.Join(a.session, "interchange", "Session", "midifiles", "*.mid"))
	if err != nil {
		a.t.Fatal(err)
	}
	out := map[string][]beat{}
	for _, path := range files {
		if notes, err := beats(path); err == nil && len(notes) > 0 { // it may be in the midst of writing
			out[filepath.Base(path)] = notes
		}
	}
	return out
}

// region is a stretch of a track that plays a file.
type region struct {
	start float64 // quarter notes from the first bar line
	file  string
}

// regions saves the session and returns what its tracks play.
func (a *ardour) regions(want int) []region {
	a.t.Helper()
	a.do("windowfocus", "--sync", a.window, "key", "ctrl+s")
	var got []region
	a.until(fmt.Sprintf("the session is saved with %d regions", want), time.Minute, func() bool {
		data, err := os.ReadFile(a.state())
		if err == nil { // it may be between two names
			got, err = regionsOf(data)
		}
		return err == nil && len(got) >= want
	})
	return got
}

// regionsOf reads a session.
func regionsOf(data []byte) ([]region, error) {
	var session struct {
		Sources []struct {
			ID   string `xml:"id,attr"`
			Name string `xml:"name,attr"`
		} `xml:"Sources>Source"`
		Regions []struct {
			Length string `xml:"length,attr"`
			Source string `xml:"source-0,attr"`
		} `xml:"Playlists>Playlist>Region"`
	}
	if err := xml.Unmarshal(data, &session); err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, s := range session.Sources {
		files[s.ID] = s.Name
	}
	var out []region
	for _, r := range session.Regions {
		var length, start int
		if _, err := fmt.Sscanf(r.Length, "b%d@b%d", &length, &start); err != nil {
			return nil, fmt.Errorf("a region's place is %q: %w", r.Length, err)
		}
		out = append(out, region{float64(start) / 1920, files[r.Source]})
	}
	return out, nil
}

// beat is a note as a DAW sees it.
type beat struct {
	pitch, velocity uint8
	start, length   float64 // quarter notes
}

// beats reads the notes of a MIDI file by the library, not by our own reader.
func beats(path string) ([]beat, error) {
	f, err := smf.ReadFile(path)
	if err != nil {
		return nil, err
	}
	ppq, ok := f.TimeFormat.(smf.MetricTicks)
	if !ok {
		return nil, fmt.Errorf("%s counts no ticks", path)
	}
	var out []beat
	for _, track := range f.Tracks {
		open, tick := map[uint8][]int{}, 0
		for _, ev := range track {
			tick += int(ev.Delta)
			at := float64(tick) / float64(ppq)
			var ch, key, velocity uint8
			switch msg := midi.Message(ev.Message); {
			case msg.GetNoteStart(&ch, &key, &velocity):
				open[key] = append(open[key], len(out))
				out = append(out, beat{key, velocity, at, 0})
			case msg.GetNoteEnd(&ch, &key) && len(open[key]) > 0:
				i := open[key][0]
				open[key] = open[key][1:]
				out[i].length = at - out[i].start
			}
		}
	}
	slices.SortStableFunc(out, func(a, b beat) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.pitch, b.pitch)) })
	return out, nil
}

// next waits for an import that is not among those before, and is complete.
func (a *ardour) next(before map[string][]beat, notes int) (name string, got []beat) {
	a.t.Helper()
	a.until("the part is imported", time.Minute, func() bool {
		for file, found := range a.imported() {
			if _, seen := before[file]; !seen && len(found) >= notes {
				name, got = file, found
			}
		}
		return name != ""
	})
	return name, got
}

// TestWindowDragArdour drags parts from the real window into a real DAW, ten
// times; does between what delivers nothing; and what the DAW wrote down are
// the notes of our files, from a bar line on.
func TestWindowDragArdour(t *testing.T) {
	library := prepare(t, "dark", "", 1)
	eyes := openStudio(t, library)
	defer eyes.Close()
	page := onlySong(t, eyes)
	var tempo float64
	if _, err := fmt.Sscanf(page.Tempo, "%f BPM", &tempo); err != nil {
		t.Fatalf("%q: %v", page.Tempo, err)
	}
	daw := startArdour(t, tempo)
	h := sit(t, build(t, ".."), library, nil).hand()
	daw.place(1400, 0, 1121, 740)
	h.press("ctrl+h", "Home", "Return")
	h.press("ctrl+p")
	x, y := daw.origin()
	row := 115 // the first bar, as long as there is no track and its knobs
	for n := range 10 {
		part := n % len(page.Parts)
		before := daw.imported()
		h.drop(part, x+row, y+640)
		want, err := beats(fileOf(t, library, page.Parts[part].Name))
		if err != nil || len(want) != page.Parts[part].Notes {
			t.Fatalf("our own file holds %d notes, want %d; %v", len(want), page.Parts[part].Notes, err)
		}
		if name, got := daw.next(before, len(want)); !slices.Equal(got, want) {
			t.Errorf("drop %d: %s holds other notes than our file: %v, want %v", n+1, name, got, want)
		}
		row = 225
		if n >= 5 {
			row += 48 * 4 * (n - 4)
		}
		if n == 5 {
			daw.write("ardour", "dark", daw.settle())
			daw.place(1400, 0, 1121, 1000)
		}
		h.slip(n, x+400, y+560)
	}
	for _, r := range daw.regions(10) {
		if math.Mod(r.start, 4) != 0 {
			t.Errorf("%s begins %v quarter notes after the first bar line, which is on none", r.file, r.start)
		}
		t.Logf("bar %v: %s", 1+r.start/4, r.file)
	}
	if n := len(daw.imported()); n != 10 {
		t.Errorf("ten drops and four slips imported %d files", n)
	}
	h.leave()
}

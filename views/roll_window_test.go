//go:build window

package views

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// crowd is ten tracks of ten thousand notes each over four minutes.
func crowd() music.Song {
	s := music.Song{Title: "Crowd"}
	for k := range 10 {
		t := music.Track{Name: "Track", Program: uint8(8 * k)}
		for i := range 10_000 {
			at := float64(i) * 0.024
			t.Notes = append(t.Notes, music.Note{Pitch: uint8(30 + (i*7+k*11)%70), Velocity: uint8(40 + i%80), Start: at, End: at + 0.05 + float64(i%9)*0.1})
		}
		s.Tracks = append(s.Tracks, t)
	}
	return s
}

// TestWindowRoll zooms, scrolls and plays a hundred thousand notes for a
// minute by mouse and keyboard, and reads from the log how much of each frame
// was the program's own work. Frame times are told and not judged; what is
// judged is that a moving playhead paints nothing.
func TestWindowRoll(t *testing.T) {
	library, minute := t.TempDir(), time.Minute
	if testing.Short() {
		minute = 10 * time.Second
	}
	plan, err := smf.Arrange(crowd(), smf.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if err := plan.Encode(&data); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "Crowd.mid")
	if err := os.WriteFile(path, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	st := openStudio(t, library)
	if _, _, err := st.Take(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}

	s := sit(t, build(t, ".."), library, nil)
	s.press("ctrl+h", "Home", "Return")
	s.press("ctrl+l", "f")
	log := func() []byte {
		b, err := os.ReadFile(filepath.Join(library, "logs", "partlift.log"))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return b
	}
	figures := func(n int) map[string]int {
		s.until("the figures are in the log", 2*time.Minute, func() bool { return bytes.Count(log(), []byte("msg=frames")) >= n })
		lines := bytes.Split(bytes.TrimSpace(log()), []byte("msg=frames"))
		out := map[string]int{}
		for _, m := range regexp.MustCompile(`(\w+)=(\d+)`).FindAllSubmatch(lines[len(lines)-1], -1) {
			out[string(m[1])], _ = strconv.Atoi(string(m[2]))
		}
		return out
	}

	// All notes fit, so the playhead crosses them without turning a page.
	s.press("ctrl+l") // and the keyboard with it
	s.do("key", "space")
	s.rest(8 * time.Second) // looking for a sound card takes its time
	s.do("key", "space")
	before := figures(1)
	s.do("key", "space")
	s.rest(5 * time.Second)
	s.do("key", "space")
	after := figures(2)
	if after["paints"] != before["paints"] {
		t.Errorf("playing for five seconds painted the roll %d times", after["paints"]-before["paints"])
	}
	if after["ticks"] <= before["ticks"]+20 {
		t.Errorf("playing for five seconds moved the playhead %d times", after["ticks"]-before["ticks"])
	}

	s.do("key", "space")
	s.do("mousemove", "--window", s.window, "900", "450")
	for over := time.Now().Add(minute); time.Now().Before(over); {
		for _, step := range [][]string{
			{"keydown", "ctrl", "click", "--repeat", "6", "--delay", "30", "4", "keyup", "ctrl"},
			{"keydown", "shift", "click", "--repeat", "12", "--delay", "30", "5", "keyup", "shift"},
			{"key", "--repeat", "3", "ctrl+minus"}, // Alt and the wheel is the window manager's here
			{"click", "--repeat", "10", "--delay", "30", "4"},
			{"keydown", "ctrl", "click", "--repeat", "8", "--delay", "30", "5", "keyup", "ctrl"},
			{"key", "--repeat", "3", "ctrl+plus"},
		} {
			s.do(step...)
		}
	}
	s.do("key", "space")
	f := figures(3)
	if f["paints"] < 100 || f["ticks"] < 100 {
		t.Errorf("in a minute only %d paints and %d ticks", f["paints"], f["ticks"])
	}
	t.Logf("100,000 notes: %d frames moved the playhead, %d of them above 8 ms, the slowest took %d us; %d paints, 99 of 100 within %d us, the slowest took %d us",
		f["ticks"], f["slow_ticks"], f["slowest_tick_us"], f["paints"], f["paint_p99_us"], f["slowest_paint_us"])
	s.leave()
}

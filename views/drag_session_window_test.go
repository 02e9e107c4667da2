//go:build window && linux

package views

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Where the button of the session lies in the window with an open song.
const sessionX, sessionY = 925, 66

// TestWindowDragSessionArdour drags the session from the real window to where a
// real DAW asks which session to open, and it takes the file. That it opens such
// a session is for TestWindowSessionArdour.
func TestWindowDragSessionArdour(t *testing.T) {
	program := needed(t, "PARTLIFT_NEED_DAW", "ardour")
	library := prepare(t, "dark", "", 1)
	eyes := openStudio(t, library)
	defer eyes.Close()
	page := onlySong(t, eyes)
	set := eyes.Settings()
	set.DAW = "ardour"
	if err := eyes.SaveSettings(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	files := map[string][]byte{}
	for _, number := range []string{"7", "8"} {
		config := filepath.Join(home, ".config", "ardour"+number)
		files[filepath.Join(config, "instant.xml")] = []byte(ardourQuiet)
		files[filepath.Join(config, "config")] = []byte(ardourSetup)
		files[filepath.Join(config, ".a"+number)] = nil
	}
	settle(t, files)
	daw := guest(t, home, "Session Setup", program)
	h := sit(t, build(t, ".."), library, nil).hand()
	h.press("ctrl+h", "Home", "Return")
	h.press("ctrl+p")
	daw.place(1600, 200, 0, 0)
	x, y := daw.origin()
	// The first time it is only written, if that takes longer than a gesture waits.
	h.drag(sessionX, sessionY, sessionX-200, sessionY+500)
	var made []string
	h.until("the session is written", time.Minute, func() bool {
		var err error
		made, err = filepath.Glob(filepath.Join(library, "exports", page.Title, "*", "*.ardour"))
		return err == nil && len(made) == 1
	})
	h.takeAt(sessionX, sessionY)
	h.carry(x+120, y+142) // where it asks for other sessions
	h.release()
	log := filepath.Join(library, "logs", "partlift.log")
	h.until("the DAW has taken it", time.Minute, func() bool {
		said, err := os.ReadFile(log)
		return err == nil && bytes.Contains(said, []byte("msg=dragged files=1 outcome=delivered target=Ardour"))
	})
	h.leave()
}

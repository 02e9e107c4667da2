package studio_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// packedOf is an archive of files that are stored as they are, in order.
func packedOf(t *testing.T, change func(h *zip.FileHeader), files ...string) []byte {
	t.Helper()
	sound, notes := tone(2, 1), partMIDI(t, 0, "Drums", studiotest.Own(120))
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, name := range files {
		h := &zip.FileHeader{Name: name, Method: zip.Store}
		if change != nil {
			change(h)
		}
		w, err := z.CreateHeader(h)
		body := notes
		if strings.HasSuffix(name, ".wav") {
			body = slices.Clone(sound)
			body[len(body)-2] = byte(i)
		}
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// everything lists what lies in a folder.
func everything(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, _ fs.DirEntry, err error) error {
		out = append(out, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Whatever an archive holds, what comes of it is a sentence or a song, and nothing
// is written outside the library.
func TestHostileArchivesAreTakenInWords(t *testing.T) { // alone, as it measures memory
	root := t.TempDir()
	drums := "Glass (Drums).mid"
	good := packedOf(t, nil, drums, "Glass (Bass).wav")
	flipped := slices.Clone(good)
	flipped[bytes.Index(flipped, []byte("WAVE"))+400] ^= 1
	many := make([]string, 20_000)
	for i := range many {
		many[i] = fmt.Sprint(i, ".mid")
	}
	for name, c := range map[string]struct {
		body   []byte
		want   string // what is refused
		left   string // what is left out
		passed string
	}{
		"up.zip": {packedOf(t, nil, drums, "Glass (Bass).wav", "../../evil.wav", "/tmp/evil.mid", `..\evil.mid`), "", "", "3 files whose names point out of the archive were passed over."},
		"link.zip": {packedOf(t, func(h *zip.FileHeader) {
			if h.Name == "Glass (FX).wav" {
				h.SetMode(fs.ModeSymlink | 0o777)
			}
		}, drums, "Glass (Bass).wav", "Glass (FX).wav"), "", "", "1 link was passed over."},
		"twice.zip":   {packedOf(t, nil, drums, "Glass (Bass).wav", "glass (bass).WAV"), "", "", "1 file whose name was there before was passed over."},
		"damaged.zip": {flipped, "", "The archive “damaged.zip” is damaged or incomplete. Download or pack it again. That file was left out.", ""},
		"many.zip":    {packedOf(t, nil, many...), "There are too many files in “many.zip”. Choose the folder of one song instead.", "", ""},
		"cut.zip":     {good[:len(good)-40], "The archive “cut.zip” is damaged or incomplete. Download or pack it again.", "", ""},
		"locked.zip":  {packedOf(t, func(h *zip.FileHeader) { h.Flags |= 1 }, drums, "Glass (Bass).wav"), "“locked.zip” is locked with a password. Unpack it, and choose the folder.", "", ""},
		"inside.zip":  {packedOf(t, nil, "inner.zip"), "There is nothing in “inside.zip” that can be used. 1 archive inside was passed over; unpack it if it belongs to the song. Audio (wav, mp3, flac, ogg, m4a, …), a saved result (.json) or a MIDI file (.mid) will do.", "", ""},
	} {
		w := studiotest.New(t, kiesim.Script{})
		p := filepath.Join(root, name)
		if err := os.WriteFile(p, c.body, 0o600); err != nil {
			t.Fatal(err)
		}
		before := everything(t, root)
		var mem, now runtime.MemStats
		runtime.ReadMemStats(&mem)
		h, err := studio.Look([]string{p})
		runtime.ReadMemStats(&now)
		if got := (now.TotalAlloc - mem.TotalAlloc) >> 20; got > 40 {
			t.Errorf("%s: %d MB to look at it", name, got)
		}
		if c.want != "" {
			if err == nil || err.Error() != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
			continue
		}
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := w.TakeHanded(t.Context(), h, studio.Choice{}, nil)
		if err != nil || len(got.Songs) != 1 || got.Songs[0].Became != studio.Added || got.Songs[0].Title != "Glass" {
			t.Fatalf("%s: %+v, %v", name, got, err)
		}
		said := fmt.Sprint(h.Passed, got.Songs[0].LeftOut)
		if want := fmt.Sprintf("[%s] [%s]", c.passed, c.left); said != want {
			t.Errorf("%s: %s, want %s", name, said, want)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
		if d := cmp.Diff(before, everything(t, root)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if _, err := os.Stat("/tmp/evil.mid"); err == nil {
		t.Error("a file was written where the archive said")
	}
}

func TestThirtySongsInAFolderBecomeThirtySongs(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	alone, inParts := map[string][]byte{}, map[string][]byte{}
	for i := range 30 {
		own := studiotest.Own(100 + float64(i))
		alone[fmt.Sprintf("%02d Song.mid", i)] = partMIDI(t, 1, "Lead", own)
		inParts[fmt.Sprintf("Song %d (Drums).mid", i)] = partMIDI(t, 0, "Drums", own)
		inParts[fmt.Sprintf("Song %d (Bass).wav", i)] = tone(2, byte(i))
	}
	for _, files := range []map[string][]byte{alone, inParts} {
		got := take(t, w, studio.Choice{}, folderOf(t, "dl", files))
		ids := map[string]bool{}
		for _, s := range got.Songs {
			if s.Became != studio.Added {
				t.Errorf("%+v", s)
			}
			ids[s.ID] = true
		}
		if len(ids) != 30 {
			t.Errorf("%d songs", len(ids))
		}
	}
	if n := len(w.Rows(t, "")); n != 60 {
		t.Errorf("%d rows", n)
	}
}

package views

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"partlift/app/studio"
)

// A song of stems without notes opens, plays and shows its sounds; there is
// nothing to export of it, which is said.
func TestASongOfSoundAloneOpens(t *testing.T) {
	r := newRig(t)
	r.add()
	dir := filepath.Join(t.TempDir(), "Glass")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"drums.wav", "bass.wav", "mix.wav"} {
		body := append([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data"), binary.LittleEndian.AppendUint32(nil, 16000)...)
		body = append(body, make([]byte, 16000)...)
		body[len(body)-1] = byte(0x40 + i)
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h, err := studio.Look([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	got, err := r.studio.TakeHanded(t.Context(), h, studio.Choice{}, nil)
	if err != nil || len(got.Songs) != 1 || got.Songs[0].Became != studio.Added {
		t.Fatalf("%+v, %v", got, err)
	}
	id := got.Songs[0].ID
	r.m.OpenSong(id)
	r.until("the song is open", func() bool { p := r.m.Page.Now(); return p != nil && p.ID == id })
	if p := r.m.Page.Now(); len(p.Stems) != 2 || p.Audio == nil || p.Seconds != 1 {
		t.Errorf("%d stems, %v, %v s", len(p.Stems), p.Audio, p.Seconds)
	}
	r.m.TogglePlay()
	r.until("it plays", func() bool { return r.m.Playback.Now().Playing })
	r.m.TogglePlay()
	r.m.Export(t.TempDir(), studio.What{Combined: true, Each: true})
	r.until("it is said that there is nothing to export", func() bool { return len(r.m.Notices.Now()) > 0 })
}

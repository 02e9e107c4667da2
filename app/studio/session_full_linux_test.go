package studio

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/backend/audio"
	"partlift/backend/music"
	"partlift/backend/say"
)

// smallDisk is a folder on a disk of so many bytes.
func smallDisk(t *testing.T, bytes int64) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("partlift-test", dir, "tmpfs", 0, fmt.Sprintf("size=%d", bytes)); err != nil {
		t.Skipf("a small disk needs root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// A disk that fills while sound is written, or while it is packed, is said, and
// nothing is left on it.
func TestADiskThatFillsIsSaid(t *testing.T) {
	song := music.Song{Title: "x", Tracks: []music.Track{{Name: "a", Notes: []music.Note{{Pitch: 60, Velocity: 90, End: 1}}}}}
	path := filepath.Join(t.TempDir(), "a.wav")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := audio.NewWAVWriter(f, audio.WAVForm{Rate: 44100, Channels: 2, Bits: 24})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Silence(10), w.Write(make([]float32, 16)), w.Write([]float32{0.5, 0.5}), w.Silence(350_000), w.Close()); err != nil { // 2 MB
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind string
		disk int64
	}{{"dawproject", 1 << 20}, {"dawproject", 3 << 20}, {"reaper", 1 << 20}, {"ardour", 1 << 20}, {"folder", 1 << 20}} {
		dir := smallDisk(t, c.disk)
		r, err := WriteSession(t.Context(), SessionSong{Song: song, Parts: edit.PartsOf(song, edit.Layers{}, nil, nil), Sounds: []SongSound{{Name: "a", Path: path}}}, ExportOptions{Dir: dir},
			SessionOptions{Kind: c.kind, free: func(string) (int64, bool) { return 0, false }}, time.Now())
		left, _ := os.ReadDir(dir)
		var told *say.Trouble
		if r.OK || !errors.Is(err, syscall.ENOSPC) || !errors.As(err, &told) || !strings.Contains(told.Hint, "free space") || len(left) > 0 {
			t.Errorf("%s on %d bytes: %d files are left, %v", c.kind, c.disk, len(left), err)
		}
	}
}

package studio_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/music"
)

func TestWriteFileLeavesDevicesAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.wav")
	if err := os.Symlink(os.DevNull, path); err != nil {
		t.Skip(err)
	}
	err := studio.WriteFile(path, func(*os.File) error {
		t.Error("something is written")
		return nil
	})
	if info, stat := os.Lstat(path); err == nil || stat != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("error %v; want a refusal and the name as it was: %v, %v", err, info, stat)
	}
}

// TestExportRemovesWhatAKilledOneLeft leaves the file of a process that has
// ended, and one of this process, which has not.
func TestExportRemovesWhatAKilledOneLeft(t *testing.T) {
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	dead := filepath.Join(dir, fmt.Sprintf(".partlift-%d-1", gone.Process.Pid))
	live := filepath.Join(dir, fmt.Sprintf(".partlift-%d-1", os.Getpid()))
	for _, path := range []string{dead, live} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	song := music.Song{Title: "Song", Tracks: []music.Track{{Name: "Piano", Notes: []music.Note{{Pitch: 60, Velocity: 100, Start: 0, End: 1}}}}}
	if _, err := studio.Export(song, studio.ExportOptions{Dir: dir, What: studio.What{Combined: true}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dead); err == nil && runtime.GOOS != "windows" {
		t.Error("the file of a process that is gone is still there")
	}
	if _, err := os.Stat(live); err != nil {
		t.Error("the file of a process that lives is gone")
	}
}

//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// spy is a folder for the PATH with an ffmpeg that writes its environment down
// and decodes nothing.
func spy(t *testing.T) (dir, told string) {
	t.Helper()
	dir = t.TempDir()
	told = filepath.Join(dir, "environment")
	script := "#!/bin/sh\n/usr/bin/env >> '" + told + "'\nexit 1\n"
	if err := os.WriteFile(filepath.Join(dir, "ffmpeg"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir, told
}

func TestProgramsThatLiftStartsGetNoKey(t *testing.T) {
	dir, told := spy(t)
	home := t.TempDir()
	sound, err := os.ReadFile(filepath.Join("..", "..", "audio", "testdata", "sweep.m4a"))
	if err != nil {
		t.Fatal(err)
	}
	song := filepath.Join(home, "song.m4a")
	if err := os.WriteFile(song, sound, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := process(t, home, "song", song, "--engine", "local")
	cmd.Env = append(cmd.Env, "PATH="+dir+":"+os.Getenv("PATH"), "LC_ALL=C."+testKey) // a value that is passed on
	_ = cmd.Run()                                                                     // it fails: nothing was decoded
	got, err := os.ReadFile(told)
	if err != nil || !strings.Contains(string(got), "LC_ALL=C.") {
		t.Fatalf("ffmpeg was not started: %v\n%s", err, got)
	}
	if strings.Contains(string(got), "PARTLIFT_API_KEY") || strings.Contains(string(got), "="+testKey) {
		t.Errorf("it was told:\n%s", got)
	}
}

// Whatever others may read by default, what lift writes into its library they
// may not.
func TestALibraryMadeByLiftIsForItsOwnerAlone(t *testing.T) {
	home := t.TempDir()
	song := filepath.Join("..", "..", "kie", "kiesim", "songs", "night-bus-home.mid")
	lift := process(t, home, "song", song, "-o", filepath.Join(home, "out"))
	cmd := process(t, home)
	cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", `umask 0; exec "$@"`, "sh"}, lift.Args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	found := 0
	err := filepath.WalkDir(filepath.Join(home, "library"), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		found++
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%v %s", info.Mode(), path)
		}
		return err
	})
	if err != nil || found < 10 {
		t.Errorf("%d files, %v", found, err)
	}
}

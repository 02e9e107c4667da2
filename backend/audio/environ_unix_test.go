//go:build unix

package audio_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/backend/audio"
)

// The program that decodes reads files of strangers, and is told no secrets.
func TestFFmpegGetsNoKey(t *testing.T) {
	dir := t.TempDir()
	told := filepath.Join(dir, "environment")
	script := "#!/bin/sh\n/usr/bin/env >> '" + told + "'\nexit 1\n"
	if err := os.WriteFile(filepath.Join(dir, "ffmpeg"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	t.Setenv("PARTLIFT_API_KEY", "a-key-that-nobody-is-told")
	t.Setenv("SOME_TOKEN", "a-token-that-nobody-is-told")
	if d, err := audio.OpenNamed(t.Context(), filepath.Join("testdata", "sweep.m4a"), "sweep.m4a"); err == nil {
		d.Close()
		t.Fatal("the program that does nothing decodes")
	}
	got, err := os.ReadFile(told)
	if err != nil || !strings.Contains(string(got), "PATH="+dir) {
		t.Fatalf("it was not started, or has no PATH: %v\n%s", err, got)
	}
	if strings.Contains(string(got), "nobody-is-told") {
		t.Errorf("it was told:\n%s", got)
	}
}

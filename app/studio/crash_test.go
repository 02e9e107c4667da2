package studio_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/secret"
)

// crashHere is the folder that a child process is to crash into.
const crashHere = "PARTLIFT_TEST_CRASH"

// TestCrash is the child: it panics on a goroutine, with the key around.
func TestCrash(t *testing.T) {
	dir := os.Getenv(crashHere)
	if dir == "" {
		t.Skip("run by TestACrashIsWrittenDownAndToldOnce")
	}
	f, _, err := studio.CrashFile(dir, "Partlift 1.2.3", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := debug.SetCrashOutput(f, debug.CrashOptions{}); err != nil {
		t.Fatal(err)
	}
	go func(key secret.Secret) { panic(errors.New("something broke with " + key.String())) }(secret.Key("sk-0123456789abcdef"))
	select {}
}

func TestACrashIsWrittenDownAndToldOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "logs")
	f, earlier, err := studio.CrashFile(dir, "Partlift 1.2.3", time.Now())
	if err != nil || earlier != "" {
		t.Fatalf("before any crash: %q, %v", earlier, err)
	}
	for range 2 {
		child := exec.Command(os.Args[0], "-test.run=^TestCrash$")
		child.Env = append(os.Environ(), crashHere+"="+dir)
		if out, err := child.CombinedOutput(); err == nil {
			t.Fatalf("the child did not crash: %s", out)
		}
	}
	next, earlier, err := studio.CrashFile(dir, "Partlift 1.2.3", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	report, err := os.ReadFile(earlier)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Partlift 1.2.3, started ", "something broke", "crash_test.go"} {
		if !strings.Contains(string(report), want) {
			t.Errorf("the report lacks %q:\n%s", want, report)
		}
	}
	if strings.Contains(string(report), "0123456789") {
		t.Errorf("the report holds the key:\n%s", report)
	}
	if _, earlier, err := studio.CrashFile(dir, "Partlift 1.2.3", time.Now()); err != nil || earlier != "" {
		t.Errorf("told again: %q, %v", earlier, err)
	}
	for _, f := range []*os.File{f, next} { // the first one ran beside the children
		if err := studio.Discard(f); err != nil {
			t.Error(err)
		}
	}
	crashes, _ := filepath.Glob(filepath.Join(dir, "crash-*"))
	if len(crashes) != 2 {
		t.Errorf("kept are %v", crashes)
	}
}

// A run that ended without a word, as by a power cut, leaves a file behind that
// tells nothing.
func TestFilesOfRunsThatAreGoneAreRemoved(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "logs")
	now := time.Now()
	here, _, err := studio.CrashFile(dir, "Partlift", now)
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	file := func(name, content string, age time.Duration) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	dead := file(fmt.Sprintf("run-20260101-000000-%d-1.txt", gone.Process.Pid), "Partlift\n", time.Minute)
	live := file(fmt.Sprintf("run-20260101-000000-%d-2.txt", os.Getpid()), "Partlift\n", 48*time.Hour)
	old := file("run-20260101-000000-123456789.txt", "Partlift\n", 48*time.Hour) // of an earlier version
	young := file("run-20260101-000000-987654321.txt", "Partlift\n", time.Hour)
	crashed := file(fmt.Sprintf("run-20260101-000001-%d-3.txt", gone.Process.Pid), "Partlift\ngoroutine 1\n", time.Minute)
	next, earlier, err := studio.CrashFile(dir, "Partlift", now)
	if err != nil || !strings.HasSuffix(earlier, fmt.Sprintf("crash-20260101-000001-%d-3.txt", gone.Process.Pid)) {
		t.Errorf("told %q, %v", earlier, err)
	}
	defer next.Close()
	there := func(path string) bool { _, err := os.Stat(path); return err == nil }
	if there(dead) && runtime.GOOS != "windows" || there(old) || there(crashed) {
		t.Errorf("left: of a dead run %v, old %v, a crash %v", there(dead), there(old), there(crashed))
	}
	if !there(live) || !there(young) || !there(here.Name()) || !there(earlier) {
		t.Errorf("gone: of a run that lives %v, young %v, this one's %v, the report %v", !there(live), !there(young), !there(here.Name()), !there(earlier))
	}
}

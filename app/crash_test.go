package app_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"partlift/app"
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
	f, _, err := app.CrashFile(dir, "Partlift 1.2.3", time.Now())
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
	f, earlier, err := app.CrashFile(dir, "Partlift 1.2.3", time.Now())
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
	next, earlier, err := app.CrashFile(dir, "Partlift 1.2.3", time.Now())
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
	if _, earlier, err := app.CrashFile(dir, "Partlift 1.2.3", time.Now()); err != nil || earlier != "" {
		t.Errorf("told again: %q, %v", earlier, err)
	}
	for _, f := range []*os.File{f, next} { // the first one ran beside the children
		if err := app.Discard(f); err != nil {
			t.Error(err)
		}
	}
	crashes, _ := filepath.Glob(filepath.Join(dir, "crash-*"))
	if len(crashes) != 2 {
		t.Errorf("kept are %v", crashes)
	}
}

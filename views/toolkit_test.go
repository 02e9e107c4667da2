package views

import (
	"bytes"
	"errors"
	"log"
	"log/slog"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestNoBusIsNoTrouble(t *testing.T) {
	var out, notes bytes.Buffer
	defer log.SetOutput(log.Writer())
	log.SetOutput(Toolkit(&out, slog.New(slog.NewTextHandler(&notes, nil))))
	noted := func() []string { return strings.SplitAfter(strings.TrimSuffix(notes.String(), "\n"), "\n") }
	fyne.LogError("failed to watch theme settings", errors.New(`exec: "dbus-launch": executable file not found in $PATH`))
	fyne.LogError("Unable to connect to session D-Bus", errors.New("connection refused"))
	if n := noted(); out.Len() != 0 || len(n) != 2 || !strings.Contains(n[0], "dbus-launch") || !strings.Contains(n[1], "refused") {
		t.Errorf("printed is %q, noted %q", out.String(), n)
	}
	fyne.LogError("Preferences load error:", errors.New("EOF"))
	fyne.LogError("window creation error", errors.New("no OpenGL"))
	fyne.LogError("something without a cause", nil)
	log.Println("a line of its own")
	for _, want := range []string{"window creation error", "no OpenGL", "something without a cause", "a line of its own"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not printed: %q", want, out.String())
		}
	}
	if n := strings.Count(out.String(), "At:"); n != 2 || len(noted()) != 3 {
		t.Errorf("%d places are printed, want 2; noted %q", n, noted())
	}
}

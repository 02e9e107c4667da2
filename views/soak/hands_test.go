//go:build soak && linux

package soak_test

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// hands are at the keyboard of one window. Keys that do not arrive, because the
// window has gone, are no failure: who pressed them looks at what came of it.
type hands struct{ window string }

// command runs a tool of the display, which must not hang on a frozen window.
func command(args ...string) (string, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "xdotool", args...).Output()
	return string(out), err == nil
}

// windows lists the program's windows that can be seen.
func windows() []string {
	out, _ := command("search", "--onlyvisible", "--name", "^Partlift$")
	return strings.Fields(out)
}

// grasp waits for a window that was not there before.
func grasp(before []string, p *process, limit time.Duration) (*hands, bool) {
	var found string
	ok := until(limit, func() bool {
		for _, w := range windows() {
			if !slices.Contains(before, w) {
				found = w
			}
		}
		return found != "" || !p.alive()
	})
	return &hands{found}, ok && found != ""
}

// press types keys one after the other.
func (h *hands) press(keys ...string) {
	command("windowfocus", "--sync", h.window)
	command(append([]string{"key", "--delay", "40"}, keys...)...)
}

// write types a text.
func (h *hands) write(text string) {
	command("type", "--delay", "15", text)
}

//go:build window && linux

package views

import "testing"

// TestWindowIsQuietWithoutABus starts the program where there is no D-Bus
// session, as on a bare Debian: nothing is printed.
func TestWindowIsQuietWithoutABus(t *testing.T) {
	s := sit(t, build(t, ".."), t.TempDir(), []string{"DBUS_SESSION_BUS_ADDRESS=", "XDG_RUNTIME_DIR="})
	s.press("ctrl+comma", "Escape")
	s.leave()
	if said := s.said.String(); said != "" {
		t.Errorf("the program says %q", said)
	}
}

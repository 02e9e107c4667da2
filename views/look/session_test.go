package look

import (
	"fmt"
	"testing"

	"partlift/backend/session"
)

// Tracks of a session have the colors that parts have on a light ground.
func TestSessionsHaveTheColorsOfTheWindow(t *testing.T) {
	for program := range uint8(128) {
		for _, drums := range []bool{false, true} {
			c := PartColor(program, drums, false)
			if got, want := session.Color(program, drums), fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B); got != want {
				t.Errorf("program %d, drums %t: %s, on screen %s", program, drums, got, want)
			}
		}
	}
}

//go:build race

package player_test

import "testing"

// measured is for tests that measure the sound of one goroutine: there the race
// detector takes minutes to find nothing. Without it they all run.
func measured(t *testing.T) {
	t.Helper()
	t.Skip("measured without the race detector")
}

//go:build !race

package player_test

import "testing"

// measured lets a test measure sound.
func measured(*testing.T) {}

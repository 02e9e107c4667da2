package views

import (
	"os"
	"testing"
)

// TestMain has every test read English, whoever runs it.
func TestMain(m *testing.M) {
	for _, v := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		os.Setenv(v, "C")
	}
	os.Setenv("LANGUAGE", "en")
	os.Exit(m.Run())
}

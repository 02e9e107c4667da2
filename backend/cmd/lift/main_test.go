package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// asLift makes the test binary be lift, so that tests can start and kill it as
// a process of its own.
const asLift = "PARTLIFT_TEST_AS_LIFT"

func TestMain(m *testing.M) {
	if os.Getenv(asLift) != "" {
		os.Exit(begin(hurried(os.Getenv(hurryFrom))))
	}
	testscript.Main(m, map[string]func(){"lift": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_DATA_HOME", e.WorkDir+"/data")
			e.Setenv("XDG_CONFIG_HOME", e.WorkDir+"/config")
			e.Setenv("PARTLIFT_LIBRARY", e.WorkDir+"/library")
			// No keychain: a session bus that is not there.
			e.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+e.WorkDir+"/no-bus")
			fixtures, err := os.Getwd()
			e.Setenv("FIXTURES", fixtures+"/../../kie/testdata/fixtures")
			e.Setenv("SONGS", fixtures+"/../../kie/kiesim/songs")
			return err
		},
	})
}

// here runs lift within the test and returns what it wrote.
func here(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	l := &lift{in: new(bytes.Buffer), out: &out, err: &errs}
	l.places.Library = t.TempDir()
	code = l.run(t.Context(), args)
	return code, out.String(), errs.String()
}

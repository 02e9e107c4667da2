package studio

import (
	"flag"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"gopkg.in/natefinch/lumberjack.v2"
)

// Launch is what the window's program is started with.
type Launch struct {
	Config
	Demo    bool     // the demo is to start at once
	Version bool     // only the version is asked for
	Files   []string // to be added
}

// ParseLaunch reads the arguments of a start, without the program's name, over
// what its places and its configuration are otherwise. What is wrong with them
// is written to out, as is the help that they ask for; the errors are those of
// the flag package.
func ParseLaunch(args []string, places Places, cfg Config, out io.Writer) (Launch, error) {
	l := Launch{Config: cfg}
	f := flag.NewFlagSet("partlift", flag.ContinueOnError)
	f.SetOutput(out)
	f.StringVar(&places.Library, "library", places.Library, "library `folder` (default: PARTLIFT_LIBRARY, or the user's data folder)")
	f.StringVar(&l.APIBase, "api-base", "", "`address` of the service's API")
	f.StringVar(&l.UploadBase, "upload-base", "", "`address` of the service's upload host")
	f.BoolVar(&l.Demo, "demo", false, "start the demo at once")
	f.BoolVar(&l.Version, "version", false, "print the version")
	if err := f.Parse(args); err != nil {
		return l, err
	}
	l.Dir, l.Keys, l.Files = places.Dir(), places.Keys(), f.Args()
	if places.Library == "" {
		l.Remember = places.Remember
	}
	return l, nil
}

// WriteLogs lets the log of this run be written into the library folder, and
// crashes beside it. It returns the report of an earlier crash, "" for none, and
// what to call when the program ends in order.
func (l *Launch) WriteLogs(now time.Time) (crashed string, ended func()) {
	dir := filepath.Join(l.Dir, "logs")
	file := &lumberjack.Logger{Filename: filepath.Join(dir, "partlift.log"), MaxSize: 5, MaxBackups: 3}
	l.Log = slog.New(slog.NewTextHandler(file, nil))
	crashed, forget := watchCrashes(dir, now, l.Log)
	return crashed, func() {
		forget()
		_ = file.Close() // every line was written at once
	}
}

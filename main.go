// Partlift turns songs into DAW-ready MIDI. This file wires the program
// together and runs its window.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"github.com/adrg/xdg"
	"gopkg.in/natefinch/lumberjack.v2"

	"partlift/app"
	"partlift/app/say"
	"partlift/app/studio"
	"partlift/backend/player"
	"partlift/backend/player/speaker"
	"partlift/views"
	"partlift/views/words"
)

// closeLimit is how long the tasks may take to write down where they are.
const closeLimit = 10 * time.Second

// While the window comes up, the heap may grow by this percentage between two
// collections: there is little to collect, and the first frame waits for it.
const (
	startGarbage = 400
	startTime    = time.Second
)

func main() {
	usual := debug.SetGCPercent(startGarbage)
	time.AfterFunc(startTime, func() { debug.SetGCPercent(usual) })
	places := studio.Places{Data: xdg.DataHome, Config: xdg.ConfigHome, Library: os.Getenv("PARTLIFT_LIBRARY"), Key: os.Getenv("PARTLIFT_API_KEY")}
	cfg := studio.Config{UserAgent: "Partlift/" + studio.Version, Now: time.Now, After: time.After, Rand: rand.Reader}
	cfg.Sound = func(p *player.Player) (studio.Speaker, string) {
		s, err := speaker.Open(p, time.Now)
		return s, speaker.Sentence(err)
	}
	os.Unsetenv("PARTLIFT_API_KEY") // no program that is started from here is to have it
	flag.StringVar(&places.Library, "library", places.Library, "library `folder` (default: PARTLIFT_LIBRARY, or the user's data folder)")
	flag.StringVar(&cfg.APIBase, "api-base", "", "`address` of the service's API")
	flag.StringVar(&cfg.UploadBase, "upload-base", "", "`address` of the service's upload host")
	demo := flag.Bool("demo", false, "start the demo at once")
	version := flag.Bool("version", false, "print the version")
	flag.Parse()
	if *version {
		fmt.Println("partlift", studio.Version)
		return
	}
	if runtime.GOOS == "linux" && !views.Reachable(os.Getenv("DISPLAY"), os.Getenv("WAYLAND_DISPLAY")) {
		fmt.Fprintln(os.Stderr, "There is no display here: start Partlift on the desktop, over ssh -X, or unseen with xvfb-run -a; lift does the same work without a window.")
		os.Exit(1)
	}
	if err := words.Load(); err != nil {
		fmt.Fprintln(os.Stderr, "The translations cannot be read, so everything is English:", err)
	} else if words.Spoken() != "" {
		cfg.Say = words.Say
	}
	cfg.Dir, cfg.Keys = places.Dir(), places.Keys()
	files := flag.Args()
	if !*demo && studio.HandOver(context.Background(), cfg.Dir, files) {
		return // the window that is there has them
	}
	if places.Library == "" {
		cfg.Remember = places.Remember
	}
	os.Exit(run(cfg, *demo, files))
}

// run opens the library, shows the window with some files until it is closed,
// and returns the exit code.
func run(cfg studio.Config, demo bool, files []string) int {
	file := &lumberjack.Logger{Filename: filepath.Join(cfg.Dir, "logs", "partlift.log"), MaxSize: 5, MaxBackups: 3}
	defer file.Close()
	cfg.Log = slog.New(slog.NewTextHandler(file, nil))
	log.SetOutput(views.Toolkit(os.Stderr, func(what string) { cfg.Log.Info("toolkit", "said", what) }))
	crashed, ended := watch(filepath.Join(cfg.Dir, "logs"), cfg.Log)
	defer ended()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := os.MkdirAll(xdg.CacheHome, 0o700); err != nil { // the toolkit makes only what belongs in it
		cfg.Log.Warn("there is no place for caches", "error", err)
	}
	a := fyneapp.NewWithID("com.partlift.Partlift")
	st, err := studio.Open(ctx, cfg)
	if err != nil {
		cfg.Log.Error("could not open the library", "error", err)
		views.NewTrouble(a, studio.Unopened(cfg, err), recovery(ctx, cfg, err)).ShowAndRun()
		return 1
	}
	model := app.New(ctx, st, fyne.Do)
	window := views.New(a, model, views.About{Version: studio.Version, Licence: "MIT", Library: st.Dir(), Bus: os.Getenv("DBUS_SESSION_BUS_ADDRESS"), Now: time.Now, After: time.After, Note: cfg.Log.Info})
	a.Lifecycle().SetOnStarted(func() {
		model.Start()
		model.TellCrash(crashed)
		model.AddFiles(files)
		if demo {
			model.TryDemo()
		}
	})
	door, err := studio.OpenDoorway(st.Dir(), rand.Text(), func(files []string) {
		fyne.Do(func() {
			window.Show()
			window.RequestFocus()
			model.AddFiles(files)
		})
	})
	if err != nil {
		cfg.Log.Warn("a later start cannot find this window", "error", err)
	}
	window.ShowAndRun()
	if door != nil {
		if err := door.Close(); err != nil {
			cfg.Log.Warn("did not stop listening in order", "error", err)
		}
	}
	closed := make(chan error, 1)
	go func() {
		model.Close()
		closed <- st.Close()
	}()
	select {
	case err = <-closed:
	case <-time.After(closeLimit):
		err = errors.New("the tasks take too long; they go on at the next start")
	}
	if err != nil {
		cfg.Log.Error("did not close in order", "error", err)
		return 1
	}
	return 0
}

// recovery makes the list of songs again where Open found it lost, and then
// says what came of it; nil where that does not help.
func recovery(ctx context.Context, cfg studio.Config, err error) func(done func(say.Notice)) {
	if !studio.CanRecover(err) {
		return nil
	}
	return func(done func(say.Notice)) {
		go func() {
			r, err := studio.RecoverLibrary(ctx, cfg)
			n := r.Told(cfg)
			if err != nil {
				cfg.Log.Error("could not recover the library", "error", err)
				n = studio.Unopened(cfg, err)
			}
			fyne.Do(func() { done(n) })
		}()
	}
}

// watch has crashes of this run written to a folder. It returns the report of
// an earlier one, and what to call when the program ends in order.
func watch(dir string, log *slog.Logger) (earlier string, ended func()) {
	about := fmt.Sprintf("Partlift %s, %s/%s, %s", studio.Version, runtime.GOOS, runtime.GOARCH, runtime.Version())
	f, earlier, err := studio.CrashFile(dir, about, time.Now())
	if err == nil {
		err = debug.SetCrashOutput(f, debug.CrashOptions{})
	}
	if err != nil {
		log.Warn("a crash could not be written down", "error", err)
		return earlier, func() {}
	}
	return earlier, func() {
		err := errors.Join(debug.SetCrashOutput(nil, debug.CrashOptions{}), studio.Discard(f))
		if err != nil {
			log.Warn("could not end watching in order", "error", err)
		}
	}
}

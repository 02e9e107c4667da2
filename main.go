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
	"os"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"github.com/adrg/xdg"

	"partlift/app"
	"partlift/app/studio"
	"partlift/backend/player"
	"partlift/backend/player/speaker"
	"partlift/backend/say"
	"partlift/views"
	"partlift/views/words"
)

func main() {
	views.Ease()
	places := studio.Places{Data: xdg.DataHome, Config: xdg.ConfigHome, Library: os.Getenv("PARTLIFT_LIBRARY"), Key: os.Getenv("PARTLIFT_API_KEY")}
	os.Unsetenv("PARTLIFT_API_KEY") // no program that is started from here is to have it
	l, err := studio.ParseLaunch(os.Args[1:], places, studio.Config{UserAgent: "Partlift/" + studio.Version,
		Now: time.Now, After: time.After, Rand: rand.Reader, Sound: sound, Say: words.Voice(os.Stderr)}, os.Stderr)
	trouble := views.NoDisplay(os.Getenv("DISPLAY"), os.Getenv("WAYLAND_DISPLAY"))
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		os.Exit(2)
	case l.Version:
		fmt.Println("partlift", studio.Version)
	case trouble != "":
		fmt.Fprintln(os.Stderr, trouble)
		os.Exit(1)
	case !l.Demo && studio.HandOver(context.Background(), l.Dir, l.Files): // the window that is there has them
	default:
		os.Exit(run(l))
	}
}

func sound(p *player.Player) (studio.Speaker, say.Text) {
	s, err := speaker.Open(p, time.Now)
	return s, speaker.Sentence(err)
}

// run opens the library, shows the window until it is closed, and returns the
// exit code.
func run(l studio.Launch) int {
	crashed, ended := l.WriteLogs(time.Now())
	defer ended()
	log.SetOutput(views.Toolkit(os.Stderr, l.Log))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_ = os.MkdirAll(xdg.CacheHome, 0o700) // the toolkit makes only what belongs in it, and can do without
	a := fyneapp.NewWithID("com.partlift.Partlift")
	st, err := studio.Open(ctx, l.Config)
	if err != nil {
		l.Log.Error("could not open the library", "error", err)
		views.NewTrouble(a, studio.Unopened(l.Config, err), app.Recovery(ctx, l.Config, err, fyne.Do)).ShowAndRun()
		return 1
	}
	model := app.New(ctx, st, fyne.Do)
	window := views.New(a, model, views.About{Version: studio.Version, License: "MIT", Library: st.Dir(), Bus: os.Getenv("DBUS_SESSION_BUS_ADDRESS"), Now: time.Now, After: time.After, Note: l.Log.Info})
	a.Lifecycle().SetOnStarted(func() { model.Begin(crashed, l) })
	door := model.OpenDoor(rand.Text(), func() { window.Show(); window.RequestFocus() })
	window.ShowAndRun()
	if err := errors.Join(door.Close(), model.Shut(time.After)); err != nil {
		l.Log.Error("did not close in order", "error", err)
		return 1
	}
	return 0
}

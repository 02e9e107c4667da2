package main

import (
	"context"
	"crypto/rand"
	"flag"
	"time"

	"partlift/app/studio"
)

// where are the flags of commands that use the library and the service.
type where struct {
	library, api, upload string
	poll                 time.Duration
	market               bool
}

func (w *where) addLibrary(f *flag.FlagSet) {
	f.StringVar(&w.library, "library", "", "library `folder` (default: PARTLIFT_LIBRARY, or the user's data folder)")
}

// addAPI declares where the service is.
func (w *where) addAPI(f *flag.FlagSet) {
	f.StringVar(&w.api, "api-base", "", "`address` of the service's API")
}

// addOrder declares how songs are ordered from the service.
func (w *where) addOrder(f *flag.FlagSet) {
	f.StringVar(&w.upload, "upload-base", "", "`address` of the service's upload host")
	f.BoolVar(&w.market, "market", false, "use the service's newer jobs API")
	f.DurationVar(&w.poll, "poll", 0, "fixed `pause` between polls, such as 1s (default: as the service asks)")
}

// open opens the library with what the flags say.
func (l *lift) open(ctx context.Context, w where) (*studio.Studio, error) {
	return studio.Open(ctx, l.config(w))
}

// config is what a studio is made of by the flags.
func (l *lift) config(w where) studio.Config {
	if w.library != "" {
		l.places.Library = w.library
	}
	t := l.time
	if t.now == nil {
		t = timepiece{time.Now, time.After}
	}
	cfg := studio.Config{
		Dir: l.places.Dir(), Keys: l.places.Keys(), UserAgent: "Partlift/" + studio.Version,
		Now: t.now, After: t.after, Rand: rand.Reader, APIBase: w.api, UploadBase: w.upload, Market: w.market,
	}
	if w.poll > 0 {
		cfg.Pace = studio.Pace{{Until: 15 * time.Minute, Every: w.poll}}
	}
	return cfg
}

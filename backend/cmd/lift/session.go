package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/kie"
)

// sessionKinds are the values of --session.
func sessionKinds() (ids []string) {
	for _, k := range studio.SessionKinds() {
		ids = append(ids, k.ID)
	}
	return ids
}

// exportSession writes the one song of some files as a session.
func (l *lift) exportSession(ctx context.Context, paths []string, results []kie.Result, opt studio.ExportOptions, e exportFlags) error {
	if len(results) != 1 {
		return usage("A session is one song; these files hold %d.", len(results))
	}
	tmp, err := os.MkdirTemp("", "partlift-lift-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	sounds, err := studio.SongSounds(paths, tmp)
	if err != nil {
		return err
	}
	song := results[0].Song
	l.findBars(results[0], &opt, e.tempo)
	parts := edit.PartsOf(song, edit.Layers{Treat: *opt.Treat}, nil, nil)
	r, err := studio.WriteSession(ctx, studio.SessionSong{Song: song, Parts: parts, Sounds: sounds}, opt,
		studio.SessionOptions{Kind: e.session, Offset: e.offset / 1000, Unmuted: e.unmuted, Progress: l.progress()}, time.Now())
	if err != nil {
		return err
	}
	return l.sessionReceipt(r)
}

// progress tells on a terminal's line how far a session is, every tenth of it.
func (l *lift) progress() func(done, total int64) {
	return inSteps(10, func(percent int64) { l.say("%d %%", percent) })
}

// sessionReceipt prints what was written and checked.
func (l *lift) sessionReceipt(r studio.SessionReport) error {
	for _, n := range r.Notices {
		l.say("%s", n)
	}
	if l.json {
		if err := l.print(r); err != nil {
			return err
		}
	} else {
		if r.OK {
			fmt.Fprintf(l.out, "%s\t%s\t%.1f MB\n", r.Path, count(r.Tracks, "track"), float64(r.Bytes)/1e6)
		}
		for _, c := range r.Checks {
			state := "ok"
			if !c.OK {
				state = "FAILED"
			}
			fmt.Fprintf(l.out, "%-7s %s%s\n", state, c.Name, detail(c.Detail))
		}
	}
	if !r.OK {
		l.say("The session did not pass its checks, so nothing was written. Please report the lines marked FAILED.")
		return errTold
	}
	for _, k := range studio.SessionKinds() {
		if k.ID == r.Kind {
			l.say("%s", k.Hint)
		}
	}
	return nil
}

// sessionOptions refuses what does not go with a session, or with none.
func (e *exportFlags) sessionOptions(idle func(why string, names ...string) error) error {
	if e.session == "" {
		return idle("without --session", "offset", "unmuted")
	}
	for _, id := range sessionKinds() {
		if id == e.session {
			return idle("with --session, which never writes over anything", "overwrite")
		}
	}
	return usage("--session is one of %s, not %q.", strings.Join(sessionKinds(), ", "), e.session)
}

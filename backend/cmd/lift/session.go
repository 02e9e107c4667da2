package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/kie"
	"partlift/backend/smf"
)

// sessionKinds are the values of --session.
func sessionKinds() (ids []string) {
	for _, k := range studio.SessionKinds() {
		ids = append(ids, k.ID)
	}
	return ids
}

// writeSession is export --session for a program by its name.
func writeSession(ctx context.Context, l *lift, args []string) error {
	f := l.flags("session")
	var e exportFlags
	e.add(f)
	e.addOfSession(f)
	e.addSounds(f)
	e.session = studio.SessionFor("").ID
	f.Func("for", "`program` that opens it: "+strings.Join(programs(), ", ")+";\nor the kind: "+strings.Join(sessionKinds(), ", ")+" (default: "+e.session+")", func(name string) error {
		name = strings.ToLower(name)
		switch {
		case slices.Contains(sessionKinds(), name):
			e.session = name
		case slices.Contains(programs(), name):
			e.session = studio.SessionFor(name).ID
		default:
			return fmt.Errorf("it is one of %s", strings.Join(slices.Concat(programs(), sessionKinds()), ", "))
		}
		return nil
	})
	paths, results, opt, err := e.read(ctx, l, f, args)
	if err != nil {
		return err
	}
	return l.exportSession(ctx, paths, results, opt, e)
}

// programs are the names of the programs whose sessions are known.
func programs() (ids []string) {
	for _, d := range smf.DAWs()[1:] { // the first is any program
		ids = append(ids, d.ID)
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
		studio.SessionOptions{Kind: e.session, Offset: e.offset / 1000, Unmuted: e.unmuted, Media: e.media, Progress: l.progress()}, time.Now())
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
		return idle("without --session", "offset", "unmuted", "media")
	}
	if e.media != studio.MediaWAV && e.media != studio.MediaFLAC {
		return usage("--media is wav or flac, not %q.", e.media)
	}
	for _, id := range sessionKinds() {
		if id == e.session {
			return idle("of a session, which never writes over anything", "overwrite")
		}
	}
	return usage("--session is one of %s, not %q.", strings.Join(sessionKinds(), ", "), e.session)
}

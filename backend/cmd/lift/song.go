package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/backend/smf/verify"
)

func song(ctx context.Context, l *lift, args []string) error {
	f := l.flags("song")
	var (
		w where
		e exportFlags
		s songFlags
		a setFlags
	)
	for _, declare := range []group{w.addLibrary, w.addAPI, w.addOrder, e.add, s.addEngine, s.addOrder, s.addAgain, a.add} {
		declare(f)
	}
	paths, err := parse(f, args)
	if err != nil {
		return err
	}
	several := studio.Several(paths)
	if err := firstOf(s.check(f, paths), a.check(f, several)); err != nil {
		return err
	}
	opt, err := e.options(f)
	if err != nil {
		return err
	}
	// What was chosen for the song in the window stands unless a flag speaks of it.
	var other exportFlags
	if among(f, other.addGrid, other.addTempo) == "" {
		opt.Choice = nil
	}
	if among(f, other.addTreatment) == "" {
		opt.Treat = nil
	}
	opt.Inputs = paths
	st, err := l.open(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	var ids []string
	if several {
		ids, err = l.bringSet(ctx, st, s, a, paths)
	} else {
		ids, err = l.bring(ctx, st, s, paths)
	}
	if err != nil && !errors.Is(err, errTold) {
		return err
	}
	if err := l.hearFirst(ctx, st, ids, e); err != nil {
		return err
	}
	return firstOf(l.exportAll(ctx, st, ids, opt), err)
}

// exportAll writes the files of songs.
func (l *lift) exportAll(ctx context.Context, st *studio.Studio, ids []string, opt studio.ExportOptions) error {
	receipts := []verify.Receipt{}
	for i, id := range ids {
		own := opt
		if own.Title != "" && len(ids) > 1 {
			own.Title = fmt.Sprintf("%s %d", own.Title, i+1)
		}
		report, err := st.ExportSong(ctx, id, own)
		if err != nil {
			return err
		}
		for _, notice := range report.Receipt.Notices {
			l.say("%s", notice)
		}
		receipts = append(receipts, report.Receipt)
	}
	if err := l.receipts(receipts); err != nil {
		return err
	}
	return l.whole(ctx, st, ids)
}

// whole fails where the notes of some stems are missing: what there is was
// written, and it is not what was paid for.
func (l *lift) whole(ctx context.Context, st *studio.Studio, ids []string) error {
	for _, id := range ids {
		t, err := st.TaskOf(ctx, id)
		if err == nil && len(t.Lost()) > 0 {
			return &say.Trouble{Text: "“" + t.Request.Title + "” is not complete: the notes of " + strings.Join(t.Lost(), ", ") + " are missing.",
				Hint: "Run the same command with --per-stem to order them once more, which is free."}
		}
	}
	return nil
}

// bring gets songs into the library and returns their ids: those of a result
// file, or the one of audio.
func (l *lift) bring(ctx context.Context, st *studio.Studio, s songFlags, paths []string) ([]string, error) {
	d, id, err := l.draft(ctx, st, s, paths)
	if err != nil {
		return nil, err
	}
	if id != "" {
		if n := len(d.Imported); n > 1 {
			l.say("“%s” holds %d songs.", filepath.Base(paths[0]), n)
		}
		return d.Imported, nil
	}
	id, err = l.hear(ctx, st, d, s)
	return []string{id}, err
}

// hear gets the song of audio into the library and returns its id: the finished
// one of the same audio, the one on its way, or a new one.
func (l *lift) hear(ctx context.Context, st *studio.Studio, d studio.Draft, s songFlags) (id string, err error) {
	if studio.EngineOf(s.engine).Sketch {
		return l.sketch(ctx, st, d, s.engine)
	}
	if s.kind != "" {
		d.Request.Kind = s.kind
	}
	d.Request.PerStem = d.Request.PerStem || s.perStem
	switch {
	case d.Running:
		id = d.Unfinished
		l.say("Going on with “%s”.", d.Title)
		if err := l.resume(ctx, st, id, s); err != nil {
			return "", err
		}
	case len(d.Earlier) > 0 && !s.again:
		return d.Earlier[0].ID, l.mend(ctx, st, d.Earlier[0], s)
	default:
		if id, err = l.goOn(ctx, st, d, s); err != nil || id != "" {
			break
		}
		if d, err = l.form(ctx, st, d, s); err != nil {
			return "", err
		}
		if id, err = st.Begin(ctx, d); err != nil {
			return "", err
		}
		l.say("Started “%s”, about %s credits.", d.Title, say.Credits(d.Cost))
		for _, w := range d.Warnings {
			l.say("%s", w)
		}
	}
	if err != nil {
		return "", err
	}
	return id, l.wait(ctx, st, id)
}

// sketch makes the sketch of audio, goes on with one that was stopped, or takes
// the one that is there.
func (l *lift) sketch(ctx context.Context, st *studio.Studio, d studio.Draft, engine string) (id string, err error) {
	d.Request.Engine = engine
	id, begun, err := st.Sketch(ctx, d)
	if err == nil && begun {
		err = l.wait(ctx, st, id)
	}
	if err != nil {
		return "", err
	}
	remarks, err := st.Remarks(ctx, id)
	for _, r := range remarks {
		l.say("%s", r)
	}
	return id, err
}

// form chooses how audio goes to the service, and refuses to pay for what may be
// no sound.
func (l *lift) form(ctx context.Context, st *studio.Studio, d studio.Draft, s songFlags) (studio.Draft, error) {
	if !d.Doubt.Empty() && d.Cost > 0 && !s.anyway {
		return d, say.Told(d.Doubt, say.Text{Key: "Nothing was sent or paid. Use --send-anyway to send it all the same, which costs " + say.Credits(d.Cost) + " credits."}, nil)
	}
	large := d.TooLarge()
	if d.Request.Audio == "" || s.send == studio.SendOriginal || s.send == "" && !large {
		return d, nil
	}
	var forms []studio.Sending
	var err error
	if s.send == "" {
		forms, err = st.Sends(ctx, d)
	} else {
		var one studio.Sending
		var ok bool
		if one, ok, err = st.Sending(ctx, d, s.send); ok {
			forms = []studio.Sending{one}
		}
	}
	switch {
	case err != nil:
		return d, err
	case len(forms) == 0 && large:
		return d, d.Unfit()
	case len(forms) == 0:
		return d, &say.Trouble{Text: "“" + d.Request.AudioName + "” cannot be made into " + s.send + " of up to 20 MB here.", Hint: "Nothing was sent or paid. Leave --send out to send it as it is."}
	}
	d.Send = forms[0]
	if large {
		l.say("“%s”: %s", d.Request.AudioName, d.Send.Words())
	}
	return d, nil
}

// mend brings what a finished song lacks, if the flags say so, for nothing.
func (l *lift) mend(ctx context.Context, st *studio.Studio, song studio.Earlier, s songFlags) error {
	t, err := st.TaskOf(ctx, song.ID)
	missing := 0
	if err == nil {
		missing = len(t.Missing())
	}
	switch {
	case err == nil && s.perStem && len(t.Lost()) > 0:
		l.say("Ordering the missing parts of “%s” once more, which is free.", song.Title)
		if err := st.Answer(ctx, song.ID, studio.Answer{Kind: studio.PerStem}); err != nil {
			return err
		}
		return l.wait(ctx, st, song.ID)
	case s.stems && missing > 0:
		l.say("Fetching %s of “%s”, which is free.", count(missing, "missing stem"), song.Title)
		if err := st.FetchStems(ctx, song.ID); err != nil {
			return err
		}
		return l.wait(ctx, st, song.ID)
	}
	l.say("The library has this audio as “%s”; nothing was sent or paid. Use --again to transcribe it once more.", song.Title)
	if missing > 0 {
		l.say("%s missing; --stems fetches what the service still has, which is free.", is(missing, "stem"))
	}
	return nil
}

// is says how many there are of something: "1 stem is", "3 stems are".
func is(n int, noun string) string {
	if n == 1 {
		return count(n, noun) + " is"
	}
	return count(n, noun) + " are"
}

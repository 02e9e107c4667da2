package main

import (
	"context"
	"flag"
	"path/filepath"
	"slices"
	"strings"

	"partlift/app"
	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/smf/verify"
	"partlift/backend/task"
)

// songFlags say where the sound comes from and how a question is answered.
type songFlags struct {
	engine, taskID, audioID, separation, kind string
	send                                      string
	sendAgain, again, perStem, stems          bool
	anyway                                    bool
}

func song(ctx context.Context, l *lift, args []string) error {
	f := l.flags("song")
	var (
		w where
		e exportFlags
		s songFlags
	)
	w.add(f, true)
	e.add(f)
	f.StringVar(&s.engine, "engine", "cloud", "cloud: every instrument by the service; local: a sketch made on this computer, free")
	f.StringVar(&s.taskID, "task", "", "`id` of an existing Suno task")
	f.StringVar(&s.audioID, "audio", "", "`id` of the track of --task")
	f.StringVar(&s.separation, "separation", "", "`id` of an existing separation, which costs nothing more")
	f.StringVar(&s.kind, "type", "", "separation: split_stem or separate_vocal (default: as set in the library)")
	f.BoolVar(&s.perStem, "per-stem", false, "ask for MIDI of each stem by itself")
	f.BoolVar(&s.sendAgain, "send-again", false, "after an unclear answer: order the separation again, which may cost twice")
	f.StringVar(&s.send, "send", "", "`form` in which audio goes to the service: original, flac or mp3 (default: original up to 20 MB, then flac if that fits, else mp3)")
	f.BoolVar(&s.anyway, "send-anyway", false, "send and pay for audio that cannot be decoded here or has no sound")
	f.BoolVar(&s.stems, "stems", false, "fetch stems of a finished song that are missing, which is free")
	f.BoolVar(&s.again, "again", false, "transcribe audio again that the library has already")
	paths, err := parse(f, args)
	if err != nil {
		return err
	}
	opt, err := e.options()
	if err != nil {
		return err
	}
	// What was chosen for the song in the window stands unless a flag speaks of it.
	if !given(f, "grid", "tempo", "bpm-range") {
		opt.Choice = nil
	}
	if !given(f, "quantize", "strength", "swing", "ends", "ghosts", "min-length", "legato", "clean", "chords") {
		opt.Treat = nil
	}
	if err := s.valid(paths); err != nil {
		return err
	}
	if len(paths) == 1 {
		opt.Input = paths[0]
	}
	studio, err := l.open(ctx, w)
	if err != nil {
		return err
	}
	defer studio.Close()
	ids, err := l.bring(ctx, studio, s, paths)
	if err != nil {
		return err
	}
	var receipts []verify.Receipt
	for _, id := range ids {
		report, err := studio.ExportSong(ctx, id, opt)
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
	return l.whole(ctx, studio, ids)
}

// whole fails where the notes of some stems are missing: what there is was
// written, and it is not what was paid for.
func (l *lift) whole(ctx context.Context, studio *app.Studio, ids []string) error {
	for _, id := range ids {
		t, err := studio.TaskOf(ctx, id)
		if err == nil && len(t.Lost()) > 0 {
			return &app.Trouble{Text: "“" + t.Request.Title + "” is not complete: the notes of " + strings.Join(t.Lost(), ", ") + " are missing.",
				Hint: "Run the same command with --per-stem to order them once more, which is free."}
		}
	}
	return nil
}

// given reports whether one of some flags was used.
func given(f *flag.FlagSet, names ...string) (used bool) {
	f.Visit(func(x *flag.Flag) { used = used || slices.Contains(names, x.Name) })
	return used
}

func (s songFlags) valid(paths []string) error {
	switch {
	case s.engine != "cloud" && s.engine != "local":
		return usage("--engine is cloud or local, not %q.", s.engine)
	case s.engine == "local" && len(paths) == 0:
		return usage("Name an audio file: the local engine hears nothing else.")
	case len(paths) > 1:
		return usage("Name one audio file, not %d.", len(paths))
	case len(paths) == 0 && s.taskID == "" && s.separation == "":
		return usage("Name an audio file, or ids with --task and --audio, or --separation.")
	case s.taskID != "" && s.audioID == "":
		return usage("--task needs --audio: the id of one of its tracks.")
	case s.taskID != "" && len(paths) > 0:
		return usage("Name an audio file or a task, not both.")
	case s.send != "" && s.send != app.SendOriginal && s.send != app.SendFLAC && s.send != app.SendMP3:
		return usage("--send is original, flac or mp3, not %q.", s.send)
	case s.kind != "" && s.kind != kie.SplitStem && s.kind != kie.SeparateVocal:
		return usage("--type is %s or %s, not %q.", kie.SplitStem, kie.SeparateVocal, s.kind)
	}
	return nil
}

// bring gets songs into the library and returns their ids: those of a result
// file, or the one of audio.
func (l *lift) bring(ctx context.Context, studio *app.Studio, s songFlags, paths []string) ([]string, error) {
	d, id, err := l.draft(ctx, studio, s, paths)
	if err != nil {
		return nil, err
	}
	if id != "" {
		if n := len(d.Imported); n > 1 {
			l.say("“%s” holds %d songs.", filepath.Base(paths[0]), n)
		}
		return d.Imported, nil
	}
	id, err = l.hear(ctx, studio, d, s)
	return []string{id}, err
}

// hear gets the song of audio into the library and returns its id: the finished
// one of the same audio, the one on its way, or a new one.
func (l *lift) hear(ctx context.Context, studio *app.Studio, d app.Draft, s songFlags) (id string, err error) {
	if engine, _ := task.EngineNamed(s.engine); engine.Sketch {
		return l.sketch(ctx, studio, d)
	}
	if s.kind != "" {
		d.Request.Kind = s.kind
	}
	d.Request.PerStem = d.Request.PerStem || s.perStem
	switch {
	case d.Running:
		id = d.Unfinished
		l.say("Going on with “%s”.", d.Title)
		if err := l.resume(ctx, studio, id, s); err != nil {
			return "", err
		}
	case len(d.Earlier) > 0 && !s.again:
		return d.Earlier[0].ID, l.mend(ctx, studio, d.Earlier[0], s)
	default:
		if id, err = l.goOn(ctx, studio, d, s); err != nil || id != "" {
			break
		}
		if d, err = l.form(ctx, studio, d, s); err != nil {
			return "", err
		}
		if id, err = studio.Begin(ctx, d); err != nil {
			return "", err
		}
		l.say("Started “%s”, about %s credits.", d.Title, app.Credits(d.Cost))
		for _, w := range d.Warnings {
			l.say("%s", w)
		}
	}
	if err != nil {
		return "", err
	}
	return id, l.wait(ctx, studio, id)
}

// sketch makes the sketch of audio, goes on with one that was stopped, or takes
// the one that is there.
func (l *lift) sketch(ctx context.Context, studio *app.Studio, d app.Draft) (id string, err error) {
	id, begun, err := studio.Sketch(ctx, d)
	if err == nil && begun {
		err = l.wait(ctx, studio, id)
	}
	if err != nil {
		return "", err
	}
	remarks, err := studio.Remarks(ctx, id)
	for _, r := range remarks {
		l.say("%s", r)
	}
	return id, err
}

// form chooses how audio goes to the service, and refuses to pay for what may be
// no sound.
func (l *lift) form(ctx context.Context, studio *app.Studio, d app.Draft, s songFlags) (app.Draft, error) {
	if d.Doubt != "" && d.Cost > 0 && !s.anyway {
		return d, &app.Trouble{Text: d.Doubt, Hint: "Nothing was sent or paid. Use --send-anyway to send it all the same, which costs " + app.Credits(d.Cost) + " credits."}
	}
	large := d.TooLarge()
	if d.Request.Audio == "" || s.send == app.SendOriginal || s.send == "" && !large {
		return d, nil
	}
	var forms []app.Sending
	var err error
	if s.send == "" {
		forms, err = studio.Sends(ctx, d)
	} else {
		var one app.Sending
		var ok bool
		if one, ok, err = studio.Sending(ctx, d, s.send); ok {
			forms = []app.Sending{one}
		}
	}
	switch {
	case err != nil:
		return d, err
	case len(forms) == 0 && large:
		return d, d.Unfit()
	case len(forms) == 0:
		return d, &app.Trouble{Text: "“" + d.Request.AudioName + "” cannot be made into " + s.send + " of up to 20 MB here.", Hint: "Nothing was sent or paid. Leave --send out to send it as it is."}
	}
	d.Send = forms[0]
	if large {
		l.say("“%s”: %s", d.Request.AudioName, d.Send.Words())
	}
	return d, nil
}

// mend brings what a finished song lacks, if the flags say so, for nothing.
func (l *lift) mend(ctx context.Context, studio *app.Studio, song library.Song, s songFlags) error {
	t, err := studio.TaskOf(ctx, song.ID)
	missing := 0
	if err == nil {
		missing = len(t.Missing())
	}
	switch {
	case err == nil && s.perStem && len(t.Lost()) > 0:
		l.say("Ordering the missing parts of “%s” once more, which is free.", song.Title)
		if err := studio.Answer(ctx, song.ID, task.Answer{Kind: task.PerStem}); err != nil {
			return err
		}
		return l.wait(ctx, studio, song.ID)
	case s.stems && missing > 0:
		l.say("Fetching %s of “%s”, which is free.", count(missing, "missing stem"), song.Title)
		if err := studio.FetchStems(ctx, song.ID); err != nil {
			return err
		}
		return l.wait(ctx, studio, song.ID)
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

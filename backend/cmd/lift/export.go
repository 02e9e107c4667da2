package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/kie"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/smf/verify"
)

func export(ctx context.Context, l *lift, args []string) error {
	f := l.flags("export")
	var e exportFlags
	e.add(f)
	e.addSheet(f)
	e.addSession(f)
	e.addSounds(f)
	paths, results, opt, err := e.read(ctx, l, f, args)
	if err != nil {
		return err
	}
	if e.session != "" {
		return l.exportSession(ctx, paths, results, opt, e)
	}
	opt.Inputs = paths
	if e.sheet != "" {
		return l.exportSheet(results, opt, e)
	}
	var receipts []verify.Receipt
	for i, result := range results {
		own := opt
		own.Title = numbered(opt.Title, i, len(results))
		report, err := l.exportOne(result, own, e.tempo)
		if err != nil {
			return err
		}
		receipts = append(receipts, report.Receipt)
	}
	return l.receipts(receipts)
}

// numbered is the title of one song of several that a person gave one title.
func numbered(title string, i, n int) string {
	if title == "" || n < 2 {
		return title
	}
	return fmt.Sprintf("%s %d", title, i+1)
}

// songsOf are the notes of results.
func songsOf(results []kie.Result) (out []music.Song) {
	for _, r := range results {
		out = append(out, r.Song)
	}
	return out
}

// read parses the arguments of a command that writes songs, reads these, and
// listens to their sound.
func (e *exportFlags) read(ctx context.Context, l *lift, f *flag.FlagSet, args []string) ([]string, []kie.Result, studio.ExportOptions, error) {
	paths, err := parse(f, args)
	if err != nil {
		return nil, nil, studio.ExportOptions{}, err
	}
	opt, err := e.options(f)
	if err == nil {
		err = e.sheetOptions()
	}
	if err == nil {
		err = e.sessionOptions(func(why string, names ...string) error { return idleOf(f, why, names...) })
	}
	if err != nil {
		return nil, nil, opt, err
	}
	if len(paths) == 0 {
		return nil, nil, opt, usage("Name a result file, or the files, the folder or the ZIP archive of a song in parts.")
	}
	results, err := studio.ReadSongs(paths)
	if err == nil {
		opt.Heard, err = l.listenTo(ctx, paths, songsOf(results), *e)
	}
	return paths, results, opt, err
}

// findBars looks for the bars of a song and says what there is to say of them
// and of the file.
func (l *lift) findBars(result kie.Result, opt *studio.ExportOptions, tempo float64) (remarks []string) {
	for _, notice := range result.Notices {
		l.say("%s", notice)
	}
	opt.Grid = edit.FindGrid(result.Song, *opt.Choice)
	opt.Grid.Learn(opt.Heard)
	if opt.Grid.Grid == nil {
		opt.Tempo = tempo
	}
	if opt.Grid.Grid == nil && !opt.Choice.Off() {
		l.say("%s The files are at %s BPM, with exact note times.", opt.Grid.Reason, tempoWords(tempo))
		if opt.Treat.Quantize != "" {
			l.say("Nothing was quantized, since there is no grid to quantize to.")
		}
	}
	remarks = opt.Remarks(nil, edit.PartsOf(result.Song, edit.Layers{Treat: *opt.Treat}, nil, nil))
	for _, r := range remarks {
		l.say("%s", r)
	}
	return remarks
}

// exportOne writes the files of one song.
func (l *lift) exportOne(result kie.Result, opt studio.ExportOptions, tempo float64) (studio.Report, error) {
	remarks := l.findBars(result, &opt, tempo)
	report, err := studio.Export(result.Song, opt, time.Now())
	report.Receipt.Notices = append(say.English(result.Notices), remarks...)
	return report, err
}

// receipts prints those of several songs of one file, as a list where there is
// more than one.
func (l *lift) receipts(all []verify.Receipt) error {
	if len(all) == 1 {
		return l.receipt(all[0])
	}
	if l.json {
		if err := l.print(all); err != nil {
			return err
		}
	}
	var failed error
	for _, r := range all {
		if err := l.judged(r); err != nil {
			failed = err
		}
	}
	return failed
}

// receipt prints what was written and checked.
func (l *lift) receipt(r verify.Receipt) error {
	if l.json {
		if err := l.print(r); err != nil {
			return err
		}
	}
	return l.judged(r)
}

// judged prints a receipt for people, and returns errTold if it failed.
func (l *lift) judged(r verify.Receipt) error {
	for _, f := range r.Files {
		l.tellKept(f)
	}
	l.tellHearing(r.Heard)
	if !l.json {
		for _, f := range r.Files {
			fmt.Fprintf(l.out, "%s\t%s\t%s\n", f.Path, count(f.Notes, "note"), count(f.Tracks, "track"))
		}
		printChecks(l, r.Checks, false)
	}
	if !r.OK {
		l.say("A file did not pass its checks, so nothing was written. Please report the lines marked FAILED.")
		return errTold
	}
	return nil
}

// tellKept says which file stays that has the name of a new one.
func (l *lift) tellKept(f verify.FileReceipt) {
	if f.Kept != "" {
		l.say("“%s” is already there and not as Partlift wrote it of this song, so it stays; the new file is “%s”. Replace it with --overwrite.", f.Kept, filepath.Base(f.Path))
	}
}

// printChecks writes one line for each rule; without all, only what failed and
// a count.
func printChecks(l *lift, checks []verify.Result, all bool) {
	passed, skipped := 0, 0
	for _, c := range checks {
		state := "ok"
		switch {
		case !c.OK:
			state = "FAILED"
		case c.Skipped:
			state, skipped = "skipped", skipped+1
		default:
			passed++
		}
		if all || !c.OK {
			fmt.Fprintf(l.out, "%2d %-7s %s%s\n", c.Rule, state, c.Name, detail(c.Detail))
		}
	}
	fmt.Fprintf(l.out, "%d checks passed, %d skipped, %d failed\n", passed, skipped, len(checks)-passed-skipped)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func detail(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}

func check(_ context.Context, l *lift, args []string) error {
	paths, err := parse(l.flags("check"), args)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return usage("Name at least one .mid file.")
	}
	ok := true
	out := map[string][]verify.Result{}
	for _, path := range paths {
		data, err := studio.ReadFile(path)
		if err != nil {
			l.say("%s", err)
			ok = false
			continue
		}
		results := verify.CheckPath(path, data)
		out[path] = results
		ok = ok && verify.Passed(results)
		if !l.json {
			fmt.Fprintln(l.out, path)
			printChecks(l, results, true)
		}
	}
	if l.json && len(out) > 0 {
		if err := l.print(out); err != nil {
			return err
		}
	}
	if !ok {
		return errTold
	}
	return nil
}

// tempoWords is the tempo of a file without a grid.
func tempoWords(bpm float64) string {
	if bpm == 0 {
		return "120"
	}
	return strconv.FormatFloat(bpm, 'f', -1, 64)
}

package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"partlift/app"
	"partlift/backend/kie"
	"partlift/backend/smf/verify"
)

// exportFlags are the settings of the files.
type exportFlags struct {
	dir, grid, drums, bpmRange, name string
	tempo                            float64
	treat                            app.Treatment
	clean, overwrite                 bool
}

func (e *exportFlags) add(f *flag.FlagSet) {
	f.StringVar(&e.dir, "o", ".", "`folder` to write to")
	f.BoolVar(&e.overwrite, "overwrite", false, "replace files of the same names, whoever wrote them (default: only those\nthat an earlier export of the song wrote and nobody changed since)")
	f.StringVar(&e.grid, "grid", app.DefaultGrid, "auto: bars where the notes have them; off: 120 BPM, note times exact")
	f.StringVar(&e.treat.Quantise, "quantize", "OFF", "OFF, or a note value such as 1/16 or 1/8T; T is for triplets")
	f.IntVar(&e.treat.Strength, "strength", 100, "per cent of the way that notes move to the quantise grid, `0-100`")
	f.IntVar(&e.treat.Swing, "swing", 0, "where in `50-75` per cent of a pair the second note is quantised to (default: as the song swings)")
	f.BoolVar(&e.treat.Ends, "ends", false, "quantise note ends as well")
	f.IntVar(&e.treat.Ghosts, "ghosts", 0, "how freely ghost notes are left out, `0-100`")
	f.IntVar(&e.treat.MinLength, "min-length", 0, "shortest pitched note in `milliseconds`")
	f.IntVar(&e.treat.Legato, "legato", 0, "gaps to close in `milliseconds`")
	f.BoolVar(&e.clean, "clean", false, "leave out doubled notes and cut overlaps of a pitch")
	f.BoolVar(&e.treat.Chords, "chords", false, "write chord symbols as markers")
	f.StringVar(&e.drums, "drums", "gm", "gm: sounds outside General MIDI go to the nearest; asis: as delivered;\nmap: kits that are recognised are moved to General MIDI as a whole")
	f.Float64Var(&e.tempo, "tempo", 0, "`BPM` to write instead of the detected tempo")
	f.StringVar(&e.bpmRange, "bpm-range", "", "tempo limits `LO-HI` for the detection")
	f.StringVar(&e.name, "name", "", "`title` of the song (default: from the file's name)")
}

// options checks the flags' values.
func (e *exportFlags) options() (app.ExportOptions, error) {
	opt := app.ExportOptions{Dir: e.dir, Title: strings.TrimSpace(e.name), What: app.What{Combined: true, Each: true}, Drums: e.drums, Overwrite: e.overwrite}
	switch {
	case e.grid != app.GridAuto && e.grid != app.GridOff:
		return opt, usage("--grid is auto or off, not %q.", e.grid)
	case e.drums != "gm" && e.drums != "asis" && e.drums != "map":
		return opt, usage("--drums is gm, asis or map, not %q.", e.drums)
	case math.IsNaN(e.tempo) || e.tempo != 0 && (e.tempo < 22 || e.tempo > 999):
		return opt, usage("--tempo is between 22 and 999 BPM, not %g.", e.tempo)
	}
	treat, err := e.treatment()
	if err != nil {
		return opt, err
	}
	choice, err := e.choice()
	opt.Choice, opt.Treat = &choice, &treat
	return opt, err
}

// treatment is what the flags say about the notes.
func (e *exportFlags) treatment() (app.Treatment, error) {
	t := e.treat
	t.Quantise = strings.ToUpper(t.Quantise)
	if t.Quantise == "OFF" {
		t.Quantise = ""
	}
	switch {
	case t.Quantise != "" && !slices.Contains(app.Divisions, t.Quantise):
		return t, usage("--quantize is OFF or one of %s, not %q.", strings.Join(app.Divisions, ", "), e.treat.Quantise)
	case t.Quantise == "" && (t.Swing != 0 || t.Ends):
		return t, usage("--swing and --ends need --quantize.")
	case t.Quantise != "" && e.grid == app.GridOff:
		return t, usage("--quantize needs bars to quantise to; leave out --grid off.")
	case t.Strength < 0 || t.Strength > 100:
		return t, usage("--strength is between 0 and 100, not %d.", t.Strength)
	case t.Swing != 0 && (t.Swing < 50 || t.Swing > 75):
		return t, usage("--swing is between 50 and 75, not %d.", t.Swing)
	case t.Ghosts < 0 || t.Ghosts > 100:
		return t, usage("--ghosts is between 0 and 100, not %d.", t.Ghosts)
	case t.MinLength < 0 || t.MinLength > 2000 || t.Legato < 0 || t.Legato > 2000:
		return t, usage("--min-length and --legato are between 0 and 2000 milliseconds.")
	}
	if t.Strength == 0 {
		t.Quantise = "" // nothing of the way is as played
	}
	t.Duplicates, t.Overlaps = e.clean, e.clean
	return t, nil
}

// choice is what the flags say about the grid.
func (e *exportFlags) choice() (app.GridChoice, error) {
	c := app.GridChoice{Mode: e.grid, Tempo: e.tempo}
	if e.bpmRange == "" {
		return c, nil
	}
	lo, hi, ok := strings.Cut(e.bpmRange, "-")
	var err1, err2 error
	c.Low, err1 = strconv.ParseFloat(lo, 64)
	c.High, err2 = strconv.ParseFloat(hi, 64)
	if !ok || err1 != nil || err2 != nil || !(0 < c.Low && c.Low < c.High && c.High < 1000) {
		return c, usage("--bpm-range is written like 70-140, not %q.", e.bpmRange)
	}
	return c, nil
}

func export(_ context.Context, l *lift, args []string) error {
	f := l.flags("export")
	var e exportFlags
	e.add(f)
	paths, err := parse(f, args)
	if err != nil {
		return err
	}
	opt, err := e.options()
	if err != nil {
		return err
	}
	if len(paths) != 1 {
		return usage("Name one result file, not %d.", len(paths))
	}
	results, err := app.ReadResults(paths[0])
	if err != nil {
		return err
	}
	opt.Input = paths[0]
	var receipts []verify.Receipt
	for i, result := range results {
		own := opt
		if n := len(results); own.Title != "" && n > 1 {
			own.Title = fmt.Sprintf("%s %d", own.Title, i+1)
		}
		report, err := l.exportOne(result, own, e.tempo)
		if err != nil {
			return err
		}
		receipts = append(receipts, report.Receipt)
	}
	return l.receipts(receipts)
}

// exportOne writes the files of one song.
func (l *lift) exportOne(result kie.Result, opt app.ExportOptions, tempo float64) (app.Report, error) {
	for _, notice := range result.Notices {
		l.say("%s", notice)
	}
	opt.Grid = app.FindGrid(result.Song, *opt.Choice)
	if opt.Grid.Grid == nil {
		opt.Tempo = tempo
	}
	if opt.Grid.Grid == nil && !opt.Choice.Off() {
		l.say("%s The files are at %s BPM, with exact note times.", opt.Grid.Reason, tempoWords(tempo))
		if opt.Treat.Quantise != "" {
			l.say("Nothing was quantised, since there is no grid to quantise to.")
		}
	}
	report, err := app.Export(result.Song, opt, time.Now())
	report.Receipt.Notices = result.Notices
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
		if f.Kept != "" {
			l.say("“%s” is already there and not as Partlift wrote it of this song, so it stays; the new file is “%s”. Replace it with --overwrite.", f.Kept, filepath.Base(f.Path))
		}
	}
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
		data, err := app.ReadFile(path)
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

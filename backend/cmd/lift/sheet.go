package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"partlift/app/studio"
	"partlift/backend/kie"
)

func (e *exportFlags) addSheet(f *flag.FlagSet) {
	f.StringVar(&e.sheet, "sheet", "", "write sheet music (MusicXML) instead, of a `kind`: score, parts, or lead, which\nis the melody under its chords; --quantize says how fine it is")
}

// sheetOptions refuses kinds of sheet music that are not known.
func (e *exportFlags) sheetOptions() error {
	switch {
	case e.sheet == "":
		return nil
	case !slices.Contains(studio.SheetKinds(), e.sheet):
		return usage("--sheet is one of %s, not %q.", strings.Join(studio.SheetKinds(), ", "), e.sheet)
	case e.session != "":
		return usage("--sheet and --session write different things; leave one of them out.")
	}
	return nil
}

// exportSheet writes the sheet music of songs.
func (l *lift) exportSheet(results []kie.Result, opt studio.ExportOptions, e exportFlags) error {
	all := []studio.SheetReport{}
	for i, result := range results {
		own := opt
		own.Title = numbered(opt.Title, i, len(results))
		l.findBars(result, &own, e.tempo)
		report, err := studio.WriteSheet(result.Song, own, e.sheet, time.Now())
		if err != nil {
			return err
		}
		l.tellSheet(report)
		all = append(all, report)
	}
	switch {
	case l.json && len(all) == 1:
		return l.print(all[0])
	case l.json:
		return l.print(all)
	}
	return nil
}

// tellSheet says what was written, and what gave way so that it can be read.
func (l *lift) tellSheet(r studio.SheetReport) {
	if !l.json {
		for _, f := range r.Files {
			fmt.Fprintf(l.out, "%s\t%s\t%s\n", f.Path, count(f.Notes, "note"), count(f.Tracks, "part"))
		}
	}
	for _, f := range r.Files {
		l.tellKept(f)
	}
	if r.Moved > 0 {
		l.say("Written on the nearest 32nd or 16th triplet: %s. Sheet music is easier to read with --quantize 1/16.", count(r.Moved, "note"))
	}
	if r.Merged > 0 {
		l.say("Left out, as they start with another of their pitch: %s.", count(r.Merged, "note"))
	}
	if r.Low > 0 {
		l.say("Left out, as they are too low for sheet music: %s.", count(r.Low, "note"))
	}
}

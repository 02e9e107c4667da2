package main

import (
	"flag"
	"math"
	"slices"
	"strconv"
	"strings"

	"partlift/app/edit"
	"partlift/app/studio"
)

// exportFlags are the settings of the files.
type exportFlags struct {
	dir, grid, drums, bpmRange, name string
	tempo                            float64
	treat                            edit.Treatment
	clean, overwrite                 bool
	velocity                         string
	trust                            float64
	sounds                           []string

	sheet   string
	session string
	offset  float64 // milliseconds
	unmuted bool
	media   string
}

func (e *exportFlags) add(f *flag.FlagSet) {
	f.StringVar(&e.dir, "o", ".", "`folder` to write to")
	f.BoolVar(&e.overwrite, "overwrite", false, "replace files of the same names, whoever wrote them (default: only those\nthat an earlier export of the song wrote and nobody changed since)")
	e.addGrid(f)
	e.addTempo(f)
	e.addTreatment(f)
	f.StringVar(&e.drums, "drums", "gm", "gm: sounds outside General MIDI go to the nearest; asis: as delivered;\nmap: kits that are recognized are moved to General MIDI as a whole")
	f.StringVar(&e.name, "name", "", "`title` of the song (default: from the file's name)")
}

func (e *exportFlags) addSession(f *flag.FlagSet) {
	f.StringVar(&e.session, "session", "", "write a session with the sound files beside the notes instead, of a `kind`:\ndawproject (Bitwig, Studio One, Cubase 14), reaper, ardour, or folder for\nany other program")
	e.addOfSession(f)
}

// addOfSession adds what there is to say of a session of any kind.
func (e *exportFlags) addOfSession(f *flag.FlagSet) {
	f.Float64Var(&e.offset, "offset", 0, "of a session: `milliseconds` by which the sound is moved later")
	f.BoolVar(&e.unmuted, "unmuted", false, "of a session: parts sound though their stem does (default: they are muted,\nor everything would sound twice)")
	f.StringVar(&e.media, "media", studio.MediaWAV, "of a session: wav or flac, which has the same samples in less room; the\nfolder for any program stays with wav")
}

func (e *exportFlags) addGrid(f *flag.FlagSet) {
	f.StringVar(&e.grid, "grid", edit.DefaultGrid, "auto: bars where the notes have them; off: 120 BPM, note times exact")
}

// addTempo declares what is known of the tempo.
func (e *exportFlags) addTempo(f *flag.FlagSet) {
	f.Float64Var(&e.tempo, "tempo", 0, "`BPM` in the place of the detected tempo")
	f.StringVar(&e.bpmRange, "bpm-range", "", "tempo limits `LO-HI` for the detection")
}

// addTreatment declares what is done to the notes.
func (e *exportFlags) addTreatment(f *flag.FlagSet) {
	f.StringVar(&e.treat.Quantize, "quantize", "OFF", "OFF, or a note value such as 1/16 or 1/8T; T is for triplets")
	f.IntVar(&e.treat.Strength, "strength", 100, "per cent of the way that notes move to the quantize grid, `0-100`")
	f.IntVar(&e.treat.Swing, "swing", 0, "where in `50-75` per cent of a pair the second note is quantized to (default: as the song swings)")
	f.BoolVar(&e.treat.Ends, "ends", false, "quantize note ends as well")
	f.IntVar(&e.treat.Ghosts, "ghosts", 0, "how freely ghost notes are left out, `0-100`")
	f.IntVar(&e.treat.MinLength, "min-length", 0, "shortest pitched note in `milliseconds`; -1 leaves even notes alone that\nare too short for some programs, and with --clean\nthose that flicker, ring on or are too many")
	f.IntVar(&e.treat.Legato, "legato", 0, "gaps to close in `milliseconds`")
	f.BoolVar(&e.clean, "clean", false, "put notes right: leave out doubled notes, tails and notes that are surely\ntoo many for an instrument, join flickers, cut overlaps of a pitch")
	f.BoolVar(&e.treat.KeepSplit, "keep-split", false, "leave tracks apart that are one instrument (default: one part, where hardly\nany of their notes sound at once)")
	f.BoolVar(&e.treat.KeepLags, "keep-lags", false, "leave parts that are late or early as a whole where they are")
	e.addEar(f)
	f.BoolVar(&e.treat.Chords, "chords", false, "write chord symbols as markers")
}

// options checks the flags' values.
func (e *exportFlags) options(f *flag.FlagSet) (studio.ExportOptions, error) {
	opt := studio.ExportOptions{Dir: e.dir, Title: strings.TrimSpace(e.name), What: studio.What{Combined: true, Each: true}, Drums: e.drums, Overwrite: e.overwrite}
	switch {
	case e.grid != edit.GridAuto && e.grid != edit.GridOff:
		return opt, usage("--grid is auto or off, not %q.", e.grid)
	case e.drums != "gm" && e.drums != "asis" && e.drums != "map":
		return opt, usage("--drums is gm, asis or map, not %q.", e.drums)
	case !(math.Abs(e.offset) <= 2000):
		return opt, usage("--offset is between -2000 and 2000 milliseconds, not %g.", e.offset)
	case math.IsNaN(e.tempo) || e.tempo != 0 && (e.tempo < 22 || e.tempo > 999):
		return opt, usage("--tempo is between 22 and 999 BPM, not %g.", e.tempo)
	}
	treat, err := e.treatment()
	if err != nil {
		return opt, err
	}
	if err := e.idle(f); err != nil {
		return opt, err
	}
	if e.grid == edit.GridOff {
		opt.Tempo = e.tempo
	}
	choice, err := e.choice()
	opt.Choice, opt.Treat = &choice, &treat
	return opt, err
}

// idle refuses flags that nothing would look at.
func (e *exportFlags) idle(f *flag.FlagSet) error {
	if e.grid == edit.GridOff {
		if err := idleOf(f, "with --grid off", "bpm-range", "chords", "keep-lags"); err != nil {
			return err
		}
	}
	if e.tempo != 0 {
		if err := idleOf(f, "with --tempo, which says it exactly", "bpm-range"); err != nil {
			return err
		}
	}
	if strings.EqualFold(e.treat.Quantize, "OFF") || e.treat.Quantize == "" {
		return idleOf(f, "without --quantize", "strength", "swing", "ends")
	}
	if e.treat.Strength == 0 {
		return idleOf(f, "with --strength 0", "swing", "ends")
	}
	return nil
}

// treatment is what the flags say about the notes.
func (e *exportFlags) treatment() (edit.Treatment, error) {
	t := e.treat
	var err error
	if t.ByEar, err = e.byEar(); err != nil {
		return t, err
	}
	t.Quantize = strings.ToUpper(t.Quantize)
	if t.Quantize == "OFF" {
		t.Quantize = ""
	}
	switch {
	case t.Quantize != "" && !slices.Contains(edit.Divisions, t.Quantize):
		return t, usage("--quantize is OFF or one of %s, not %q.", strings.Join(edit.Divisions, ", "), e.treat.Quantize)
	case t.Quantize == "" && (t.Swing != 0 || t.Ends):
		return t, usage("--swing and --ends need --quantize.")
	case t.Quantize != "" && e.grid == edit.GridOff:
		return t, usage("--quantize needs bars to quantize to; leave out --grid off.")
	case t.Strength < 0 || t.Strength > 100:
		return t, usage("--strength is between 0 and 100, not %d.", t.Strength)
	case t.Swing != 0 && (t.Swing < 50 || t.Swing > 75):
		return t, usage("--swing is between 50 and 75, not %d.", t.Swing)
	case t.Ghosts < 0 || t.Ghosts > 100:
		return t, usage("--ghosts is between 0 and 100, not %d.", t.Ghosts)
	case t.MinLength < -1 || t.MinLength > 2000 || t.Legato < 0 || t.Legato > 2000:
		return t, usage("--min-length and --legato are between 0 and 2000 milliseconds, or --min-length is -1.")
	}
	if t.Strength == 0 {
		t.Quantize = "" // nothing of the way is as played
	}
	if e.clean {
		t = t.Cleaned()
	}
	return t, nil
}

// choice is what the flags say about the grid.
func (e *exportFlags) choice() (edit.GridChoice, error) {
	c := edit.GridChoice{Mode: e.grid, Tempo: e.tempo}
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

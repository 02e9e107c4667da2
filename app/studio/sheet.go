package studio

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/sheet"
	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

// Kinds of sheet music.
const (
	SheetScore = "score" // all parts in one file
	SheetParts = "parts" // a file for each part
	SheetLead  = "lead"  // the melody under its chords
)

// SheetKinds are the kinds of sheet music.
func SheetKinds() []string { return []string{SheetScore, SheetParts, SheetLead} }

// SheetReport says which sheet music was written.
type SheetReport struct {
	Files []verify.FileReceipt `json:"files"`
	// Notes that start on the nearest line, that were there twice on it, and that
	// are too low to be written. Lead sheets are short of more by their nature.
	Moved  int `json:"moved"`
	Merged int `json:"merged"`
	Low    int `json:"low"`
}

// WriteSheet writes a song as sheet music of a kind. It needs bars.
func WriteSheet(song music.Song, opt ExportOptions, kind string, at time.Time) (SheetReport, error) {
	if opt.Grid.Grid == nil {
		return SheetReport{}, say.Refuse("Set its tempo, then write the sheet music again.", "“{{.Title}}” has no bars, and sheet music needs them.", say.With{"Title": cmp.Or(opt.Title, song.Title)})
	}
	l, err := layOut(song, &opt)
	if err != nil {
		return SheetReport{}, err
	}
	d := sheetDraft{title: cmp.Or(opt.Title, song.Title)}
	score := scoreOf(l.plan, opt)
	switch kind {
	case SheetParts:
		err = d.each(score)
	case SheetLead:
		if score = sheet.Lead(score); len(score.Parts) == 0 {
			return SheetReport{}, say.Refuse("Write the score or the parts instead.", "“{{.Title}}” has only drums and basses, so there is no melody for a lead sheet.", say.With{"Title": d.title})
		}
		err = d.add(smf.FileName(d.title, "Lead sheet"), score)
	default:
		err = d.add(smf.FileName(d.title, ""), score)
	}
	if err != nil {
		return d.report, err
	}
	d.report.Files, err = placeAll(song, opt, d.files, at)
	return d.report, err
}

// sheetDraft collects files of sheet music.
type sheetDraft struct {
	title  string
	files  []draftFile
	report SheetReport
}

// each adds one file for each part.
func (d *sheetDraft) each(score sheet.Score) error {
	names := make([]string, len(score.Parts))
	for i, p := range score.Parts {
		names[i] = p.Name
	}
	for i, name := range smf.FileNames(d.title, names) {
		one := score
		one.Parts = score.Parts[i : i+1]
		if err := d.add(name, one); err != nil {
			return err
		}
	}
	return nil
}

// add writes a score to memory; its name is that of the MIDI file.
func (d *sheetDraft) add(name string, score sheet.Score) error {
	var b bytes.Buffer
	c, err := sheet.Write(&b, score)
	if err != nil {
		return err
	}
	notes := 0
	for _, p := range score.Parts {
		notes += len(p.Notes)
	}
	name = strings.TrimSuffix(name, ".mid") + ".musicxml"
	d.files = append(d.files, draftFile{name: name, data: b.Bytes(), receipt: verify.FileReceipt{Path: name, Notes: notes - c.Merged - c.Low, Tracks: len(score.Parts)}})
	d.report.Moved += c.Moved
	d.report.Merged += c.Merged
	d.report.Low += c.Low
	return nil
}

// scoreOf is the sheet music of a plan: its chosen parts under its bars.
func scoreOf(plan smf.Plan, opt ExportOptions) sheet.Score {
	s := sheet.Score{Title: cmp.Or(opt.Title, plan.Title), Key: plan.Key}
	for _, t := range plan.Tempo {
		s.Tempo = append(s.Tempo, sheet.Tempo{Tick: t.Tick, BPM: 60e6 / float64(t.Micros)})
	}
	for _, m := range plan.Meters {
		s.Meters = append(s.Meters, sheet.Meter(m))
	}
	for _, i := range opt.What.chosen(plan) {
		part := plan.Parts[i]
		p := sheet.Part{Name: cmp.Or(part.Original, part.Name), Program: part.Program, Drums: part.Drums}
		for _, n := range part.Notes {
			p.Notes = append(p.Notes, sheet.Note{On: n.On, Off: n.Off, Pitch: n.Pitch})
		}
		s.Parts = append(s.Parts, p)
	}
	g := opt.Grid.Grid
	for _, c := range g.Chords {
		eighth := math.Round(2 * (g.Beat(c.Second) - g.Beat(-plan.Shift))) // chords change with beats
		s.Chords = append(s.Chords, sheet.Chord{Tick: uint32(max(eighth, 0) * sheet.PPQ / 2), Symbol: c.Symbol})
	}
	slices.SortStableFunc(s.Chords, func(a, b sheet.Chord) int { return cmp.Compare(a.Tick, b.Tick) })
	return s
}

// ExportSheet writes sheet music of a kind of a song of the library, as its page
// would be exported, and remembers the files.
func (s *Studio) ExportSheet(ctx context.Context, id string, opt ExportOptions, kind string) (SheetReport, error) {
	p, err := s.outgoing(ctx, id, &opt)
	if err != nil {
		return SheetReport{}, err
	}
	now := s.cfg.Now()
	report, err := WriteSheet(p.Song, opt, kind, now)
	for _, f := range report.Files {
		err = errors.Join(err, s.remember(ctx, id, f.Path, now))
	}
	return report, err
}

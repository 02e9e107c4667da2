package studio

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"partlift/app/edit"
	"partlift/backend/library"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

// ExportOptions are the settings of one export.
type ExportOptions struct {
	Dir    string // made when it is missing
	Title  string // "" = the song's
	What   What
	Drums  string           // gm, asis or DrumsMapped; "" = gm
	Tempo  float64          // BPM set by the user, 0 = the grid's, or 120
	Grid   edit.Found       // where the bars are; the zero value is no grid
	Heard  *edit.Heard      // of Export: what was heard of the song, which its Grid learns; nil where nobody listened
	Choice *edit.GridChoice // of ExportSong: instead of what was chosen for the song
	Keep   bool             // never write over a file of another content; number the new one
	// Without Keep only files are written over that an earlier export of the song
	// wrote and nobody changed; with Overwrite every file.
	Overwrite bool
	Inputs    []string // paths of the files that the song was read from, which are never written over without Overwrite
	Preset    smf.Preset
	Treat     *edit.Treatment // nil = as played, or of ExportSong as chosen for the song
	Page      *edit.Page      // of ExportSong: the song as it is on screen
	kept      keptSong        // of ExportSong
}

// keptSong is what an export knows of a song in the library.
type keptSong struct {
	id     string
	lacks  bool        // parts are missing
	layers edit.Layers // what was done to it
}

// draftFile is a file that is complete and checked, and not written yet.
type draftFile struct {
	name    string
	data    []byte
	receipt verify.FileReceipt
}

// Export lays a song out, writes it to memory, checks every file by reading it
// back, and only then writes to the folder. If a check fails nothing is
// written, and the report says which.
func Export(song music.Song, opt ExportOptions, at time.Time) (Report, error) {
	files, receipt, err := compose(song, opt)
	report := Report{Title: cmp.Or(opt.Title, song.Title), Dir: opt.Dir, Receipt: receipt, At: at}
	if err != nil || !receipt.OK {
		return report, err
	}
	report.Receipt.Files, err = placeAll(song, opt, files, at)
	return report, err
}

// placeAll writes the files of a song into the folder of an export.
func placeAll(song music.Song, opt ExportOptions, files []draftFile, at time.Time) ([]verify.FileReceipt, error) {
	if err := os.MkdirAll(opt.Dir, 0o755); err != nil { // #nosec G301 -- a folder that the person chose, with files for other programs
		return nil, &say.Trouble{Text: "The folder “{{.Folder}}” cannot be used.", With: say.With{"Folder": opt.Dir}, Hint: "Choose one that you may write to.", Err: err}
	}
	sweep(opt.Dir, at)
	return newPlacer(song, opt).place(files)
}

// laid is a song laid out in ticks, with what the checks are to find of it.
type laid struct {
	plan smf.Plan
	want *verify.Want
	out  edit.Applied
}

// layOut puts what was done to a song on its notes and lays them out. The whole
// song is laid out whatever was selected, so that parts exported today line up
// with parts exported tomorrow.
func layOut(song music.Song, opt *ExportOptions) (laid, error) {
	opt.kept.layers.Treat = opt.treat()
	if opt.Drums == edit.DrumsMapped {
		opt.Drums, opt.kept.layers.Tracks = string(smf.DrumsGM), edit.MapKits(song, opt.kept.layers.Tracks)
	}
	out, err := opt.kept.layers.Apply(song, opt.Grid)
	if err != nil {
		return laid{}, err
	}
	lay := smf.Options{Title: opt.Title, Grid: opt.Grid.Grid, Tempo: opt.Tempo, Drums: smf.DrumMap(opt.Drums), Preset: opt.Preset}
	if opt.kept.layers.Treat.Chords {
		lay.Markers = edit.ChordLabels(opt.Grid.Grid)
	}
	plan, err := smf.Arrange(out.Song, lay)
	if err != nil {
		return laid{}, &say.Trouble{Text: err.Error(), Err: err}
	}
	want := wanted(plan, out.Song, *opt)
	if opt.Grid.Grid != nil {
		played, err := smf.Arrange(out.Plain, lay)
		if err != nil {
			return laid{}, &say.Trouble{Text: err.Error(), Err: err}
		}
		want.Raw = partsOfPlan(played, out.Plain)
	}
	return laid{plan, want, out}, nil
}

// compose makes the files of a song in memory, with what the checks say.
func compose(song music.Song, opt ExportOptions) ([]draftFile, verify.Receipt, error) {
	l, err := layOut(song, &opt)
	if err != nil {
		return nil, verify.Receipt{}, err
	}
	plan, want, out := l.plan, l.want, l.out
	c := composer{plan: plan, want: want, title: cmp.Or(opt.Title, song.Title), results: map[string][]verify.Result{}}
	if err := c.whole(); err != nil {
		return nil, verify.Receipt{}, err
	}
	chosen := opt.What.chosen(plan)
	if opt.What.Combined {
		c.add(smf.FileName(c.title, ""), chosen)
	}
	if opt.What.Each {
		c.each(chosen)
	}
	receipt := verify.Receipt{Grid: edit.GridJSON(opt.Grid, song.End()), Repairs: verify.Repairs(plan.Repairs), Changes: verify.Changes(out.Changes), Heard: verify.Hearing(out.Hearing), Controls: verify.Controls(plan.Controls), Checks: verify.Merge(c.results)}
	for _, f := range c.files {
		receipt.Files = append(receipt.Files, f.receipt)
	}
	receipt.OK = c.err == nil && verify.Passed(receipt.Checks)
	return c.files, receipt, c.err
}

// chosen lists the parts of a plan that were selected by their tracks.
func (w What) chosen(plan smf.Plan) []int {
	var out []int
	for i, part := range plan.Parts {
		if w.Parts == nil || slices.Contains(w.Parts, part.Source) {
			out = append(out, i)
		}
	}
	return out
}

// composer makes files of one plan, each compared with the whole.
type composer struct {
	plan    smf.Plan
	want    *verify.Want
	title   string
	full    *verify.File // the file with all parts, as it reads
	data    []byte       // of that
	files   []draftFile
	results map[string][]verify.Result
	err     error
}

// whole writes the file with all parts, which the others are compared with.
func (c *composer) whole() error {
	var b bytes.Buffer
	if err := c.plan.Encode(&b); err != nil {
		return fmt.Errorf("write %s: %w", c.title, err)
	}
	c.data = b.Bytes()
	full, err := verify.Parse(c.data)
	c.full = full
	return err
}

// each adds one file for each of the chosen parts. The names are those they
// have among all parts, whatever is chosen.
func (c *composer) each(chosen []int) {
	names := make([]string, len(c.plan.Parts))
	for i, p := range c.plan.Parts {
		names[i] = p.Name
	}
	all := smf.FileNames(c.title, names)
	for _, i := range chosen {
		c.add(all[i], []int{i})
	}
}

// add makes a file with some of the parts and checks its bytes.
func (c *composer) add(name string, parts []int) {
	if c.err != nil || len(parts) == 0 {
		return
	}
	want := *c.want
	want.Path, want.Parts, want.Raw = name, nil, nil
	f := draftFile{name: name, data: c.data, receipt: verify.FileReceipt{Path: name, Tracks: len(parts)}}
	for _, i := range parts {
		want.Parts = append(want.Parts, c.want.Parts[i])
		if c.want.Raw != nil {
			want.Raw = append(want.Raw, c.want.Raw[i])
		}
		f.receipt.Notes += len(c.want.Parts[i].Notes)
	}
	if len(parts) == len(c.plan.Parts) {
		c.results[name] = verify.CheckFile(c.full, &want)
		c.files = append(c.files, f)
		return
	}
	var b bytes.Buffer
	if err := c.plan.Only(parts...).Encode(&b); err != nil {
		c.err = fmt.Errorf("write %s: %w", name, err)
		return
	}
	want.Whole, f.data = c.full, b.Bytes()
	c.results[name] = verify.Check(f.data, &want)
	c.files = append(c.files, f)
}

// wanted describes to the checks what the plan is meant to hold.
func wanted(p smf.Plan, song music.Song, opt ExportOptions) *verify.Want {
	return &verify.Want{Title: p.Title, Grid: opt.Grid.Grid, Tempo: opt.Tempo, Shift: p.Shift, Notation: p.Preset == smf.PresetNotation,
		DrumsAny: smf.DrumMap(opt.Drums) == smf.DrumsAsIs, EOT: p.EOT, Parts: partsOfPlan(p, song)}
}

// partsOfPlan describes the parts of a plan that was laid out from a song.
func partsOfPlan(p smf.Plan, song music.Song) []verify.Part {
	var out []verify.Part
	for _, part := range p.Parts {
		v := verify.Part{Name: part.Name, Instrument: part.Instrument, Channel: part.Channel, Program: part.Program, Drums: part.Drums,
			Song: song.Tracks[part.Source].Notes, Played: song.Tracks[part.Source].Controls, Moved: part.Moved, Merged: part.Merged, Notes: make([]verify.Note, len(part.Notes))}
		for _, c := range part.Controls {
			v.Controls = append(v.Controls, verify.Control(c))
		}
		for i, n := range part.Notes {
			v.Notes[i] = verify.Note(n)
		}
		out = append(out, v)
	}
	return out
}

// open puts a song of the library into the options of an export: its page, its
// bars, and what was done to it. It refuses a song without notes.
func (s *Studio) open(ctx context.Context, id string, opt *ExportOptions) (*edit.Page, error) {
	p := opt.Page
	if p == nil {
		var err error
		if p, err = s.Page(ctx, id); err != nil {
			return nil, err
		}
	}
	opt.Title = cmp.Or(opt.Title, p.Title)
	if opt.Choice != nil {
		other := *p
		p = &other
		p.SetGrid(*opt.Choice, edit.FindGrid(p.Voices(), *opt.Choice))
	}
	if t, err := s.TaskOf(ctx, id); err == nil { // a song that was read from a file has none
		opt.kept.lacks = len(t.Lost()) > 0
	}
	opt.kept.id, opt.Grid = id, p.Found
	opt.kept.layers = p.Layers
	if p.Grid == nil && !p.GridChoice.Off() {
		opt.Tempo = p.GridChoice.Tempo
	}
	if len(p.Song.Tracks) == 0 {
		return nil, say.Refuse("Add the .mid files of its parts to its folder, and add that again.", "“{{.Title}}” is only sound, without notes to export.", say.With{"Title": p.Title})
	}
	return p, nil
}

// outgoing is open for what goes out of a song: the parts that were asked for, or
// else all that are not left out.
func (s *Studio) outgoing(ctx context.Context, id string, opt *ExportOptions) (*edit.Page, error) {
	p, err := s.open(ctx, id, opt)
	if err != nil {
		return nil, err
	}
	if opt.What.Parts == nil {
		opt.What.Parts = p.Outgoing()
	}
	if len(opt.What.Parts) == 0 {
		return nil, say.Refuse("Tick a part on the song's page to take it back in.", "Every part of this song is left out of exports.")
	}
	return p, nil
}

// ExportSong exports a song of the library and remembers the files.
func (s *Studio) ExportSong(ctx context.Context, id string, opt ExportOptions) (Report, error) {
	p, err := s.outgoing(ctx, id, &opt)
	if err != nil {
		return Report{}, err
	}
	report, err := Export(p.Song, opt, s.cfg.Now())
	report.Tempo, report.Receipt.Notices = p.Tempo, slices.Concat(p.Warnings, opt.Remarks(s.words, p.Parts), p.OffsetNotice())
	report.Receipt.Sound = placeOf(p)
	if err != nil {
		return report, err
	}
	for _, f := range report.Receipt.Files {
		if err := s.remember(ctx, id, f.Path, report.At); err != nil {
			return report, err
		}
	}
	return report, nil
}

// remember keeps the place of a file that was written of a song.
func (s *Studio) remember(ctx context.Context, id, path string, at time.Time) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	return s.lib.AddFile(ctx, library.File{SongID: id, Kind: library.KindExport, Name: abs, Path: abs, Meta: fileMeta{At: at}.raw()})
}

// treat is what happens to the notes: as asked for, else as chosen for the song.
func (o ExportOptions) treat() edit.Treatment {
	if o.Treat != nil {
		return *o.Treat
	}
	return o.kept.layers.Treat
}

// Remarks are what there is to say of an export's bars: that they are not sure,
// and which parts are late or early as a whole.
func (o ExportOptions) Remarks(t say.Tongue, parts []edit.Part) (out []string) {
	if d := o.Grid.Doubt(); d != edit.NoDoubt {
		out = append(out, d.Sentence().In(t))
	}
	return append(out, o.Grid.LagsText(t, parts, o.treat().KeepLags)...)
}

// What says which files an export writes.
type What struct {
	Combined bool  // one file with all parts
	Each     bool  // one file for each part
	Parts    []int // indexes into Song.Tracks; nil = all that are not silent
}

// Report is the outcome of an export: what was written and what was checked.
type Report struct {
	Title   string
	Dir     string
	Tempo   string // as on the song's page; "" of an export without a library
	Receipt verify.Receipt
	At      time.Time
}

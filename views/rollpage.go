package views

import (
	"fyne.io/fyne/v2"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/music"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/parts"
	"partlift/views/pianoroll"
)

// rollPage is the piano roll of the open song with the list of its tracks.
type rollPage struct {
	m      *app.Model
	host   *host
	roll   *pianoroll.Roll
	list   *parts.Tracks
	hover  *kit.Text
	tools  rollTools
	front  int                 // part whose notes can be touched, -1 for all
	before *pianoroll.Viewport // what was seen before bars were compared, nil while none are
	side   fyne.CanvasObject   // the list of tracks
	box    *fyne.Container

	shown  shownScene
	picked []edit.NoteRef // what is selected, by places in the song as delivered
}

// shownScene is what the roll was given last, to know when it must be given
// again.
type shownScene struct {
	id    string
	lanes *edit.Lane
	parts *edit.Part
	grid  *music.Grid
	front int
	dark  bool
}

func newRollPage(m *app.Model, h *host, keys func(name fyne.KeyName, shift bool) bool) *rollPage {
	v := &rollPage{m: m, host: h, roll: pianoroll.New(), hover: kit.NewSmall("").Shrinking(), front: -1}
	v.list = parts.NewTracks(m, h.parts(), func() int { return v.front }, v.bring)
	r := v.roll
	r.OnSeek = m.Seek
	r.OnLoop = m.SetLoop
	r.OnSelect = func(refs []pianoroll.Ref) {
		v.picked = v.delivered(refs)
		v.hover.Set(v.about(v.picked))
	}
	r.OnEdit, r.OnChange, r.OnDraw = v.edit, v.change, v.draw
	r.OnHover = func(o pianoroll.Hover) {
		v.hover.Set(o.Text)
		if o.Note {
			v.hover.Set(joined(o.Text, v.about(v.delivered([]pianoroll.Ref{o.Ref}))))
		}
	}
	r.OnMenu = v.menu
	r.OnKey = func(e *fyne.KeyEvent) {
		if !keys(e.Name, shifted()) && e.Name == fyne.KeyEscape {
			h.Back()
		}
	}
	v.side = kit.Margins(0, 0, 0, 10, kit.Wide(parts.TracksWidth, v.list.Content()))
	r.SetVelocities(true)
	foot := kit.Edged(nil, nil, nil, v.newTools(), v.hover)
	v.box = kit.Edged(nil, nil, v.side, nil, kit.Edged(nil, kit.Margins(3, 0, 0, 0, foot), nil, nil, r))
	m.Playback.Watch(func(p app.Playback) { r.SetLoop(p.Loop[0], p.Loop[1]) })
	m.Settings.Watch(func(studio.Settings) { v.show(m.Page.Now()) })
	return v
}

// show gives the roll the notes of a page where they have changed.
func (v *rollPage) show(p *edit.Page) {
	if p == nil || len(p.Lanes) != len(p.Parts) || len(p.Parts) == 0 {
		return
	}
	th, variant := kit.ThemeOf(v.hover)
	v.compare(p)
	next := shownScene{p.ID, &p.Lanes[0], &p.Parts[0], p.Counted(), v.front, look.IsDark(th, variant)}
	if next.id != v.shown.id {
		v.front, v.picked = -1, nil
		next.front = -1
	}
	if next == v.shown {
		return
	}
	v.shown = next
	scene := pianoroll.Scene{Song: p.ID, Grid: p.Counted(), FirstBar: p.FirstBar(), Length: p.Length()}
	for i := range p.Parts {
		scene.Tracks = append(scene.Tracks, v.track(p, i, next.dark))
	}
	v.roll.SetScene(scene)
	v.roll.SetSelection(v.places(p, v.picked))
	v.list.Rows.Refresh()
}

// comparedSeconds is how much of a song is seen while its bars are compared, at
// most: lines that move by a beat must be seen to move.
const comparedSeconds = 16

// compare goes near to the bar lines while one reading of them is tried, and back.
func (v *rollPage) compare(p *edit.Page) {
	switch {
	case p.Trial != nil && v.before == nil:
		view := v.roll.View()
		v.before = &view
		view.Start = max(v.m.Place.Now()-comparedSeconds/16, 0)
		view.PerSecond = max(view.PerSecond, float64(v.roll.Size().Width)/comparedSeconds)
		v.roll.SetView(view)
	case p.Trial == nil && v.before != nil:
		v.roll.SetView(*v.before)
		v.before = nil
	}
}

// track is a part as the roll shows it.
func (v *rollPage) track(p *edit.Page, i int, dark bool) pianoroll.Track {
	part := p.Parts[i]
	t := pianoroll.Track{Name: part.Name, Color: look.PartColor(part.Program, part.Drums, dark), Drums: part.Drums,
		Notes: p.Lanes[i].Notes, Flags: flags(p.Lanes[i].State), Muted: part.Silent}
	if v.front >= 0 && i != v.front {
		t.Show = pianoroll.Ghost
	}
	return t
}

// flags are the states of notes in the roll's words.
func flags(states []edit.NoteState) []pianoroll.Flag {
	var out []pianoroll.Flag
	for i, s := range states {
		if s == 0 {
			continue
		}
		if out == nil {
			out = make([]pianoroll.Flag, len(states))
		}
		if s&edit.NoteMuted != 0 {
			out[i] |= pianoroll.Muted
		}
		if s&edit.NoteHidden != 0 {
			out[i] |= pianoroll.Hidden
		}
		if s&edit.NoteDoubtful != 0 {
			out[i] |= pianoroll.Doubtful
		}
	}
	return out
}

// about says why a note is doubtful; "" of none or of several.
func (v *rollPage) about(refs []edit.NoteRef) string {
	if p := v.m.Page.Now(); p != nil && len(refs) == 1 {
		return p.DoubtText(refs[0])
	}
	return ""
}

// joined are two texts in a line.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

// delivered turns places in the roll into places in the song.
func (v *rollPage) delivered(refs []pianoroll.Ref) []edit.NoteRef {
	p := v.m.Page.Now()
	if p == nil {
		return nil
	}
	out := make([]edit.NoteRef, 0, len(refs))
	for _, r := range refs {
		if r.Track < len(p.Lanes) && r.Note < len(p.Lanes[r.Track].From) {
			out = append(out, p.Lanes[r.Track].From[r.Note])
		}
	}
	return out
}

// places is the inverse of delivered.
func (v *rollPage) places(p *edit.Page, refs []edit.NoteRef) []pianoroll.Ref {
	var out []pianoroll.Ref
	at := map[edit.NoteRef]pianoroll.Ref{}
	if len(refs) > 0 {
		for part := range p.Lanes {
			for place, from := range p.Lanes[part].From {
				at[from] = pianoroll.Ref{Track: part, Note: place}
			}
		}
	}
	for _, r := range refs {
		if place, ok := at[r]; ok {
			out = append(out, place)
		}
	}
	return out
}

// bring puts one part before the others, or all of them when it is there
// already.
func (v *rollPage) bring(part int) {
	if v.front == part {
		part = -1
	}
	v.front = part
	v.show(v.m.Page.Now())
}

// only puts one part before the others.
func (v *rollPage) only(part int) {
	if v.front != part {
		v.bring(part)
	}
}

// besideTracks shows the roll with the list of its tracks, or alone where the
// lanes above it name them.
func (v *rollPage) besideTracks(on bool) {
	kit.Show(on, v.side)
	v.box.Refresh()
}

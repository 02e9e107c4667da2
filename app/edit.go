package app

import (
	"context"
	"reflect"
	"strings"

	"partlift/app/edit"
	"partlift/app/studio"
)

// Verb is an edit of notes.
type Verb int

// The edits of notes.
const (
	MuteNotes    Verb = iota // silence them; they are not exported
	RestoreNotes             // undo muting and deleting
	DeleteNotes              // take them out
)

// undoDepth is how many steps of the open song can be taken back.
const undoDepth = 200

// An edition is the open song before a step that can be taken back: what was
// done to its notes, and how its bars were to be read.
type edition struct {
	layers edit.Layers
	bars   edit.GridChoice
	what   string // "delete 3 notes"
}

// EditNotes edits notes of the open song.
func (m *Song) EditNotes(v Verb, refs []edit.NoteRef) {
	n := len(refs)
	words := [...]string{
		MuteNotes:    m.count(n, "mute {{.Count}} note", "mute {{.Count}} notes"),
		RestoreNotes: m.count(n, "restore {{.Count}} note", "restore {{.Count}} notes"),
		DeleteNotes:  m.count(n, "delete {{.Count}} note", "delete {{.Count}} notes"),
	}
	m.edit(words[v], func(p *edit.Page) edit.Layers {
		return p.Layers.Edit(p.Song, refs, func(r edit.NoteRef, e *edit.NoteEdit) {
			switch v {
			case MuteNotes:
				e.Mute = true
			case DeleteNotes:
				e.Delete = true
			case RestoreNotes:
				e.Keep = e.Keep || !e.Mute && !e.Delete && p.LeftOut(r)
				e.Mute, e.Delete = false, false
			}
		})
	})
}

// RenamePart gives a part of the open song another name; "" is its own.
func (m *Song) RenamePart(track int, name string) {
	if name = strings.TrimSpace(name); name != "" {
		name = studio.OneLine(name)
	}
	m.editTrack(m.say("rename a part"), track, func(e *edit.TrackEdit) { e.Name = name })
}

// SetProgram gives a part of the open song another General MIDI program,
// 0-based; a negative one is its own. Drums have none.
func (m *Song) SetProgram(track, program int) {
	m.editTrack(m.say("change an instrument"), track, func(e *edit.TrackEdit) {
		e.Program = nil
		if program >= 0 && program < 128 {
			chosen := uint8(program)
			e.Program = &chosen
		}
	})
}

// SetDrumMap gives the drums of a track other pitches; nil takes it back.
func (m *Song) SetDrumMap(track int, drums map[uint8]uint8) {
	m.edit(m.say("map drums"), func(p *edit.Page) edit.Layers {
		l := p.Layers
		for _, part := range p.Parts { // of a kit in several tracks all
			if part.Into == track {
				l = l.WithTrack(part.Index, func(e *edit.TrackEdit) { e.Drums = drums })
			}
		}
		return l
	})
}

// SetTreatment changes how the notes of the open song are treated.
func (m *Song) SetTreatment(t edit.Treatment) {
	m.edit(m.say("change the timing"), func(p *edit.Page) edit.Layers {
		l := p.Layers
		l.Treat = t
		return l
	})
}

// TryTreatment shows and plays the open song as another treatment has it, without
// keeping that: SetTreatment does, and every other step takes it back.
func (m *Song) TryTreatment(t edit.Treatment) {
	p := m.Page.Now()
	if p == nil {
		return
	}
	if m.tried == nil {
		m.tried = &p.Layers.Treat
	}
	next := *p
	next.Layers.Treat = t
	m.Page.Set(&next)
	m.reapply()
}

// endTry returns the page without what is tried on it.
func (m *Song) endTry() *edit.Page {
	p := m.Page.Now()
	if p == nil || m.tried == nil {
		return p
	}
	next := *p
	next.Layers.Treat, m.tried = *m.tried, nil
	m.Page.Set(&next)
	m.reapply()
	return &next
}

// editTrack changes what lies over a track of the open song; one that is not
// there is passed over.
func (m *Song) editTrack(what string, track int, change func(*edit.TrackEdit)) {
	m.edit(what, func(p *edit.Page) edit.Layers {
		if track < 0 || track >= len(p.Song.Tracks) {
			return p.Layers
		}
		return p.WithTrack(track, change)
	})
}

// edit changes the layers of the open song so that it can be undone.
func (m *Song) edit(what string, change func(p *edit.Page) edit.Layers) {
	p := m.endTry()
	if p == nil {
		return
	}
	next := change(p)
	if reflect.DeepEqual(next, p.Layers) {
		return
	}
	m.record(p, what)
	m.setLayers(next)
}

// record puts the open song as it is on the pile of what can be taken back.
func (m *Song) record(p *edit.Page, what string) {
	m.undone = nil
	m.done = append(m.done, edition{p.Layers, m.bars, what})
	if len(m.done) > undoDepth {
		m.done = m.done[1:]
	}
}

// Undo takes back the last step of the open song: an edit of its notes, parts
// or timing, or another choice of bars.
func (m *Song) Undo() { m.step(&m.done, &m.undone) }

// Redo does again what was taken back last.
func (m *Song) Redo() { m.step(&m.undone, &m.done) }

// step goes back to the last edition of one pile and puts the present one on
// the other. Bars are read again, which gives what they were: the same choice
// reads the same notes alike.
func (m *Song) step(from, to *[]edition) {
	p := m.endTry()
	n := len(*from)
	if p == nil || n == 0 {
		return
	}
	e := (*from)[n-1]
	*from = (*from)[:n-1]
	*to = append(*to, edition{p.Layers, m.bars, e.what})
	m.setLayers(e.layers)
	if e.bars != m.bars {
		m.readBars(e.bars)
	}
}

// setLayers changes the open song's layers on screen at once and in the
// library after the changes before; the notes follow.
func (m *Song) setLayers(l edit.Layers) {
	p := m.Page.Now()
	next := *p
	l = p.Separated(l, p.Muted(), p.Soloed())
	next.Layers = l
	next.Parts = edit.PartsOf(next.Song, l, p.Muted(), p.Soloed())
	left := p.LeftOutParts()
	edit.Leave(next.Parts, &left)
	next.Offers = edit.Offers(next.Words, next.Song, next.Tracks)
	m.reach(&next)
	m.model.Report.Set(nil)
	m.Page.Set(&next)
	m.inOrder("song", func(ctx context.Context) func() {
		err := m.studio.SaveLayers(context.WithoutCancel(ctx), p.ID, p.Song, l)
		return func() { m.fail("edit", "keep the changes to the song", err) }
	})
	m.reapply()
}

// reach tells a page what can be undone and redone.
func (m *Song) reach(p *edit.Page) {
	p.Undo, p.Redo = "", ""
	if n := len(m.done); n > 0 {
		p.Undo = m.done[n-1].what
	}
	if n := len(m.undone); n > 0 {
		p.Redo = m.undone[n-1].what
	}
}

// newSong empties what can be undone, when another song is opened.
func (m *Song) newSong(p *edit.Page) { m.done, m.undone, m.tried, m.bars = nil, nil, nil, p.GridChoice }

// reapply brings the notes of the open song up to date with its layers. Where
// they change while it works, only the newest are shown.
func (m *Song) reapply() {
	m.applies++
	number, p := m.applies, *m.Page.Now()
	m.background("apply", func(context.Context) func() {
		p.ApplyLayers()
		return func() {
			now := m.Page.Now()
			if now == nil || now.ID != p.ID || number != m.applies {
				return
			}
			next := *now
			next.Layers, next.Offers, next.Out, next.Lanes = p.Layers, p.Offers, p.Out, p.Lanes
			next.Changes, next.Hearing = p.Changes, p.Hearing
			m.Page.Set(&next)
		}
	})
}

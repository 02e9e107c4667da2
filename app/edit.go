package app

import (
	"context"
	"reflect"
	"strings"
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
	layers Layers
	bars   GridChoice
	what   string // "delete 3 notes"
}

// EditNotes edits notes of the open song.
func (m *Model) EditNotes(v Verb, refs []NoteRef) {
	n := len(refs)
	words := [...]string{
		MuteNotes:    m.count(n, "mute {{.Count}} note", "mute {{.Count}} notes"),
		RestoreNotes: m.count(n, "restore {{.Count}} note", "restore {{.Count}} notes"),
		DeleteNotes:  m.count(n, "delete {{.Count}} note", "delete {{.Count}} notes"),
	}
	m.edit(words[v], func(p *Page) Layers {
		return p.Layers.edit(p.Song, refs, func(r NoteRef, e *NoteEdit) {
			switch v {
			case MuteNotes:
				e.Mute = true
			case DeleteNotes:
				e.Delete = true
			case RestoreNotes:
				e.Keep = e.Keep || !e.Mute && !e.Delete && p.leftOut(r)
				e.Mute, e.Delete = false, false
			}
		})
	})
}

// Transpose moves notes of the open song by semitones, 12 being an octave. No
// note leaves the MIDI range: what would is not moved at all.
func (m *Model) Transpose(refs []NoteRef, semitones int) {
	m.edit(m.count(len(refs), "transpose {{.Count}} note", "transpose {{.Count}} notes"), func(p *Page) Layers {
		for _, r := range refs {
			if r.Track < 0 || r.Track >= len(p.Song.Tracks) || r.Note < 0 || r.Note >= len(p.Song.Tracks[r.Track].Notes) {
				continue
			}
			total := int(p.at(r.Track, r.Note).Semitones) + semitones
			base := int(p.note(r.Track, r.Note, &p.Song.Tracks[r.Track]).Pitch)
			if to := base + semitones; to < 0 || to > 127 || total < -127 || total > 127 {
				return p.Layers
			}
		}
		return p.Layers.edit(p.Song, refs, func(_ NoteRef, e *NoteEdit) { e.Semitones += int8(semitones) })
	})
}

// RenamePart gives a part of the open song another name; "" is its own.
func (m *Model) RenamePart(track int, name string) {
	if name = strings.TrimSpace(name); name != "" {
		name = oneLine(name)
	}
	m.editTrack(m.say("rename a part"), track, func(e *TrackEdit) { e.Name = name })
}

// SetProgram gives a part of the open song another General MIDI program,
// 0-based; a negative one is its own. Drums have none.
func (m *Model) SetProgram(track, program int) {
	m.editTrack(m.say("change an instrument"), track, func(e *TrackEdit) {
		e.Program = nil
		if program >= 0 && program < 128 {
			chosen := uint8(program)
			e.Program = &chosen
		}
	})
}

// SetDrumMap gives the drums of a track other pitches; nil takes it back.
func (m *Model) SetDrumMap(track int, drums map[uint8]uint8) {
	m.editTrack(m.say("map drums"), track, func(e *TrackEdit) { e.Drums = drums })
}

// SetTreatment changes how the notes of the open song are treated.
func (m *Model) SetTreatment(t Treatment) {
	m.edit(m.say("change the timing"), func(p *Page) Layers {
		l := p.Layers
		l.Treat = t
		return l
	})
}

// editTrack changes what lies over a track of the open song; one that is not
// there is passed over.
func (m *Model) editTrack(what string, track int, change func(*TrackEdit)) {
	m.edit(what, func(p *Page) Layers {
		if track < 0 || track >= len(p.Song.Tracks) {
			return p.Layers
		}
		return p.withTrack(track, change)
	})
}

// edit changes the layers of the open song so that it can be undone.
func (m *Model) edit(what string, change func(p *Page) Layers) {
	p := m.Page.Now()
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
func (m *Model) record(p *Page, what string) {
	m.undone = nil
	m.done = append(m.done, edition{p.Layers, m.bars, what})
	if len(m.done) > undoDepth {
		m.done = m.done[1:]
	}
}

// Undo takes back the last step of the open song: an edit of its notes, parts
// or timing, or another choice of bars.
func (m *Model) Undo() { m.step(&m.done, &m.undone) }

// Redo does again what was taken back last.
func (m *Model) Redo() { m.step(&m.undone, &m.done) }

// step goes back to the last edition of one pile and puts the present one on
// the other. Bars are read again, which gives what they were: the same choice
// reads the same notes alike.
func (m *Model) step(from, to *[]edition) {
	p := m.Page.Now()
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
func (m *Model) setLayers(l Layers) {
	p := m.Page.Now()
	next := *p
	next.Layers = l
	next.Parts = partsOf(next.Song, l, p.muted(), p.soloed())
	next.Offers = offers(next.words, next.Song, next.Tracks)
	m.reach(&next)
	m.Report.Set(nil)
	m.Page.Set(&next)
	m.inOrder("song", func(ctx context.Context) func() {
		err := m.studio.SaveLayers(context.WithoutCancel(ctx), p.ID, p.Song, l)
		return func() { m.fail("edit", "keep the changes to the song", err) }
	})
	m.reapply()
}

// reach tells a page what can be undone and redone.
func (m *Model) reach(p *Page) {
	p.Undo, p.Redo = "", ""
	if n := len(m.done); n > 0 {
		p.Undo = m.done[n-1].what
	}
	if n := len(m.undone); n > 0 {
		p.Redo = m.undone[n-1].what
	}
}

// newSong empties what can be undone, when another song is opened.
func (m *Model) newSong(p *Page) { m.done, m.undone, m.bars = nil, nil, p.GridChoice }

// reapply brings the notes of the open song up to date with its layers. Where
// they change while it works, only the newest are shown.
func (m *Model) reapply() {
	m.applies++
	number, p := m.applies, *m.Page.Now()
	m.background("apply", func(context.Context) func() {
		p.applyLayers()
		return func() {
			now := m.Page.Now()
			if now == nil || now.ID != p.ID || number != m.applies {
				return
			}
			next := *now
			next.Layers, next.Offers, next.Out, next.Lanes, next.Changes = p.Layers, p.Offers, p.Out, p.Lanes, p.Changes
			m.Page.Set(&next)
		}
	})
}

// applyLayers works out what the layers of a page do to its notes.
func (p *Page) applyLayers() {
	p.Offers = offers(p.words, p.Song, p.Tracks)
	l := p.Layers
	if p.kits {
		l.Tracks = mapKits(p.Song, p.Tracks)
	}
	out, err := l.apply(p.Song, p.found)
	if err != nil {
		p.Treat.Quantise, l.Treat.Quantise = "", "" // of a library that a newer version wrote
		out, _ = l.apply(p.Song, p.found)
	}
	p.Out, p.Lanes, p.Changes = out.song, out.lanes, changeText(p.words, out.changes, p.Treat.Quantise != "")
}

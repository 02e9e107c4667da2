package app

import "partlift/app/edit"

// ChangeNotes moves, stretches or transposes notes of the open song, or has
// them struck harder or softer, all in one step. Where one of them would leave
// the pitches of MIDI nothing is changed.
func (m *Song) ChangeNotes(changes []edit.Change) {
	m.edit(m.changeWords(changes), func(p *edit.Page) edit.Layers { return p.Change(p.Song, changes) })
}

// changeWords names a step by what it does most of.
func (m *Song) changeWords(changes []edit.Change) string {
	var louder, longer, moved bool
	for _, c := range changes {
		louder, longer, moved = louder || c.Velocity > 0, longer || c.Longer != 0, moved || c.Later != 0
	}
	n := len(changes)
	switch {
	case louder:
		return m.count(n, "change the velocity of {{.Count}} note", "change the velocity of {{.Count}} notes")
	case longer:
		return m.count(n, "change the length of {{.Count}} note", "change the length of {{.Count}} notes")
	case moved:
		return m.count(n, "move {{.Count}} note", "move {{.Count}} notes")
	}
	return m.count(n, "transpose {{.Count}} note", "transpose {{.Count}} notes")
}

// DrawNotes adds notes to the open song where they are shown, in one step, and
// returns what they are called; what is no note is passed over.
func (m *Song) DrawNotes(notes []edit.Drawn) (refs []edit.NoteRef) {
	m.edit(m.count(len(notes), "add {{.Count}} note", "add {{.Count}} notes"), func(p *edit.Page) edit.Layers {
		var l edit.Layers
		l, refs = p.Draw(p.Song, p.Unshifted(notes))
		return l
	})
	return refs
}

// Transpose moves notes of the open song by semitones, 12 being an octave. No
// note leaves the MIDI range: what would is not moved at all.
func (m *Song) Transpose(refs []edit.NoteRef, semitones int) {
	changes := make([]edit.Change, len(refs))
	for i, r := range refs {
		changes[i] = edit.Change{NoteRef: r, Semitones: semitones}
	}
	m.ChangeNotes(changes)
}

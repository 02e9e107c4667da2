package parts

import (
	"fyne.io/fyne/v2"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/views/dragsource"
	"partlift/views/handout"
	"partlift/views/kit"
	"partlift/views/overview"
	"partlift/views/words"
)

// sounds are the sounds of the open song that no part has as its own: they are
// lanes as well, below the parts, to be heard and dragged.
func (v *List) sounds() []edit.Stem {
	v.look()
	return v.others
}

// soundsBeside lists them; the recording of the whole is the last.
func soundsBeside(p *edit.Page, parts []edit.Part) (out []edit.Stem) {
	taken := map[string]bool{}
	for _, part := range parts {
		if stem, ok := p.StemOf(part); ok {
			taken[stem.Name] = true
		}
	}
	for _, s := range p.Stems {
		if !taken[s.Name] && !s.Silent {
			out = append(out, s)
		}
	}
	if p.Audio != nil {
		out = append(out, *p.Audio)
	}
	return out
}

// updateSound shows a sound in a row.
func (v *List) updateSound(i int, r *Row) {
	sounds, at := v.sounds(), i-len(v.parts())
	p := v.m.Page.Now()
	if at >= len(sounds) {
		return
	}
	s := sounds[at]
	note := words.L("sound without notes")
	if p.Audio != nil && s == *p.Audio {
		note = words.L("the recording")
	}
	r.solo.OnTapped = func() { v.m.HearAlone(s) }
	r.Out, r.Prepare = v.host.Out, func() (dragsource.Load, error) {
		f, err := v.m.StemFiles(s)
		return dragsource.Load{Label: s.Name, Files: f}, err
	}
	r.menu = func(at fyne.Position) { v.host.MenuAt(v.soundMenu(s), at) }
	r.tapped = func(mods fyne.KeyModifier) { v.Click(i, mods) }
	r.sought = v.seek
	g := overview.Ground{Lines: v.lanes.lines, Rate: studio.OutlineRate, Early: p.Offset(), Peaks: v.m.Outlines.Now()[s.SHA]}
	r.setSound(s.Name, note, v.m.HeardAlone(s), v.lanes.stretch(columnsOf(v.Rows.Size().Width).laneWidth), g, rowLook{cursor: v.Rows.Has(i)})
}

// soundMenu is the menu of a sound.
func (v *List) soundMenu(s edit.Stem) *fyne.Menu {
	return handout.Menu(v.m, v.host.Desk, func() ([]string, error) { return v.m.StemFiles(s) })
}

// soundKey runs a verb on the sound under the cursor.
func (v *List) soundKey(name fyne.KeyName) bool {
	sounds, at := v.sounds(), v.Rows.Cursor-len(v.parts())
	if name != fyne.KeyS || at < 0 || at >= len(sounds) {
		return v.host.Play(name)
	}
	v.m.HearAlone(sounds[at])
	return true
}

// setSound shows a sound that has no notes of its own over a stretch of the song.
func (r *Row) setSound(name, note string, alone bool, t stretch, g overview.Ground, l rowLook) {
	r.part = edit.Part{Name: name}
	r.name.Set(name)
	r.sort.Set(note)
	r.solo.SetOn(alone)
	kit.Show(false, r.mute, r.out)
	r.ground.Mark(l.chosen, l.cursor)
	r.picture.plain = true
	r.picture.set(r.part, nil, t, g)
	r.tint()
}

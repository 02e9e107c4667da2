package parts

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/edit"
	"partlift/backend/music"
	"partlift/views/kit"
	"partlift/views/words"
)

// Ask opens the dialog that changes a part: its name, its instrument or
// its drums, and how loud it is heard. Every change is kept at once and can be
// undone.
func Ask(m *app.Model, h *kit.Window, track int) {
	p := m.Page.Now()
	if p == nil || track >= len(p.Parts) {
		return
	}
	part := p.Parts[track]
	var name *kit.Field
	done := func() {
		if name.Text != part.Name {
			m.RenamePart(track, name.Text)
		}
		h.Unsheet()
	}
	name = kit.NewField(p.Song.Tracks[track].Name, done)
	name.SetText(part.Name)
	name.OnSubmitted = func(string) { done() }
	volume, loud := kit.NewSmall(""), (*kit.Slider)(nil)
	say := func(v float64) { volume.Set(fmt.Sprintf("%.0f %%", 2*v)) }
	loud = kit.NewSlider(say, func(v float64) { m.SetVolume(track, float32(v/50)) }, done)
	loud.SetValue(float64(p.Volume(track)) * 50)
	say(loud.Value)
	body := kit.Stacked(10, kit.Line(words.L("Name"), name), kit.Line(words.L("Listen at"), kit.Edged(nil, nil, nil, kit.Wide(52, volume), loud)))
	if part.Drums {
		body.Add(drumMap(m, h, track))
	} else {
		body.Add(kit.Line(words.L("Instrument"), programs(m, h, track, part)))
	}
	use := kit.NewButton(words.L("Done"), nil, done, done).As(widget.HighImportance)
	h.Sheet(kit.Sheet(part.Name, body, use), name)
}

// programs chooses a General MIDI instrument.
func programs(m *app.Model, h *kit.Window, track int, part edit.Part) fyne.CanvasObject {
	var options []kit.Option
	for i := range 128 {
		options = append(options, kit.Option{Value: strconv.Itoa(i), Words: fmt.Sprintf("%d  %s", i+1, music.ProgramName(uint8(i)))})
	}
	var c *kit.Choice
	c = kit.NewChoice(options, func() {
		if n, err := strconv.Atoi(c.Value()); err == nil && n != int(part.Program) {
			part.Program = uint8(n)
			m.SetProgram(track, n)
		}
	}, h.Unsheet)
	c.SetSelectedIndex(int(part.Program))
	return c
}

// drumMap lists the sounds of a kit and what each becomes.
func drumMap(m *app.Model, h *kit.Window, track int) fyne.CanvasObject {
	p := m.Page.Now()
	notes := map[uint8]int{}
	for _, n := range p.Song.Tracks[track].Notes {
		notes[n.Pitch]++
	}
	drums := maps.Clone(p.Tracks[track].Drums)
	if drums == nil {
		drums = map[uint8]uint8{}
	}
	rows := kit.Stacked(6)
	for _, pitch := range slices.Sorted(maps.Keys(notes)) {
		rows.Add(drumLine(pitch, notes[pitch], drums, func() { m.SetDrumMap(track, maps.Clone(drums)) }, h.Unsheet))
	}
	return kit.Stacked(6, kit.NewSmall(words.L("As delivered, and what it is written as")), rows)
}

// drumLine is one sound of a kit.
func drumLine(pitch uint8, n int, drums map[uint8]uint8, changed, back func()) fyne.CanvasObject {
	options := []kit.Option{{Value: strconv.Itoa(int(pitch)), Words: words.L("as delivered")}}
	for to := uint8(music.DrumLow); to <= music.DrumHigh; to++ {
		if name, ok := music.DrumName(to); ok && to != pitch {
			options = append(options, kit.Option{Value: strconv.Itoa(int(to)), Words: fmt.Sprintf("%d  %s", to, name)})
		}
	}
	var c *kit.Choice
	c = kit.NewChoice(options, func() {
		to, err := strconv.Atoi(c.Value())
		switch {
		case err != nil:
			return
		case uint8(to) == pitch:
			delete(drums, pitch)
		default:
			drums[pitch] = uint8(to)
		}
		changed()
	}, back)
	start := pitch
	if to, ok := drums[pitch]; ok {
		start = to
	}
	quiet := c.OnChanged
	c.OnChanged = nil
	c.Set(strconv.Itoa(int(start)))
	c.OnChanged = quiet
	name, ok := music.DrumName(pitch)
	if !ok {
		name = words.L("not in General MIDI")
	}
	return kit.Edged(nil, nil, kit.Wide(220, kit.NewText(fmt.Sprintf("%d  %s · %s", pitch, name, words.Notes(n))).Shrinking()), nil, c)
}

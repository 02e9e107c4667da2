package app

import (
	"context"
	"path/filepath"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
)

// addSeveral takes a folder, an archive or several files. Where their names do
// not say for sure which of them are one song, it asks.
func (m *Orders) addSeveral(paths []string) {
	text := m.say("Looking into “{{.Name}}”…", say.With{"Name": filepath.Base(paths[0])})
	if len(paths) > 1 {
		text = m.count(len(paths), "Looking at {{.Count}} file…", "Looking at {{.Count}} files…")
	}
	m.busy(text, func(ctx context.Context) func() {
		h, err := studio.Look(paths)
		return func() {
			if err != nil {
				m.taken(nil, nil, []failure{{paths[0], err}})
				return
			}
			m.tellUnfit(h.Unfit)
			for _, p := range h.Passed {
				m.Notify(say.Notice{Name: kindAdd + " " + p.In(m.words), Kind: kindAdd, Level: say.Warning, Text: p.In(m.words)})
			}
			switch {
			case len(h.Ways) == 0:
			case len(h.Ways) == 1 || h.Sure():
				m.take(h, studio.Choice{})
			default:
				m.askWay(h)
			}
		}
	})
}

// tellUnfit tells of each path that cannot be used.
func (m *Orders) tellUnfit(paths []studio.Unfit) {
	var failed []failure
	for _, u := range paths {
		failed = append(failed, failure{u.Path, u.Err})
	}
	m.taken(nil, nil, failed)
}

// askWay asks which files are one song, and shows what would become of each way.
func (m *Orders) askWay(h *studio.Handed) {
	a := Ask{
		Title: m.say("One song or several?"),
		Text:  m.say("The names in “{{.Name}}” do not say for sure which files belong together.", say.With{"Name": h.Name}),
	}
	for _, way := range h.Ways {
		label := m.wayLabel(way)
		a.Choices = append(a.Choices, Choice{Label: label})
		a.Details = append(a.Details, label+":")
		a.Details = append(a.Details, m.preview(way)...)
	}
	a.Choices = append(a.Choices, Choice{Label: m.say("Cancel"), Cancel: true})
	a.answer = func(choice int, _ string) { m.take(h, studio.Choice{Way: choice}) }
	a.refused = func() { m.close(h) }
	m.ask(a)
}

func (m *Orders) wayLabel(way studio.Way) string {
	if len(way) == 1 && len(way[0].Parts) > 0 {
		return m.count(len(way[0].Parts), "One song in {{.Count}} part", "One song in {{.Count}} parts")
	}
	return m.count(len(way), "{{.Count}} song", "{{.Count}} songs")
}

// previewMost is how many songs of a way are listed.
const previewMost = 6

// preview lists the songs of a way, and what there is of each.
func (m *Orders) preview(way studio.Way) (lines []string) {
	for i, s := range way {
		if i == previewMost && len(way) > previewMost+1 {
			return append(lines, "      "+m.count(len(way)-i, "… and {{.Count}} more", "… and {{.Count}} more"))
		}
		line := m.say("“{{.Title}}”", say.With{"Title": s.Title})
		if has := m.has(s); has != "" {
			line += ": " + has
		}
		lines = append(lines, "      "+line)
	}
	return lines
}

// has says what there is of a song in files.
func (m *Orders) has(s studio.SetSong) string {
	var both, sounds, notes, out []string
	for _, p := range s.Parts {
		switch {
		case p.Sound && p.MIDI:
			both = append(both, p.Name)
		case p.Sound:
			sounds = append(sounds, p.Name)
		default:
			notes = append(notes, p.Name)
		}
	}
	add := func(key string, names []string) {
		if len(names) > 0 {
			out = append(out, m.say(key, say.With{"Names": strings.Join(names, ", ")}))
		}
	}
	add(say.Key("sound and notes of {{.Names}}"), both)
	add(say.Key("sound of {{.Names}}"), sounds)
	add(say.Key("notes of {{.Names}}"), notes)
	if s.Recording != "" && len(s.Parts) > 0 {
		out = append(out, m.say("recording {{.Name}}", say.With{"Name": s.Recording}))
	}
	return strings.Join(out, "; ")
}

// take puts into the library what was handed over. It can be stopped: what is
// whole by then stays.
func (m *Orders) take(h *studio.Handed, c studio.Choice) {
	text := m.say("Taking in “{{.Name}}”…", say.With{"Name": h.Name})
	m.busyWith("take", &slowWork{Busy: Busy{Text: text, CanStop: true}}, func(ctx context.Context, tell func(int)) func() {
		got, err := m.studio.TakeHanded(ctx, h, c, percents(tell))
		return func() {
			m.tellHanded(h, c, got)
			if err != nil {
				m.failNamed(say.Notice{Name: kindAdd + " " + h.Name, Kind: kindAdd}, h.Name, "add “{{.Name}}”", err, say.With{"Name": h.Name})
			}
			if !m.askChanged(h, c, got) {
				m.close(h)
			}
		}
	})
}

// tellHanded shows what became of what was handed over.
func (m *Orders) tellHanded(h *studio.Handed, c studio.Choice, got studio.Taken) {
	var ids []string
	var failed []failure
	for _, s := range got.Songs {
		for _, left := range s.LeftOut {
			text := m.say("“{{.Name}}”: {{.What}}", say.With{"Name": s.Title, "What": left.In(m.words)})
			m.Notify(say.Notice{Name: "left " + text, Level: say.Warning, Text: text})
		}
		switch s.Became {
		case studio.Failed:
			failed = append(failed, failure{s.Title, s.Err})
		case studio.Updated:
			m.Notify(say.Notice{Name: "updated " + s.ID, Level: say.Info, Text: m.say("“{{.Title}}” is up to date: {{.Changes}}.", say.With{"Title": s.Title, "Changes": m.difference(s.Change)})})
			ids = append(ids, s.ID)
		case studio.Added, studio.Same:
			ids = append(ids, s.ID)
		}
	}
	m.taken(distinct(got.Drafts), ids, failed)
}

// distinct leaves out recordings that are there twice: the same audio is paid for
// once, so it is asked for once.
func distinct(drafts []studio.Draft) (out []studio.Draft) {
	seen := map[string]bool{}
	for _, d := range drafts {
		if !seen[d.Request.Source()] {
			seen[d.Request.Source()] = true
			out = append(out, d)
		}
	}
	return out
}

// askChanged asks what becomes of songs whose files have changed since they were
// taken in. It reports whether it asks, and then what was handed over stays open.
func (m *Orders) askChanged(h *studio.Handed, c studio.Choice, got studio.Taken) bool {
	var offered []studio.TakenSong
	var again []int
	for _, s := range got.Songs {
		if s.Became == studio.Offered {
			offered = append(offered, s)
			again = append(again, s.Index)
		}
	}
	if len(offered) == 0 {
		return false
	}
	a := Ask{
		Title: m.count(len(offered), "{{.Count}} song has changed since", "{{.Count}} songs have changed since"),
		Text:  m.say("The library has what was handed over, with other files. What you did to parts that stay is kept."),
		Choices: []Choice{
			{Label: m.count(len(offered), "Update the song", "Update the songs")},
			{Label: m.count(len(offered), "Add as another song", "Add as other songs")},
			{Label: m.say("Cancel"), Cancel: true},
		},
		answer: func(choice int, _ string) {
			next := studio.Choice{Way: c.Way, Only: again, Changed: studio.Update}
			if choice == 1 {
				next.Changed = studio.AddBeside
			}
			m.take(h, next)
		},
		refused: func() { m.close(h) },
	}
	for _, s := range offered {
		a.Details = append(a.Details, m.say("“{{.Title}}”: {{.Changes}}", say.With{"Title": s.Title, "Changes": m.difference(s.Change)}))
	}
	m.ask(a)
	return true
}

// difference says how the files of a song have changed.
func (m *Orders) difference(d studio.Difference) string {
	var out []string
	if d.Added > 0 {
		out = append(out, m.count(d.Added, "{{.Count}} file added", "{{.Count}} files added"))
	}
	if d.Replaced > 0 {
		out = append(out, m.count(d.Replaced, "{{.Count}} file replaced", "{{.Count}} files replaced"))
	}
	if d.Removed > 0 {
		out = append(out, m.count(d.Removed, "{{.Count}} file removed", "{{.Count}} files removed"))
	}
	return strings.Join(out, ", ")
}

func (m *Orders) close(h *studio.Handed) {
	if err := h.Close(); err != nil {
		m.studio.Log().Warn("could not close what was handed over", "name", h.Name, "error", err)
	}
}

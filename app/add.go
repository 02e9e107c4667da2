package app

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
)

// AddFiles takes audio, saved result JSON and .mid files, folders and ZIP archives
// of stems and notes, several at once.
// Saved results and notes open without cost; for audio the cost is shown and
// confirmed first.
func (m *Orders) AddFiles(paths []string) {
	switch {
	case len(paths) == 0:
	case studio.Several(paths):
		m.addSeveral(paths)
	default:
		m.addFile(paths[0])
	}
}

func (m *Orders) addFile(path string) {
	m.busy(m.count(1, "Reading {{.Count}} file…", "Reading {{.Count}} files…"), func(ctx context.Context) func() {
		d, id, err := m.studio.Take(ctx, path)
		return func() {
			switch {
			case err != nil:
				m.taken(nil, nil, []failure{{path, err}})
			case id == "":
				m.taken([]studio.Draft{d}, nil, nil)
			default:
				if n := len(d.Imported); n > 1 {
					text := m.say("“{{.Name}}” holds {{.Count}} songs; each has a row of its own.", say.With{"Name": filepath.Base(path), "Count": n})
					m.Notify(say.Notice{Name: text, Level: say.Info, Text: text})
				}
				m.taken(nil, d.Imported, nil)
			}
		}
	})
}

// failure is a file that could not be added.
type failure struct {
	path string
	err  error
}

// taken shows what became of added files.
func (m *Orders) taken(drafts []studio.Draft, imported []string, failed []failure) {
	for _, f := range failed {
		name := filepath.Base(f.path)
		m.failNamed(say.Notice{Name: kindAdd + " " + f.path, Kind: kindAdd}, name, "add “{{.Name}}”", f.err, say.With{"Name": name})
	}
	if len(imported) > 0 {
		m.model.reload()
		m.model.OpenSong(imported[0])
	}
	var fresh []studio.Draft
	for _, d := range drafts {
		if d.Known() {
			m.askKnown(d)
		} else {
			fresh = append(fresh, d)
		}
	}
	if len(fresh) > 0 {
		m.askCost(fresh)
	}
}

// AddIDs starts from work that exists at the service: a Suno track, or a
// separation, which costs nothing more.
func (m *Orders) AddIDs(ids studio.IDs) {
	ids.TaskID, ids.AudioID, ids.Separation = strings.TrimSpace(ids.TaskID), strings.TrimSpace(ids.AudioID), strings.TrimSpace(ids.Separation)
	switch {
	case ids.Separation == "" && ids.TaskID == "":
		m.Notify(say.Notice{Name: "ids", Level: say.Warning, Text: m.say("There is no task id to work with."), Hint: m.say("Paste the id of a Suno task, or of a separation, from the service's log page.")})
	case ids.Separation == "" && ids.AudioID == "":
		m.pickClip(ids)
	default:
		m.busy(m.say("Looking for earlier work…"), func(ctx context.Context) func() {
			d, err := m.studio.Prepare(ctx, ids)
			return func() {
				if !m.fail("ids", "use these ids", err) {
					m.taken([]studio.Draft{d}, nil, nil)
				}
			}
		})
	}
}

// pickClip asks which track of a Suno task is meant.
func (m *Orders) pickClip(ids studio.IDs) {
	m.busy(m.say("Asking for the task's tracks…"), func(ctx context.Context) func() {
		clips, err := m.studio.Clips(ctx, ids.TaskID)
		return func() {
			if m.fail("ids", "list the tracks of this task", err) {
				return
			}
			m.askClip(ids, clips)
		}
	})
}

func (m *Orders) askClip(ids studio.IDs, clips []studio.Clip) {
	a := Ask{Title: m.say("Which track?"), Text: m.say("This task made more than one track.")}
	for i, c := range clips {
		a.Choices = append(a.Choices, Choice{Label: fmt.Sprintf("%d · %s · %s", i+1, c.Title, say.Clock(c.Duration))})
	}
	a.Choices = append(a.Choices, Choice{Label: m.say("Cancel"), Cancel: true})
	a.answer = func(choice int, _ string) {
		ids.AudioID = clips[choice].ID
		if ids.Title == "" {
			ids.Title = clips[choice].Title
		}
		m.AddIDs(ids)
	}
	m.ask(a)
}

// askKnown offers the earlier result of the same audio before anything else.
func (m *Orders) askKnown(d studio.Draft) {
	if d.Running {
		m.tellKnown(d)
		return
	}
	again := m.say("Transcribe again (free, its stems are reused)")
	if d.Cost > 0 {
		again = m.say("Transcribe again…") // what it costs is asked next, if there is enough
	}
	m.ask(Ask{
		Title: m.say("You already have this song"),
		Text:  m.say("The same audio was transcribed before, as “{{.Title}}”.", say.With{"Title": d.Earlier[0].Title}),
		Choices: []Choice{
			{Label: m.say("Open the earlier result")},
			{Label: again},
			{Label: m.say("Cancel"), Cancel: true},
		},
		answer: func(choice int, _ string) {
			switch choice {
			case 0:
				m.model.OpenSong(d.Earlier[0].ID)
			case 1:
				m.again(d)
			}
		},
	})
}

// tellKnown tells that a song is under way.
func (m *Orders) tellKnown(d studio.Draft) {
	m.Notify(say.Notice{Name: kindKnown + " " + d.Title, Kind: kindKnown, Level: say.Info, Text: m.say("“{{.Title}}” is already on its way.", say.With{"Title": d.Title}), Hint: m.say("Its row in the history shows how far it is.")})
}

// again transcribes a song once more; what costs is asked about first.
func (m *Orders) again(d studio.Draft) {
	if d.Cost > 0 {
		m.askCost([]studio.Draft{d})
		return
	}
	m.spend(order{drafts: []studio.Draft{d}, on: []bool{true}})
}

// keyless offers what works without a key, and opens what was sketched before.
func (m *Orders) keyless(drafts []studio.Draft) {
	for _, d := range drafts {
		if d.Request.Audio == "" {
			m.failOf(kindBegin, d.Title, "start “{{.Title}}”", studio.ErrNoKey)
			continue
		}
		if d.Sketching {
			m.tellKnown(d)
		}
		if d.Joins == "" {
			continue
		}
		m.Notify(say.Notice{Name: "keyless", Level: say.Info,
			Text: m.say("“{{.Title}}” was sketched here already.", say.With{"Title": d.Title}), Hint: m.say("Every instrument by itself comes from the service: add an API key in Settings and ask again.")})
		m.model.OpenSong(d.Joins)
	}
	if fresh := sketchable(drafts); len(fresh) > 0 {
		m.askSketch(fresh)
	}
}

// askSketch offers what works without a key.
func (m *Orders) askSketch(drafts []studio.Draft) {
	a := Ask{
		Title: m.count(len(drafts), "Sketch {{.Count}} song on this computer?", "Sketch {{.Count}} songs on this computer?"),
		Text:  m.say("Without an API key Partlift can sketch a song here, free: its melody and chords in one part, its drums in another. With a key, added in Settings, the service brings every instrument by itself."),
		Choices: []Choice{
			{Label: m.say("Sketch here (free)")},
			{Label: m.say("Cancel"), Cancel: true},
		},
		answer: func(int, string) { m.sketch(drafts) },
	}
	if len(drafts) == 1 {
		a.Title = m.say("Sketch “{{.Title}}” on this computer?", say.With{"Title": drafts[0].Title})
	}
	m.ask(a)
}

// TryDemo transcribes the demo songs with a simulated service inside the
// program: no key, no network, no cost.
func (m *Orders) TryDemo() {
	text := m.say("Preparing the demo…")
	m.busy(text, func(ctx context.Context) func() {
		id, err := m.studio.DemoInParts(ctx)
		return func() {
			if !m.fail("demo", "start the demo", err) && m.model.Page.Now() == nil {
				m.model.OpenSong(id)
			}
			m.model.reload()
		}
	})
	m.busy(text, func(ctx context.Context) func() {
		err := m.studio.StartDemo(ctx)
		return func() {
			m.fail("demo", "start the demo", err)
			m.model.reload()
		}
	})
}

package app

import (
	"context"
	"image"
	"path/filepath"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/dragout"
	"partlift/backend/say"
	"partlift/backend/smf"
)

// A Window is one of the program's windows as the system knows it: its system,
// "x11", "wayland", "windows" or "mac", and its handle there.
type Window struct {
	System string
	Handle uintptr
}

// Drag drags complete files out of a window, from inside the handler of a
// pointer drag. It returns at once; over is called when the gesture has ended,
// and the outcome is told by a notice only where it is bad.
func (m *Exports) Drag(w Window, files []string, picture image.Image, over func()) error {
	result, err := m.port.Start(dragout.Window{System: dragout.System(w.System), Handle: w.Handle}, files, picture)
	if err != nil {
		return err
	}
	m.background("drag", func(ctx context.Context) func() {
		select {
		case r := <-result:
			m.studio.Log().Info("dragged", "files", len(files), "outcome", r.Outcome, "target", r.Target)
			return func() {
				over()
				if r.Outcome == dragout.Failed {
					m.fail("drag", "drag the files", r.Err)
				}
			}
		case <-ctx.Done():
			return nil
		}
	})
	return nil
}

// CopyFiles puts files on the clipboard, to be pasted in a file manager or a
// DAW.
func (m *Exports) CopyFiles(files []string) {
	if err := m.port.Copy(files); err != nil {
		m.fail("copy", "copy the files", err)
		return
	}
	text := m.say("“{{.Name}}” can be pasted now.", say.With{"Name": filepath.Base(files[0])})
	if len(files) > 1 {
		text = m.count(len(files), "{{.Count}} file can be pasted now.", "{{.Count}} files can be pasted now.")
	}
	m.Notify(say.Notice{Name: "copy", Level: say.Success, Text: text, Hint: m.say("Paste it in a folder or in your DAW.")})
}

// PartFiles writes files with parts of the open song for a drag or the
// clipboard, as the DAW of the settings wants them, checks them, and returns
// their paths and what to call them. nil are all that are not left out. The same
// content always has the same name, and a name never gets other content.
func (m *Exports) PartFiles(parts []int) (files []string, label string, err error) {
	p := m.model.Page.Now()
	if p == nil {
		return nil, "", nil
	}
	if parts == nil {
		parts = p.Outgoing()
	}
	s := m.model.Settings.Now()
	daw := smf.DAWNamed(s.DAW)
	one := len(parts) > 1 && daw.Bundle == smf.BundleOne
	opt := studio.ExportOptions{Dir: m.studio.HandDir(p.Title), What: studio.What{Combined: one, Each: !one, Parts: parts}, Drums: s.Drums,
		Keep: true, Preset: daw.Preset, Page: p}
	// Not cancelled with the window: what was dragged must be remembered.
	r, err := m.studio.ExportSong(context.WithoutCancel(m.ctx), p.ID, opt)
	if err != nil {
		return nil, "", err
	}
	if !r.Receipt.OK {
		return nil, "", say.Refuse("Export the song to see which check failed.", "The file failed its checks, so it was not exported.")
	}
	for _, f := range r.Receipt.Files {
		files = append(files, f.Path)
	}
	m.exported(p.ID)
	label = m.count(len(parts), "{{.Count}} part", "{{.Count}} parts")
	if len(parts) == 1 && parts[0] < len(p.Parts) {
		label = p.Parts[parts[0]].Name
	}
	return files, label, nil
}

// A DAW is a program that parts can be dragged to.
type DAW struct {
	ID, Name string
	Hint     string // what to mind there, one sentence or ""
}

// DAWs lists the programs whose habits are known, any program first.
func DAWs() (out []DAW) {
	for _, d := range smf.DAWs() {
		out = append(out, DAW{d.ID, d.Name, d.Hint})
	}
	return out
}

// StemFiles returns the path of a sound of the open song under a name that people
// and DAWs can read, from where its MIDI files begin, so that both line up. There is
// no path while that is still being written.
func (m *Exports) StemFiles(stem edit.Stem) ([]string, error) {
	p := m.model.Page.Now()
	if p == nil {
		return nil, nil
	}
	drums := m.model.Settings.Now().Drums
	path, err := m.carry(carryKey{p, stem.Path}, stem.Name, func(ctx context.Context, tell func(int)) (string, error) {
		return m.studio.PaddedStem(ctx, p, stem, drums, percents(tell))
	}, nil)
	return one(path), err
}

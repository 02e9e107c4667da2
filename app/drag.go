package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"

	"partlift/backend/dragout"
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
func (m *Model) Drag(w Window, files []string, picture image.Image, over func()) error {
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
func (m *Model) CopyFiles(files []string) {
	if err := m.port.Copy(files); err != nil {
		m.fail("copy", "copy the files", err)
		return
	}
	text := m.say("“{{.Name}}” can be pasted now.", with{"Name": filepath.Base(files[0])})
	if len(files) > 1 {
		text = m.count(len(files), "{{.Count}} file can be pasted now.", "{{.Count}} files can be pasted now.")
	}
	m.Notify(Notice{Name: "copy", Level: Success, Text: text, Hint: m.say("Paste it in a folder or in your DAW.")})
}

// PartFiles writes files with parts of the open song for a drag or the
// clipboard, as the DAW of the settings wants them, checks them, and returns
// their paths and what to call them. nil are all that are not silent. The same
// content always has the same name, and a name never gets other content.
func (m *Model) PartFiles(parts []int) (files []string, label string, err error) {
	p := m.Page.Now()
	if p == nil {
		return nil, "", nil
	}
	if parts == nil {
		parts = p.sounding()
	}
	s := m.Settings.Now()
	daw := smf.DAWNamed(s.DAW)
	one := len(parts) > 1 && daw.Bundle == smf.BundleOne
	opt := ExportOptions{Dir: m.studio.ExportDir(), What: What{Combined: one, Each: !one, Parts: parts}, Drums: s.Drums,
		Keep: true, Preset: daw.Preset, Tag: tempoTag(p), page: p}
	// Not cancelled with the window: what was dragged must be remembered.
	r, err := m.studio.ExportSong(context.WithoutCancel(m.ctx), p.ID, opt)
	if err != nil {
		return nil, "", err
	}
	if !r.Receipt.OK {
		return nil, "", trouble("Export the song to see which check failed.", "The file failed its checks, so it was not exported.")
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

// tempoTag is what a file's name says of its tempo, since many programs ask
// for it or ignore the one inside.
func tempoTag(p *Page) string {
	if p.Grid == nil {
		return ""
	}
	if !p.Grid.Constant() {
		return "tempo map"
	}
	return fmt.Sprintf("%.2fbpm", p.Grid.Tempo[0].BPM)
}

// StemFiles returns the path of kept audio under a name that people and DAWs can
// read: the library knows it by its content only.
func (m *Model) StemFiles(stem Stem) ([]string, error) {
	p := m.Page.Now()
	if p == nil {
		return nil, nil
	}
	ext := filepath.Ext(stem.Name)
	if ext == "" {
		ext = soundExt(stem.Path)
	}
	path, err := lend(stem.Path, m.studio.ExportDir(), trimExt(smf.FileName(p.Title, trimExt(stem.Name)))+ext)
	return []string{path}, err
}

// trimExt cuts the end of a file's name off.
func trimExt(name string) string { return name[:len(name)-len(filepath.Ext(name))] }

// soundExt tells the usual end of a sound file's name by its first bytes.
func soundExt(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ".wav"
	}
	defer f.Close()
	var head [12]byte
	if _, err := f.Read(head[:]); err != nil {
		return ".wav"
	}
	switch {
	case string(head[:4]) == "RIFF":
		return ".wav"
	case string(head[:4]) == "fLaC":
		return ".flac"
	case string(head[:4]) == "OggS":
		return ".ogg"
	case string(head[4:8]) == "ftyp":
		return ".m4a"
	}
	return ".mp3"
}

// lend copies a file of the library into a folder under a name, numbered where
// that belongs to other content. It returns the path; a copy that is there
// already is used again. It is a copy because programs write into what they
// are given, and the library must never change.
func lend(from, dir, name string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	ext := filepath.Ext(name)
	for n := 1; ; n++ {
		path := filepath.Join(dir, name)
		if n > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s (%d)%s", trimExt(name), n, ext))
		}
		same, err := sameContent(from, path)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return path, WriteFile(path, func(to *os.File) error { return copyInto(to, from) })
		case err != nil || same:
			return path, err
		}
	}
}

func copyInto(to *os.File, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(to, f)
	return err
}

// sameContent compares two files; the error of a second one that is not there
// is os.ErrNotExist.
func sameContent(one, two string) (bool, error) {
	b, err := os.Open(two)
	if err != nil {
		return false, err
	}
	defer b.Close()
	a, err := os.Open(one)
	if err != nil {
		return false, fmt.Errorf("read the library: %w", errors.Unwrap(err))
	}
	defer a.Close()
	var left, right [64 << 10]byte
	for {
		n, errA := io.ReadFull(a, left[:])
		k, errB := io.ReadFull(b, right[:])
		if n != k || !bytes.Equal(left[:n], right[:k]) {
			return false, nil
		}
		if errA != nil || errB != nil {
			return ended(errA) && ended(errB), nil
		}
	}
}

func ended(err error) bool { return err == io.EOF || err == io.ErrUnexpectedEOF }

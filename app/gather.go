package app

import (
	"slices"
	"strings"

	"partlift/backend/say"
)

// The kinds of notices of which many may come at once.
const (
	kindReady   = "ready"   // songs that are there
	kindStopped = "stopped" // songs that did not go on
	kindAdd     = "add"     // files that could not be added
	kindKnown   = "known"   // songs that are on their way already
	kindBegin   = "begin"   // songs that could not be started
	kindSketch  = "sketch"  // songs that could not be sketched
	kindBatch   = "batch"   // songs of several that could not be exported
)

// gatheredMost is how many notices one that stands for many tells in words.
const gatheredMost = 5

// all starts the name of the notice that stands for all of a kind.
const all = "all "

// Gathered returns the notices as they are shown: where there are several of
// one kind, one says how many and lists them, in the place of the newest.
func (m *desk) Gathered() []say.Notice {
	have := m.Notices.Now()
	var out []say.Notice
	for i, n := range have {
		later := func(o say.Notice) bool { return o.Kind == n.Kind }
		if n.Kind == "" || len(m.ofKind(n.Kind)) < 2 {
			out = append(out, n)
		} else if !slices.ContainsFunc(have[i+1:], later) {
			out = append(out, m.gather(n.Kind))
		}
	}
	return out
}

func (m *desk) ofKind(kind string) []say.Notice {
	return slices.DeleteFunc(slices.Clone(m.Notices.Now()), func(n say.Notice) bool { return n.Kind != kind })
}

// gather makes one notice of all that are of a kind.
func (m *desk) gather(kind string) say.Notice {
	many := m.ofKind(kind)
	n := say.Notice{Name: all + kind, Kind: kind, Text: m.gatherText(kind, len(many))}
	var lines []string
	for i, one := range slices.Backward(many) {
		n.Level, n.Alert = max(n.Level, one.Level), n.Alert || one.Alert
		if len(lines) == gatheredMost {
			lines = append(lines, m.count(i+1, "… and {{.Count}} more", "… and {{.Count}} more"))
			break
		}
		lines = append(lines, one.Text)
	}
	n.Hint = strings.Join(lines, "\n")
	return n
}

func (m *desk) gatherText(kind string, n int) string {
	switch kind {
	case kindReady:
		return m.count(n, "{{.Count}} song is ready.", "{{.Count}} songs are ready.")
	case kindStopped:
		return m.count(n, "{{.Count}} song stopped.", "{{.Count}} songs stopped.")
	case kindAdd:
		return m.count(n, "{{.Count}} file could not be added.", "{{.Count}} files could not be added.")
	case kindKnown:
		return m.count(n, "{{.Count}} song is already on its way.", "{{.Count}} songs are already on their way.")
	case kindBegin:
		return m.count(n, "{{.Count}} song could not be started.", "{{.Count}} songs could not be started.")
	case kindBatch:
		return m.count(n, "{{.Count}} song could not be exported.", "{{.Count}} songs could not be exported.")
	default:
		return m.count(n, "{{.Count}} song could not be sketched.", "{{.Count}} songs could not be sketched.")
	}
}

// failOf tells that something failed with a song, one notice a song.
func (m *desk) failOf(kind, title, doing string, err error) bool {
	return m.failNamed(say.Notice{Name: kind + " " + title, Kind: kind}, title, doing, err, say.With{"Title": title})
}

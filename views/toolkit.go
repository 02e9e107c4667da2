package views

import (
	"bytes"
	"io"
	"log/slog"
)

// Toolkit returns a writer for what the toolkit says of its troubles. Some are
// no trouble: a computer without a D-Bus session, on which Partlift works and
// says where it matters, and preferences that are read while they are written,
// of which it keeps none. Such words go to the log; all others go to to.
func Toolkit(to io.Writer, log *slog.Logger) io.Writer { return &toolkit{to: to, log: log} }

type toolkit struct {
	to   io.Writer
	log  *slog.Logger
	held []byte // the line that says that there was an error, until the next tells which
	drop bool   // the error was no trouble: the line that says where comes last
}

var (
	fyneError = []byte("Fyne error:")
	fyneCause = []byte("Cause:")
	fyneAt    = []byte("At:")
	harmless  = [][]byte{[]byte("dbus"), []byte("D-Bus"), []byte("Preferences load error")}
)

// Write takes a line of a log. The toolkit tells an error in three of them: that
// there is one, its cause, and the place in its source.
func (k *toolkit) Write(line []byte) (int, error) {
	switch {
	case bytes.Contains(line, fyneError):
		k.flush()
		k.held, k.drop = bytes.Clone(line), false
		return len(line), nil
	case k.held != nil && bytes.Contains(line, fyneCause):
		if told := append(k.held, line...); noTrouble(told) {
			k.log.Info("toolkit", "said", string(bytes.TrimSpace(told)))
			k.held, k.drop = nil, true
			return len(line), nil
		}
	case k.drop && bytes.Contains(line, fyneAt):
		k.drop = false
		return len(line), nil
	}
	k.flush()
	return k.to.Write(line)
}

// flush passes on the line that was held back.
func (k *toolkit) flush() {
	if k.held != nil {
		_, _ = k.to.Write(k.held) // nobody hears of a log that cannot be written
		k.held = nil
	}
}

func noTrouble(lines []byte) bool {
	for _, word := range harmless {
		if bytes.Contains(lines, word) {
			return true
		}
	}
	return false
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// Explain turns an error into words for a person: what happened and what to do
// next. doing completes the sentence "Could not …". It is the only place where
// errors become words.
func Explain(doing string, err error) Notice {
	n := Notice{Level: Failure, Text: "Could not " + doing + ".", Hint: cause(err)}
	var (
		service *kie.Error
		fault   *task.Fault
		told    *Trouble
		remark  *secret.Notice
		kept    *library.Fault
	)
	switch {
	case errors.As(err, &told):
		n.Text, n.Hint = told.Text, told.Hint
	case errors.As(err, &remark):
		n.Level, n.Text, n.Hint = Warning, remark.Sentence, ""
	case errors.As(err, &service):
		n.Text, n.Hint = service.Message, service.Hint
	case errors.As(err, &fault):
		n.Text, n.Hint = fault.Message, fault.Hint
	case errors.Is(err, library.ErrClaimed):
		n.Text = key("Another Partlift is already working with this library.")
		n.Hint = key("Use that window, or close it and try again. Looking at songs and exporting them works here meanwhile.")
	case errors.Is(err, secret.ErrNone):
		n.Text = key("There is no API key yet.")
		n.Hint = key("Paste one in Settings, or try the demo, which needs none.")
	case errors.As(err, &kept):
		n.Hint = kept.Sentence
	}
	return n
}

// Explain is Explain in the user's language.
func (m *Model) Explain(doing string, err error) Notice { return explainIn(m.words, doing, err) }

// explainIn is Explain in a language.
func explainIn(t tongue, doing string, err error) Notice {
	n := Explain(doing, err)
	n.Text, n.Hint = t.say(n.Text), t.say(n.Hint)
	return n
}

// causes are the sentences for errors that programs tell apart.
var causes = []struct {
	err      error
	sentence string
}{
	{errNoBlob, key("A file of this song is missing from the library folder. Put the folder's blobs back from a backup, or transcribe the song again.")},
	{library.ErrNotFound, key("The song is no longer in the library.")},
	{library.ErrDeleted, key("The song was removed meanwhile.")},
	{library.ErrNoBlob, key("A file of this song is missing from the library folder. Add the song's audio again.")},
	{task.ErrRunning, key("It is under way already; its row in the history shows how far it is.")},
	{task.ErrFinished, key("It is finished already; open it from the history.")},
	{task.ErrAnswer, key("That answer does not match the open question. Open the question on its row again.")},
	{task.ErrClosed, key("Partlift is closing. The song goes on at the next start.")},
	{context.DeadlineExceeded, key("It took too long. Try again.")},
	{fs.ErrPermission, key("You do not have permission to use that file or folder. Change its permissions, or choose another place.")},
	{fs.ErrNotExist, key("The file or folder does not exist. Check its name, or choose another place.")},
	{syscall.ENOSPC, key("The disk is full. Free some space and try again.")},
}

// cause says in words why something failed and what to do next.
func cause(err error) string {
	var running task.ErrDuplicate
	if errors.As(err, &running) {
		return "The same audio is already on its way as “" + running.Task.Request.Title + "”."
	}
	for _, c := range causes {
		if errors.Is(err, c.err) {
			return c.sentence
		}
	}
	return "Try again. If it does not help, please report these words: " + strings.TrimSuffix(err.Error(), ".") + "."
}

// Trouble is an error that already is words for a person.
type Trouble struct {
	Text string // what happened, a full sentence
	Hint string // what to do next, a full sentence or ""
	Err  error  // the cause, for the log; may be nil
}

// Error returns both sentences.
func (t *Trouble) Error() string {
	if t.Hint == "" {
		return t.Text
	}
	return t.Text + " " + t.Hint
}

// Unwrap returns the cause.
func (t *Trouble) Unwrap() error { return t.Err }

func trouble(hint, format string, args ...any) *Trouble {
	return &Trouble{Text: fmt.Sprintf(format, args...), Hint: hint}
}

// Notify shows a notice; one of the same name is replaced.
func (m *Model) Notify(n Notice) {
	var kept []Notice
	for _, have := range m.Notices.Now() {
		if have.Name != n.Name {
			kept = append(kept, have)
		}
	}
	m.Notices.Set(append(kept, n))
}

// Dismiss takes a notice away, or all that one of Gathered stands for.
func (m *Model) Dismiss(name string) {
	var kept []Notice
	for _, have := range m.Notices.Now() {
		if have.Name != name && all+have.Kind != name {
			kept = append(kept, have)
		}
	}
	m.Notices.Set(kept)
}

// fail shows err, if there is one that is worth telling, and reports whether
// there was an error.
func (m *Model) fail(name, doing string, err error) bool {
	return m.failNamed(Notice{Name: name}, "", doing, err)
}

// failNamed is fail for one of several files or songs: the notice says which,
// also where the error does not know.
func (m *Model) failNamed(as Notice, subject, doing string, err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, context.Canceled) {
		return true
	}
	m.studio.Log().Error("could not "+doing, "error", err)
	n := m.Explain(doing, err)
	n.Name, n.Kind = as.Name, as.Kind
	if !strings.Contains(n.Text, subject) {
		n.Text = m.say("“{{.Name}}”: {{.What}}", with{"Name": subject, "What": n.Text})
	}
	m.Notify(n)
	return true
}

package studio

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"partlift/app/say"
	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// Explain turns an error into words for a person: what happened and what to do
// next. doing completes the sentence "Could not …". It is the only place where
// errors become words.
func Explain(doing string, err error) say.Notice {
	n := say.Notice{Level: say.Failure, Text: "Could not " + doing + ".", Hint: cause(err)}
	var (
		service *kie.Error
		fault   *task.Fault
		told    *say.Trouble
		remark  *secret.Notice
		kept    *library.Fault
	)
	switch {
	case errors.As(err, &told):
		n.Text, n.Hint = told.Text, told.Hint
	case errors.As(err, &remark):
		n.Level, n.Text, n.Hint = say.Warning, remark.Sentence, ""
	case errors.As(err, &service):
		n.Text, n.Hint = service.Message, service.Hint
	case errors.As(err, &fault):
		n.Text, n.Hint = fault.Message, fault.Hint
	case errors.Is(err, library.ErrClaimed):
		n.Text = say.Key("Another Partlift is already working with this library.")
		n.Hint = say.Key("Use that window, or close it and try again. Looking at songs and exporting them works here meanwhile.")
	case errors.Is(err, secret.ErrNone):
		n.Text = say.Key("There is no API key yet.")
		n.Hint = say.Key("Paste one in Settings, or try the demo, which needs none.")
	case errors.As(err, &kept):
		n.Hint = kept.Sentence
	}
	return n
}

// ExplainIn is Explain in a language.
func ExplainIn(t say.Tongue, doing string, err error) say.Notice {
	n := Explain(doing, err)
	n.Text, n.Hint = t.Say(n.Text), t.Say(n.Hint)
	return n
}

// causes are the sentences for errors that programs tell apart.
var causes = []struct {
	err      error
	sentence string
}{
	{errNoBlob, say.Key("A file of this song is missing from the library folder. Put the folder's blobs back from a backup, or transcribe the song again.")},
	{library.ErrNotFound, say.Key("The song is no longer in the library.")},
	{library.ErrDeleted, say.Key("The song was removed meanwhile.")},
	{library.ErrNoBlob, say.Key("A file of this song is missing from the library folder. Add the song's audio again.")},
	{task.ErrRunning, say.Key("It is under way already; its row in the history shows how far it is.")},
	{task.ErrFinished, say.Key("It is finished already; open it from the history.")},
	{task.ErrAnswer, say.Key("That answer does not match the open question. Open the question on its row again.")},
	{task.ErrClosed, say.Key("Partlift is closing. The song goes on at the next start.")},
	{context.DeadlineExceeded, say.Key("It took too long. Try again.")},
	{fs.ErrPermission, say.Key("You do not have permission to use that file or folder. Change its permissions, or choose another place.")},
	{fs.ErrNotExist, say.Key("The file or folder does not exist. Check its name, or choose another place.")},
	{syscall.ENOSPC, say.Key("The disk is full. Free some space and try again.")},
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

package studio

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/say"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// Explain turns an error into words for a person: what happened and what to do
// next. doing completes the sentence "Could not …". It is the only place where
// errors become words.
func Explain(doing string, err error, with ...say.With) say.Notice {
	return ExplainIn(nil, doing, err, with...)
}

// ExplainIn is Explain in a language.
func ExplainIn(t say.Tongue, doing string, err error, with ...say.With) say.Notice {
	text, hint := explained(say.Of("Could not "+doing+".", with...), err)
	n := say.Notice{Level: say.Failure, Text: text.In(t), Hint: hint.In(t)}
	var remark *secret.Notice
	if errors.As(err, &remark) {
		n.Level = say.Warning
	}
	return n
}

// explained returns what happened, which is failed where the error does not know
// better, and what to do next.
func explained(failed say.Text, err error) (text, hint say.Text) {
	var (
		told    *say.Trouble
		service *kie.Error
		fault   *task.Fault
		remark  *secret.Notice
		kept    *library.Fault
	)
	switch {
	case errors.As(err, &told):
		return say.Of(told.Text, told.With), say.Of(told.Hint, told.With)
	case errors.As(err, &remark):
		return remark.Sentence, say.Text{}
	case errors.As(err, &service):
		return service.Message, service.Hint
	case errors.As(err, &fault):
		return fault.Message, fault.Hint
	case errors.Is(err, library.ErrClaimed):
		return say.Of("Another Partlift is already working with this library."),
			say.Of("Use that window, or close it and try again. Looking at songs and exporting them works here meanwhile.")
	case errors.Is(err, secret.ErrNone):
		return say.Of("There is no API key yet."), say.Of("Paste one in Settings, or try the demo, which needs none.")
	case errors.As(err, &kept):
		return failed, kept.Sentence
	}
	return failed, cause(err)
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

// cause says why something failed and what to do next.
func cause(err error) say.Text {
	var running task.ErrDuplicate
	if errors.As(err, &running) {
		return say.Of("The same audio is already on its way as “{{.Title}}”.", say.With{"Title": running.Task.Request.Title})
	}
	for _, c := range causes {
		if errors.Is(err, c.err) {
			return say.Of(c.sentence)
		}
	}
	return say.Of("Try again. If it does not help, please report these words: {{.Words}}.", say.With{"Words": strings.TrimSuffix(err.Error(), ".")})
}

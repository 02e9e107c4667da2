package task

import (
	"errors"

	"partlift/backend/say"
)

// QuestionKind says what is asked.
type QuestionKind string

// The questions a task can ask.
const (
	// QuestionDoubt: a separation was sent and no answer came.
	QuestionDoubt QuestionKind = "doubt"
	// QuestionAgain: the separation failed or is no longer known; a new one
	// would cost again. The task's state is StateFailed.
	QuestionAgain QuestionKind = "again"
)

// Question is put to the user where going on could cost money.
type Question struct {
	Number  int // counts the questions of a task, so that an answer is for one of them
	Kind    QuestionKind
	Text    say.Text     // full sentences with the evidence and the choices
	Answers []AnswerKind // what Answer accepts
	Before  *float64     // credits before the request; nil = not known
	Now     *float64     // credits when the question was asked; nil = not known
}

// AnswerKind is a choice of the user.
type AnswerKind string

// The answers.
const (
	// AskAgain asks the service once more about what it seems to have
	// forgotten, which is free.
	AskAgain AnswerKind = "ask again"
	// SendAgain orders a new separation, which is charged.
	SendAgain AnswerKind = "send again"
	// UseSeparation goes on with the separation whose id the answer holds.
	UseSeparation AnswerKind = "use separation"
	// GiveUp cancels the task and keeps all it knows.
	GiveUp AnswerKind = "give up"
	// PerStem transcribes each stem by itself, free of charge. It needs no
	// question: any resting task that has stems with ids takes it.
	PerStem AnswerKind = "per stem"
)

// Answer is given to Runner.Answer.
type Answer struct {
	Kind       AnswerKind
	Question   int    // the number of the question it answers; 0 = whichever is open
	Separation string // with UseSeparation
}

// Errors of the Runner's verbs.
var (
	ErrUnknown  = errors.New("task: no such task")
	ErrClosed   = errors.New("task: the runner is closed")
	ErrRunning  = errors.New("task: the task is running")
	ErrFinished = errors.New("task: the task is finished")
	ErrAnswer   = errors.New("task: the answer does not fit the task")
)

// ErrDuplicate is returned by Start and Retry while another unfinished task
// would bring the same. Task is that other one.
type ErrDuplicate struct{ Task Task }

func (e ErrDuplicate) Error() string {
	return "task: the same audio is already on its way as task " + e.Task.ID
}

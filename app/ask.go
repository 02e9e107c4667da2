package app

import (
	"context"
	"slices"

	"partlift/backend/task"
)

// ask queues a question; one is shown at a time.
func (m *Model) ask(a Ask) {
	m.asks = append(m.asks, &a)
	if m.Ask.Now() == nil {
		m.Ask.Set(m.asks[0])
	}
}

// Answer picks a choice of the question on screen, with the text of its entry.
// An answer to a question that is no longer there does nothing, and nor does
// the choice to cancel.
func (m *Model) Answer(a *Ask, choice int, text string) {
	if len(m.asks) == 0 || m.asks[0] != a || choice < 0 || choice >= len(a.Choices) {
		return
	}
	m.withdraw(func(have *Ask) bool { return have == a })
	if a.answer != nil && !a.Choices[choice].Cancel {
		a.answer(choice, text)
	}
}

// withdraw takes questions back that need no answer any more.
func (m *Model) withdraw(which func(*Ask) bool) {
	var next *Ask
	m.asks = slices.DeleteFunc(slices.Clone(m.asks), which)
	if len(m.asks) > 0 {
		next = m.asks[0]
	}
	if next != m.Ask.Now() {
		m.Ask.Set(next)
	}
}

// answers are the labels of what a task may be told. Later asks nothing.
var answers = map[task.AnswerKind]Choice{
	task.UseSeparation: {Label: key("Use this task id")},
	task.SendAgain:     {Label: key("Order it again"), Danger: true},
	task.GiveUp:        {Label: key("Give up")},
	task.PerStem:       {Label: key("Try each stem by itself (free)")},
}

// askTask shows what a resting task wants to know. The most important case: a
// charged request left, and no answer came back.
func (m *Model) askTask(t task.Task) {
	if t.Question == nil {
		return
	}
	a := Ask{Title: m.say("How shall “{{.Title}}” go on?", with{"Title": t.Request.Title}), Text: m.say(t.Question.Text), task: t.ID, song: t.SongID,
		Choices: []Choice{{Label: m.say("Decide later"), Cancel: true}}}
	for _, have := range m.asks {
		if have.task == t.ID {
			return
		}
	}
	for _, kind := range t.Question.Answers {
		c := answers[kind]
		c.Label = m.say(c.Label)
		a.Choices = append(a.Choices, c)
		if kind == task.UseSeparation {
			a.Entry = m.say("Task id of the separation, from the service's log page")
		}
	}
	a.answer = func(choice int, text string) {
		m.answerTask(t, task.Answer{Kind: t.Question.Answers[choice-1], Separation: text})
	}
	m.ask(a)
}

func (m *Model) answerTask(t task.Task, a task.Answer) {
	m.background("answer", func(ctx context.Context) func() {
		err := m.studio.Answer(ctx, t.SongID, a)
		return func() { m.fail("answer", "go on with “"+t.Request.Title+"”", err) }
	})
}

package app

import (
	"context"
	"slices"

	"partlift/app/studio"
	"partlift/backend/say"
)

// ask queues a question; one is shown at a time.
func (m *desk) ask(a Ask) {
	m.asks = append(m.asks, &a)
	if m.Ask.Now() == nil {
		m.Ask.Set(m.asks[0])
	}
}

// Answer picks a choice of the question on screen, with the text of its entry.
// An answer to a question that is no longer there does nothing, and nor does
// the choice to cancel, or one that is off.
func (m *desk) Answer(a *Ask, choice int, text string) {
	if len(m.asks) == 0 || m.asks[0] != a || choice < 0 || choice >= len(a.Choices) || a.Choices[choice].Off {
		return
	}
	m.withdraw(func(have *Ask) bool { return have == a })
	switch {
	case a.Choices[choice].Cancel && a.refused != nil:
		a.refused()
	case a.answer != nil && !a.Choices[choice].Cancel:
		a.answer(choice, text)
	}
}

// Choose ticks one of the things that the question on screen is about, or takes
// the tick away. The question stands with what follows from it then.
func (m *desk) Choose(a *Ask, i int, on bool) {
	if len(m.asks) > 0 && m.asks[0] == a && i >= 0 && i < len(a.Ticks) && a.Ticks[i].On != on {
		m.replace(a, a.ticked(i, on))
	}
}

// replace puts a question in the place of one that is out of date. Answers to
// the old one are void.
func (m *desk) replace(old *Ask, with Ask) {
	m.asks = slices.Clone(m.asks)
	m.asks[slices.Index(m.asks, old)] = &with
	m.withdraw(func(*Ask) bool { return false })
}

// withdraw takes questions back that need no answer any more.
func (m *desk) withdraw(which func(*Ask) bool) {
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
var answers = map[studio.AnswerKind]Choice{
	studio.AskAgain:      {Label: say.Key("Ask again (free)")},
	studio.UseSeparation: {Label: say.Key("Use this task id")},
	studio.SendAgain:     {Label: say.Key("Order it again"), Pays: true},
	studio.GiveUp:        {Label: say.Key("Give up")},
	studio.PerStem:       {Label: say.Key("Try each stem by itself (free)")},
}

// askTask shows what a resting task wants to know. The most important case: a
// charged request left, and no answer came back.
func (m *History) askTask(t studio.Task) {
	if t.Question == nil || slices.ContainsFunc(m.asks, func(have *Ask) bool { return have.task == t.ID && have.question == t.Question.Number }) {
		return
	}
	// An answer to an earlier question must not be taken for one to this.
	m.withdraw(func(have *Ask) bool { return have.task == t.ID })
	m.ask(m.taskQuestion(t, studio.Purse{Account: m.model.Account.Now()}))
}

// taskQuestion is the question of a task. What spends is offered only where the
// purse covers it; asking once more, which is free, comes first where it may
// help.
func (m *History) taskQuestion(t studio.Task, p studio.Purse) Ask {
	a := Ask{Title: m.say("How should “{{.Title}}” continue?", say.With{"Title": t.Request.Title}), Text: t.Question.Text.In(m.words), task: t.ID, question: t.Question.Number, song: t.SongID}
	var kinds []studio.AnswerKind
	later := func() {
		a.Choices, kinds = append(a.Choices, Choice{Label: m.say("Decide later"), Cancel: true}), append(kinds, "")
	}
	if t.Question.Answers[0] != studio.AskAgain {
		later()
	}
	for _, kind := range t.Question.Answers {
		if kind == studio.SendAgain && !p.Pays(t.Request) {
			a.Text += " " + m.say("Ordering it again is not possible now: there is no key, or the balance does not cover it.")
			continue
		}
		c := answers[kind]
		c.Label = m.say(c.Label)
		a.Choices, kinds = append(a.Choices, c), append(kinds, kind)
		if kind == studio.UseSeparation {
			a.Entry = m.say("Task id of the separation, from the service's log page")
		}
	}
	if kinds[0] == studio.AskAgain {
		later()
	}
	a.answer = func(choice int, text string) {
		m.answerTask(t, studio.Answer{Kind: kinds[choice], Question: t.Question.Number, Separation: text})
	}
	a.purse, a.remake = p, func(p studio.Purse) (Ask, bool) { return m.taskQuestion(t, p), true }
	return a
}

// answerTask tells a task what to do. Before it orders again, there must still be
// enough to pay for it.
func (m *History) answerTask(t studio.Task, a studio.Answer) {
	if a.Kind != studio.SendAgain || t.Request.Demo {
		m.sendAnswer(t, a)
		return
	}
	m.model.withPurse(func(p studio.Purse) {
		if p.Pays(t.Request) {
			m.sendAnswer(t, a)
		} else {
			m.ask(m.taskQuestion(t, p))
		}
	})
}

func (m *History) sendAnswer(t studio.Task, a studio.Answer) {
	m.background("answer", func(ctx context.Context) func() {
		err := m.studio.Answer(ctx, t.SongID, a)
		return func() { m.fail("answer", "go on with “{{.Title}}”", err, say.With{"Title": t.Request.Title}) }
	})
}

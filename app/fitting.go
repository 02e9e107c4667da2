package app

import (
	"context"
	"slices"

	"partlift/app/studio"
	"partlift/backend/say"
)

// fitting goes on with drafts that the service takes: what is too large is sent
// in another form, which is asked about for a single one and chosen for several,
// without loss first.
func (m *Orders) fitting(drafts []studio.Draft, then func(fit []studio.Draft)) {
	large := func(d studio.Draft) bool { return d.TooLarge() && d.Send.Format == "" }
	if !slices.ContainsFunc(drafts, large) {
		then(drafts)
		return
	}
	m.busy(m.say("Looking how large audio can be sent…"), func(ctx context.Context) func() {
		forms := make([][]studio.Sending, len(drafts))
		var err error
		for i, d := range drafts {
			if err == nil && large(d) {
				forms[i], err = m.studio.Sends(ctx, d)
			}
		}
		return func() {
			switch {
			case m.fail("send", "look how to send the audio", err):
			case len(drafts) == 1:
				m.askForm(drafts[0], forms[0], then)
			default:
				m.chooseForms(drafts, forms, then)
			}
		}
	})
}

// askForm asks in which form a song is sent that is too large as it is.
func (m *Orders) askForm(d studio.Draft, forms []studio.Sending, then func(fit []studio.Draft)) {
	if len(forms) == 0 {
		m.ask(m.unfit(d))
		return
	}
	a := Ask{Title: m.say("“{{.Title}}” is too large to be sent", say.With{"Title": d.Title}), Details: []string{d.Line(m.words)},
		Text: m.say("The service takes files of up to 20 MB. Partlift can send the same sound in another form; the song keeps the file that you added.")}
	for _, f := range forms {
		a.Choices = append(a.Choices, Choice{Label: f.Label(m.words)})
	}
	a.Choices = append(a.Choices, Choice{Label: m.say("Cancel"), Cancel: true})
	a.answer = func(choice int, _ string) {
		d.Send = forms[choice]
		then([]studio.Draft{d})
	}
	m.ask(a)
}

// chooseForms takes the best form of each draft, and tells of those that have
// none.
func (m *Orders) chooseForms(drafts []studio.Draft, forms [][]studio.Sending, then func(fit []studio.Draft)) {
	var fit []studio.Draft
	for i, d := range drafts {
		switch {
		case !d.TooLarge() || d.Send.Format != "":
		case len(forms[i]) == 0:
			m.ask(m.unfit(d))
			continue
		default:
			d.Send = forms[i][0]
		}
		fit = append(fit, d)
	}
	if len(fit) > 0 {
		then(fit)
	}
}

// unfit says that a song cannot be sent in any form; the local engine may still
// hear it.
func (m *Orders) unfit(d studio.Draft) Ask {
	text, hint := d.Unfit().In(m.words)
	a := Ask{Title: m.say("“{{.Title}}” is too large to be sent", say.With{"Title": d.Title}), Text: text + " " + hint, Details: []string{d.Line(m.words)}}
	fresh := sketchable([]studio.Draft{d})
	if len(fresh) > 0 {
		a.Choices = append(a.Choices, Choice{Label: m.say("Sketch here (free)")})
	}
	a.Choices = append(a.Choices, Choice{Label: m.say("Cancel"), Cancel: true})
	a.answer = func(int, string) { m.sketch(fresh) }
	return a
}

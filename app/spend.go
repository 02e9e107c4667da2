package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
)

// withPurse looks what there is to spend and goes on with that.
func (m *Orders) withPurse(then func(p studio.Purse)) {
	text := m.say("Checking the balance…")
	m.busyWith("key", &slowWork{Busy: Busy{Text: text}}, func(ctx context.Context, _ func(int)) func() {
		p, err := m.studio.Purse(ctx)
		return func() {
			if m.fail("balance", "check the balance", err) {
				return
			}
			m.model.Account.Set(p.Account)
			then(p)
		}
	})
}

// askCost shows what it costs, once for all drafts, after it is known in which
// form each of them goes to the service.
func (m *Orders) askCost(drafts []studio.Draft) {
	m.withPurse(func(p studio.Purse) {
		if p.Keyless() {
			m.offer(drafts, p)
			return
		}
		m.fitting(drafts, func(fit []studio.Draft) { m.offer(fit, p) })
	})
}

// offer asks whether drafts are to be started, as far as the purse goes.
func (m *Orders) offer(drafts []studio.Draft, p studio.Purse) {
	if p.Keyless() {
		m.keyless(drafts)
		return
	}
	m.ask(m.bill(drafts, p))
}

// bill is the question whether drafts are to be started.
func (m *Orders) bill(drafts []studio.Draft, p studio.Purse) Ask {
	covered := p.Covers(drafts)
	a := Ask{Title: m.count(len(drafts), "Transcribe {{.Count}} song?", "Transcribe {{.Count}} songs?"), Text: m.billText(drafts, covered, p)}
	if len(drafts) == 1 {
		a.Title = m.say("Transcribe “{{.Title}}”?", say.With{"Title": drafts[0].Title})
	}
	for _, d := range drafts {
		line := d.Line(m.words)
		if len(covered) < len(drafts) && !slices.ContainsFunc(covered, d.Same) {
			line += " · " + m.say("not covered")
		}
		a.Details = append(a.Details, line)
		for _, w := range d.Remarks() {
			a.Details = append(a.Details, w.In(m.words))
		}
	}
	var verbs []func()
	choose := func(c Choice, do func()) { a.Choices, verbs = append(a.Choices, c), append(verbs, do) }
	if len(covered) > 0 {
		choose(m.spendChoice(drafts, covered), func() { m.spend(drafts, covered) })
	}
	if fresh := sketchable(drafts); len(fresh) > 0 {
		choose(Choice{Label: m.say("Sketch here (free)")}, func() { m.sketch(fresh) })
	}
	choose(Choice{Label: m.say("Cancel"), Cancel: true}, nil)
	a.answer = func(choice int, _ string) { verbs[choice]() }
	a.purse, a.remake = p, func(p studio.Purse) (Ask, bool) {
		if p.Keyless() {
			m.keyless(drafts)
			return Ask{}, false
		}
		return m.bill(drafts, p), true
	}
	return a
}

// spendChoice is the choice that starts the drafts that are covered.
func (m *Orders) spendChoice(drafts, covered []studio.Draft) Choice {
	total := costOf(covered)
	switch {
	case total > 0 && len(covered) < len(drafts):
		return Choice{Danger: true, Label: m.words.CountWith(len(covered), "Spend {{.Credits}} credits for {{.Count}} song", "Spend {{.Credits}} credits for {{.Count}} songs", say.With{"Credits": say.Credits(total)})}
	case total > 0:
		return Choice{Danger: true, Label: m.say("Spend {{.Credits}} credits", say.With{"Credits": say.Credits(total)})}
	case len(covered) < len(drafts):
		return Choice{Label: m.count(len(covered), "Start {{.Count}} song (free)", "Start {{.Count}} songs (free)")}
	default:
		return Choice{Label: m.say("Start (free)")}
	}
}

// billText says what drafts cost and how far the purse goes.
func (m *Orders) billText(drafts, covered []studio.Draft, p studio.Purse) string {
	total := costOf(drafts)
	out := []string{m.say("Stems of this audio exist already, so this costs nothing.")}
	if total > 0 {
		out[0] = m.say("The audio goes to the service, is separated into stems, and every stem becomes MIDI. This costs {{.Credits}} credits, about ${{.Dollars}}.",
			say.With{"Credits": say.Credits(total), "Dollars": fmt.Sprintf("%.2f", total*studio.CreditUSD)})
		out = append(out, m.purseText(p))
	}
	switch {
	case len(covered) == len(drafts):
	case len(drafts) == 1:
		out = append(out, m.say("That does not cover this song. Buy credits at the service, then add it again."))
	case costOf(covered) == 0 && len(covered) == 0:
		out = append(out, m.say("That covers none of these songs. Buy credits at the service, then add them again."))
	default:
		out = append(out, m.words.CountWith(len(covered), "That covers {{.Count}} of these {{.All}} songs.", "That covers {{.Count}} of these {{.All}} songs.", say.With{"All": len(drafts)}))
	}
	if slices.ContainsFunc(drafts, func(d studio.Draft) bool { return d.Joins != "" }) {
		out = append(out, m.say("The parts join the sketch that is there; it stays."))
	}
	return strings.Join(out, " ")
}

// purseText says how much there is to spend.
func (m *Orders) purseText(p studio.Purse) string {
	switch {
	case !p.Known():
		return m.say("Your balance is not known now; the service refuses what it does not cover.")
	case p.Bound > 0:
		return m.say("Your balance is {{.Credits}}, of which songs under way take {{.Bound}}.", say.With{"Credits": say.Credits(p.Account.Balance), "Bound": say.Credits(p.Bound)})
	default:
		return m.say("Your balance is {{.Credits}}.", say.With{"Credits": say.Credits(p.Account.Balance)})
	}
}

func costOf(drafts []studio.Draft) (total float64) {
	for _, d := range drafts {
		total += d.Cost
	}
	return total
}

// sketchable are the drafts that the local engine can hear and has not heard.
func sketchable(drafts []studio.Draft) []studio.Draft {
	return slices.DeleteFunc(slices.Clone(drafts), func(d studio.Draft) bool { return d.Request.Audio == "" || d.Joins != "" || d.Sketching })
}

// spend starts the drafts that were chosen of those asked about, if there is
// still enough: what was true when the question came up may not be any more.
func (m *Orders) spend(drafts, chosen []studio.Draft) {
	m.withPurse(func(p studio.Purse) {
		if p.Keyless() || len(p.Covers(chosen)) < len(chosen) {
			m.offer(drafts, p)
			return
		}
		m.begin(chosen)
		if n := len(drafts) - len(chosen); n > 0 {
			m.Notify(say.Notice{Name: "uncovered", Level: say.Warning, Text: m.count(n, "{{.Count}} song was not started: the balance does not cover it.", "{{.Count}} songs were not started: the balance does not cover them."),
				Hint: m.say("Buy credits at the service, then add what is missing again.")})
		}
	})
}

// recount brings the questions that are about credits up to date with the
// account.
func (m *Orders) recount(a studio.Account) {
	stale := func(q *Ask) bool { return q.remake != nil && !q.purse.Account.SameMoney(a) }
	if a.Status == studio.AccountChecking || !slices.ContainsFunc(m.asks, stale) {
		return
	}
	m.inOrder("recount", func(ctx context.Context) func() {
		bound, err := m.studio.Bound(ctx, a)
		return func() {
			if m.fail("balance", "check the balance", err) || !a.SameMoney(m.model.Account.Now()) {
				return
			}
			for _, q := range slices.Clone(m.asks) {
				if stale(q) {
					m.remake(q, studio.Purse{Account: a, Bound: bound})
				}
			}
		}
	})
}

// remake puts a question as it would be asked now in the place of the old one,
// or takes it back where there is nothing to ask. One that would read the same
// stays, and with it what is being typed.
func (m *Orders) remake(q *Ask, p studio.Purse) {
	now, ok := q.remake(p)
	switch {
	case !ok:
		m.withdraw(func(have *Ask) bool { return have == q })
	case now.Text == q.Text && slices.Equal(now.Details, q.Details) && slices.Equal(now.Choices, q.Choices):
		q.purse = p
	default:
		m.replace(q, now)
	}
}

// begin starts the drafts' journeys one after the other, in their order.
func (m *Orders) begin(drafts []studio.Draft) {
	start := func(ctx context.Context, tell func(percent int)) func() {
		errs := make([]error, len(drafts))
		for i, d := range drafts {
			errs[i] = m.studio.Pack(ctx, &d, func(done float64) { tell(int(100 * done)) })
			if errs[i] == nil {
				_, errs[i] = m.studio.Begin(ctx, d)
			}
		}
		return func() {
			for i, err := range errs {
				m.failOf(kindBegin, drafts[i].Title, "start “{{.Title}}”", err)
			}
			m.model.reload()
		}
	}
	if slices.ContainsFunc(drafts, func(d studio.Draft) bool { return d.Send.Format != "" }) {
		m.busyWith("begin", &slowWork{Busy: Busy{Text: m.say("Making audio small enough to send…"), CanStop: true}}, start)
		return
	}
	m.inOrder("begin", func(ctx context.Context) func() { return start(ctx, func(int) {}) })
}

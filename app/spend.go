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

// order is what a person is asked about before drafts are started.
type order struct {
	drafts []studio.Draft
	purse  studio.Purse
	on     []bool // the drafts that are wanted
	own    bool   // a person chose them; else they are those that the purse covers
}

// newOrder is an order of as many drafts as the purse covers.
func newOrder(drafts []studio.Draft, p studio.Purse) order {
	o := order{drafts: drafts, purse: p, on: make([]bool, len(drafts))}
	covered := p.Covers(drafts)
	for i, d := range drafts {
		o.on[i] = slices.ContainsFunc(covered, d.Same)
	}
	return o
}

// wanted are the drafts that are to be started.
func (o order) wanted() (out []studio.Draft) {
	for i, d := range o.drafts {
		if o.on[i] {
			out = append(out, d)
		}
	}
	return out
}

// covered reports whether the purse covers all that is wanted.
func (o order) covered() bool { return len(o.purse.Covers(o.wanted())) == len(o.wanted()) }

// bill is the question whether drafts are to be started.
func (m *Orders) bill(drafts []studio.Draft, p studio.Purse) Ask {
	return m.billOf(newOrder(drafts, p))
}

// billOf is the question about an order.
func (m *Orders) billOf(o order) Ask {
	a := Ask{Title: m.count(len(o.drafts), "Transcribe {{.Count}} song?", "Transcribe {{.Count}} songs?"), Text: m.billText(o)}
	for i, d := range o.drafts {
		t := Tick{Label: d.Title, Facts: d.Facts(m.words), On: o.on[i]}
		for _, w := range d.Remarks() {
			t.Notes = append(t.Notes, w.In(m.words))
		}
		a.Ticks = append(a.Ticks, t)
	}
	if len(o.drafts) == 1 {
		a.Title = m.say("Transcribe “{{.Title}}”?", say.With{"Title": o.drafts[0].Title})
		a.Details, a.Ticks = append([]string{o.drafts[0].Line(m.words)}, a.Ticks[0].Notes...), nil
	}
	var verbs []func()
	choose := func(c Choice, do func()) { a.Choices, verbs = append(a.Choices, c), append(verbs, do) }
	if o.own || len(o.wanted()) > 0 {
		choose(m.spendChoice(o), func() { m.spend(o) })
	}
	if fresh := sketchable(o.drafts); len(fresh) > 0 {
		choose(Choice{Label: m.say("Sketch here (free)")}, func() { m.sketch(fresh) })
	}
	choose(Choice{Label: m.say("Cancel"), Cancel: true}, nil)
	a.answer = func(choice int, _ string) { verbs[choice]() }
	a.ticked = func(i int, on bool) Ask {
		o.on, o.own = slices.Clone(o.on), true
		o.on[i] = on
		return m.billOf(o)
	}
	a.purse, a.remake = o.purse, func(p studio.Purse) (Ask, bool) {
		switch {
		case p.Keyless():
			m.keyless(o.drafts)
			return Ask{}, false
		case o.own:
			o.purse = p
			return m.billOf(o), true
		default:
			return m.bill(o.drafts, p), true
		}
	}
	return a
}

// spendChoice is the choice that starts what is wanted.
func (m *Orders) spendChoice(o order) Choice {
	wanted := o.wanted()
	total, all := costOf(wanted), len(wanted) == len(o.drafts)
	c := Choice{Pays: total > 0, Off: len(wanted) == 0 || !o.covered()}
	switch {
	case len(wanted) == 0:
		c.Label = m.say("Choose songs to start")
	case total > 0 && !all:
		c.Label = m.words.CountWith(len(wanted), "Spend {{.Credits}} credits for {{.Count}} song", "Spend {{.Credits}} credits for {{.Count}} songs", say.With{"Credits": say.Credits(total)})
	case total > 0:
		c.Label = m.say("Spend {{.Credits}} credits", say.With{"Credits": say.Credits(total)})
	case !all:
		c.Label = m.count(len(wanted), "Start {{.Count}} song (free)", "Start {{.Count}} songs (free)")
	default:
		c.Label = m.say("Start (free)")
	}
	return c
}

// billText says what an order costs, how far the purse goes, and what is left of
// it then.
func (m *Orders) billText(o order) string {
	all, wanted := costOf(o.drafts), costOf(o.wanted())
	out := []string{m.say("Stems of this audio exist already, so this costs nothing.")}
	if all > 0 {
		price := wanted
		if price == 0 {
			price = all
		}
		out[0] = m.say("The audio goes to the service, is separated into stems, and every stem becomes MIDI. This costs {{.Credits}} credits, about ${{.Dollars}}.",
			say.With{"Credits": say.Credits(price), "Dollars": fmt.Sprintf("%.2f", price*studio.CreditUSD)})
		out = append(out, m.purseText(o.purse))
	}
	reach := len(o.purse.Covers(o.drafts))
	switch {
	case !o.covered():
		out = append(out, m.say("That is {{.Credits}} credits more than you have: take ticks away.", say.With{"Credits": say.Credits(wanted - o.purse.Left())}))
	case reach == len(o.drafts):
	case len(o.drafts) == 1:
		out = append(out, m.say("That does not cover this song. Buy credits at the service, then add it again."))
	case reach == 0:
		out = append(out, m.say("That covers none of these songs. Buy credits at the service, then add them again."))
	default:
		out = append(out, m.words.CountWith(reach, "That covers {{.Count}} of these {{.All}} songs.", "That covers {{.Count}} of these {{.All}} songs.", say.With{"All": len(o.drafts)}))
	}
	if wanted > 0 && o.covered() && o.purse.Known() {
		out = append(out, m.say("Afterwards {{.Credits}} are left.", say.With{"Credits": say.Credits(o.purse.Left() - wanted)}))
	}
	if slices.ContainsFunc(o.drafts, func(d studio.Draft) bool { return d.Joins != "" }) {
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

// spend starts what is wanted, if there is still enough: what was true when the
// question came up may not be any more.
func (m *Orders) spend(o order) {
	m.withPurse(func(p studio.Purse) {
		switch o.purse = p; {
		case p.Keyless() || !o.covered() && !o.own:
			m.offer(o.drafts, p)
			return
		case !o.covered():
			m.ask(m.billOf(o))
			return
		}
		wanted := o.wanted()
		m.begin(wanted)
		if n := len(o.drafts) - len(wanted); n > 0 && !o.own {
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
	case now.Text == q.Text && slices.Equal(now.Details, q.Details) && slices.Equal(now.Choices, q.Choices) && slices.EqualFunc(now.Ticks, q.Ticks, Tick.same):
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

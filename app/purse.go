package app

import (
	"cmp"
	"context"
	"time"

	"partlift/backend/kie"
	"partlift/backend/task"
)

// purse is what there is to spend when a question about costs is asked.
type purse struct {
	account Account
	bound   float64 // credits that songs under way are about to take
}

// known reports whether it is known how much there is.
func (p purse) known() bool { return p.account.Status == AccountReady && p.account.Balance >= 0 }

// left returns the credits that nothing under way is about to take.
func (p purse) left() float64 { return max(p.account.Balance-p.bound, 0) }

// keyless reports whether there is no key to spend with.
func (p purse) keyless() bool {
	return p.account.Status == AccountMissing || p.account.Status == AccountRefused
}

// covers picks, in their order, the drafts that can be paid. Where the balance
// is not known these are all: the service is the judge then.
func (p purse) covers(drafts []Draft) []Draft {
	if p.keyless() {
		return nil
	}
	if !p.known() {
		return drafts
	}
	var out []Draft
	left := p.left()
	for _, d := range drafts {
		if d.Cost <= left {
			left -= d.Cost
			out = append(out, d)
		}
	}
	return out
}

// pays reports whether there is a key, and what a request costs.
func (p purse) pays(q task.Request) bool {
	switch {
	case q.Demo:
		return true
	case p.keyless():
		return false
	default:
		return !p.known() || p.account.Provider != q.Provider || price(q) <= p.account.Balance
	}
}

// purseLimit bounds how long a question about costs waits for the balance.
const purseLimit = 5 * time.Second

// purse asks for the balance, which is free, and for what is about to be spent.
func (s *Studio) purse(ctx context.Context) (purse, error) {
	brief, stop := context.WithTimeout(ctx, purseLimit)
	defer stop()
	p := purse{account: s.CheckAccount(brief)}
	var err error
	p.bound, err = s.bound(ctx, p.account)
	return p, err
}

// bound returns the credits that songs under way are yet to spend at the
// provider of an account.
func (s *Studio) bound(ctx context.Context, a Account) (credits float64, err error) {
	open, err := s.journal().Unfinished(ctx)
	if err != nil {
		return 0, err
	}
	for _, t := range open {
		q := t.Request
		if q.Demo || q.Provider != a.Provider || q.Separation != "" || t.Separation != "" || taken(t, a) {
			continue // free, somebody else's, or spent already
		}
		_, _, reuse, err := (reuse{s.lib}).Find(ctx, q.Source(), q.Provider, q.Variant())
		if err != nil {
			return 0, err
		}
		if !reuse {
			credits += price(q)
		}
	}
	return credits, nil
}

// taken reports whether an order that has left is in the account's balance
// already, as far as that can be known. While one is on its way it is not: the
// service may still refuse it, and the song then orders again.
func taken(t task.Task, a Account) bool {
	if t.Intent == nil {
		return false
	}
	before := t.Intent.Balance
	return t.State == task.StateAsking || before != nil && a.Balance < *before
}

// price is what a request's separation costs in credits.
func price(q task.Request) float64 {
	return kie.Price(cmp.Or(q.Kind, kie.SplitStem))
}

// sameMoney reports whether two states of the account allow the same.
func (a Account) sameMoney(b Account) bool {
	return a.Status == b.Status && a.Balance == b.Balance && a.Provider == b.Provider
}

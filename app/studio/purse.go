package studio

import (
	"cmp"
	"context"
	"time"

	"partlift/backend/kie"
	"partlift/backend/task"
)

// Purse is what there is to spend when a question about costs is asked.
type Purse struct {
	Account Account
	Bound   float64 // credits that songs under way are about to take
}

// Known reports whether it is known how much there is.
func (p Purse) Known() bool { return p.Account.Status == AccountReady && p.Account.Balance >= 0 }

// Left returns the credits that nothing under way is about to take.
func (p Purse) Left() float64 { return max(p.Account.Balance-p.Bound, 0) }

// Keyless reports whether there is no key to spend with.
func (p Purse) Keyless() bool {
	return p.Account.Status == AccountMissing || p.Account.Status == AccountRefused
}

// Covers picks, in their order, the drafts that can be paid. Where the balance
// is not known these are all: the service is the judge then.
func (p Purse) Covers(drafts []Draft) []Draft {
	if p.Keyless() {
		return nil
	}
	if !p.Known() {
		return drafts
	}
	var out []Draft
	left := p.Left()
	for _, d := range drafts {
		if d.Cost <= left {
			left -= d.Cost
			out = append(out, d)
		}
	}
	return out
}

// Pays reports whether there is a key, and what a request costs.
func (p Purse) Pays(q task.Request) bool {
	switch {
	case q.Demo:
		return true
	case p.Keyless():
		return false
	default:
		return !p.Known() || p.Account.Provider != q.Provider || price(q) <= p.Account.Balance
	}
}

// purseLimit bounds how long a question about costs waits for the balance.
const purseLimit = 5 * time.Second

// Purse asks for the balance, which is free, and for what is about to be spent.
func (s *Studio) Purse(ctx context.Context) (Purse, error) {
	brief, stop := context.WithTimeout(ctx, purseLimit)
	defer stop()
	p := Purse{Account: s.CheckAccount(brief)}
	var err error
	p.Bound, err = s.Bound(ctx, p.Account)
	return p, err
}

// Bound returns the credits that songs under way are yet to spend at the
// provider of an account.
func (s *Studio) Bound(ctx context.Context, a Account) (credits float64, err error) {
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

// SameMoney reports whether two states of the account allow the same.
func (a Account) SameMoney(b Account) bool {
	return a.Status == b.Status && a.Balance == b.Balance && a.Provider == b.Provider
}

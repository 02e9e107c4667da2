package kit

import "fyne.io/fyne/v2"

// Picks are the rows of a list that are chosen, as every list has them: a click
// chooses one, Ctrl or Cmd adds it or takes it away, Shift chooses up to it, with
// the mouse as with the arrows. Rows are known by keys, so that they stay chosen
// where others come and go.
type Picks[K comparable] struct {
	Key    func(i int) K // of the row at a place
	chosen map[K]bool
	anchor int // where a choice with Shift begins
}

// Click follows a click on the row at a place.
func (p *Picks[K]) Click(i int, mods fyne.KeyModifier) {
	switch {
	case mods&fyne.KeyModifierShift != 0:
		p.span(i)
	case mods&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0:
		p.Toggle(i)
	default:
		p.Only(i)
	}
}

// Move follows the keyboard's cursor, with Shift or without.
func (p *Picks[K]) Move(to int, extend bool) {
	if extend {
		p.span(to)
	} else {
		p.Only(to)
	}
}

// Only chooses one row and no other.
func (p *Picks[K]) Only(i int) {
	p.chosen, p.anchor = map[K]bool{p.Key(i): true}, i
}

// Toggle adds a row, or takes it away.
func (p *Picks[K]) Toggle(i int) {
	k := p.Key(i)
	if p.anchor = i; p.chosen[k] {
		delete(p.chosen, k)
		return
	}
	p.add(k)
}

// Add chooses the rows from one place up to before another as well.
func (p *Picks[K]) Add(from, to int) {
	for i := from; i < to; i++ {
		p.add(p.Key(i))
	}
}

func (p *Picks[K]) span(to int) {
	p.chosen = nil
	p.Add(min(p.anchor, to), max(p.anchor, to)+1)
}

func (p *Picks[K]) add(k K) {
	if p.chosen == nil {
		p.chosen = map[K]bool{}
	}
	p.chosen[k] = true
}

// From is where a choice with Shift begins.
func (p *Picks[K]) From(i int) { p.anchor = i }

// Has reports whether a row is chosen.
func (p *Picks[K]) Has(k K) bool { return p.chosen[k] }

// Len is how many are chosen.
func (p *Picks[K]) Len() int { return len(p.chosen) }

// Clear chooses none.
func (p *Picks[K]) Clear() { p.chosen = nil }

// Keep takes those away that are not in the list any more.
func (p *Picks[K]) Keep(in func(K) bool) {
	for k := range p.chosen {
		if !in(k) {
			delete(p.chosen, k)
		}
	}
}

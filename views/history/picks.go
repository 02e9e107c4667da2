package history

import (
	"fyne.io/fyne/v2"

	"partlift/app/studio"
)

// click opens the song at a place, or with a modifier chooses several.
func (v *Songs) click(i int, mods fyne.KeyModifier) {
	rows := v.m.Rows.Now()
	if i >= len(rows) {
		return
	}
	if mods&(fyne.KeyModifierShift|fyne.KeyModifierControl|fyne.KeyModifierSuper) == 0 {
		v.List.Take(i)
		v.unpick()
		v.picks.From(i)
		v.open(rows[i])
		return
	}
	v.every = false
	if page := v.m.Page.Now(); page != nil && v.picks.Len() == 0 && page.ID != rows[i].ID {
		v.pickOpen(page.ID) // the song on the page is one of several from now on
	}
	v.List.Take(i)
	v.picks.Click(i, mods)
	v.picked()
}

// pickOpen chooses the song on the page, if it is in the list.
func (v *Songs) pickOpen(id string) {
	for i, r := range v.m.Rows.Now() {
		if r.ID == id {
			v.picks.Only(i)
		}
	}
}

// move follows the keyboard's cursor. Without Shift it only looks for a song.
func (v *Songs) move(to int, extend bool) {
	v.every = false
	if extend {
		v.picks.Move(to, true)
	} else {
		v.picks.Clear()
		v.picks.From(to)
	}
	v.picked()
}

// all chooses every song of the list, also those that are not read yet.
func (v *Songs) all() {
	v.every = true
	v.readOn()
	v.picked()
}

// readOn chooses what is read, and reads the rest.
func (v *Songs) readOn() {
	n := len(v.m.Rows.Now())
	v.picks.Add(0, n)
	if n < v.m.Total.Now() {
		v.m.More()
	}
}

// unpick chooses none.
func (v *Songs) unpick() {
	v.every = false
	v.picks.Clear()
	v.picked()
}

func (v *Songs) picked() {
	v.List.Refresh()
	v.onPick()
}

// Picked are the chosen songs, in the order of the list.
func (v *Songs) Picked() []studio.Row {
	var out []studio.Row
	for _, r := range v.m.Rows.Now() {
		if v.picks.Has(r.ID) {
			out = append(out, r)
		}
	}
	return out
}

// taken are the songs that a verb of a row is for: all that are chosen if it is
// one of them.
func (v *Songs) taken(r studio.Row) []string {
	if !v.picks.Has(r.ID) {
		return []string{r.ID}
	}
	return idsOf(v.Picked())
}

func idsOf(rows []studio.Row) (ids []string) {
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
}

// opened are those of some songs that have notes or sounds to export.
func opened(rows []studio.Row) (ids []string) {
	for _, r := range rows {
		if r.CanOpen() {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"partlift/views/kit"
)

// below is where the piano roll stands: on a tab of its own, or below the lanes
// of the parts with one of them in front.
type below struct {
	song  *song
	split *kit.Split
	tab   *fyne.Container // the roll's own
	open  bool            // it stands below the lanes when those are shown
}

// newBelow puts the roll of a song below its lanes.
func newBelow(v *song, lanes fyne.CanvasObject) *below {
	return &below{song: v, split: kit.NewSplit(lanes, 0.42, 120), tab: container.NewStack()}
}

// show opens a part in the roll below the lanes.
func (b *below) show(part int) {
	b.open = true
	b.song.roll.only(part)
	b.song.tabs.Pick(partsTab)
	b.song.host.Focus(b.song.roll.roll)
}

// close gives the lanes all the room again; it reports whether the roll was there.
func (b *below) close() bool {
	if !b.open || b.song.tabs.At != partsTab {
		return false
	}
	b.open = false
	b.place(partsTab)
	b.song.host.Focus(b.song.parts.Rows)
	return true
}

// follow brings the part to the front that was chosen alone in the lanes.
func (b *below) follow() {
	if chosen := b.song.parts.Selection(); b.open && len(chosen) == 1 {
		b.song.roll.only(chosen[0])
	}
}

// place puts the roll to where a tab shows it.
func (b *below) place(tab int) {
	roll := b.song.roll
	var own []fyne.CanvasObject
	var lower fyne.CanvasObject
	switch {
	case tab == rollTab:
		own = []fyne.CanvasObject{roll.box}
	case tab == partsTab && b.open:
		lower = roll.box
	}
	if tab == partsTab || tab == rollTab {
		roll.besideTracks(lower == nil)
		b.split.SetLower(lower)
		b.tab.Objects = own
		b.tab.Refresh()
	}
}

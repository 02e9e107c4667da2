//go:build linux || freebsd || netbsd || openbsd || dragonfly

package dragout

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The types files are offered as. A drag offers three, as KWin's bridge to
// Wayland takes a list with empty places for one with a nameless type.
const (
	typeList   = "text/uri-list"
	typeLMMS   = "application/x-lmms-stringpair"
	typeOwn    = "application/x-partlift-files"
	typeCopied = "x-special/gnome-copied-files"
	typeText   = "UTF8_STRING"
)

// offer is data that other programs may take, in the types it exists in.
type offer struct {
	types []xproto.Atom // the best first
	data  map[xproto.Atom][]byte
	since xproto.Timestamp
}

// wares are the offers by the selection they are taken from.
type wares struct {
	offers map[xproto.Atom]*offer
	before *offer // of the drag before this one, for targets that ask late
}

func (o *offer) add(t xproto.Atom, data []byte) {
	o.types = append(o.types, t)
	o.data[t] = data
}

func dragOffer(atoms map[string]xproto.Atom, files []string, at xproto.Timestamp) *offer {
	o := &offer{data: map[xproto.Atom][]byte{}, since: at}
	o.add(atoms[typeList], uriList(files))
	o.add(atoms[typeLMMS], lmmsPair(files))
	o.add(atoms[typeOwn], uriList(files))
	return o
}

func clipOffer(atoms map[string]xproto.Atom, files []string, at xproto.Timestamp) *offer {
	o := &offer{data: map[xproto.Atom][]byte{}, since: at}
	o.add(atoms[typeList], uriList(files))
	o.add(atoms[typeCopied], copiedFiles(files))
	o.add(atoms[typeText], []byte(strings.Join(files, "\n")))
	return o
}

// own takes a selection for an offer.
func (d *desk) own(selection string, o *offer) error {
	name := d.atoms[selection]
	xproto.SetSelectionOwner(d.c, d.win, name, o.since)
	r, err := xproto.GetSelectionOwner(d.c, name).Reply()
	if err != nil {
		return err
	}
	if r.Owner != d.win {
		return errors.New("another program holds " + selection)
	}
	if selection == "XdndSelection" {
		d.wares.before = d.wares.offers[name]
	}
	d.wares.offers[name] = o
	return nil
}

// copy puts files on the clipboard.
func (d *desk) copy(files []string) error {
	at, err := d.time()
	if err != nil {
		return err
	}
	return d.own("CLIPBOARD", clipOffer(d.atoms, files, at))
}

// save asks a clipboard manager, where one runs, to keep what is on the
// clipboard after we are gone.
func (d *desk) save() {
	o := d.wares.offers[d.atoms["CLIPBOARD"]]
	if o == nil {
		return
	}
	r, err := xproto.GetSelectionOwner(d.c, d.atoms["CLIPBOARD_MANAGER"]).Reply()
	if err != nil || r.Owner == 0 {
		return
	}
	xproto.ConvertSelection(d.c, d.win, d.atoms["CLIPBOARD_MANAGER"], d.atoms["SAVE_TARGETS"], d.atoms["_PARTLIFT_TIME"], o.since)
	// If it does not answer, the files are gone from the clipboard, as if it
	// were not there.
	_ = d.await(func(ev xgb.Event) bool {
		e, ok := ev.(xproto.SelectionNotifyEvent)
		return ok && e.Selection == d.atoms["CLIPBOARD_MANAGER"]
	})
}

// serve gives data to a program that asks for it, at any time.
func (d *desk) serve(e xproto.SelectionRequestEvent) {
	o := d.wares.offers[e.Selection]
	drags := e.Selection == d.atoms["XdndSelection"]
	if b := d.wares.before; drags && b != nil && e.Time == b.since {
		o, drags = b, false // it was dropped there before this drag began
	}
	property := e.Property
	if property == 0 { // an old kind of client
		property = e.Target
	}
	ok := o != nil && d.put(o, e.Requestor, e.Target, property)
	if !ok {
		property = 0
	}
	n := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: property}
	xproto.SendEvent(d.c, false, e.Requestor, 0, string(n.Bytes()))
	if ok && drags && d.drag != nil && o.data[e.Target] != nil {
		d.drag.served()
	}
}

// put writes an offer in one type to a window of the program that asked.
func (d *desk) put(o *offer, w xproto.Window, as, property xproto.Atom) bool {
	switch as {
	case d.atoms["TARGETS"]:
		types := append(slices.Clone(o.types), as, d.atoms["TIMESTAMP"], d.atoms["MULTIPLE"])
		d.putWords(w, property, xproto.AtomAtom, types)
	case d.atoms["TIMESTAMP"]:
		d.putWords(w, property, xproto.AtomInteger, []xproto.Atom{xproto.Atom(o.since)})
	case d.atoms["MULTIPLE"]:
		return d.putMany(o, w, property)
	default:
		data, ok := o.data[as]
		if !ok {
			return false
		}
		xproto.ChangeProperty(d.c, xproto.PropModeReplace, w, property, as, 8, uint32(len(data)), data)
	}
	return true
}

// putMany answers MULTIPLE: the property lists pairs of a type and a property.
func (d *desk) putMany(o *offer, w xproto.Window, property xproto.Atom) bool {
	const most = 64
	p, err := xproto.GetProperty(d.c, false, w, property, xproto.GetPropertyTypeAny, 0, most).Reply()
	if err != nil || p.Format != 32 {
		return false
	}
	var pairs []xproto.Atom
	for b := p.Value; len(b) >= 8; b = b[8:] {
		as, at := xproto.Atom(xgb.Get32(b)), xproto.Atom(xgb.Get32(b[4:]))
		if as == d.atoms["MULTIPLE"] || at == 0 || !d.put(o, w, as, at) {
			at = 0
		}
		pairs = append(pairs, as, at)
	}
	d.putWords(w, property, d.atoms["ATOM_PAIR"], pairs)
	return true
}

func (d *desk) putWords(w xproto.Window, property, kind xproto.Atom, words []xproto.Atom) {
	b := make([]byte, 4*len(words))
	for i, v := range words {
		xgb.Put32(b[4*i:], uint32(v))
	}
	xproto.ChangeProperty(d.c, xproto.PropModeReplace, w, property, kind, 32, uint32(len(words)), b)
}

// class names the program a window belongs to. The window itself may be a part
// of the one that carries the name.
func (d *desk) class(w xproto.Window) string {
	const highest = 4
	for range highest {
		p, err := xproto.GetProperty(d.c, false, w, xproto.AtomWmClass, xproto.AtomString, 0, 64).Reply()
		if err == nil && p.ValueLen > 0 {
			_, class, _ := bytes.Cut(bytes.TrimRight(p.Value, "\x00"), []byte{0})
			return string(class)
		}
		t, err := xproto.QueryTree(d.c, w).Reply()
		if err != nil || t.Parent == 0 || t.Parent == d.screen.Root {
			return ""
		}
		w = t.Parent
	}
	return ""
}

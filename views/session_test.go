package views

import (
	"path/filepath"
	"strings"
	"testing"

	"partlift/app"
)

func TestTheSessionOfYourDAWComesFirst(t *testing.T) {
	r := newRig(t)
	r.add()
	if items := sessionMenu(r.m, r.host).Items; len(items) != 4 || strings.HasPrefix(items[0].Label, "For ") {
		t.Errorf("without a DAW the menu begins with %q of %d", items[0].Label, len(items))
	}
	for _, d := range app.DAWs()[1:] {
		set := r.m.Settings.Now()
		set.DAW = d.ID
		r.m.SaveSettings(set)
		r.until("it is kept", func() bool { return r.m.Settings.Now().DAW == d.ID })
		items := sessionMenu(r.m, r.host).Items
		if len(items) != 4 || !strings.HasPrefix(items[0].Label, "For "+d.Name+": ") || strings.HasPrefix(items[1].Label, "For ") {
			t.Errorf("for %s the menu is %q, %q, … of %d", d.Name, items[0].Label, items[1].Label, len(items))
		}
	}
	dir := t.TempDir()
	set := r.m.Settings.Now()
	set.ExportDir = dir
	r.m.SaveSettings(set)
	r.host.session("reaper")
	r.until("it is written", func() bool {
		for _, n := range r.m.Notices.Now() {
			if n.Name == "session" && strings.HasPrefix(n.Path, dir) {
				return true
			}
		}
		return false
	})
}

// The button drags the whole song, in the form for the DAW.
func TestTheSessionIsDraggedByItsButton(t *testing.T) {
	r := newRig(t)
	r.add()
	set := r.m.Settings.Now()
	set.DAW = "bitwig"
	r.m.SaveSettings(set)
	chip := newSessionChip(r.m, r.host, newSessionButton(r.m, r.host))
	r.until("the session is carried", func() bool {
		load, err := chip.Prepare()
		if err != nil {
			t.Fatal(err)
		}
		if len(load.Files) == 0 {
			return false
		}
		if filepath.Ext(load.Files[0]) != ".dawproject" || load.Label != r.m.Page.Now().Title {
			t.Errorf("carried is %+v", load)
		}
		return true
	})
}

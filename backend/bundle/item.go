package bundle

import (
	"cmp"
	"path"
	"strings"
)

// item is an entry while it is sorted.
type item struct {
	Entry
	base        string
	locked      bool
	folder      string // key of the song's folder
	folderTitle string
	readings    []reading
	as          reading // the one that was chosen; unnamed at first
	long        float64 // seconds, where measured says so
	measured    bool
}

func newItem(e Entry) *item {
	it := &item{Entry: e}
	it.base, it.locked = cleaned(e.Name)
	it.folder, it.folderTitle = songFolder(e.Name)
	if e.Kind != Result {
		it.readings = readings(it.base)
	}
	return it
}

// lift takes parts out of folders whose names mean nothing here, where the
// folder around has parts of the same title.
func lift(all []*item) {
	titles := map[string]bool{}
	for _, it := range all {
		for _, r := range it.readings {
			titles[it.folder+"/"+fold(r.title)] = r.title != ""
		}
	}
	from := make([]string, len(all))
	for i, it := range all {
		around := path.Dir(it.folder)
		for _, r := range it.readings {
			if titles[around+"/"+fold(r.title)] {
				from[i] = around
			}
		}
	}
	for i, it := range all {
		it.folder = cmp.Or(from[i], it.folder)
	}
}

// key tells parts apart.
func (p Part) key() string { return fold(p.String()) }

func (it *item) kind() string { return strings.Repeat("+", int(it.Kind)) }

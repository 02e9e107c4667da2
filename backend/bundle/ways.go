package bundle

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
)

// AsOne understands all entries as one song, whatever their names say. Saved
// results stay songs by themselves. It is empty without entries.
func AsOne(entries []Entry) []Song {
	var items []*item
	var results []*item
	for _, it := range sorted(entries) {
		if it.Kind == Result {
			results = append(results, it)
		} else {
			items = append(items, it)
		}
	}
	var out []Song
	if len(items) > 0 {
		choose(items)
		s := &set{title: titleOfAll(items), items: items, folder: items[0].folder}
		for _, it := range items {
			if it.as.form == unnamed {
				it.as = unnamedPart(it, s.title)
			}
		}
		distinct(items)
		song := s.song()
		song.Sure = true // nothing is left to guess
		out = append(out, song)
	}
	for _, s := range pairs(results) {
		out = append(out, s.song())
	}
	return inOrder(out)
}

// Apart understands each entry as a song by itself; a recording and the notes
// of one name are one.
func Apart(entries []Entry) []Song {
	var out []Song
	for _, s := range pairs(sorted(entries)) {
		out = append(out, s.song())
	}
	return inOrder(out)
}

func inOrder(songs []Song) []Song {
	slices.SortStableFunc(songs, func(a, b Song) int { return cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)) })
	return songs
}

// sorted makes items of entries, in an order that does not depend on theirs.
func sorted(entries []Entry) []*item {
	all := make([]*item, len(entries))
	for i, e := range entries {
		all[i] = newItem(e)
	}
	slices.SortStableFunc(all, func(a, b *item) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Size, b.Size)) })
	return all
}

// titleOfAll is the title that most items give, else what their names begin
// with, else that of their folder.
func titleOfAll(items []*item) string {
	votes, best := map[string]int{}, ""
	for _, it := range items {
		if it.as.title == "" {
			continue
		}
		if votes[it.as.title]++; best == "" || votes[it.as.title] > votes[best] {
			best = it.as.title
		}
	}
	if best != "" {
		return best
	}
	if !slices.ContainsFunc(items, func(it *item) bool { return it.as.form == unnamed }) {
		return cmp.Or(items[0].folderTitle, items[0].base)
	}
	shared := items[0].base
	for _, it := range items[1:] {
		for !strings.HasPrefix(it.base, shared) {
			shared = trimmed(shared[:max(strings.LastIndexAny(shared, " -_.(["), 0)])
		}
	}
	return cmp.Or(trimmed(strings.TrimRight(shared, "([")), items[0].folderTitle, items[0].base)
}

// unnamedPart is how an item is read whose name holds no known part: as the
// whole song where it is called like it, else as a part of its own name.
func unnamedPart(it *item, title string) reading {
	if fold(it.base) == fold(title) {
		return reading{title: title, part: Part{Name: "Mix", Role: Whole}, form: bracket}
	}
	name := it.base
	if rest, ok := strings.CutPrefix(it.base, title); ok {
		name = cmp.Or(strings.Trim(rest, " -_.()[]"), it.base)
	}
	if m := numbered.FindStringSubmatch(name); m != nil {
		return reading{title: title, part: Part{Name: m[2]}, form: alone, number: digits(m[1])}
	}
	return reading{title: title, part: Part{Name: name}, form: tail}
}

// distinct gives parts of different names or folders that would be the same part
// names that tell them apart. Those that differ in their format alone are one.
func distinct(items []*item) {
	taken := map[string]string{}
	for _, it := range items {
		if it.as.part.Role == Whole {
			continue
		}
		from := path.Join(it.folder, it.base) // the same for its formats
		free := func(p Part) bool {
			have, ok := taken[p.key()+it.kind()]
			return !ok || have == from
		}
		name := it.as.part.String()
		for n := 0; !free(it.as.part); n++ {
			it.as.part.Number = 0
			switch n {
			case 0:
				it.as.part.Name = it.base
			case 1:
				it.as.part.Name = name + " (" + it.folderTitle + ")"
			default:
				it.as.part.Name = name + " (" + strconv.Itoa(n) + ")"
			}
		}
		taken[it.as.part.key()+it.kind()] = from
	}
}

package bundle

import (
	"cmp"
	"math"
	"path"
	"slices"
	"strings"
)

// Song is entries that belong together.
type Song struct {
	Title  string
	Pieces []Piece
	Whole  []Entry // the song in one piece: its recording first, maybe its notes
	Sure   bool    // false: the names can be understood in several ways
}

// Piece is one part of a song, with what there is of it.
type Piece struct {
	Part   Part
	Sound  []Entry // in several formats maybe, the best first
	MIDI   []Entry
	Locked []Entry // MIDI that was stretched to one tempo, and does not fit the sound
}

// Has reports whether there are files of a kind in a song.
func (s Song) Has(kind Kind) bool {
	return slices.ContainsFunc(s.Entries(), func(e Entry) bool { return e.Kind == kind })
}

// Entries are all files of a song.
func (s Song) Entries() []Entry {
	all := slices.Clone(s.Whole)
	for _, p := range s.Pieces {
		all = slices.Concat(all, p.Sound, p.MIDI, p.Locked)
	}
	return all
}

// set is items that are one song.
type set struct {
	key, title string // key is "" where the names are nothing but parts
	items      []*item
	folder     string
	guessed    bool // a name was taken for what it does not say
	clash      bool // there is another set of the same parts
	known      bool // by its sounds, which are equally long
}

// Sort says which entries are one song and which are several. Each entry is in
// one place of one song, whatever order they come in. Where names leave doubt,
// sounds that are equally long belong together; length may be nil.
func Sort(entries []Entry, length Length) []Song {
	all := sorted(entries)
	lift(all)
	folders := map[string][]*item{}
	var order []string
	for _, it := range all {
		if folders[it.folder] == nil {
			order = append(order, it.folder)
		}
		folders[it.folder] = append(folders[it.folder], it)
	}
	var sets, singles []*set
	for _, f := range order {
		some, rest := sortFolder(folders[f], length)
		sets, singles = append(sets, some...), append(singles, pairs(rest)...)
	}
	singles = recordings(sets, singles)
	var songs []Song
	for _, s := range append(sets, singles...) {
		s.known = !s.sure() && s.even(length)
		songs = append(songs, s.song())
	}
	return inOrder(songs)
}

// sortFolder finds the songs in parts of one folder; rest are songs by
// themselves.
func sortFolder(items []*item, length Length) (sets []*set, rest []*item) {
	choose(items)
	byKey := map[string]*set{}
	for _, it := range items {
		if it.as.form == unnamed {
			continue
		}
		key := fold(it.as.title)
		if it.as.title == "" {
			key = ""
		}
		s := byKey[key]
		if s == nil {
			s = &set{key: key, title: cmp.Or(it.as.title, it.folderTitle), folder: it.folder}
			byKey[key], sets = s, append(sets, s)
		}
		s.items = append(s.items, it)
	}
	for _, it := range items {
		if it.as.form == unnamed && !attach(it, sets) {
			rest = append(rest, it)
		}
	}
	rest = leftovers(byKey[""], rest)
	sets, rest = evenSets(sets, byKey[""], rest, length)
	sets = slices.DeleteFunc(sets, func(s *set) bool {
		if s.whole() {
			return false
		}
		for _, it := range s.items {
			it.as = reading{}
		}
		rest = append(rest, s.items...)
		return true
	})
	slices.SortStableFunc(rest, func(a, b *item) int { return cmp.Compare(a.Name, b.Name) })
	sets = joined(sets)
	return sets, answers(sets, rest)
}

// answers gives sounds without notes the saved result of their title, or the one
// beside which nothing else lies, and returns what else there is.
func answers(sets []*set, rest []*item) []*item {
	silent := func(s *set) bool {
		return !slices.ContainsFunc(s.items, func(it *item) bool { return it.Kind != Sound })
	}
	return slices.DeleteFunc(rest, func(it *item) bool {
		for _, s := range sets {
			named := fold(it.base) == fold(s.title)
			if it.Kind != Result || !silent(s) || !named && len(sets)+len(rest) > 2 {
				continue
			}
			s.guessed = s.guessed || !named
			it.as = reading{title: s.title, part: Part{Name: "Mix", Role: Whole}, form: bracket}
			s.items = append(s.items, it)
			return true
		}
		return false
	})
}

// choose takes for each item the reading whose title most items share.
func choose(items []*item) {
	votes := map[string]map[string]bool{}
	vote := func(title, part string) {
		if votes[title] == nil {
			votes[title] = map[string]bool{}
		}
		votes[title][part] = true
	}
	for _, it := range items {
		for _, r := range it.readings {
			if r.title != "" {
				vote(fold(r.title), r.part.key()+it.kind())
			}
		}
		vote(fold(it.base), "whole")
	}
	for _, it := range items {
		best := 1
		for _, r := range it.readings {
			n := len(votes[fold(r.title)])
			if r.form == alone {
				n = math.MaxInt // nothing else can be meant
			}
			if n > best {
				it.as, best = r, n
			}
		}
	}
}

// attach puts an item without a known part into the set whose title it has, as
// the whole song or, with something behind the title, as a part that is not
// known by name.
func attach(it *item, sets []*set) bool {
	for _, s := range sets {
		if it.Kind == Result {
			continue
		}
		title := s.title
		if s.key != "" && len(it.base) > len(title) && strings.EqualFold(it.base[:len(title)], title) {
			rest := it.base[len(title):]
			if name := strings.Trim(rest, " -_.()[]"); name != "" && strings.ContainsRune("-_.([", rune(strings.TrimSpace(rest)[0])) && s.parts() > 1 {
				it.as = reading{title: title, part: Part{Name: name}, form: tail}
				s.items = append(s.items, it)
				return true
			}
		}
		if fold(it.base) == fold(title) {
			it.as = reading{title: s.title, part: Part{Name: "Mix", Role: Whole}, form: bracket}
			s.items = append(s.items, it)
			return true
		}
	}
	return false
}

// leftovers decides about what lies beside parts that have no title: one
// recording is the song's, and fewer numbered files than parts are parts of
// other names.
func leftovers(s *set, rest []*item) []*item {
	if s == nil || s.parts() < 2 {
		return rest
	}
	var files []*item
	for _, it := range rest {
		if it.Kind != Result {
			files = append(files, it)
		}
	}
	if len(files) == 0 {
		return rest
	}
	s.guessed = true
	switch ordered := s.ordered(); {
	case len(files) == 1 && !(ordered && numbered.MatchString(files[0].base)):
		files[0].as = reading{part: Part{Name: "Mix", Role: Whole}, form: alone, number: -1}
	case len(files) < s.parts() && ordered:
		for _, it := range files {
			m := numbered.FindStringSubmatch(it.base)
			if m == nil {
				return rest
			}
			it.as = reading{part: Part{Name: m[2]}, form: alone, number: digits(m[1])}
		}
	case len(files) > s.parts():
		for _, it := range s.items {
			it.as = reading{}
		}
		rest, s.items = append(rest, s.items...), nil
		return rest
	default:
		return rest
	}
	s.items = append(s.items, files...)
	return slices.DeleteFunc(rest, func(it *item) bool { return it.Kind != Result })
}

// joined puts parts without a title to the only set that has one: a folder of
// sound files and one of MIDI are named in different ways.
func joined(sets []*set) []*set {
	if len(sets) != 2 || (sets[0].key == "") == (sets[1].key == "") {
		return sets
	}
	s, bare := sets[0], sets[1]
	if s.key == "" {
		s, bare = bare, s
	}
	have := map[string]bool{}
	for _, it := range s.items {
		have[it.as.part.key()+it.kind()] = true
	}
	for _, it := range bare.items {
		if have[it.as.part.key()+it.kind()] {
			bare.clash = true
			return sets
		}
	}
	s.guessed = s.guessed || bare.guessed || fold(bare.title) != s.key
	s.items = append(s.items, bare.items...)
	return []*set{s}
}

// pairs makes songs of what is no part of another: a recording and the notes
// of one name are one song.
func pairs(rest []*item) (out []*set) {
	byBase := map[string]*set{}
	for _, it := range rest {
		base := path.Join(it.folder, strings.ToLower(it.base))
		have := byBase[base]
		again := have != nil && it.Kind == MIDI && slices.ContainsFunc(have.items, func(o *item) bool { return o.Kind == MIDI })
		if have == nil || again || it.Kind == Result {
			have = &set{title: it.base, folder: it.folder}
			out = append(out, have)
			if it.Kind != Result {
				byBase[base] = have
			}
		}
		it.as = reading{part: Part{Role: Whole}}
		have.items = append(have.items, it)
	}
	return out
}

// recordings gives a song in parts the recording of its name that lies beside
// its folder.
func recordings(sets, singles []*set) []*set {
	return slices.DeleteFunc(singles, func(one *set) bool {
		for _, s := range sets {
			if path.Dir(s.folder) == one.folder && fold(s.title) == fold(one.title) && one.items[0].Kind != Result {
				s.items = append(s.items, one.items...)
				return true
			}
		}
		return false
	})
}

package bundle

import (
	"cmp"
	"slices"
	"strings"
)

// parts counts the different parts of a set.
func (s *set) parts() int {
	have := map[string]bool{}
	for _, it := range s.items {
		if it.as.part.Role != Whole {
			have[it.as.part.key()] = true
		}
	}
	return len(have)
}

// whole reports whether a set is enough to be a song in parts: two parts, or
// one with its recording or its notes.
func (s *set) whole() bool {
	have := map[string]bool{}
	for _, it := range s.items {
		have[it.as.part.key()+it.kind()] = true
	}
	return len(have) > 1 && s.parts() > 0
}

// ordered reports whether most parts have a number in front.
func (s *set) ordered() bool {
	n := 0
	for _, it := range s.items {
		if it.as.form == alone && it.as.number >= 0 {
			n++
		}
	}
	return 2*n > len(s.items)
}

// sure reports whether the names of a set leave nothing to guess.
func (s *set) sure() bool {
	stems := func(it *item) bool { return it.as.part.Role == Instrument }
	if s.clash || s.parts() > 0 && !slices.ContainsFunc(s.items, stems) {
		return false // an instrumental may be a version of its own
	}
	if s.guessed {
		return s.known && slices.ContainsFunc(s.items, func(it *item) bool { return it.as.part.Known })
	}
	if s.known {
		return true
	}
	loose := func(it *item) bool { return it.as.part.Role != Whole && it.as.form != alone && it.as.form != bracket }
	return !slices.ContainsFunc(s.items, loose) || s.parts() > 2 || s.parts() == 0
}

// song is the set in order.
func (s *set) song() Song {
	slices.SortStableFunc(s.items, func(a, b *item) int {
		return cmp.Or(a.as.order()-b.as.order(), cmp.Compare(a.as.part.Name, b.as.part.Name), cmp.Compare(a.as.part.Number, b.as.part.Number), cmp.Compare(worth(a.Entry), worth(b.Entry)), cmp.Compare(a.Name, b.Name))
	})
	song := Song{Title: s.name(), Sure: s.sure()}
	at := map[string]int{}
	for _, it := range s.items {
		if it.as.part.Role == Whole {
			song.Whole = append(song.Whole, it.Entry)
			continue
		}
		key := it.as.part.key()
		if _, ok := at[key]; !ok {
			at[key] = len(song.Pieces)
			song.Pieces = append(song.Pieces, Piece{Part: it.as.part})
		}
		p := &song.Pieces[at[key]]
		switch {
		case it.Kind == Sound:
			p.Sound = append(p.Sound, it.Entry)
		case it.locked:
			p.Locked = append(p.Locked, it.Entry)
		default:
			p.MIDI = append(p.MIDI, it.Entry)
		}
	}
	slices.SortStableFunc(song.Whole, func(a, b Entry) int { return cmp.Or(worth(a)-worth(b), cmp.Compare(a.Name, b.Name)) })
	return song
}

// order is where a part goes: those with a number in front by it.
func (r reading) order() int {
	if r.form == alone && r.number >= 0 {
		return r.number
	}
	return 1000
}

// name is the set's title, without the number that some separators put in
// front of all of them.
func (s *set) name() string {
	title := s.title
	if s.key == "" || len(s.items) == 0 {
		return title
	}
	if n, rest, ok := strings.Cut(title, "_"); ok && rest != "" && strings.Trim(n, "0123456789") == "" && s.items[0].as.form == bracket {
		return rest
	}
	return title
}

// worth orders files of one part: sound before notes, and exact formats first.
func worth(e Entry) int { return 1000*int(e.Kind) + e.Rank }

package edit

// Saved is what the user chose for one song.
type Saved struct {
	Muted  []int             `json:"muted,omitempty"` // indexes of tracks that are not heard
	Solo   []int             `json:"solo,omitempty"`  // … and of those that alone are; empty = all
	Left   *[]int            `json:"left,omitempty"`  // … and of those left out of exports; nil = those that are not heard, as earlier versions had it
	Grid   GridChoice        `json:"grid,omitzero"`
	Treat  Treatment         `json:"treat,omitzero"`
	Tracks map[int]TrackEdit `json:"tracks,omitempty"`
	Edits  []savedEdit       `json:"edits,omitempty"`
	Drawn  []savedNote       `json:"drawn,omitempty"`
	Offset *float64          `json:"offset,omitempty"` // seconds that notes lie before the sound, set by hand
}

// Moved are the choices for the same tracks at other places: to returns the new
// index of a track, or false for one that is gone, with what was done to it.
func (s Saved) Moved(to func(track int) (int, bool)) Saved {
	out := s
	out.Muted, out.Solo, out.Tracks, out.Edits, out.Drawn = moved(s.Muted, to), moved(s.Solo, to), nil, nil, nil
	if s.Left != nil {
		left := moved(*s.Left, to)
		out.Left = &left
	}
	for track, e := range s.Tracks {
		if at, ok := to(track); ok {
			if out.Tracks == nil {
				out.Tracks = map[int]TrackEdit{}
			}
			out.Tracks[at] = e
		}
	}
	for _, e := range s.Edits {
		if at, ok := to(e.Track); ok {
			e.Track = at
			out.Edits = append(out.Edits, e)
		}
	}
	for _, n := range s.Drawn {
		if at, ok := to(n.Track); ok {
			n.Track = at
			out.Drawn = append(out.Drawn, n)
		}
	}
	return out
}

func moved(tracks []int, to func(int) (int, bool)) (out []int) {
	for _, track := range tracks {
		if at, ok := to(track); ok {
			out = append(out, at)
		}
	}
	return out
}

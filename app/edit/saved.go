package edit

// Saved is what the user chose for one song.
type Saved struct {
	Muted  []int             `json:"muted,omitempty"` // indexes of tracks left out of exports
	Solo   []int             `json:"solo,omitempty"`  // … and of those that alone go out; empty = all
	Grid   GridChoice        `json:"grid,omitzero"`
	Treat  Treatment         `json:"treat,omitzero"`
	Tracks map[int]TrackEdit `json:"tracks,omitempty"`
	Edits  []savedEdit       `json:"edits,omitempty"`
}

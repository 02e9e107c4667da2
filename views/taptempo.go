package views

// tapTempo is the tempo dialog's button that is hit on the beat.
type tapTempo struct {
	host  *host
	taps  []int64 // milliseconds
	found func(bpm float64)
}

// tap counts a beat. A pause of two seconds starts over.
func (t *tapTempo) tap() {
	now := t.host.about.Now().UnixMilli()
	if n := len(t.taps); n > 0 && now-t.taps[n-1] > 2000 {
		t.taps = t.taps[:0]
	}
	t.taps = append(t.taps, now)
	n := len(t.taps)
	if span := t.taps[n-1] - t.taps[0]; n >= 4 && span > 0 {
		t.found(float64(n-1) * 60_000 / float64(span))
	}
}

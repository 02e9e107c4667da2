package edit

import (
	"fmt"
	"math"
	"slices"

	"partlift/backend/say"
)

// Heard is how the notes of a song lie in the sound that they were written down
// from.
type Heard struct {
	Offset float64     `json:"offset"` // seconds that notes lie before the sound, within ±1; 0 unless Sure
	Sure   bool        `json:"sure"`
	Parts  []HeardPart `json:"parts"` // one for each of Song.Tracks, or fewer
}

// HeardPart is where a part lies in its own sound, and what was heard of its notes.
type HeardPart struct {
	Sure  bool       `json:"sure,omitempty"`  // else it was not compared, or not clearly heard
	Stem  bool       `json:"stem,omitempty"`  // it was heard in a stem, else among all others
	Own   float64    `json:"own,omitempty"`   // seconds that its notes lie before the sound beyond Offset; negative is late
	Notes HeardNotes `json:"notes,omitempty"` // one for each note as delivered, or none
}

// farthestOffset is how far sound may be moved by hand, in seconds.
const farthestOffset = 10

// SetHeard puts what was heard of a song on its page, and brings the notes up to
// date.
func (p *Page) SetHeard(h *Heard) {
	p.Learn(h)
	p.ApplyLayers()
}

// Learn puts what was heard of a song on its page; its notes stay as they are.
func (p *Page) Learn(h *Heard) {
	p.Heard = h
	p.Found.Learn(h)
}

// Learn takes what was heard of the song that is counted.
func (r *Found) Learn(h *Heard) { r.heard = h }

// Offset returns how many seconds the notes lie before the sound: as a person
// says, or as heard; 0 where nobody knows.
func (p *Page) Offset() float64 {
	if p.Layers.Offset != nil {
		return *p.Layers.Offset
	}
	return p.MeasuredOffset()
}

// MeasuredOffset returns how many seconds the notes were heard to lie before the
// sound, 0 where that is not sure. Of parts that do not agree those count that the
// bars were read from.
func (p *Page) MeasuredOffset() float64 {
	if p.Heard == nil || !p.Heard.Sure {
		return 0
	}
	offset := p.Heard.Offset - p.Found.base()
	if math.Abs(offset) < nearby {
		return 0 // which is as likely
	}
	return offset
}

// WithOffset returns layers with the sound moved by hand, or as measured when
// seconds is nil.
func (l Layers) WithOffset(seconds *float64) Layers {
	if seconds != nil {
		s := math.Round(1e4*min(max(*seconds, -farthestOffset), farthestOffset)) / 1e4
		seconds = &s
	}
	l.Offset = seconds
	return l
}

// OffsetText says how the notes lie in the sound, and who says so; "" where
// nobody knows.
func (p *Page) OffsetText() string {
	with := say.With{"Milliseconds": fmt.Sprintf("%.0f", math.Abs(1000*p.Offset()))}
	early := p.Offset() >= 0
	switch byHand := p.Layers.Offset != nil; {
	case !byHand && p.Heard == nil:
		return ""
	case !byHand && !p.Heard.Sure:
		return p.Words.Say("Not sure how the notes lie in the sound: listen to both.")
	case p.Offset() == 0:
		return p.Words.Say("Notes and sound lie together.")
	case byHand && early:
		return p.Words.Say("Notes lie {{.Milliseconds}} ms before the sound, set by hand.", with)
	case byHand:
		return p.Words.Say("Notes lie {{.Milliseconds}} ms after the sound, set by hand.", with)
	case early:
		return p.Words.Say("Notes lie {{.Milliseconds}} ms before the sound, as measured.", with)
	}
	return p.Words.Say("Notes lie {{.Milliseconds}} ms after the sound, as measured.", with)
}

// OffsetNotice says in a sentence that notes and sound do not lie together, or that this
// is not sure; it is empty where they do, or nobody knows.
func (p *Page) OffsetNotice() []string {
	known := p.Layers.Offset != nil || p.Heard != nil && p.Heard.Sure
	if text := p.OffsetText(); text != "" && !(known && p.Offset() == 0) {
		return []string{text}
	}
	return nil
}

// nearby is how few seconds apart notes and sound are said to lie together: 95 of
// 100 songs are measured to 10 ms.
const nearby = 0.012

// base returns how late the parts are against their sound that the lines of the
// grid were read from, in seconds beyond what all have in common.
func (r Found) base() float64 {
	if r.heard == nil {
		return 0
	}
	var late []float64
	for i, h := range r.heard.Parts {
		if h.Sure && math.Abs(r.lag(i).Seconds) < leastLag {
			late = append(late, -h.Own)
		}
	}
	if len(late) == 0 {
		return 0
	}
	slices.Sort(late)
	n := len(late)
	return (late[(n-1)/2] + late[n/2]) / 2
}

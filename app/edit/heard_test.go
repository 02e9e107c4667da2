package edit_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"partlift/app/edit"
)

// at is what is heard of two parts whose notes lie so many milliseconds before the
// sound beyond what they have in common.
func at(offset float64, own ...float64) *edit.Heard {
	h := &edit.Heard{Offset: offset, Sure: true}
	for _, o := range own {
		h.Parts = append(h.Parts, edit.HeardPart{Sure: !math.IsNaN(o), Own: o / 1000})
	}
	return h
}

// What is late against its own sound was written down late; what is late in the
// sound as well was played so.
func TestTheSoundTellsLagFromFeel(t *testing.T) {
	unknown := math.NaN()
	for name, c := range map[string]struct {
		by     float64 // seconds that the bass is late in its notes
		heard  *edit.Heard
		treat  edit.Treatment
		moved  float64 // seconds that it is moved back
		report string
		offset float64
	}{
		"nobody listened":        {by: .06, moved: .06, report: "Bass: 60 ms late, lined up"},
		"written down late":      {by: .06, heard: at(.1, 0, -60), moved: .06, report: "Bass: 60 ms later than its sound, lined up", offset: .1},
		"in two halves":          {by: .06, heard: at(.07, 30, -30), moved: .06, report: "Bass: 60 ms later than its sound, lined up", offset: .1},
		"played late":            {by: .06, heard: at(.1, 0, 1), report: "Bass: 60 ms late in its sound as well, left as played", offset: .1},
		"some of both":           {by: .06, heard: at(.1, 0, -35), moved: .035, report: "Bass: 35 ms later than its sound, lined up", offset: .1},
		"early and left":         {by: -.05, heard: at(.1, 0, 50), treat: edit.Treatment{KeepLags: true}, report: "Bass: 50 ms earlier than its sound, left there", offset: .1},
		"early":                  {by: -.05, heard: at(-.1, 0, 50), moved: -.05, report: "Bass: 50 ms earlier than its sound, lined up", offset: -.1},
		"played early":           {by: -.05, heard: at(0, 0, 0), report: "Bass: 50 ms early in its sound as well, left as played"},
		"bass not clearly heard": {by: .06, heard: at(.1, 0, unknown), moved: .06, report: "Bass: 60 ms late, lined up", offset: .1},
		"nothing heard":          {by: .06, heard: &edit.Heard{Parts: make([]edit.HeardPart, 2)}, moved: .06, report: "Bass: 60 ms late, lined up"},
		"a slow attack":          {by: 0, heard: at(.1, 0, 38), offset: .119},
		"late and a slow attack": {by: .06, heard: at(.1, 0, 30), report: "Bass: 60 ms late in its sound as well, left as played", offset: .1},
	} {
		t.Run(name, func(t *testing.T) {
			song := late(c.by)
			p := edit.NewPage(nil, song, 0, edit.Saved{Treat: c.treat}, false)
			if c.heard != nil {
				p.SetHeard(c.heard)
			}
			for i, n := range p.Out.Tracks[1].Notes {
				if d := song.Tracks[1].Notes[i].Start - n.Start - c.moved; math.Abs(d) > 0.006 {
					t.Fatalf("note %d lies %.1f ms from where it should", i, 1000*d)
				}
			}
			if said := strings.Join(p.Found.LagsText(nil, p.Parts, c.treat.KeepLags), "|"); said != c.report {
				t.Errorf("says %q", said)
			}
			if c.offset != 0 && math.Abs(p.Offset()-c.offset) > 0.004 {
				t.Errorf("offset %v", p.Offset())
			}
			other := edit.GridChoice{Octave: 1} // other bars are of the same notes
			p.SetGrid(other, edit.FindGrid(p.Voices(), other))
			if said := strings.Join(p.Found.LagsText(nil, p.Parts, c.treat.KeepLags), "|"); said != c.report {
				t.Errorf("in other bars: %q", said)
			}
		})
	}
}

// A file that says itself where its beats are stays as it is.
func TestLagsAgainstTheSoundAreReported(t *testing.T) {
	p := edit.NewPage(nil, late(.06), 0, edit.Saved{}, false)
	for against, h := range map[string]*edit.Heard{"parts": nil, "sound": at(0, 0, -60), "in the sound too": at(0, 0, 0)} {
		p.SetHeard(h)
		var got struct {
			Lags []struct {
				Sure    bool
				Against string
			}
		}
		if err := json.Unmarshal(edit.GridJSON(p.Found, 20), &got); err != nil || len(got.Lags) != 1 {
			t.Fatal(got, err)
		}
		if got.Lags[0].Against != against || got.Lags[0].Sure != (against != "in the sound too") {
			t.Errorf("%s: %+v", against, got.Lags)
		}
		found := p.Found
		found.FromFile = true
		if err := json.Unmarshal(edit.GridJSON(found, 20), &got); err != nil || got.Lags[0].Sure {
			t.Errorf("%s, from a file: %+v, %v", against, got.Lags, err)
		}
	}
}

func TestOffsetIsSaid(t *testing.T) {
	by := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		heard  *edit.Heard
		hand   *float64
		offset float64
		text   string
		told   bool
	}{
		{},
		{heard: at(.112), offset: .112, text: "Notes lie 112 ms before the sound, as measured.", told: true},
		{heard: at(-.0405), offset: -.0405, text: "Notes lie 40 ms after the sound, as measured.", told: true},
		{heard: at(.011), text: "Notes and sound lie together."},
		{heard: &edit.Heard{Offset: .3}, text: "Not sure how the notes lie in the sound: listen to both.", told: true},
		{heard: at(.112), hand: by(.05), offset: .05, text: "Notes lie 50 ms before the sound, set by hand.", told: true},
		{hand: by(-.05), offset: -.05, text: "Notes lie 50 ms after the sound, set by hand.", told: true},
		{heard: at(.112), hand: by(0), text: "Notes and sound lie together."},
		{hand: by(12345), offset: 10, text: "Notes lie 10000 ms before the sound, set by hand.", told: true},
		{hand: by(-12345), offset: -10, text: "Notes lie 10000 ms after the sound, set by hand.", told: true},
		{hand: by(.01234567), offset: .0123, text: "Notes lie 12 ms before the sound, set by hand.", told: true},
	} {
		p := edit.NewPage(nil, late(0), 0, edit.Saved{}, false)
		if c.heard != nil {
			p.SetHeard(c.heard)
		}
		p.Layers = p.Layers.WithOffset(c.hand)
		if p.Offset() != c.offset || p.OffsetText() != c.text || (len(p.OffsetNotice()) > 0) != c.told {
			t.Errorf("%+v: %v, %q, %q", c, p.Offset(), p.OffsetText(), p.OffsetNotice())
		}
	}
}

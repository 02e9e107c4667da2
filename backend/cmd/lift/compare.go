package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"partlift/app/studio"
	"partlift/backend/audio"
	"partlift/backend/ear"
	"partlift/backend/music"
	"partlift/backend/say"
)

// compare prints how notes lie in the sound that they were heard in.
func compare(ctx context.Context, l *lift, args []string) error {
	f := l.flags("compare")
	var e exportFlags
	e.addSounds(f)
	paths, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(paths) != 1 || len(e.sounds) == 0 {
		return usage("Name one result or MIDI file, and with --sound what its notes are heard in.")
	}
	result, err := studio.ReadResult(paths[0])
	if err != nil {
		return err
	}
	for _, n := range result.Notices {
		l.say("%s", n)
	}
	stems, err := stemsOf(result.Song, e.sounds)
	if err != nil {
		return err
	}
	report, err := ear.Listen(ctx, stems, nil)
	var of *ear.StemError
	if errors.As(err, &of) && ctx.Err() == nil {
		return say.Told(audio.Sentence(of.Err), say.Text{}, err)
	}
	if err != nil {
		return err
	}
	l.tellOffsets(report)
	if !l.json {
		return nil
	}
	return l.print(comparison(report))
}

// stemsOf gives each part the sound that is named for it, and the others the
// one that is named for none; parts without a sound are left out.
func stemsOf(song music.Song, values []string) (stems []ear.Stem, err error) {
	sounds, err := soundsOf(song, values)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(sounds, func(a, b studio.SongSound) int { // that of all others last
		switch {
		case a.Whole:
			return 1
		case b.Whole:
			return -1
		}
		return 0
	})
	taken := make([]bool, len(song.Tracks))
	for _, sound := range sounds {
		s := ear.Stem{Open: studio.EarSound(sound.Path, sound.Path)}
		for i, t := range song.Tracks {
			if !taken[i] && (sound.Whole || strings.EqualFold(t.Name, sound.Name)) {
				taken[i] = true
				s.Parts = append(s.Parts, ear.Part{Name: t.Name, Drums: t.Drums, Notes: t.Notes})
			}
		}
		if len(s.Parts) > 0 {
			stems = append(stems, s)
		}
	}
	return stems, nil
}

func firstName(song music.Song) string {
	if len(song.Tracks) == 0 {
		return ""
	}
	return song.Tracks[0].Name
}

// tellOffsets says where the notes lie.
func (l *lift) tellOffsets(r ear.Report) {
	if !r.Sure {
		l.say("Not sure: these notes are not clearly heard in this sound, or what is played repeats itself too much to tell.")
		return
	}
	l.say("The notes lie %s the sound.", side(r.Offset, "before", "after"))
	for _, h := range r.Outliers() {
		l.say("%q lies %s the others in the notes, not in the sound.", h.Name, side(h.Own, "before", "after"))
	}
	for _, h := range r.Parts {
		if !h.Sure {
			l.say("%q is not clearly heard in its sound.", h.Name)
		}
		l.tellDoubts(h)
	}
}

// tellDoubts says how many notes of a part are likely not played, and what they
// are instead.
func (l *lift) tellDoubts(h ear.Heard) {
	var counts [ear.Nothing + 1]int
	doubtful := 0
	for _, t := range h.Trusts {
		counts[t.Why]++
		if t.Likely < ear.Usual {
			doubtful++
		}
	}
	if doubtful == 0 {
		return
	}
	var kinds []string
	for _, k := range []struct {
		why   ear.Why
		words string
	}{
		{ear.Octave, "overtones of others"}, {ear.Bleed, "heard louder in another stem"}, {ear.Tail, "what rings on"},
		{ear.Short, "flickers within others"}, {ear.Nothing, "with nothing there"},
	} {
		if n := counts[k.why]; n > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", n, k.words))
		}
	}
	l.say("%q: %d of %d notes are likely not played: %s.", h.Name, doubtful, len(h.Trusts), strings.Join(kinds, ", "))
}

// side says a time in milliseconds and on which side it is.
func side(seconds float64, positive, negative string) string {
	if seconds < 0 {
		positive = negative
	}
	return fmt.Sprintf("%.0f ms %s", math.Abs(1000*seconds), positive)
}

// comparedJSON is a report for machines. Times are in milliseconds, positive
// where notes lie before the sound.
type comparedJSON struct {
	Offset     float64        `json:"offset_ms"`
	Sure       bool           `json:"sure"`
	Confidence float64        `json:"confidence"`
	Parts      []comparedPart `json:"parts"`
}

type comparedPart struct {
	Name         string    `json:"name"`
	Offset       float64   `json:"offset_ms"`
	Own          float64   `json:"own_ms"`
	Sure         bool      `json:"sure"`
	Confidence   float64   `json:"confidence"`
	Outlier      bool      `json:"outlier"`
	Velocities   []int     `json:"velocities"` // in the order of the notes
	VelocitySure []float64 `json:"velocity_sure"`
	Trust        []float64 `json:"trust"` // 0–1, how likely each note is played
	Why          []string  `json:"why"`   // sounding, or what it is instead
}

func comparison(r ear.Report) comparedJSON {
	tenth := func(seconds float64) float64 { return math.Round(seconds*10_000) / 10 }
	hundredth := func(v float64) float64 { return math.Round(v*100) / 100 }
	out := comparedJSON{Offset: tenth(r.Offset), Sure: r.Sure, Confidence: hundredth(r.Confidence), Parts: []comparedPart{}}
	for _, h := range r.Parts {
		p := comparedPart{Name: h.Name, Offset: tenth(h.Offset), Own: tenth(h.Own), Sure: h.Sure, Confidence: hundredth(h.Confidence), Outlier: h.Outlier,
			Velocities: []int{}, VelocitySure: []float64{}, Trust: []float64{}, Why: []string{}}
		for _, s := range h.Strokes {
			p.Velocities = append(p.Velocities, int(s.Velocity))
			p.VelocitySure = append(p.VelocitySure, hundredth(s.Sure))
		}
		for _, t := range h.Trusts {
			p.Trust = append(p.Trust, hundredth(t.Likely))
			p.Why = append(p.Why, t.Why.String())
		}
		out.Parts = append(out.Parts, p)
	}
	return out
}

package studio

import (
	"cmp"
	"slices"
	"strings"

	"partlift/app/edit"
	"partlift/backend/music"
	"partlift/backend/session"
	"partlift/backend/smf"
)

// newSession makes a session of a plan and of sounds that are written: each stem
// with its parts, then the other parts.
func newSession(plan smf.Plan, song SessionSong, opt ExportOptions, so SessionOptions, chosen []int, sounds []keptSound) *session.Session {
	s := &session.Session{Title: session.Text(opt.Title), Shift: plan.Shift, Offset: so.Offset, Barred: opt.Grid.Grid != nil, Counted: len(plan.Meters) > 0, EOT: plan.EOT}
	if s.Title == "" {
		s.Title = "Untitled"
	}
	if plan.Key != nil {
		s.Key = plan.Key.Name
	}
	for _, t := range plan.Tempo {
		s.Tempo = append(s.Tempo, session.Tempo(t))
	}
	for _, m := range plan.Meters {
		s.Meters = append(s.Meters, session.Meter{Tick: m.Tick, Meter: m.Meter})
	}
	if !s.Counted {
		s.Meters = []session.Meter{{Meter: music.Meter{Numerator: 4, Denominator: 4}}}
	}
	s.Markers = sessionMarkers(plan.Labels())
	b := trackBuilder{plan: plan, song: song, left: slices.Clone(chosen), out: s}
	for _, k := range sounds {
		b.sound(k, so.Unmuted)
	}
	for _, i := range b.left {
		b.part(i, !so.Unmuted && slices.ContainsFunc(sounds, func(k keptSound) bool { return k.Whole }))
	}
	return s
}

// sessionMarkers joins the texts of one tick, since some programs show only one
// of them.
func sessionMarkers(labels []smf.Marker) (out []session.Marker) {
	for _, m := range labels {
		text := session.Text(m.Text)
		switch n := len(out); {
		case text == "":
		case n > 0 && out[n-1].Tick == m.Tick:
			out[n-1].Text = session.Text(out[n-1].Text + " · " + text)
		default:
			out = append(out, session.Marker{Tick: m.Tick, Text: text})
		}
	}
	return out
}

// trackBuilder adds tracks to a session.
type trackBuilder struct {
	plan  smf.Plan
	song  SessionSong
	left  []int // parts of the plan that have no track yet
	names session.Names
	out   *session.Session
}

// screen is a part of the plan as it is on screen.
func (b *trackBuilder) screen(i int) edit.Part { return b.song.Parts[b.plan.Parts[i].Source] }

// sound adds a stem and the parts that were heard in it, which are muted so that
// nothing sounds twice.
func (b *trackBuilder) sound(k keptSound, unmuted bool) {
	var own, other []int
	for _, i := range b.left {
		if strings.EqualFold(b.screen(i).Stem, k.Name) && !k.Whole {
			own = append(own, i)
		} else {
			other = append(other, i)
		}
	}
	b.left = other
	kind := music.Match(k.Name)
	color := session.Color(kind.Program, kind.Drums)
	silent := len(own) > 0
	for n, i := range own {
		part := b.screen(i)
		if n == 0 {
			color = session.Color(part.Program, part.Drums)
		}
		silent = silent && part.Silent
	}
	sound := k.Sound
	b.out.Tracks = append(b.out.Tracks, session.Track{Name: b.names.Take(k.track()), Color: color, Muted: silent, Sound: &sound})
	for _, i := range own {
		b.part(i, !unmuted)
	}
}

// part adds a part of the plan.
func (b *trackBuilder) part(i int, muted bool) {
	p, screen := b.plan.Parts[i], b.screen(i)
	out := &session.Part{Channel: p.Channel, Program: p.Program, Drums: p.Drums, Instrument: p.Instrument}
	for _, n := range p.Notes {
		out.Notes = append(out.Notes, session.Note(n))
	}
	for _, c := range p.Controls {
		out.Controls = append(out.Controls, session.Control(c))
	}
	b.out.Tracks = append(b.out.Tracks, session.Track{Name: b.names.Take(cmp.Or(screen.Name, p.Name)), Color: session.Color(p.Program, p.Drums), Muted: muted || screen.Silent, Part: out})
}

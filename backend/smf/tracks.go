package smf

import (
	"cmp"
	"slices"

	"partlift/backend/music"
)

// label is what a track is called, as in the file.
type label struct{ name, instrument []byte }

// meta takes the first names of a track and its port, and counts what a song
// has no place for.
func (r *reader) meta(e event) {
	d, report, name := r.file.data(e), &r.file.report, &r.names[e.track]
	switch {
	case len(d) == 0:
	case e.kind == 0x01:
		report.Texts++
	case e.kind == 0x03 && name.name == nil:
		name.name = d
	case e.kind == 0x04 && name.instrument == nil:
		name.instrument = d
	case e.kind == 0x05:
		report.Lyrics++
	case e.kind == 0x06 || e.kind == 0x07:
		report.Markers++
	case e.kind == 0x21:
		r.ports[e.track] = d[0]
	}
}

// song returns what was read; single says that the first track is the song.
func (r *reader) song(single bool) (music.Song, error) {
	var song music.Song
	lanes := slices.DeleteFunc(r.sorted(), func(l *laneReader) bool { return len(l.notes) == 0 })
	if report := r.file.report; len(lanes) == 0 {
		switch {
		case report.Late > 0:
			return song, errTooLong
		case report.Broken+report.Clamped+report.Tracks > 0:
			return song, errDamaged
		}
		return song, ErrNoNotes
	}
	names := r.decoded()
	if single || lanes[0].track > 0 {
		song.Title, names[0][0] = names[0][0], ""
	}
	for len(lanes) > 0 {
		n := 1
		for n < len(lanes) && lanes[n].track == lanes[0].track {
			n++
		}
		song.Tracks = append(song.Tracks, r.tracks(lanes[:n], names[lanes[0].track])...)
		if len(song.Tracks) > maxParts {
			return music.Song{}, errTooLarge
		}
		lanes = lanes[n:]
	}
	return song, nil
}

// tracks returns the parts of one track of the file.
func (r *reader) tracks(lanes []*laneReader, names [2]string) []music.Track {
	var out []music.Track
	for _, l := range lanes {
		controls := r.controls(l)
		for _, p := range r.parts(l) {
			t := music.Track{Name: cmp.Or(names[0], names[1]), Program: p.program, Known: p.picked, Drums: p.kit, Notes: p.notes}
			if in := music.Match(t.Name); !t.Known && !t.Drums && in.Known {
				t.Program, t.Drums, t.Known = in.Program, in.Drums, true
			}
			if t.Drums {
				t.Program, t.Known = 0, true
			}
			if t.Controls = controls; len(out) > 0 {
				t.Controls = slices.Clone(controls)
			}
			out = append(out, t)
		}
	}
	for i := range out {
		instrument := "Drums"
		if !out[i].Drums {
			instrument = music.ProgramName(out[i].Program)
		}
		if out[i].Name == "" {
			out[i].Name = instrument
		} else if len(out) > 1 {
			out[i].Name += " - " + instrument
		}
	}
	return out
}

// A played is what one instrument plays on a channel of a track.
type played struct {
	program     uint8
	picked, kit bool
	notes       []music.Note
}

// maxInstruments is how many instruments of a channel get a part of their own.
const maxInstruments = 8

// parts divides the notes by the instrument that sounds them. Where it changes
// without end, the notes of the rarest stay with the most used.
func (r *reader) parts(l *laneReader) []played {
	var found []played
	var at []int // by note, in found
	var count []int
	for _, n := range l.notes {
		p := r.instrument(n, l)
		i := slices.IndexFunc(found, func(f played) bool { return f.program == p.program && f.kit == p.kit && f.picked == p.picked })
		if i < 0 {
			i, found, count = len(found), append(found, p), append(count, 0)
		}
		at, count[i] = append(at, i), count[i]+1
	}
	most := make([]int, len(found))
	for i := range most {
		most[i] = i
	}
	slices.SortStableFunc(most, func(a, b int) int { return count[b] - count[a] })
	for _, i := range most[min(len(most), maxInstruments):] {
		r.file.report.Joined += count[i]
		count[i] = 0
	}
	for i, n := range l.notes {
		to := at[i]
		if count[to] == 0 {
			to = most[0]
		}
		found[to].notes = append(found[to].notes, r.note(n))
	}
	return slices.DeleteFunc(found, func(p played) bool { return len(p.notes) == 0 })
}

// instrument returns what a note sounds with. One that comes before every
// program change sounds with the first: some files choose late.
func (r *reader) instrument(n sounding, l *laneReader) played {
	v, kit := n.voice, n.kit
	if c := r.channel(l.place); !v.picked {
		if v = l.first; !v.picked {
			v = c.first
		}
		kit = kit || v.picked && r.kit(l.channel, c.rhythm, v)
	}
	if kit {
		return played{kit: true}
	}
	return played{program: v.program, picked: v.picked}
}

// note turns ticks into seconds; a note is at least a tick long.
func (r *reader) note(n sounding) music.Note {
	out := music.Note{Pitch: n.pitch, Velocity: n.velocity, Start: r.times.seconds(float64(n.on))}
	out.End = min(r.times.seconds(float64(max(n.off, n.on+1))), MaxSeconds+1)
	if out.End <= out.Start {
		out.End = out.Start + 1e-6
	}
	return out
}

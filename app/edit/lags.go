package edit

import (
	"fmt"
	"math"
	"slices"

	"partlift/backend/grid"
	"partlift/backend/music"
	"partlift/backend/say"
	"partlift/backend/smf"
)

const (
	// leastLag is how late or early, in seconds, a part is to be told of and
	// lined up. Less is how people play.
	leastLag = 0.015
	// sureLag is from which certainty on a part is moved without being asked.
	sureLag = 0.8
)

// Late lists the parts that are late or early as a whole, by their tracks.
func (r Found) Late() []grid.Lag {
	if r.Grid == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Lags), func(l grid.Lag) bool { return math.Abs(l.Seconds) < leastLag || l.LeftOut })
}

// certain reports whether a part is lined up unless somebody minds: never in a
// file that says itself where its beats are, and not where the lines that it is
// late by are in doubt. Which of these lines are beats does not matter.
func (r Found) certain(l grid.Lag) bool {
	return l.Sure >= sureLag && !r.FromFile && r.Confidence.Tempo >= smf.Confidence
}

// lineUp moves the parts that are late or early as a whole onto the beat of the
// others, with what happens in them, and returns how many notes that were.
// Nothing goes before the start of the song.
func (t Treatment) lineUp(song music.Song, r Found) (out music.Song, moved int) {
	out = song
	if t.KeepLags {
		return out, 0
	}
	for _, l := range r.Late() {
		if l.Track >= len(song.Tracks) || !r.certain(l) {
			continue
		}
		if moved == 0 {
			out.Tracks = slices.Clone(song.Tracks)
		}
		out.Tracks[l.Track] = earlier(out.Tracks[l.Track], l.Seconds)
		moved += len(out.Tracks[l.Track].Notes)
	}
	return out, moved
}

// earlier is a track that many seconds earlier, or later when they are negative.
func earlier(track music.Track, by float64) music.Track {
	track.Notes, track.Controls = slices.Clone(track.Notes), slices.Clone(track.Controls)
	for i := range track.Notes {
		n := &track.Notes[i]
		length := n.End - n.Start
		n.Start = max(n.Start-by, 0)
		n.End = n.Start + length
	}
	for i := range track.Controls {
		track.Controls[i].Second = max(track.Controls[i].Second-by, 0)
	}
	return track
}

// LagsText says of every part that is late or early how much, and what happens
// to that: a part that is certain to be is moved, unless keep says that all
// stay. The parts are those of the song.
func (r Found) LagsText(t say.Tongue, parts []Part, keep bool) (out []string) {
	for _, l := range r.Late() {
		if l.Track >= len(parts) {
			continue
		}
		with := say.With{"Part": parts[l.Track].Name, "Milliseconds": fmt.Sprintf("%.0f", 1000*math.Abs(l.Seconds))}
		text := ""
		switch moved := r.certain(l) && !keep; {
		case l.Seconds > 0 && moved:
			text = t.Say("{{.Part}}: {{.Milliseconds}} ms late, lined up", with)
		case l.Seconds > 0:
			text = t.Say("{{.Part}}: {{.Milliseconds}} ms late, left there", with)
		case moved:
			text = t.Say("{{.Part}}: {{.Milliseconds}} ms early, lined up", with)
		default:
			text = t.Say("{{.Part}}: {{.Milliseconds}} ms early, left there", with)
		}
		out = append(out, text)
	}
	return out
}

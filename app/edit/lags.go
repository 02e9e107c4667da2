package edit

import (
	"fmt"
	"math"
	"slices"

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

// Lag is how late a part is as a whole.
type Lag struct {
	Track   int
	Seconds float64 // negative is early
	Why     Why
	sure    float64 // 0–1
}

// Why tells what is known of why a part is late.
type Why uint8

// Why parts are late.
const (
	WhyUnknown  Why = iota // late against the others; nobody compared it with its sound
	Transcribed            // late against its own sound
	Felt                   // late against the others in its sound as well
)

// Late lists the parts that are late or early as a whole, by their tracks. Where
// a part was compared with its sound, that says how much of it is the
// transcription's.
func (r Found) Late() (out []Lag) {
	if r.Grid == nil {
		return nil
	}
	tracks := 0
	for _, l := range r.Lags {
		tracks = max(tracks, l.Track+1)
	}
	if r.heard != nil {
		tracks = max(tracks, len(r.heard.Parts))
	}
	base := r.base()
	for i := range tracks {
		l := r.lag(i)
		if r.heard != nil && i < len(r.heard.Parts) && r.heard.Parts[i].Sure {
			l = l.explained(-r.heard.Parts[i].Own - base)
		}
		if math.Abs(l.Seconds) >= leastLag {
			out = append(out, l)
		}
	}
	return out
}

// mostOf is which share of a lag must be the transcription's so that all of it is.
const mostOf = 0.6

// explained says why a part is late that is so many seconds late against its own
// sound. It never makes one later than its notes are: those that lie on the lines
// are not late, whatever their sound seems to be, since slow attacks begin later
// than they can be heard to.
func (l Lag) explained(own float64) Lag {
	share := 0.0
	if l.Seconds != 0 {
		share = own / l.Seconds
	}
	switch {
	case share >= mostOf:
		l.Why, l.sure = Transcribed, 1
	case share > 0 && math.Abs(own) >= leastLag:
		l.Seconds, l.Why, l.sure = own, Transcribed, 1
	default:
		l.Why = Felt
	}
	return l
}

// lag returns how late the notes of a track are against the others.
func (r Found) lag(track int) Lag {
	for _, l := range r.Lags {
		if l.Track == track && !l.LeftOut {
			return Lag{track, l.Seconds, WhyUnknown, l.Sure}
		}
	}
	return Lag{Track: track}
}

// certain reports whether a part is lined up unless somebody minds: never in a
// file that says itself where its beats are, and not where the lines that it is
// late by are in doubt. Which of these lines are beats does not matter. What is
// late in the sound as well is how it was played.
func (r Found) certain(l Lag) bool {
	switch {
	case r.FromFile || l.Why == Felt:
		return false
	case l.Why == Transcribed:
		return true
	}
	return l.sure >= sureLag && r.Confidence.Tempo >= smf.Confidence
}

// lineUp moves the parts that are late or early as a whole onto the beat of the
// others, with what happens in them, and returns how many notes that were.
// Nothing goes before the start of the song.
func (t Treatment) lineUp(song music.Song, r Found) (out music.Song, moved int) {
	out = song
	for track, by := range t.shifts(r) {
		if track >= len(song.Tracks) {
			continue
		}
		if moved == 0 {
			out.Tracks = slices.Clone(song.Tracks)
		}
		out.Tracks[track] = earlier(out.Tracks[track], by)
		moved += len(out.Tracks[track].Notes)
	}
	return out, moved
}

// shifts returns how many seconds earlier each part goes that is lined up, by
// track.
func (t Treatment) shifts(r Found) map[int]float64 {
	out := map[int]float64{}
	if t.KeepLags {
		return out
	}
	for _, l := range r.Late() {
		if r.certain(l) {
			out[l.Track] = l.Seconds
		}
	}
	return out
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
		words := lagWords[l.Why][0]
		if r.certain(l) && !keep {
			words = lagWords[l.Why][1]
		}
		if l.Seconds < 0 {
			out = append(out, t.Say(words.early, with))
			continue
		}
		out = append(out, t.Say(words.late, with))
	}
	return out
}

// lagWords say that a part is late or early, first of one that stays, then of
// one that is moved.
var lagWords = [...][2]struct{ late, early string }{
	WhyUnknown: {
		{say.Key("{{.Part}}: {{.Milliseconds}} ms late, left there"), say.Key("{{.Part}}: {{.Milliseconds}} ms early, left there")},
		{say.Key("{{.Part}}: {{.Milliseconds}} ms late, lined up"), say.Key("{{.Part}}: {{.Milliseconds}} ms early, lined up")},
	},
	Transcribed: {
		{say.Key("{{.Part}}: {{.Milliseconds}} ms later than its sound, left there"), say.Key("{{.Part}}: {{.Milliseconds}} ms earlier than its sound, left there")},
		{say.Key("{{.Part}}: {{.Milliseconds}} ms later than its sound, lined up"), say.Key("{{.Part}}: {{.Milliseconds}} ms earlier than its sound, lined up")},
	},
	Felt: {
		{say.Key("{{.Part}}: {{.Milliseconds}} ms late in its sound as well, left as played"), say.Key("{{.Part}}: {{.Milliseconds}} ms early in its sound as well, left as played")},
	},
}

package smf

import "fmt"

// A Report counts what Load had to mend and what it left out.
type Report struct {
	Header    bool // said what is not so
	Unclocked bool // does not say how long a tick is
	Tracks    int  // with a wrong length or without an end
	Junk      int  // bytes that are not music
	Clamped   int  // values above 127
	Stray     int  // live messages
	Broken    int  // events that cannot be read
	Unended   int  // notes that nothing ends
	Late      int  // notes later than MaxSeconds, left out
	Joined    int  // notes that stay with another instrument than their own
	Patterns  int  // of a file of format 2

	// Left out, since there is no place for them in a song.
	Lyrics, Markers, Texts     int
	SysEx, Pressed, Controlled int // system exclusive, pressure of single keys, other controllers
}

// manyTexts is from how many on texts are words that are sung: a few are a
// writer's remarks, which nobody misses.
const manyTexts = 8

// Notices says in sentences for people what was mended and left out; none for
// a file in order.
func (r Report) Notices() []string {
	var out []string
	if r.Header {
		out = append(out, "The header of this MIDI file was wrong and was put right.")
	}
	if r.Unclocked {
		out = append(out, "This MIDI file does not say how long its ticks are: 480 to a quarter note were taken.")
	}
	say := func(n int, sentence string) {
		if n > 0 {
			out = append(out, sentence)
		}
	}
	say(r.Patterns, fmt.Sprintf("Patterns of this MIDI file (format 2), laid one after another: %d.", r.Patterns))
	say(r.Tracks, fmt.Sprintf("Tracks with a wrong length or without an end, read as far as they go: %d.", r.Tracks))
	say(r.Junk, fmt.Sprintf("Bytes that are not music, skipped: %d.", r.Junk))
	say(r.Clamped, fmt.Sprintf("Values above 127, put in range: %d.", r.Clamped))
	say(r.Stray, fmt.Sprintf("Live messages that do not belong in a file, skipped: %d.", r.Stray))
	say(r.Broken, fmt.Sprintf("Damaged events, mended or skipped: %d.", r.Broken))
	say(r.Unended, fmt.Sprintf("Notes that nothing ends, closed at the end of their track: %d.", r.Unended))
	say(r.Late, fmt.Sprintf("Notes later than six hours, left out: %d.", r.Late))
	say(r.Joined, fmt.Sprintf("Notes whose instrument changes too often, kept in one part: %d.", r.Joined))
	say(r.Lyrics, fmt.Sprintf("Lyrics, left out: %d.", r.Lyrics))
	say(r.Markers, fmt.Sprintf("Markers, left out: %d.", r.Markers))
	say(r.Texts/manyTexts, fmt.Sprintf("Texts, left out: %d.", r.Texts))
	say(r.SysEx, fmt.Sprintf("System exclusive messages, left out: %d.", r.SysEx))
	say(r.Pressed, fmt.Sprintf("Pressures of single keys, left out: %d.", r.Pressed))
	say(r.Controlled, fmt.Sprintf("Bank changes and special controllers, left out: %d.", r.Controlled))
	return out
}

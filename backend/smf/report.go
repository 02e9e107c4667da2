package smf

import "partlift/backend/say"

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
func (r Report) Notices() []say.Text {
	var out []say.Text
	if r.Header {
		out = append(out, say.Of("The header of this MIDI file was wrong and was put right."))
	}
	if r.Unclocked {
		out = append(out, say.Of("This MIDI file does not say how long its ticks are: 480 to a quarter note were taken."))
	}
	add := func(n int, sentence string) {
		if n > 0 {
			out = append(out, say.Of(sentence, say.With{"Number": n}))
		}
	}
	add(r.Patterns, say.Key("Patterns of this MIDI file (format 2), laid one after another: {{.Number}}."))
	add(r.Tracks, say.Key("Tracks with a wrong length or without an end, read as far as they go: {{.Number}}."))
	add(r.Junk, say.Key("Bytes that are not music, skipped: {{.Number}}."))
	add(r.Clamped, say.Key("Values above 127, put in range: {{.Number}}."))
	add(r.Stray, say.Key("Live messages that do not belong in a file, skipped: {{.Number}}."))
	add(r.Broken, say.Key("Damaged events, mended or skipped: {{.Number}}."))
	add(r.Unended, say.Key("Notes that nothing ends, closed at the end of their track: {{.Number}}."))
	add(r.Late, say.Key("Notes later than six hours, left out: {{.Number}}."))
	add(r.Joined, say.Key("Notes whose instrument changes too often, kept in one part: {{.Number}}."))
	add(r.Lyrics, say.Key("Lyrics, left out: {{.Number}}."))
	add(r.Markers, say.Key("Markers, left out: {{.Number}}."))
	if r.Texts >= manyTexts {
		add(r.Texts, say.Key("Texts, left out: {{.Number}}."))
	}
	add(r.SysEx, say.Key("System exclusive messages, left out: {{.Number}}."))
	add(r.Pressed, say.Key("Pressures of single keys, left out: {{.Number}}."))
	add(r.Controlled, say.Key("Bank changes and special controllers, left out: {{.Number}}."))
	return out
}

package receipt

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/smf/verify"
	"partlift/views/words"
)

// A list counts things in words.
type list []string

func (l *list) add(n int, one, many string) {
	if n > 0 {
		*l = append(*l, words.N(n, one, many))
	}
}

// done says how a song was written: its tempo, what was asked for, and what
// the layout had to repair.
func done(r *studio.Report) string {
	c := r.Receipt.Changes
	var asked list
	asked.add(c.Drawn, "{{.Count}} note drawn by hand", "{{.Count}} notes drawn by hand")
	asked.add(c.Edited, "{{.Count}} note changed by hand", "{{.Count}} notes changed by hand")
	asked.add(c.Folded, "{{.Count}} track went into another of its instrument", "{{.Count}} tracks went into others of their instrument")
	asked.add(c.LinedUp, "{{.Count}} note of a late or early part moved onto the beat", "{{.Count}} notes of late or early parts moved onto the beat")
	asked.add(c.Moved, "{{.Count}} note put on a grid line", "{{.Count}} notes put on grid lines")
	asked.add(c.Kept, "{{.Count}} note left where it was to keep two apart", "{{.Count}} notes left where they were to keep two apart")
	asked.add(c.Stretched, "{{.Count}} note of another length", "{{.Count}} notes of another length")
	asked.add(c.Overlaps, "{{.Count}} overlap cut", "{{.Count}} overlaps cut")
	asked.add(c.Flickers, "{{.Count}} flicker joined with its note", "{{.Count}} flickers joined with their notes")
	asked.add(c.Tails, "{{.Count}} tail left out", "{{.Count}} tails left out")
	asked.add(c.Voices, "{{.Count}} note left out that its instrument cannot have at once", "{{.Count}} notes left out that their instruments cannot have at once")
	asked.add(c.Duplicates, "{{.Count}} double left out", "{{.Count}} doubles left out")
	asked.add(c.Ghosts, "{{.Count}} ghost left out", "{{.Count}} ghosts left out")
	asked = append(asked, edit.Hearing(r.Receipt.Heard).Say(words.Say)...)
	k := r.Receipt.Controls
	asked.add(k.Kept, "{{.Count}} pedal, bend or controller change written", "{{.Count}} pedal, bend and controller changes written")
	asked.add(k.Repeated, "{{.Count}} that changed nothing left out", "{{.Count}} that changed nothing left out")
	asked.add(k.LeftOut, "{{.Count}} controller change after the end left out", "{{.Count}} controller changes after the end left out")
	lines := []string{}
	if r.Tempo != "" {
		lines = append(lines, r.Tempo)
	}
	if len(asked) > 0 {
		lines = append(lines, strings.Join(asked, " · "))
	}
	return strings.Join(append(lines, words.L("Repairs: {{.List}}", words.With{"List": repairs(r.Receipt.Repairs)})), "\n")
}

// repairs says what the layout changed, in words.
func repairs(r verify.Repairs) string {
	var out list
	out.add(r.Overlap, "{{.Count}} overlapping note shortened", "{{.Count}} overlapping notes shortened")
	out.add(r.Merged, "{{.Count}} double note merged", "{{.Count}} double notes merged")
	out.add(r.Short, "{{.Count}} note lengthened to the shortest length", "{{.Count}} notes lengthened to the shortest length")
	out.add(r.Clamped, "{{.Count}} value brought into range", "{{.Count}} values brought into range")
	out.add(r.Dropped, "{{.Count}} unusable note left out", "{{.Count}} unusable notes left out")
	out.add(r.UnmappedDrums, "{{.Count}} drum note outside the sounds of General MIDI", "{{.Count}} drum notes outside the sounds of General MIDI")
	out.add(r.SharedChannels, "{{.Count}} part shares a channel, because a file has only 15", "{{.Count}} parts share a channel, because a file has only 15")
	if len(out) == 0 {
		return words.L("none were needed.")
	}
	return strings.Join(out, " · ")
}

// tally counts the outcomes of the checklist.
func tally(checks []verify.Result) string {
	ok, skipped, failed := 0, 0, 0
	for _, c := range checks {
		switch {
		case c.Skipped:
			skipped++
		case c.OK:
			ok++
		default:
			failed++
		}
	}
	s := words.N(ok, "{{.Count}} passed", "{{.Count}} passed")
	if skipped > 0 {
		s += " · " + words.N(skipped, "{{.Count}} does not apply", "{{.Count}} do not apply")
	}
	if failed > 0 {
		s += " · " + words.N(failed, "{{.Count}} failed", "{{.Count}} failed")
	}
	return s
}

// sentence gives words a capital.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

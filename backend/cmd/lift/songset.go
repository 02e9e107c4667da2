package main

import (
	"context"
	"flag"
	"path/filepath"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
)

// setFlags say how a folder, an archive or several files are taken.
type setFlags struct {
	as     string
	update bool
}

func (s *setFlags) add(f *flag.FlagSet) {
	f.StringVar(&s.as, "as", "", "take a folder, an archive or several files as `one` song, or each file as a song: several (default: as their names say)")
	f.BoolVar(&s.update, "update", false, "bring a song up to date whose folder has changed since")
}

// check refuses what cannot be.
func (s setFlags) check(f *flag.FlagSet, several bool) error {
	var other setFlags
	if !several {
		return idle(among(f, other.add), "without a folder, an archive or several files")
	}
	if s.as != "" && s.as != "one" && s.as != "several" {
		return usage("--as is one or several, not %q.", s.as)
	}
	if s.update && given(f, "again") {
		return usage("--update is for the song that is there; leave out --again.")
	}
	return nil
}

// way chooses how what was handed over is understood.
func (s setFlags) way(h *studio.Handed) (at int) {
	for i, w := range h.Ways {
		if s.as == "one" && len(w) < len(h.Ways[at]) || s.as == "several" && len(w) > len(h.Ways[at]) {
			at = i
		}
	}
	return at
}

// bringSet gets the songs of a folder, an archive or several files into the
// library, and returns the ids of those that have notes. With an error that was
// told already, there are others.
func (l *lift) bringSet(ctx context.Context, st *studio.Studio, s songFlags, set setFlags, paths []string) (ids []string, err error) {
	h, err := studio.Look(paths)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	l.tellPassed(h)
	if len(h.Ways) == 0 {
		return nil, errTold
	}
	c, recordings := l.choose(h, s, set)
	taken, err := st.TakeHanded(ctx, h, c, l.copied(h.Name))
	ids, failed := l.tellTaken(taken, h.Ways[c.Way])
	if err != nil {
		return nil, err
	}
	for _, d := range taken.Drafts {
		id, err := l.hear(ctx, st, d, s)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if recordings > 0 {
		l.say("%s. The service is asked for one at a time, as each costs credits: name one by itself, or use --engine local.", passedOver(recordings))
		failed = failed || len(ids)+len(taken.Songs) == 0
	}
	if failed || len(h.Unfit) > 0 {
		return ids, errTold
	}
	return ids, nil
}

// tellPassed tells what of what was handed over cannot be used.
func (l *lift) tellPassed(h *studio.Handed) {
	for _, u := range h.Unfit {
		n := studio.Explain("take in “"+filepath.Base(u.Path)+"”", u.Err)
		l.say("%s", strings.TrimSpace(say.Join(n.Text, n.Hint)))
	}
	for _, p := range h.Passed {
		l.say("%s", p)
	}
}

// choose says how songs are taken, and counts the recordings that are passed
// over: each would be paid for.
func (l *lift) choose(h *studio.Handed, s songFlags, set setFlags) (c studio.Choice, recordings int) {
	c = studio.Choice{Way: set.way(h), Only: []int{}}
	if set.update {
		c.Changed = studio.Update
	} else if s.again {
		c.Changed = studio.AddBeside
	}
	for i, song := range h.Ways[c.Way] {
		if song.Kind == studio.Recording && !studio.EngineOf(s.engine).Sketch {
			recordings++
			continue
		}
		c.Only = append(c.Only, i)
		if !song.Sure && set.as == "" {
			l.say("The names do not say for sure which files are one song; “%s” is a guess. Use --as one or --as several to decide.", song.Title)
		}
	}
	return c, recordings
}

// worthTelling is from how many bytes on it is told how far copying is.
const worthTelling = 32 << 20

// copied tells in quarters how far copying is, where it takes its time.
func (l *lift) copied(name string) func(done, total int64) {
	tell := inSteps(4, func(percent int64) { l.say("Copying “%s” %d %%", name, percent) })
	return func(done, total int64) {
		if total >= worthTelling {
			tell(done, total)
		}
	}
}

// inSteps tells how much is done, at each of so many equal steps, once.
func inSteps(steps int64, tell func(percent int64)) func(done, total int64) {
	told := int64(0)
	return func(done, total int64) {
		if step := steps * done / max(total, 1); step > told {
			told = step
			tell(100 * step / steps)
		}
	}
}

// tellTaken tells what became of songs, and returns the ids of those with notes.
// failed is true where one of them is not in the library as it was handed over.
func (l *lift) tellTaken(taken studio.Taken, way studio.Way) (ids []string, failed bool) {
	for _, song := range taken.Songs {
		for _, left := range song.LeftOut {
			l.say("%s", left)
		}
		if song.Notes > 0 && song.Became != studio.Offered {
			ids = append(ids, song.ID)
		}
		switch song.Became {
		case studio.Added:
			if set := way[song.Index]; set.Kind == studio.InParts {
				l.say("“%s” is in the library: %s.", song.Title, holds(set))
				if n := len(set.Spare); n > 0 {
					l.say("%s not needed: other formats or mixes, or notes that its parts have.", is(n, "file"))
				}
			}
		case studio.Same:
			l.say("The library has these files as “%s”.", song.Title)
		case studio.Updated:
			l.say("“%s” is up to date: %s.", song.Title, changes(song.Change))
		case studio.Offered:
			l.say("“%s” is in the library, and its files have changed since: %s. Use --update to bring it up to date, or --again to add it as another song.", song.Title, changes(song.Change))
			failed = true
		case studio.Failed:
			n := studio.Explain("take in “"+song.Title+"”", song.Err)
			l.say("%s", strings.TrimSpace(say.Join(n.Text, n.Hint)))
			failed = true
		}
	}
	return ids, failed
}

// holds says what there is of a song in parts.
func holds(s studio.SetSong) string {
	sounds, notes := 0, 0
	for _, p := range s.Parts {
		if p.Sound {
			sounds++
		}
		if p.MIDI {
			notes++
		}
	}
	out := []string{count(len(s.Parts), "part")}
	if sounds > 0 {
		out = append(out, count(sounds, "stem"))
	}
	if notes > 0 {
		out = append(out, count(notes, "MIDI file"))
	}
	if s.Recording != "" {
		out = append(out, "the recording “"+filepath.Base(s.Recording)+"”")
	}
	return strings.Join(out, ", ")
}

func changes(d studio.Difference) string {
	var out []string
	for _, c := range []struct {
		n    int
		what string
	}{{d.Added, "added"}, {d.Replaced, "replaced"}, {d.Removed, "removed"}} {
		if c.n > 0 {
			out = append(out, count(c.n, "file")+" "+c.what)
		}
	}
	return strings.Join(out, ", ")
}

func passedOver(recordings int) string {
	if recordings == 1 {
		return "1 recording without notes was passed over"
	}
	return count(recordings, "recording") + " without notes were passed over"
}

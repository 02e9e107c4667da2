package main

import (
	"context"
	"flag"
	"fmt"

	"partlift/app/studio"
)

// doctor looks after a whole library.
func doctor(ctx context.Context, l *lift, args []string) error {
	verb := "check"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		verb, args = args[0], args[1:]
	}
	f := l.flags("doctor " + verb)
	var w where
	w.addLibrary(f)
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	switch verb {
	case "check", "rebuild":
		if len(rest) > 0 {
			return usage("doctor %s takes no operands.", verb)
		}
		if verb == "rebuild" {
			return l.rebuild(ctx, w)
		}
		return l.examine(ctx, w)
	case "save", "restore":
		if len(rest) != 1 {
			return usage("Name one archive file.")
		}
		if verb == "restore" {
			return l.restore(ctx, w, f, rest[0])
		}
		return l.save(ctx, w, rest[0])
	}
	return usage("There is no verb %q.", verb)
}

// rebuild brings back what the database of a library does not know, makes its
// indexes again, and checks the library.
func (l *lift) rebuild(ctx context.Context, w where) error {
	r, err := studio.RecoverLibrary(ctx, l.config(w))
	if err != nil {
		return err
	}
	if r.Aside != "" {
		l.say("The database that could not be used is kept as %s.", r.Aside)
	}
	if n := r.Songs + r.Results + r.Audio; n > 0 {
		l.say("Brought back: %d songs, of them %d from results without a record and %d from audio without notes.", n, r.Results, r.Audio)
	}
	if r.Left > 0 {
		l.say("%d files hold no notes and no sound that Partlift reads, or are damaged; they stay in blobs/.", r.Left)
	}
	if r.Songs > 0 {
		l.say("Songs that were under way are stopped; Retry, or lift song with the same file, goes on.")
	}
	if r.Unreadable > 0 {
		l.say("%d records could not be read; they are kept as songs/*.unreadable.", r.Unreadable)
	}
	return l.examine(ctx, w)
}

// examine checks a library.
func (l *lift) examine(ctx context.Context, w where) error {
	s, err := l.open(ctx, w)
	if err != nil {
		return err
	}
	defer s.Close()
	h, err := s.Examine(ctx, nil)
	if err != nil {
		return err
	}
	if l.json {
		err = l.print(map[string]any{"ok": h.Sound(), "songs": h.Songs, "files": h.Blobs, "bytes": h.Bytes, "orphans": h.Orphans,
			"unknown_songs": h.Strays, "unknown_files": h.Unnamed,
			"database": append([]string{}, h.Database...), "damage": damageJSON(h.Damage)})
	} else {
		fmt.Fprintf(l.out, "%d songs, %d files, %.1f MB in %s\n", h.Songs, h.Blobs, float64(h.Bytes)/1e6, s.Dir())
		for _, text := range h.Database {
			fmt.Fprintf(l.out, "database: %s\n", text)
		}
		l.damage(h.Damage)
		if h.Strays > 0 {
			fmt.Fprintf(l.out, "unknown: %d songs whose records lie in the folder and that the database does not know\n", h.Strays)
		}
		if h.Unnamed > 0 {
			fmt.Fprintf(l.out, "unknown: %d files that no song in the database names\n", h.Unnamed)
		}
	}
	if err != nil || h.Sound() {
		return err
	}
	if len(h.Database) > 0 {
		l.say("Make the indexes again with: lift doctor rebuild. If that does not help, put partlift.db back from a backup.")
	}
	if len(h.Damage) > 0 {
		l.say("Put these files back from a backup, or add the audio of the songs again; what the service has it brings again.")
	}
	if h.Strays+h.Unnamed > 0 {
		l.say("Bring the unknown back with: %s. Nothing else looks at them or removes them.", rebuildCommand(s.Dir()))
	}
	return errTold
}

// rebuildCommand brings back what the database of a folder does not know.
func rebuildCommand(dir string) string { return `lift doctor rebuild --library "` + dir + `"` }

func (l *lift) damage(all []studio.Damage) {
	for _, d := range all {
		fmt.Fprintf(l.out, "%s: %s “%s” of “%s”\n", reason(d), d.Kind, d.Name, d.Title)
	}
}

// reason says in a word or two what became of a file.
func reason(d studio.Damage) string {
	if d.Missing() {
		return "missing"
	}
	return "damaged"
}

func damageJSON(all []studio.Damage) []map[string]string {
	out := []map[string]string{}
	for _, d := range all {
		out = append(out, map[string]string{"song": d.SongID, "title": d.Title, "kind": d.Kind, "name": d.Name, "sha256": d.SHA, "what": reason(d)})
	}
	return out
}

// save packs the library.
func (l *lift) save(ctx context.Context, w where, path string) error {
	s, err := l.open(ctx, w)
	if err != nil {
		return err
	}
	defer s.Close()
	lost, err := s.SaveLibrary(ctx, path)
	if err != nil {
		return err
	}
	if l.json {
		return l.print(map[string]any{"archive": path, "left_out": damageJSON(lost)})
	}
	l.say("The library is in %s; the API key is not.", path)
	if len(lost) > 0 {
		l.say("Left out, because it is damaged:")
		l.damage(lost)
	}
	return nil
}

// restore unpacks a library into a folder of its own.
func (l *lift) restore(ctx context.Context, w where, f *flag.FlagSet, path string) error {
	if !given(f, "library") {
		return usage("Say where the library is to be, with --library FOLDER; it must not be there yet.")
	}
	if err := studio.RestoreLibrary(ctx, path, l.config(w)); err != nil {
		return err
	}
	if l.json {
		return l.print(map[string]string{"library": w.library})
	}
	l.say("The library is in %s. Songs that were under way are stopped there.", w.library)
	return nil
}

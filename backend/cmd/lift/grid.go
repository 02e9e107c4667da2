package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/say"
)

// showGrid prints the grid of a song as JSON, null when it has none. Tempo
// events of a .mid file are used only when asked for: else the seconds of its
// notes are.
func showGrid(_ context.Context, l *lift, args []string) error {
	f := l.flags("grid")
	e := exportFlags{grid: edit.GridAuto}
	e.addTempo(f)
	own := f.Bool("own", false, "print the tempo map and time signatures that a .mid file has")
	paths, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(paths) != 1 {
		return usage("Name one file, not %d.", len(paths))
	}
	if err := e.idle(f); err != nil {
		return err
	}
	choice, err := e.choice()
	if err != nil {
		return err
	}
	choice.Source = edit.GridNotes
	if *own {
		choice.Source = edit.GridOwn
	}
	if *own && (e.tempo != 0 || e.bpmRange != "") {
		return usage("--own prints what the file says; leave out --tempo and --bpm-range.")
	}
	result, err := studio.ReadResult(paths[0])
	if err != nil {
		return err
	}
	if *own && result.Song.Own == nil {
		return &say.Trouble{Text: "“" + filepath.Base(paths[0]) + "” has no tempo and no meter of its own.", Hint: "Leave out --own to find them in its notes."}
	}
	found := edit.FindGrid(result.Song, choice)
	if found.Grid == nil {
		l.say("%s", found.Reason)
	} else if d := found.Doubt(); d != edit.NoDoubt {
		l.say("%s", d.Sentence())
	}
	var b bytes.Buffer
	if err := json.Indent(&b, edit.GridJSON(found, result.Song.End()), "", "  "); err != nil {
		return err
	}
	fmt.Fprintln(l.out, b.String())
	return nil
}

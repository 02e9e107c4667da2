package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"partlift/app"
)

// showGrid prints the grid of a song as JSON, null when it has none. Tempo
// events of a .mid file are not used: the seconds of its notes are.
func showGrid(_ context.Context, l *lift, args []string) error {
	f := l.flags("grid")
	e := exportFlags{grid: app.GridAuto}
	f.Float64Var(&e.tempo, "tempo", 0, "look near this `BPM` only")
	f.StringVar(&e.bpmRange, "bpm-range", "", "tempo limits `LO-HI`")
	paths, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(paths) != 1 {
		return usage("Name one file, not %d.", len(paths))
	}
	choice, err := e.choice()
	if err != nil {
		return err
	}
	result, err := app.ReadResult(paths[0])
	if err != nil {
		return err
	}
	found := app.FindGrid(result.Song, choice)
	if found.Grid == nil {
		l.say("%s", found.Reason)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, app.GridJSON(found, result.Song.End()), "", "  "); err != nil {
		return err
	}
	fmt.Fprintln(l.out, b.String())
	return nil
}

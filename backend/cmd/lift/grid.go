package main

import (
	"context"
	"encoding/json"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/kie"
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
	if len(paths) == 0 {
		return usage("Name a file, or the files, the folder or the ZIP archive of a song in parts.")
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
	songs, err := studio.ReadSongs(paths)
	if err != nil {
		return err
	}
	if len(songs) == 1 {
		grid, err := l.gridOf(songs[0], choice)
		if err != nil {
			return err
		}
		return l.print(grid)
	}
	var all []titled
	for _, s := range songs {
		grid, err := l.gridOf(s, choice)
		if err != nil {
			return err
		}
		all = append(all, titled{s.Song.Title, grid})
	}
	return l.print(all)
}

// titled is the grid of one song of several.
type titled struct {
	Title string          `json:"title"`
	Grid  json.RawMessage `json:"grid"`
}

// gridOf finds the grid of a song, null where there is none, and says what
// there is to say of it.
func (l *lift) gridOf(result kie.Result, choice edit.GridChoice) (json.RawMessage, error) {
	if choice.Source == edit.GridOwn && result.Song.Own == nil {
		return nil, &say.Trouble{Text: "“" + result.Song.Title + "” has no tempo and no meter of its own.", Hint: "Leave out --own to find them in its notes."}
	}
	for _, n := range result.Notices {
		l.say("%s", n)
	}
	found := edit.FindGrid(result.Song, choice)
	if found.Grid == nil {
		l.say("%s", found.Reason)
	} else if d := found.Doubt(); d != edit.NoDoubt {
		l.say("%s", d.Sentence())
	}
	return edit.GridJSON(found, result.Song.End()), nil
}

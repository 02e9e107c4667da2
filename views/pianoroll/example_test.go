package pianoroll_test

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/backend/music"
	"partlift/views/pianoroll"
)

// The owner of the notes gives the roll a scene, carries out the edits that the
// roll asks for, and gives it a new scene.
func Example() {
	test.NewApp()
	notes := []music.Note{{Pitch: 60, Velocity: 80, Start: 1, End: 2}, {Pitch: 64, Velocity: 90, Start: 2, End: 3}}
	flags := make([]pianoroll.Flag, len(notes))
	roll := pianoroll.New()
	show := func() {
		roll.SetScene(pianoroll.Scene{
			Song: "a song", Length: 4,
			Tracks: []pianoroll.Track{{Name: "Keys", Color: color.NRGBA{R: 108, G: 180, B: 245, A: 255}, Notes: notes, Flags: flags}},
		})
	}
	roll.OnEdit = func(v pianoroll.Verb, on []pianoroll.Ref) {
		fmt.Println("mute:", v == pianoroll.Mute, on)
		for _, ref := range on {
			flags[ref.Note] |= pianoroll.Muted
		}
		show()
	}
	roll.OnKey = func(e *fyne.KeyEvent) { fmt.Println("for the program:", e.Name) }
	show()

	roll.SelectAll()
	roll.TypedKey(&fyne.KeyEvent{Name: fyne.KeyM})
	roll.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	// Output:
	// mute: true [{0 0} {0 1}]
	// for the program: Space
}

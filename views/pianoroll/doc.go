// Package pianoroll shows notes as a DAW's piano roll does and reports the edits
// that its user asks for. It knows neither the program nor the disk: a Scene
// goes in, references to notes come out, and whoever owns the notes owns undo.
package pianoroll

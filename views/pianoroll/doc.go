// Package pianoroll shows notes as a DAW's piano roll does and reports the edits
// that its user asks for. It knows neither the program nor the disk: a Scene
// goes in, references to notes come out, and whoever owns the notes owns undo.
//
// Mouse:
//
//	wheel                        pitch; on the ruler, or with Shift, time
//	trackpad                     both
//	Ctrl or Cmd and wheel        zoom time about the pointer
//	Alt and wheel                zoom pitch about the pointer
//	middle button, Alt and drag  pan
//	click, Shift or Ctrl click   select a note, add it or take it away
//	drag                         select what a box touches; Shift adds
//	double click                 mute a note or bring it back; beside notes, play from there
//	secondary button             ask for a menu
//	click on the ruler           play from there
//	drag on the ruler            loop from line to line, with Alt from anywhere;
//	                             an edge can be dragged; dragging back to the start,
//	                             or a double click, ends the loop
//	click on a key               select all its notes
//	drag on the keyboard         pitch
//
// Keys, while the roll has the keyboard:
//
//	Delete, Backspace            delete what is selected
//	M, R                         mute it or bring it back; bring it back
//	Up, Down                     a semitone, with Shift an octave; without a
//	                             selection scroll
//	L                            loop what is selected
//	Ctrl or Cmd and A, Escape    select all, nothing
//	F, Z                         show all, what is selected
//	+, -                         zoom time; with Ctrl or Cmd pitch
//	Home, End, Page Up, Down     scroll
//
// All other keys go to Roll.OnKey: Space is the transport's, and so are Left and
// Right, unless nobody listens, when they scroll.
//
// A double click mutes and does not delete, since a note that is taken out by
// accident is missed later than one that turns hollow.
//
// The picture of notes, ruler and keyboard is one raster, painted in software
// only when it has changed. What moves while playing lies over it as objects of
// its own, because the toolkit uploads a whole picture again when one pixel of it
// changes. The painter works row by row: the pixels of a row are laid out once
// and copied down. Notes of a row are found by a tree of latest ends, and where
// many fall on a pixel the row is painted from prepared cells, so that neither
// the number of notes nor their length makes a frame slow.
package pianoroll

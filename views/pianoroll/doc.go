// Package pianoroll shows notes as a DAW's piano roll does and reports the edits
// that its user asks for. It knows neither the program nor the disk: a Scene
// goes in, references to notes come out, and whoever owns the notes owns undo.
//
// Mouse:
//
//	wheel                        pitch; on the ruler, or with Shift, time
//	trackpad                     both
//	Ctrl or Cmd and wheel        zoom time about the pointer
//	  and Shift; or Alt          zoom pitch
//	middle button, Alt and drag  pan
//	click, Shift or Ctrl click   select a note, add it or take it away
//	drag a note                  move what is selected; with Ctrl a copy
//	drag an end of a note        stretch what is selected
//	  Shift or Alt meanwhile     leave the lines aside
//	drag beside notes            select what a box touches; Shift adds
//	  while drawing              draw a note
//	double click                 take a note out or bring it back; beside notes draw one
//	secondary button             ask for a menu
//	drag across velocities       strike the notes that start there: of what is
//	                             selected only that, if the press is on it
//	drag the line above them     more room for velocities
//	press on the overview, drag  show that part
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
//	Left, Right                  move it by a line, with Alt by 10 ms, with Shift
//	                             stretch it
//	Alt and Up, Down             louder, softer
//	comma, period                the note before, the next; Shift adds
//	Ctrl or Cmd and C, X, V, D   copy, cut, paste at the playhead, duplicate
//	Insert                       draw a note at the playhead
//	B, N, V                      draw, snap, velocities: on or off
//	L                            loop what is selected
//	Ctrl or Cmd and A, Escape    select all, nothing; Escape ends a drag
//	F, Z                         show all, what is selected
//	+, -                         zoom time; with Ctrl or Cmd pitch
//	Home, End, Page Up, Down     scroll
//
// All other keys go to Roll.OnKey: Space is the transport's, and so are Left and
// Right without a selection, unless nobody listens, when they scroll.
//
// What is taken out stays as a broken outline, and a double click on that brings
// it back, so that a slip costs nothing.
//
// The picture of notes, ruler and keyboard is one raster, painted in software
// only when it has changed. What moves while playing lies over it as objects of
// its own, because the toolkit uploads a whole picture again when one pixel of it
// changes. The painter works row by row: the pixels of a row are laid out once
// and copied down. Notes of a row are found by a tree of latest ends, and where
// many fall on a pixel the row is painted from prepared cells, so that neither
// the number of notes nor their length makes a frame slow.
package pianoroll

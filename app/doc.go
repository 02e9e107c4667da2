// Package app is the program without its window: what a person sees of it and
// what they can do.
//
// A Model holds Values that a window watches, and verbs that it calls. It lives
// on one goroutine and lets the studio work on others: package studio is the
// half that blocks, package edit is a song with everything a person did to it,
// and package say is how both put things into words.
//
// The words of the program, each used in one sense:
//
//   - song: an entry of the library, with everything that belongs to it
//   - task: the journey of one request, from the audio to the notes
//   - step: a stretch of a task that is journalled as a whole
//   - engine: a way from audio to notes: the service's or this computer's
//   - sketch: what this computer's engine makes
//   - stem: separated audio
//   - track: the notes of one instrument
//   - part: a track as the user sees it, drags it and exports it
//   - grid: where the bars are: tempo map, meters and bar one
//   - reading: one way to count a song; the grid is the one that is chosen
//   - layers: what a person did to a song, over its notes as delivered
//   - receipt: what was read back from exported files
//   - relay: what brings callbacks to a computer without a public address; its
//     server is a hub
//   - channel: the mailbox of one installation at a hub
//   - letter: a callback on its way through a channel, sealed
package app

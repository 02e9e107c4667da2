// Package kiesim is a pretend Kie: an http.Handler that answers like the
// music service (API host and upload host on one port), so that tests and the
// demo walk the whole road without money and without the internet.
//
// What it "hears" in an upload is real music: every Song it is given is played
// by a small synthesizer (RenderWAV), separated into stems that hold the
// matching instruments, and transcribed into the notes the song was made of,
// in the service's own form (seconds on the 1/192 s raster, velocity n/127).
//
// Which song an upload is: the one whose RenderWAV has the same SHA-256; else
// the one whose slug is part of the file's name; else the first.
//
// It is strict. A request the contract does not allow is refused, not guessed
// at, so that a client that passes here speaks the contract. Every oddity the
// real service is known for has a switch in Script.
//
// Four routes are ours and not the service's; they need no key:
//
//	GET /sim/                 songs, their audio, the ids of finished generation tasks
//	GET /sim/state            charges, balance, tasks, number of requests, as JSON
//	GET /sim/songs/SLUG.wav   the mix of a song, to own and to upload
//	GET /sim/songs/SLUG.zip   the song in parts, as the vendor exports it
//
// The finished generation tasks (also Sim.Generations) are one for each song,
// so that the route "task id + audio id" can be walked without paying for one;
// their ids depend on the song's slug only.
//
// Callbacks go to loopback addresses only, unless Script.Callback.Anywhere is
// set: a simulator must not talk to a stranger's server.
package kiesim

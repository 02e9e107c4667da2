// Package player turns notes and recordings into sound: a sequencer, a
// synthesizer without samples, SoundFonts for who wants them, and a mixer, all
// behind one function, Player.Render.
//
// Nothing here knows a sound card or a clock: whoever wants sound asks for the
// next frames, as the package speaker does for a sound card. Render belongs to
// one goroutine, takes no lock and allocates nothing; every other method may be
// called from anywhere and is heard from the next quantum (at most 64 frames)
// on, or when the fade of the jump before it is over (at most 50 ms). Only a
// Stream has a goroutine, which decodes a recording ahead of its place.
//
// How jumps stay free of clicks: notes, reverb and limiter live in an engine.
// A seek, a stop or the end of a loop lets the engine that plays fade out over
// 20 ms and starts another one from silence, in which every voice begins at
// zero and recordings are faded in over 4 ms. What an engine plays depends on
// nothing but its score, its first frame and the mix, so a loop is the same,
// sample for sample, each time around. At 44.1 kHz no start, stop, seek, loop,
// mute or change of the mix, and no recording that comes late, adds more than
// 1/64 of full scale to the way from one frame to the next; the tests hold
// that bound.
package player

// Package ear compares notes with the sound that they were heard in: how far
// they lie before it, which parts lie elsewhere than the others, and how hard
// each note was struck.
//
// Everything is counted in one direction: an offset is the time of the sound
// less the time of its note, so it is positive where notes lie before the
// sound. The offset of a song is the median of its parts that are sure; what a
// part has beyond that is its own. A part that comes late in its notes, and not
// in the sound, was written down late: its own offset is negative then, and
// takes the lateness out when it is added to its notes. What is late in the
// sound as well is feel, and its own offset is zero.
//
// # How it is found
//
// A sound is read once, as mono at Rate, and kept as two pictures of loudness by
// frequency: a fine one for when things begin, and one with narrow bands for
// what sounds. Each note looks, at all places up to Farthest around it, how the
// overtones of its own pitch rise there and how loud they are while it lasts;
// a drum looks at the band of its kind. The place that all notes of all parts
// like best is the song's. It is only believed if notes that tell it from the
// next best place do so with one voice: in music that repeats itself they are
// those at the ends of what is repeated.
//
// Around that place each note has a time at which half of its loudness is
// there, and the median over a part is the offset, less what slow attacks are
// known to add.
//
// How hard notes were struck is told by the loudness in the first 80 ms, shared
// out among the notes that sound together by a factorization of their spectra,
// in which a pitch, or a piece of the kit, has one spectrum throughout, for each
// of a few ages; what is expected of a pitch is learned from all of its
// instrument. Loudness by pitch is left in: to even it out took away as much of
// what people play as it did of what instruments add.
//
// Whether a note is there at all is told by the same windows: how much of what
// sounds is its own, whether that begins there, whether it could be the overtone
// of another note or what rings on, and whether another stem has more of it. That
// evidence is weighed by a logistic regression, whose result is the share of
// notes like it that were played.
package ear

package verify

// A rule judges one line of the checklist. It returns what is wrong, or why it
// was not judged, or two empty texts for ok.
type rule struct {
	name  string
	judge func(*judge) (problem, skipped string)
}

// checklist holds the rules by line less one.
var checklist = [Rules]rule{
	{"format 1 with as many tracks as promised", (*judge).header},
	{"time in ticks per quarter note", (*judge).metrical},
	{"resolution is a multiple of 96", (*judge).resolution},
	{"first track is a conductor", (*judge).conductor},
	{"one channel to a track, none shared", (*judge).oneChannel},
	{"more than 15 instruments stay apart", (*judge).apart},
	{"no empty tracks", (*judge).noEmpty},
	{"all tracks end on the same bar line", (*judge).ends},
	{"times are at most four bytes", passed},
	{"no running status", (*judge).running},
	{"only notes, programs and controllers", (*judge).plain},
	{"notes equal the model", (*judge).model},

	{"tempo as fitted", (*judge).tempoFitted},
	{"no drift from the song", (*judge).noDrift},
	{"first downbeat on a bar line", (*judge).downbeat},
	{"shift is written down", (*judge).shift},
	{"metre only when sure", (*judge).meter},
	{"key only when sure", (*judge).key},
	{"unknown tempo is 120 without metre", (*judge).unknownTempo},
	{"a program at the very start", (*judge).programAtZero},
	{"all tracks share one origin", (*judge).origin},
	{"quantised notes are the same notes", (*judge).sameNotes},
	{"notes on the grid are on coarse ticks", (*judge).coarse},

	{"pitches and velocities in range", ordered(24)},
	{"every note ends", ordered(25)},
	{"no overlap of a pitch", ordered(26)},
	{"ends come before starts", ordered(27)},
	{"notes have a length", ordered(28)},
	{"drums have a length", ordered(29)},

	{"unique ASCII names come first", (*judge).names},
	{"instrument names", (*judge).instruments},
	{"title, and no copyright", (*judge).title},
	{"one program to a track", (*judge).onePrograms},
	{"drums on channel 10 alone", (*judge).drumChannel},
	{"drums have General MIDI pitches", (*judge).drumPitches},
	{"markers on bar lines", (*judge).markers},
	{"file name fits every system", (*judge).fileName},

	{"files stay where they are", later("only the program that places the file can tell")},
	{"dragging again works", later("only the program that is dragged from can tell")},
	{"parts line up with the whole", (*judge).alike},
	{"tempo is where the preset wants it", (*judge).preset},
}

// passed is for a rule that [Parse] has judged.
func passed(*judge) (problem, skipped string) { return "", "" }

// later skips a rule that no file can answer.
func later(reason string) func(*judge) (problem, skipped string) {
	return func(*judge) (string, string) { return "", reason }
}

// noModel is why a rule is skipped without something to compare with.
const noModel = "needs the song that the file was made from"

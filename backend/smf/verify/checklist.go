package verify

import "partlift/backend/say"

// A rule judges one line of the checklist. It returns what is wrong, or why it
// was not judged, or two empty texts for ok.
type rule struct {
	name  string
	judge func(*judge) (problem, skipped string)
}

// checklist holds the rules by line less one.
var checklist = [Rules]rule{
	{say.Key("format 1 with as many tracks as promised"), (*judge).header},
	{say.Key("time in ticks per quarter note"), (*judge).metrical},
	{say.Key("resolution is a multiple of 96"), (*judge).resolution},
	{say.Key("first track is a conductor"), (*judge).conductor},
	{say.Key("one channel to a track, none shared"), (*judge).oneChannel},
	{say.Key("more than 15 instruments stay apart"), (*judge).apart},
	{say.Key("no empty tracks"), (*judge).noEmpty},
	{say.Key("all tracks end on the same bar line"), (*judge).ends},
	{say.Key("times are at most four bytes"), passed},
	{say.Key("no running status"), (*judge).running},
	{say.Key("only notes, programs and controllers"), (*judge).plain},
	{say.Key("notes equal the model"), (*judge).model},

	{say.Key("tempo as fitted"), (*judge).tempoFitted},
	{say.Key("no drift from the song"), (*judge).noDrift},
	{say.Key("first downbeat on a bar line"), (*judge).downbeat},
	{say.Key("shift is written down"), (*judge).shift},
	{say.Key("meter only when sure"), (*judge).meter},
	{say.Key("key only when sure"), (*judge).key},
	{say.Key("unknown tempo is 120 without meter"), (*judge).unknownTempo},
	{say.Key("a program at the very start"), (*judge).programAtZero},
	{say.Key("all tracks share one origin"), (*judge).origin},
	{say.Key("quantized notes are the same notes"), (*judge).sameNotes},
	{say.Key("notes on the grid are on coarse ticks"), (*judge).coarse},

	{say.Key("pitches and velocities in range"), ordered(24)},
	{say.Key("every note ends"), ordered(25)},
	{say.Key("no overlap of a pitch"), ordered(26)},
	{say.Key("ends come before starts"), ordered(27)},
	{say.Key("notes have a length"), ordered(28)},
	{say.Key("drums have a length"), ordered(29)},

	{say.Key("unique ASCII names come first"), (*judge).names},
	{say.Key("instrument names"), (*judge).instruments},
	{say.Key("title, and no copyright"), (*judge).title},
	{say.Key("one program to a track"), (*judge).onePrograms},
	{say.Key("drums on channel 10 alone"), (*judge).drumChannel},
	{say.Key("drums have General MIDI pitches"), (*judge).drumPitches},
	{say.Key("markers on bar lines"), (*judge).markers},
	{say.Key("file name fits every system"), (*judge).fileName},

	{say.Key("files stay where they are"), later(say.Key("only the program that places the file can tell"))},
	{say.Key("dragging again works"), later(say.Key("only the program that is dragged from can tell"))},
	{say.Key("parts line up with the whole"), (*judge).alike},
	{say.Key("tempo is where the preset wants it"), (*judge).preset},
}

// passed is for a rule that [Parse] has judged.
func passed(*judge) (problem, skipped string) { return "", "" }

// later skips a rule that no file can answer.
func later(reason string) func(*judge) (problem, skipped string) {
	return func(*judge) (string, string) { return "", reason }
}

// noModel is why a rule is skipped without something to compare with.
var noModel = say.Key("needs the song that the file was made from")

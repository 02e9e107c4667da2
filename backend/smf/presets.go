package smf

import (
	"slices"

	"partlift/backend/say"
)

// Bundle says how several parts go to a program in one gesture.
type Bundle string

const (
	// BundleOne is one file with a track for each part.
	BundleOne Bundle = "one"
	// BundleEach is one file for each part. They line up because every file
	// starts at the same place and ends at the same bar.
	BundleEach Bundle = "each"
)

// DAW is what one program wants of files that are dragged into it.
type DAW struct {
	ID     string // stable, for settings
	Name   string // as its maker writes it
	Bundle Bundle // of several parts
	Preset Preset
	Hint   string // what to mind when importing, a sentence for the user; "" is nothing
}

// GenericDAW is the ID of the settings for programs that are not in the list.
const GenericDAW = "generic"

// Each says before it why Bundle and Preset are as they are.
var daws = []DAW{
	// Every program takes a file with one part, whatever it makes of tracks and channels.
	{GenericDAW, say.Key("Any program"), BundleEach, PresetDAW, say.Key("Drop all files at the same bar.")},
	// A file of format 1 becomes a track for each part; channels are ignored, so parts must not share a track.
	{"live", "Ableton Live", BundleOne, PresetDAW, say.Key("Live asks once whether to import the tempo: say yes.")},
	// It reads formats 0 and 1 and places the file at the bar under the pointer, so one file lands in one place.
	{"logic", "Logic Pro", BundleOne, PresetDAW, say.Key("Dragging ignores tempo and names: set the tempo first, or use Open for a new project.")},
	// “Realign events” cuts the silence before the first note; in one file all parts move together.
	{"fl", "FL Studio", BundleOne, PresetDAW, say.Key("Choose one channel per track, and leave “Realign events” off.")},
	// With “Import dropped file as single part” a file with several tracks ends up on one track; a file with one part cannot.
	{"cubase", "Cubase", BundleEach, PresetDAW, say.Key("Drop at the song's start, or set the locator there.")},
	// It asks for each file whether to expand the tracks and take the tempo, so one file asks once.
	{"reaper", "REAPER", BundleOne, PresetDAW, say.Key("Say that tracks are to be expanded. It may keep reading the dropped file, so do not delete it.")},
	// A file of format 1 becomes a track for each part.
	{"bitwig", "Bitwig Studio", BundleOne, PresetDAW, ""},
	// Before version 6 a large file opened a new song; files with one part stay small.
	{"studioone", "Studio One", BundleEach, PresetDAW, ""},
	// Its import question holds for the whole file, so one file asks once.
	{"protools", "Pro Tools", BundleOne, PresetDAW, say.Key("Tick the tempo map; the key signature overwrites the session's. New tracks have no output yet.")},
	// It takes one file at a time, and each brings its own tempo tracks.
	{"lmms", "LMMS", BundleOne, PresetDAW, say.Key("It counts 48 ticks per beat: quantize to the grid so that nothing is cut off.")},
	// Files that are dropped together become a track each at the same bar and are named after their part; the tracks of one file are numbered. They keep their length because every track ends at a bar.
	{"ardour", "Ardour", BundleEach, PresetDAW, say.Key("Set the session's tempo first, or let the import dialog take the file's.")},
	// A file becomes a score, and tempo in a track without notes is ignored, so every track repeats it.
	{"musescore", "MuseScore", BundleOne, PresetNotation, say.Key("Its grid is the shortest note: quantize first.")},
}

// DAWs lists the programs whose habits are known, the generic settings first.
func DAWs() []DAW { return slices.Clone(daws) }

// DAWNamed returns the settings for a program by its ID, and the generic ones
// for an ID that is not known.
func DAWNamed(id string) DAW {
	for _, d := range daws {
		if d.ID == id {
			return d
		}
	}
	return daws[0]
}

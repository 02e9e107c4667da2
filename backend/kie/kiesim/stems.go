package kiesim

import (
	"slices"
	"strings"

	"partlift/backend/music"
)

// stemNames are the stems of split_stem in the order of the documented sample.
var stemNames = []string{
	"Keyboard", "Percussion", "Strings", "Synth", "Drums", "Bass", "Guitar",
	"Backing_Vocals", "FX", "Brass", "Woodwinds", "Vocals",
}

// familyStems are the stems of the 16 General MIDI families of 8 programs.
var familyStems = [16]string{
	"Keyboard", "Percussion", "Keyboard", "Guitar", "Bass", "Strings", "Strings", "Brass",
	"Woodwinds", "Woodwinds", "Synth", "Synth", "FX", "Guitar", "Percussion", "FX",
}

// programStems are the programs that do not sound like their family.
var programStems = map[uint8]string{
	47: "Percussion",                           // timpani
	52: "Backing_Vocals", 53: "Backing_Vocals", // choir, voice oohs
	54:  "Vocals",                                      // synth voice, which is how a singer is transcribed
	55:  "FX",                                          // orchestra hit
	108: "Percussion",                                  // kalimba
	109: "Woodwinds", 110: "Strings", 111: "Woodwinds", // bagpipe, fiddle, shanai
}

// stemOf returns the stem a track is heard in.
func stemOf(t music.Track) string {
	if slices.Contains(stemNames, t.Stem) {
		return t.Stem
	}
	name := strings.ToLower(t.Name)
	switch {
	case t.Drums:
		return "Drums"
	case strings.Contains(name, "vocal") && t.Program == 0:
		return "Vocals"
	}
	if stem, ok := programStems[t.Program]; ok {
		return stem
	}
	return familyStems[t.Program>>3&15]
}

// advanced lists the 98 names split_stem_advanced takes, by the stem their
// instruments are found in.
var advanced = map[string][]string{
	"Vocals":         {"Lead Vocal", "Synth Voice"},
	"Backing_Vocals": {"Backing Vocals", "Choir"},
	"Drums": {
		"Drum Kit", "Electronic Drum Kit", "Kick", "Snare", "Hi-Hat", "Cymbals", "Hand Clap", "808",
	},
	"Percussion": {
		"Percussion", "Tambourine", "Shaker", "Cowbell", "Congas", "Bongos", "Djembe", "Tabla", "Taiko", "Timpani",
		"Bells", "Glockenspiel", "Xylophone", "Marimba", "Vibraphone", "Music Box", "Steel Drums",
	},
	"Bass": {"Bass", "Electric Bass", "Bass Guitar", "Upright Bass", "Double Bass", "Synth Bass"},
	"Guitar": {
		"Guitar", "Acoustic Guitar", "Electric Guitar", "Lead Guitar", "Lead Electric Guitar", "Rhythm Electric Guitar",
		"Rhythm Acoustic Guitar", "Distorted Electric Guitar", "Pedal Steel Guitar", "Lap Steel Guitar", "Banjo",
		"Mandolin", "Ukulele", "Sitar", "Koto",
	},
	"Keyboard": {
		"Piano", "Electric Piano", "Digital Piano", "Rhodes", "Keyboards", "Organ", "Harpsichord", "Celesta",
		"Accordion", "Melodica",
	},
	"Synth": {
		"Synth", "Synth Pad", "Synth Keys", "Synth Lead", "Synth Strings", "Synth Brass", "Arpeggiator", "Drone", "Theremin",
	},
	"Strings": {"String Section", "Violin", "Viola", "Cello", "Fiddle", "Harp", "Orchestra"},
	"Brass":   {"Brass Section", "Horns", "Trumpet", "Trombone", "French Horn", "Tuba"},
	"Woodwinds": {
		"Woodwinds", "Flute", "Piccolo", "Clarinet", "Oboe", "Bassoon", "Saxophone", "Alto Saxophone",
		"Tenor Saxophone", "Baritone Saxophone", "Harmonica", "Bagpipes", "Didgeridoo", "Whistle",
	},
	"FX": {"Risers", "Sound Effects"},
}

// advancedStem returns the stem that holds a stemName of split_stem_advanced.
func advancedStem(name string) (stem string, ok bool) {
	for stem, names := range advanced {
		if slices.Contains(names, name) {
			return stem, true
		}
	}
	return "", false
}

// Types of a separation.
const (
	typeVocal    = "separate_vocal"
	typeSplit    = "split_stem"
	typeAdvanced = "split_stem_advanced"
)

// stem is one separated file.
type stem struct {
	id     string
	name   string // as in stem_type_group_name
	tracks []int  // of the song; none: the file is silent
}

// stems separates a song; the store's lock must be held for the ids.
func (s *Sim) stems(h *heard, kind, name string) []stem {
	parts := h.split(s.script.Separation.Silent)
	var out []stem
	add := func(name string, tracks []int) {
		slices.Sort(tracks)
		out = append(out, stem{s.store.uuid(), name, tracks})
	}
	rest := func(taken ...string) (tracks []int) {
		for name, part := range parts {
			if !slices.Contains(taken, name) {
				tracks = append(tracks, part...)
			}
		}
		return tracks
	}
	switch kind {
	case typeVocal:
		add("Vocals", slices.Concat(parts["Vocals"], parts["Backing_Vocals"]))
		add("Instrumental", rest("Vocals", "Backing_Vocals"))
	case typeAdvanced:
		group, _ := advancedStem(name)
		add(name, slices.Clone(parts[group]))
		add("Instrumental", rest(group))
	default:
		for _, name := range stemNames {
			add(name, slices.Clone(parts[name]))
		}
	}
	return out
}

package music

import (
	"strings"
	"unicode"
)

// Match returns the instrument that a track's name means. It tries, in this
// order: an exact General MIDI name, a known other spelling, and a word of an
// instrument's family, the latter on what follows a stem's name ("Bass -
// Synth Voice") before the whole. Exact names come first because several
// melodic programs sound like drums by name: "Steel Drums", "Reverse Cymbal".
// A name that says nothing is program 0 with Known false, never an error.
func Match(name string) Instrument {
	name = ASCII(name[:min(len(name), longestName)])
	pieces := append([]string{name}, tails(name)...)
	for _, p := range pieces {
		if in, ok := spelled(p); ok {
			return in
		}
	}
	for i := len(pieces) - 1; i >= 0; i-- {
		if in, ok := family(pieces[i]); ok {
			return in
		}
	}
	return Instrument{}
}

// longestName is how many bytes of a name are looked at: enough for any real
// one, and a bound for the work that a hostile one can cause.
const longestName = 200

// tails returns what follows the separators of a name made of a stem and an
// instrument, longest first, and the part before a comma.
func tails(name string) []string {
	var out []string
	if head, _, ok := strings.Cut(name, ","); ok {
		out = append(out, head)
	}
	for _, sep := range []string{" - ", ": ", "/", " | "} {
		for rest, ok := name, true; ok; {
			if _, rest, ok = strings.Cut(rest, sep); ok {
				head, _, _ := strings.Cut(rest, ",")
				out = append(out, head)
			}
		}
	}
	return out
}

var spellings = func() map[string]Instrument {
	m := make(map[string]Instrument, 640)
	for p, names := range programs {
		for _, n := range names {
			m[normal(n)] = Instrument{Program: uint8(p), Known: true}
		}
	}
	for _, n := range []string{
		"Drums", "Drum", "Drum Kit", "Drumkit", "Drum Set", "Standard Kit",
		"Electronic Drum Kit", "Percussion", "Perc", "Beat", "Beats",
	} {
		m[normal(n)] = Instrument{Drums: true, Known: true}
	}
	return m
}()

// spelled looks a name up, also without the number that tells two tracks of
// one instrument apart ("Flute 2").
func spelled(name string) (Instrument, bool) {
	key := normal(name)
	if in, ok := spellings[key]; ok {
		return in, true
	}
	in, ok := spellings[strings.TrimRight(key, "0123456789")]
	return in, ok
}

// normal leaves what names are compared by: lower-case letters and digits.
func normal(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// A keyword names a family. A long one counts anywhere in a name; a short one,
// which ordinary words may contain, only as a whole word.
type keyword struct {
	text    string
	program uint8
	drums   bool
	whole   bool
}

func family(name string) (Instrument, bool) {
	key, words := normal(name), tokens(name)
	for _, k := range keywords {
		if k.whole && words[k.text] || !k.whole && strings.Contains(key, k.text) {
			return Instrument{Program: k.program, Drums: k.drums, Known: true}, true
		}
	}
	return Instrument{}, false
}

// tokens returns the words of a name without the digits after them.
func tokens(name string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		words[w] = true
		words[strings.TrimRight(w, "0123456789")] = true
	}
	return words
}

// keywords are tried from top to bottom: what is more specific comes first.
var keywords = []keyword{
	{text: "steeldrum", program: 114},
	{text: "steelpan", program: 114},
	{text: "taiko", program: 116},
	{text: "timpani", program: 47},
	{text: "vibraphone", program: 11},
	{text: "xylophone", program: 13},
	{text: "marimba", program: 12},
	{text: "glocken", program: 9},
	{text: "drum", drums: true},
	{text: "percussion", drums: true},
	{text: "cymbal", drums: true},
	{text: "snare", drums: true},
	{text: "hihat", drums: true},
	{text: "tambourine", drums: true},
	{text: "shaker", drums: true},
	{text: "cowbell", drums: true},
	{text: "conga", drums: true},
	{text: "bongo", drums: true},
	{text: "djembe", drums: true},
	{text: "handclap", drums: true},
	{text: "maraca", drums: true},
	{text: "timbale", drums: true},
	{text: "cajon", drums: true},
	{text: "perc", drums: true, whole: true},
	{text: "kit", drums: true, whole: true},
	{text: "kick", drums: true, whole: true},
	{text: "kicks", drums: true, whole: true},
	{text: "hat", drums: true, whole: true},
	{text: "hats", drums: true, whole: true},
	{text: "clap", drums: true, whole: true},
	{text: "claps", drums: true, whole: true},
	{text: "tom", drums: true, whole: true},
	{text: "toms", drums: true, whole: true},
	{text: "tabla", drums: true, whole: true},
	{text: "crash", drums: true, whole: true},
	{text: "ride", drums: true, whole: true},
	{text: "clave", drums: true, whole: true},
	{text: "claves", drums: true, whole: true},
	{text: "triangle", drums: true, whole: true},

	{text: "bassoon", program: 70},
	{text: "bassclarinet", program: 71},
	{text: "contrabass", program: 43},
	{text: "basstrombone", program: 57},
	{text: "synthbass", program: 38},
	{text: "bassynth", program: 38},
	{text: "subbass", program: 38},
	{text: "808", program: 38, whole: true},
	{text: "fretless", program: 35},
	{text: "slap", program: 36, whole: true},
	{text: "uprightbass", program: 32},
	{text: "doublebass", program: 32},
	{text: "acousticbass", program: 32},
	{text: "bass", program: 33},

	{text: "backingvocal", program: 53},
	{text: "backgroundvocal", program: 53},
	{text: "harmonyvocal", program: 53},
	{text: "choir", program: 52},
	{text: "chorus", program: 52, whole: true},
	{text: "vocal", program: 54},
	{text: "voice", program: 54},
	{text: "singer", program: 54},
	{text: "singing", program: 54},
	{text: "vox", program: 54, whole: true},

	{text: "electricpiano", program: 4},
	{text: "rhodes", program: 4},
	{text: "wurli", program: 4},
	{text: "epiano", program: 4},
	{text: "harpsichord", program: 6},
	{text: "clavinet", program: 7},
	{text: "churchorgan", program: 19},
	{text: "pipeorgan", program: 19},
	{text: "organ", program: 16},
	{text: "hammond", program: 16},
	{text: "accordion", program: 21},
	{text: "harmonica", program: 22},
	{text: "piano", program: 0},

	{text: "mandolin", program: 25},
	{text: "ukulele", program: 24},
	{text: "banjo", program: 105},
	{text: "sitar", program: 104},
	{text: "nylon", program: 24},
	{text: "classicalguitar", program: 24},
	{text: "pedalsteel", program: 26},
	{text: "lapsteel", program: 26},
	{text: "acousticguitar", program: 25},
	{text: "distort", program: 30},
	{text: "overdriv", program: 29},
	{text: "mutedguitar", program: 28},
	{text: "jazzguitar", program: 26},
	{text: "leadguitar", program: 29},
	{text: "guitar", program: 27},
	{text: "gtr", program: 27, whole: true},
	{text: "gt", program: 27, whole: true},

	{text: "synthstring", program: 50},
	{text: "synthbrass", program: 62},
	{text: "pizz", program: 45},
	{text: "tremolo", program: 44},
	{text: "violin", program: 40},
	{text: "viola", program: 41},
	{text: "cello", program: 42},
	{text: "fiddle", program: 110},
	{text: "harp", program: 46, whole: true},
	{text: "string", program: 48},
	{text: "orchestra", program: 48},

	{text: "trumpet", program: 56},
	{text: "trombone", program: 57},
	{text: "tuba", program: 58, whole: true},
	{text: "frenchhorn", program: 60},
	{text: "englishhorn", program: 69},
	{text: "brass", program: 61},
	{text: "horns", program: 61, whole: true},
	{text: "horn", program: 60, whole: true},

	{text: "sopranosax", program: 64},
	{text: "tenorsax", program: 66},
	{text: "barisax", program: 67},
	{text: "baritonesax", program: 67},
	{text: "sax", program: 65},
	{text: "oboe", program: 68},
	{text: "clarinet", program: 71},
	{text: "piccolo", program: 72},
	{text: "panflute", program: 75},
	{text: "flute", program: 73},
	{text: "woodwind", program: 73},
	{text: "whistle", program: 78},
	{text: "bagpipe", program: 109},

	{text: "musicbox", program: 10},
	{text: "celesta", program: 8},
	{text: "bells", program: 14, whole: true},
	{text: "bell", program: 14, whole: true},
	{text: "pad", program: 89, whole: true},
	{text: "pads", program: 89, whole: true},
	{text: "drone", program: 89, whole: true},
	{text: "lead", program: 81, whole: true},
	{text: "arp", program: 81, whole: true},
	{text: "arpeggio", program: 81},
	{text: "pluck", program: 81},
	{text: "synth", program: 81},
	{text: "keyboard", program: 4},
	{text: "keys", program: 4, whole: true},
	{text: "riser", program: 119},
	{text: "fx", program: 99, whole: true},
	{text: "sfx", program: 99, whole: true},
	{text: "effects", program: 99, whole: true},
}

package bundle

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"partlift/backend/music"
)

// Role says what of a song an entry is.
type Role int

// The roles of entries.
const (
	Instrument Role = iota // one part
	Rest                   // everything but something, such as an instrumental
	Whole                  // the whole song
)

// Part is what a name says about an entry.
type Part struct {
	Name    string // readable, English where the name is known: "Bass", "Lead Vocals"
	Number  int    // of several of one name, "Bass 2"; 0 without one
	Program uint8  // General MIDI program, 0-based; 0 for drums and the unknown
	Drums   bool   // a drum kit
	Voice   bool   // sung
	Known   bool   // false: the name is as it was found and says nothing of the sound
	Role    Role
}

// String returns the name with its number.
func (p Part) String() string {
	if p.Number > 0 {
		return p.Name + " " + strconv.Itoa(p.Number)
	}
	return p.Name
}

// PartOf looks up what a name means that is nothing but a part's, with or
// without a number; ok is false for any other.
func PartOf(name string) (p Part, ok bool) {
	key, number := cutNumber(plain(name))
	p, ok = names[key]
	if !ok && number > 0 {
		p, ok = names[plain(name)] // such as 808
		number = 0
	}
	p.Number = number
	return p, ok
}

// cutNumber takes a number of up to three digits from the end of a name.
func cutNumber(key string) (string, int) {
	short := strings.TrimRight(key, "0123456789")
	n, err := strconv.Atoi(key[len(short):])
	if short == "" || err != nil || n > 999 {
		return key, 0
	}
	return short, n
}

// plain leaves what names are compared by: small letters and digits without
// accents.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(name))
}

// names has what each known spelling means.
var names = func() map[string]Part {
	m := map[string]Part{}
	for _, row := range table {
		p := row.part
		p.Known = p.Role == Instrument && p.Name != "Other"
		for _, spelling := range append(strings.Split(row.spellings, ","), p.Name) {
			if key := plain(spelling); key != "" {
				m[key] = p
			}
		}
	}
	addGeneralMIDI(m)
	return m
}()

// addGeneralMIDI adds the names of instruments that MIDI files go by, but not
// those of noises, which songs are called by as well: "Seashore".
func addGeneralMIDI(m map[string]Part) {
	const noises, voices, endVoices = 120, 52, 55
	for program := range uint8(noises) {
		name := music.ProgramName(program)
		p := Part{Name: name, Program: program, Voice: program >= voices && program < endVoices, Known: true}
		for _, spelling := range []string{name, strings.Replace(name, "Ensemble", "Ensembles", 1)} {
			if _, there := m[plain(spelling)]; !there {
				m[plain(spelling)] = p
			}
		}
	}
}

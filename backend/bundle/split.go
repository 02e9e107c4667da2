package bundle

import (
	"path"
	"regexp"
	"strings"
	"unicode"
)

// form is where in a name its part stands.
type form int

const (
	unnamed form = iota // no part is named
	alone               // the name is nothing but a part, maybe after a number
	bracket             // in the last brackets that hold one
	tail                // after the last separator
	head                // before the first separator
	word                // the last words
)

// reading is how a name may be understood.
type reading struct {
	title  string
	part   Part
	form   form
	number int // in front of a part that is alone, -1 without
}

var (
	// What separators and converters put behind a name.
	signature = regexp.MustCompile(`(?i)[-_ ]*(_split_by_lalalai.*|split by lalal\.?ai.*)$`)
	tempoTail = regexp.MustCompile(`(?i)([-_ ]+[A-G][#b♯♭]?[-_ ]?(major|minor|maj|min|m)?)?[-_ ]+[0-9]{2,3}([.,][0-9]+)?[-_ ]?bpm([-_ ]+[0-9]{3}[-_ ]?hz)?$`)
	locked    = regexp.MustCompile(`(?i)(^|[-_ (\[/]+)tempo[-_ ]?(locked|synced|aligned)([)\]]|$|[-_ /])`)
	brackets  = regexp.MustCompile(`[(\[（【]([^()\[\]（）【】]*)[)\]）】]`)
	numbered  = regexp.MustCompile(`^\s*([0-9]{1,3})\s*[-_. )]+\s*(.+)$`)
)

// cleaned is a file's name without its ending and what tools put behind it;
// isLocked says that it is the variant stretched to one tempo.
func cleaned(name string) (base string, isLocked bool) {
	base = path.Base(name)
	base = strings.TrimSuffix(base, path.Ext(base))
	isLocked = locked.MatchString(name)
	base = locked.ReplaceAllString(base, "")
	base = signature.ReplaceAllString(base, "")
	base = tempoTail.ReplaceAllString(base, "")
	return strings.TrimSpace(base), isLocked
}

// readings lists how a name may be understood, the likeliest first.
func readings(base string) []reading {
	var out []reading
	if p, ok := PartOf(base); ok {
		out = append(out, reading{part: p, form: alone, number: -1})
	}
	if m := numbered.FindStringSubmatch(base); m != nil {
		if p, ok := PartOf(m[2]); ok {
			out = append(out, reading{part: p, form: alone, number: digits(m[1])})
		}
	}
	out = append(out, bracketed(base)...)
	out = append(out, separated(base)...)
	return append(out, worded(base)...)
}

func digits(s string) (n int) {
	for _, d := range s {
		n = 10*n + int(d-'0')
	}
	return n
}

// bracketed finds the last brackets that hold a part; what follows them is the
// name of a model.
func bracketed(base string) []reading {
	all := brackets.FindAllStringSubmatchIndex(base, -1)
	for i := len(all) - 1; i >= 0; i-- {
		p, ok := PartOf(base[all[i][2]:all[i][3]])
		if title := trimmed(base[:all[i][0]]); ok && title != "" {
			return []reading{{title: title, part: p, form: bracket}}
		}
	}
	return nil
}

var separators = []string{" - ", " – ", " — ", "__", "_", "-", ".", "～", "・", "："}

// separated finds a part behind the last separators, or in front of the first.
func separated(base string) (out []reading) {
	for _, sep := range separators {
		for at := strings.LastIndex(base, sep); at > 0; at = strings.LastIndex(base[:at], sep) {
			p, ok := PartOf(base[at+len(sep):])
			if title := trimmed(base[:at]); ok && title != "" {
				out = append(out, reading{title: title, part: p, form: tail})
			}
		}
		if at := strings.Index(base, sep); at > 0 {
			p, ok := PartOf(base[:at])
			if title := trimmed(base[at+len(sep):]); ok && title != "" {
				out = append(out, reading{title: title, part: p, form: head})
			}
		}
	}
	return longest(out)
}

// longest puts readings of the shortest title first: "no_vocals" and "backing
// vocals" are more than "vocals".
func longest(all []reading) []reading {
	for i := 1; i < len(all); i++ {
		for k := i; k > 0 && len(all[k].title) < len(all[k-1].title); k-- {
			all[k], all[k-1] = all[k-1], all[k]
		}
	}
	return all
}

// worded finds a part in the last words.
func worded(base string) []reading {
	words := strings.Fields(base)
	for i := max(1, len(words)-4); i < len(words); i++ {
		p, ok := PartOf(strings.Join(words[i:], " "))
		if title := trimmed(strings.Join(words[:i], " ")); ok && title != "" {
			return []reading{{title: title, part: p, form: word}}
		}
	}
	return nil
}

// trimmed is a title without what separated it from its part.
func trimmed(title string) string {
	return strings.TrimFunc(title, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-_–—.:・：～", r) })
}

// containers are folders that hold a kind of file and name no song.
var containers = map[string]bool{
	"midi": true, "midis": true, "mid": true, "midifiles": true, "audio": true, "audios": true, "audiofiles": true, "wav": true, "wavs": true,
	"mp3": true, "mp3s": true, "flac": true, "stem": true, "stems": true, "tracks": true, "parts": true, "multitrack": true, "multitracks": true,
	"tempolocked": true, "tempolockedmidi": true, "lockedmidi": true, "separated": true, "output": true, "outputs": true, "mix": true, "master": true,
	"spuren": true, "pistas": true, "pistes": true, "tracce": true, "faixas": true, "ステム": true, "分轨": true, "분리": true,
	"wavstems": true, "mp3stems": true, "midistems": true, "stemswav": true, "stemsmp3": true, "individualstems": true,
}

// folderTail is what a folder of stems has behind the song's name.
var folderTail = regexp.MustCompile(`(?i)(^|[-_ .]+)[(\[]?(stems?|midi|multitracks?|separated|tempo[-_ ]?locked|wav|mp3)[)\]]?\s*(\([0-9]+\))?$`)

// songFolder is the folder of a song that an entry lies in, and what it is
// called.
func songFolder(name string) (key, title string) {
	dirs := strings.Split(path.Dir(name), "/")
	for len(dirs) > 1 && containers[plain(dirs[len(dirs)-1])] {
		dirs = dirs[:len(dirs)-1]
	}
	last := dirs[len(dirs)-1]
	for {
		short := trimmed(folderTail.ReplaceAllString(last, ""))
		if short == "" || short == last {
			break
		}
		last = short
	}
	dirs[len(dirs)-1] = last
	for _, dir := range dirs {
		key += "/" + fold(dir)
	}
	return key, strings.Trim(last, ".")
}

// fold makes titles alike that differ in case, signs and the form of accents.
func fold(title string) string {
	if key := plain(title); key != "" {
		return key
	}
	return title
}

package words

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"fyne.io/fyne/v2/lang"

	"partlift/app/say"
)

// Say puts an English text into the language in use: a text with places and
// the data for them, or sentences with the data in them already, as the rest of
// the program makes them. What it does not know stays English. It is what
// studio.Config.Say asks for.
func Say(english string, data any) string {
	with, _ := data.(With)
	if Spoken() == "" {
		return say.Fill(english, with)
	}
	if !known(english) {
		return hear(say.Fill(english, with))
	}
	if n, ok := with["N"].(int); ok {
		return lang.N(english, n, with)
	}
	return lang.L(english, with)
}

func known(english string) bool {
	state.RLock()
	defer state.RUnlock()
	return state.keys[english]
}

// heardMost is how many recognised sentences are remembered.
const heardMost = 2000

// hear recognises a sentence and translates it.
func hear(sentence string) string {
	state.RLock()
	said, ok := state.heard[sentence]
	state.RUnlock()
	if ok {
		return said
	}
	said, ok = sentences(sentence)
	if !ok {
		said = sentence
	}
	state.Lock()
	defer state.Unlock()
	if len(state.heard) >= heardMost {
		clear(state.heard)
	}
	state.heard[sentence] = said
	return said
}

// sentences translates what consists of one or more known texts.
func sentences(s string) (string, bool) {
	if s == "" {
		return "", true
	}
	if said, ok := whole(s); ok {
		return said, true
	}
	for at := len(s) - 2; at > 0; at-- {
		if !strings.ContainsRune(".?:…", lastRune(s[:at+1])) || s[at+1] != ' ' {
			continue
		}
		begin, ok := whole(s[:at+1])
		if !ok {
			continue
		}
		if end, ok := sentences(strings.TrimLeft(s[at+1:], " ")); ok {
			return join(begin, end), true
		}
	}
	return "", false
}

func lastRune(s string) rune {
	r := []rune(s[max(len(s)-4, 0):])
	return r[len(r)-1]
}

// join puts a sentence behind another; where they end in 。 there is no blank.
func join(a, b string) string {
	if a == "" || b == "" || strings.HasSuffix(a, "。") || strings.HasSuffix(a, "」") {
		return a + b
	}
	return a + " " + b
}

// whole translates exactly one text.
func whole(s string) (string, bool) {
	if known(s) {
		return lang.L(s), true
	}
	state.RLock()
	patterns := state.patterns
	state.RUnlock()
	for _, p := range patterns {
		if !strings.HasPrefix(s, p.begin) {
			continue
		}
		found := p.match.FindStringSubmatch(s)
		if found == nil {
			continue
		}
		data := With{}
		for i, name := range p.places {
			data[name] = named(found[i+1])
		}
		return lang.L(p.key, data), true
	}
	return "", false
}

// named translates the few words that stand in for a name.
func named(s string) string {
	if known(s) {
		return lang.L(s)
	}
	return s
}

// A pattern recognises an English text whose places are filled.
type pattern struct {
	key    string
	begin  string // what it begins with, to pass most texts over quickly
	places []string
	said   int // how many bytes it has beside its places
	match  *regexp.Regexp
}

var place = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// patternsOf returns the patterns of texts, the ones that say most first.
func patternsOf(keys map[string]bool) []pattern {
	var out []pattern
	for k := range keys {
		at := place.FindAllStringSubmatchIndex(k, -1)
		said := len(place.ReplaceAllString(k, ""))
		if at == nil || said < leastSaid {
			continue
		}
		p := pattern{key: k, begin: k[:at[0][0]], said: said}
		expr, from := "^", 0
		for _, a := range at {
			p.places = append(p.places, k[a[2]:a[3]])
			expr += regexp.QuoteMeta(k[from:a[0]]) + "(.+?)"
			from = a[1]
		}
		p.match = regexp.MustCompile("(?s)" + expr + regexp.QuoteMeta(k[from:]) + "$")
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b pattern) int {
		return cmp.Or(b.said-a.said, strings.Compare(a.key, b.key))
	})
	return out
}

// leastSaid is how many bytes beside its places a text must have to be
// recognised; shorter ones would be found in what they are not.
const leastSaid = 8

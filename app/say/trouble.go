package say

import "maps"

// Trouble is an error that already is words for a person: sentences with places,
// and what goes into them.
type Trouble struct {
	Text string // what happened, a full sentence
	Hint string // what to do next, a full sentence or ""
	With With   // for the places of both; a Phrase in it is said in the same language
	Err  error  // the cause, for the log; may be nil
}

// Phrase is words that stand in a place of a sentence and are translated too.
type Phrase string

// Refuse is a Trouble without a cause: what to do next, and what happened.
func Refuse(hint, text string, with ...With) *Trouble {
	t := &Trouble{Text: text, Hint: hint}
	for _, w := range with {
		t.With = w
	}
	return t
}

// In returns what happened and what to do next in a language.
func (t *Trouble) In(tongue Tongue) (text, hint string) {
	with := maps.Clone(t.With)
	for place, v := range with {
		if p, ok := v.(Phrase); ok {
			with[place] = tongue.Say(string(p))
		}
	}
	return tongue.Say(t.Text, with), tongue.Say(t.Hint, with)
}

// Error returns both sentences in English.
func (t *Trouble) Error() string {
	text, hint := t.In(nil)
	if hint == "" {
		return text
	}
	return text + " " + hint
}

// Unwrap returns the cause.
func (t *Trouble) Unwrap() error { return t.Err }

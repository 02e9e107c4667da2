package say

// Trouble is an error that already is words for a person: sentences with places,
// and what goes into them.
type Trouble struct {
	Text string // what happened, a full sentence
	Hint string // what to do next, a full sentence or ""
	With With   // for the places of both; a Text in it is said in the same language
	Err  error  // the cause, for the log; may be nil
}

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
	return tongue.Say(t.Text, t.With), tongue.Say(t.Hint, t.With)
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

// Told is a Trouble of texts: what happened, and what to do next.
func Told(text, hint Text, cause error) *Trouble {
	return &Trouble{Text: "{{.Text}}", Hint: "{{.Hint}}", With: With{"Text": text, "Hint": hint}, Err: cause}
}

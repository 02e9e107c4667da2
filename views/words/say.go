package words

import (
	"fyne.io/fyne/v2/lang"

	"partlift/backend/say"
)

// Say puts an English text into the language in use: a text with places, and the
// data for them. What it does not know stays English. It is what
// studio.Config.Say asks for.
func Say(english string, data any) string {
	with, _ := data.(With)
	if !known(english) {
		return say.Fill(english, with)
	}
	if n, ok := with["N"].(int); ok {
		return lang.N(english, n, with)
	}
	return lang.L(english, with)
}

// Text says a text in the language in use.
func Text(t say.Text) string {
	if Spoken() == "" {
		return t.String()
	}
	return t.In(Say)
}

// known reports whether a text is translated; none is while English is spoken.
func known(english string) bool {
	state.RLock()
	defer state.RUnlock()
	return state.keys[english]
}

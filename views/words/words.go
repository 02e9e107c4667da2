package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"partlift/backend/say"
)

// In tongues each language of the toolkit says which of ours is spoken in it:
// where that is English it would else look for our texts in vain, and complain
// about every one.
//
//go:embed translations tongues
var files embed.FS

// With fills the places of a text. N, where it is there, is the number that
// the plural goes by.
type With = map[string]any

// tongue is the text of tongues.
const tongue = "partlift.language"

// state is what Load found.
var state struct {
	sync.RWMutex
	spoken string          // language of the translations, "" for English
	keys   map[string]bool // every English text; none are known while English is spoken
}

// Voice loads the language of the system and returns what studio.Config.Say
// asks for, nil for English. What cannot be read is told to w.
func Voice(w io.Writer) func(english string, data any) string {
	err := Load()
	if err != nil {
		fmt.Fprintln(w, "The translations cannot be read, so everything is English:", err)
	}
	if err != nil || Spoken() == "" {
		return nil
	}
	return Say
}

// Load takes the language of the system and makes its translation known. It is
// called once, before anything is said; until then everything is English. What
// is not spoken is not read: every start pays for it.
func Load() error {
	if err := lang.AddTranslationsFS(files, "tongues"); err != nil {
		return fmt.Errorf("name the languages: %w", err)
	}
	spoken := lang.X(tongue, "en")
	if spoken == "en" {
		speak("", nil)
		return nil
	}
	name := "partlift." + spoken + ".json"
	raw, err := files.ReadFile("translations/" + name)
	if err == nil {
		err = lang.AddTranslations(fyne.NewStaticResource(name, raw))
	}
	if err != nil {
		return fmt.Errorf("read the translations: %w", err)
	}
	keys, err := english()
	if err != nil {
		return err
	}
	speak(spoken, keys)
	return nil
}

// speak takes a language, and the English texts that it has.
func speak(spoken string, keys map[string]bool) {
	state.Lock()
	defer state.Unlock()
	state.spoken, state.keys = spoken, keys
}

// english returns every English text there is.
func english() (map[string]bool, error) {
	raw, err := files.ReadFile("translations/partlift.en.json")
	if err != nil {
		return nil, fmt.Errorf("read the English texts: %w", err)
	}
	var texts map[string]json.RawMessage
	if err := json.Unmarshal(raw, &texts); err != nil {
		return nil, fmt.Errorf("read the English texts: %w", err)
	}
	keys := make(map[string]bool, len(texts))
	for k := range texts {
		keys[k] = true
	}
	return keys, nil
}

// Spoken returns the language of the translations in use, such as "de", and ""
// for English.
func Spoken() string {
	state.RLock()
	defer state.RUnlock()
	return state.spoken
}

// Key marks an English text that L is given later, and returns it.
func Key(english string) string { return english }

// L says a text.
func L(english string, with ...With) string {
	data := first(with)
	if Spoken() == "" {
		return say.Fill(english, data)
	}
	return lang.L(english, data)
}

// N says how many of something there are; {{.Count}} in the texts is n with
// separators. many is the key, and one is for English alone.
func N(n int, one, many string, with ...With) string {
	data := With{}
	for k, v := range first(with) {
		data[k] = v
	}
	if _, ok := data["Count"]; !ok {
		data["Count"] = say.Thousands(n)
	}
	if Spoken() != "" {
		return lang.N(many, n, data)
	}
	if n == 1 {
		return say.Fill(one, data)
	}
	return say.Fill(many, data)
}

func first(with []With) With {
	if len(with) > 0 {
		return with[0]
	}
	return nil
}

package say

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Text is words for a person that have not been said yet: English sentences with
// places such as {{.Title}}, and what goes into them. It is what errors and
// records carry, so that each is said in the language of whoever reads it. The
// zero value says nothing.
type Text struct {
	Key  string // in English, with places
	One  string // in English for With["N"] of one; "" where nothing is counted
	With With   // what goes into the places; a Text in it is said in the same language
	More []Text // what is said after it
}

// Of is a text.
func Of(english string, with ...With) Text {
	t := Text{Key: english}
	for _, w := range with {
		t.With = w
	}
	return t
}

// Counted is a text about a number of things: {{.Count}} in it is n with
// separators, in many as in one.
func Counted(n int, one, many string, with ...With) Text {
	d := With{}
	for _, w := range with {
		maps.Copy(d, w)
	}
	d["N"], d["Count"] = n, Thousands(n)
	return Text{Key: many, One: one, With: d}
}

// And is a text followed by others; empty ones are passed over.
func (t Text) And(next ...Text) Text {
	t.More = slices.Clone(t.More)
	for _, n := range next {
		switch {
		case n.Empty():
		case t.Empty():
			t = n
			t.More = slices.Clone(n.More)
		default:
			t.More = append(t.More, n)
		}
	}
	return t
}

// Empty reports whether there is nothing to say.
func (t Text) Empty() bool { return t.Key == "" && len(t.More) == 0 }

// In says a text in a language.
func (t Text) In(tongue Tongue) string {
	english := t.Key
	if n, ok := t.With["N"].(int); ok && n == 1 && tongue == nil && t.One != "" {
		english = t.One
	}
	said := tongue.Say(english, t.With)
	for _, m := range t.More {
		said = Join(said, m.In(tongue))
	}
	return said
}

// String says a text in English.
func (t Text) String() string { return t.In(nil) }

// Join puts a sentence behind another; where they end in 。 there is no blank.
func Join(a, b string) string {
	if a == "" || b == "" || strings.HasSuffix(a, "。") || strings.HasSuffix(a, "」") {
		return a + b
	}
	return a + " " + b
}

// stored is how a text is kept; one without data is kept as its English.
type stored struct {
	Key  string `json:"key"`
	One  string `json:"one,omitempty"`
	With With   `json:"with,omitempty"`
	More []Text `json:"more,omitempty"`
}

// MarshalJSON writes the English with its places and what goes into them.
func (t Text) MarshalJSON() ([]byte, error) {
	if t.One == "" && t.With == nil && t.More == nil {
		return json.Marshal(t.Key)
	}
	return json.Marshal(stored(t))
}

// UnmarshalJSON reads what MarshalJSON wrote, and plain sentences, as earlier
// versions kept them.
func (t *Text) UnmarshalJSON(data []byte) error {
	var plain string
	if json.Unmarshal(data, &plain) == nil {
		*t = Of(plain)
		return nil
	}
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	for place, v := range s.With {
		n, number := v.(float64)
		_, text := v.(map[string]any)
		switch {
		case number && place == "N":
			s.With[place] = int(n)
		case text:
			var inner Text
			if err := again(v, &inner); err != nil {
				return err
			}
			s.With[place] = inner
		}
	}
	*t = Text(s)
	return nil
}

// English says texts in English, one by one.
func English(texts []Text) []string {
	var out []string
	for _, t := range texts {
		out = append(out, t.String())
	}
	return out
}

// again reads what was read as anything as something.
func again(v, as any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, as)
}

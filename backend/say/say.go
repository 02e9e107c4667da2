package say

import (
	"fmt"
	"maps"
	"strings"
)

// With fills the places of a sentence, such as {{.Title}}.
type With = map[string]any

// Tongue puts English into the user's language; nil leaves it English. What it
// is given is a sentence with places and a map for them, in which N is the
// number that the plural goes by, or a whole sentence.
type Tongue func(english string, data any) string

// Say says a sentence; a Text among the data is said in the same language.
func (t Tongue) Say(english string, data ...With) string {
	var d With
	if len(data) > 0 {
		d = t.said(data[0])
	}
	if t == nil {
		return Fill(english, d)
	}
	return t(english, d)
}

// said returns data in which every Text is said.
func (t Tongue) said(data With) With {
	out, cloned := data, false
	for place, v := range data {
		if inner, ok := v.(Text); ok {
			if !cloned {
				out, cloned = maps.Clone(data), true
			}
			out[place] = inner.In(t)
		}
	}
	return out
}

// Count says how many of something there are; {{.Count}} in the sentences is n
// with separators, in many as in one.
func (t Tongue) Count(n int, one, many string) string { return t.CountWith(n, one, many, With{}) }

// CountWith is count for sentences that have other places too.
func (t Tongue) CountWith(n int, one, many string, d With) string {
	return Counted(n, one, many, d).In(t)
}

// Key marks an English sentence that is said elsewhere, and returns it.
func Key(english string) string { return english }

// Fill puts data into the places of a sentence, such as {{.Title}}.
func Fill(text string, data map[string]any) string {
	if !strings.Contains(text, "{{.") {
		return text
	}
	var pairs []string
	for k, v := range data {
		pairs = append(pairs, "{{."+k+"}}", fmt.Sprint(v))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

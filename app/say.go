package app

import (
	"fmt"
	"strings"
)

// with fills the places of a sentence, such as {{.Title}}.
type with = map[string]any

// tongue puts English into the user's language; nil leaves it English. What it
// is given is a sentence with places and a map for them, in which N is the
// number that the plural goes by, or a whole sentence.
type tongue func(english string, data any) string

// say says a sentence.
func (t tongue) say(english string, data ...with) string {
	var d with
	if len(data) > 0 {
		d = data[0]
	}
	if t == nil {
		return Fill(english, d)
	}
	return t(english, d)
}

// count says how many of something there are; {{.Count}} in the sentences is n
// with separators, in many as in one.
func (t tongue) count(n int, one, many string) string { return t.countWith(n, one, many, with{}) }

// countWith is count for sentences that have other places too.
func (t tongue) countWith(n int, one, many string, d with) string {
	d["N"], d["Count"] = n, Thousands(n)
	if t == nil && n == 1 {
		return Fill(one, d)
	}
	if t == nil {
		return Fill(many, d)
	}
	return t(many, d)
}

// key marks an English sentence that is said elsewhere, and returns it.
func key(english string) string { return english }

// tongue is what the studio speaks.
func (s *Studio) tongue() tongue { return s.words }

func (s *Studio) say(english string, data ...with) string { return s.words.say(english, data...) }

func (m *Model) say(english string, data ...with) string { return m.words.say(english, data...) }

func (m *Model) count(n int, one, many string) string {
	return m.words.count(n, one, many)
}

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

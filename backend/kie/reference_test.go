package kie_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"partlift/backend/kie"
	"partlift/backend/music"
)

// The reference decoder does what the contract says about notes in the plain
// way: whole tree, fields in order, one rule after the other. It knows nothing
// about states and ids.

type pair struct {
	key   string
	value any
}

// ordered is an object whose fields kept their order.
type ordered []pair

// plant reads JSON into []any, ordered, string, json.Number, bool and nil.
func plant(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('['):
		l := []any{}
		for d.More() {
			v, err := plant(d)
			if err != nil {
				return nil, err
			}
			l = append(l, v)
		}
		_, err = d.Token()
		return l, err
	case json.Delim('{'):
		o := ordered{}
		for d.More() {
			k, err := d.Token()
			if err != nil {
				return nil, err
			}
			v, err := plant(d)
			if err != nil {
				return nil, err
			}
			o = append(o, pair{strings.TrimSpace(k.(string)), v})
		}
		_, err = d.Token()
		return o, err
	}
	return t, nil
}

func treeOf(s string) (any, bool) {
	if !json.Valid([]byte(s)) {
		return nil, false
	}
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	v, err := plant(d)
	return v, err == nil
}

// search returns the first instruments in reading order.
func search(v any, depth, texts int) ([]any, bool) {
	if depth > 6 {
		return nil, false
	}
	switch v := v.(type) {
	case ordered:
		for _, p := range v {
			if l, ok := p.value.([]any); ok && p.key == "instruments" {
				return l, true
			}
			if s, isText := p.value.(string); isText && (p.key == "param" || p.key == "prompt" || !looksLikeJSON(s)) {
				continue
			}
			if l, ok := search(p.value, depth+1, texts); ok {
				return l, true
			}
		}
	case []any:
		for _, x := range v {
			if l, ok := search(x, depth+1, texts); ok {
				return l, true
			}
		}
	case string:
		if texts < 2 && looksLikeJSON(v) {
			if inner, ok := treeOf(v); ok {
				return search(inner, depth, texts+1)
			}
		}
	}
	return nil, false
}

func looksLikeJSON(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n")
	return s != "" && strings.ContainsRune(`{["`, rune(s[0]))
}

func flex(v any) (float64, bool) {
	var s string
	switch v := v.(type) {
	case json.Number:
		s = v.String()
	case string:
		s = strings.TrimSpace(v)
		if strings.Trim(s, "0123456789+-.eE") != "" {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

type plainNote map[string]any

func plainFields(o ordered) plainNote {
	n := plainNote{}
	for _, p := range o {
		if p.value == nil {
			continue
		}
		switch p.key {
		case "pitch", "start", "end", "velocity":
			n[p.key] = p.value
		case "start_time", "end_time":
			n[strings.TrimSuffix(p.key, "_time")] = p.value
		}
	}
	return n
}

// reference decodes the notes of a body; ok is false if it is not JSON.
func reference(body []byte) (tracks []music.Track, repairs kie.Repairs, ok bool) {
	root, ok := treeOf(string(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	if !ok {
		return nil, repairs, false
	}
	list, _ := search(root, 0, 0)
	whole, loud := true, false
	for _, i := range list {
		for _, n := range notesOf(i) {
			if o, isNote := n.(ordered); isNote {
				if v, ok := flex(plainFields(o)["velocity"]); ok {
					whole = whole && v == math.Floor(v)
					loud = loud || v > 1
				}
			}
		}
	}
	for _, i := range list {
		t := music.Track{Name: nameOf(i)}
		for _, n := range notesOf(i) {
			if note, ok := plainOne(n, whole && loud, &repairs); ok {
				t.Notes = append(t.Notes, note)
			}
		}
		if len(t.Notes) == 0 {
			repairs.Empty++
			continue
		}
		tracks = append(tracks, t)
	}
	return tracks, repairs, true
}

func notesOf(instrument any) []any {
	o, _ := instrument.(ordered)
	for _, p := range o {
		if l, ok := p.value.([]any); ok && p.key == "notes" {
			return l
		}
	}
	return nil
}

func nameOf(instrument any) string {
	name := ""
	o, _ := instrument.(ordered)
	for _, p := range o {
		if s, ok := p.value.(string); ok && p.key == "name" {
			name = s
		}
	}
	if r := []rune(name); len(r) > 256 {
		name = string(r[:256])
	}
	return name
}

func plainOne(v any, scale127 bool, repairs *kie.Repairs) (music.Note, bool) {
	o, _ := v.(ordered)
	f := plainFields(o)
	pitch, ok1 := flex(f["pitch"])
	start, ok2 := flex(f["start"])
	end, ok3 := flex(f["end"])
	pitch = math.Round(pitch)
	var own kie.Repairs
	if start < 0 {
		start = 0
		own.Clamped++
	}
	if ok3 && end > 3600 {
		ok3 = false
	}
	if end <= start {
		end = start + 1.0/960
		own.Short++
	}
	if !ok1 || !ok2 || !ok3 || pitch < 0 || pitch > 127 || end > 3600 {
		repairs.Dropped++
		return music.Note{}, false
	}
	repairs.Clamped += own.Clamped
	repairs.Short += own.Short
	return music.Note{Pitch: uint8(pitch), Velocity: plainVelocity(f["velocity"], scale127, repairs), Start: start, End: end}, true
}

func plainVelocity(given any, scale127 bool, repairs *kie.Repairs) uint8 {
	v, ok := flex(given)
	if !ok {
		repairs.Velocity++
		return 100
	}
	if !scale127 && v <= 1 {
		v *= 127
	}
	r := math.Round(v)
	if r < 1 || r > 127 {
		repairs.Clamped++
	}
	return uint8(math.Min(math.Max(r, 1), 127))
}

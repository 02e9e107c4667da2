package kie_test

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
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

// search returns every list of instruments in reading order.
func search(v any, depth, texts int) (found [][]any) {
	if depth > 6 {
		return nil
	}
	switch v := v.(type) {
	case ordered:
		for _, p := range v {
			l, isList := p.value.([]any)
			if s, isText := p.value.(string); isText && (p.key == "param" || p.key == "prompt" || !looksLikeJSON(s)) {
				continue
			}
			switch {
			case isList && (p.key == "instruments" || p.key == "tracks" && begins(l, "notes")):
				found = append(found, l)
			case isList && p.key == "notes" && begins(l, pitches...):
				found = append(found, []any{ordered{{"notes", l}}})
			default:
				found = append(found, search(p.value, depth+1, texts)...)
			}
		}
	case []any:
		for _, x := range v {
			found = append(found, search(x, depth+1, texts)...)
		}
	case string:
		if texts < 2 && looksLikeJSON(v) {
			if inner, ok := treeOf(v); ok {
				return search(inner, depth, texts+1)
			}
		}
	}
	return found
}

var (
	pitches    = []string{"pitch", "midi", "pitchMidi", "midi_note", "midiNote", "note", "note_number", "noteNumber"}
	beginnings = []string{"start", "start_time", "startTime", "startTimeSeconds", "time", "onset", "onset_time"}
	ends       = []string{"end", "end_time", "endTime", "endTimeSeconds", "offset", "offset_time"}
	durations  = []string{"duration", "dur", "durationSeconds", "duration_seconds", "length"}
	velocities = []string{"velocity", "vel", "amplitude"}
)

// begins reports whether the first element has a member of one of the names,
// which is a list where that is notes.
func begins(l []any, names ...string) bool {
	if len(l) == 0 {
		return false
	}
	o, _ := l[0].(ordered)
	for _, p := range o {
		_, list := p.value.([]any)
		if slices.Contains(names, p.key) && (names[0] != "notes" || list) {
			return true
		}
	}
	return false
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
		for name, others := range map[string][]string{"pitch": pitches, "start": beginnings, "end": ends, "duration": durations, "velocity": velocities} {
			if _, readable := flex(p.value); readable && slices.Contains(others, p.key) {
				n[name] = p.value
			}
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
	var lists [][]music.Track
	for _, list := range search(root, 0, 0) {
		have, own := plainList(list)
		same := func(a, b music.Track) bool { return a.Name == b.Name && slices.Equal(a.Notes, b.Notes) }
		again := func(l []music.Track) bool { return len(have) > 0 && slices.EqualFunc(l, have, same) }
		if slices.ContainsFunc(lists, again) {
			continue
		}
		lists = append(lists, have)
		tracks = append(tracks, have...)
		repairs = sum(repairs, own)
	}
	return tracks, repairs, true
}

func sum(a, b kie.Repairs) kie.Repairs {
	return kie.Repairs{Clamped: a.Clamped + b.Clamped, Short: a.Short + b.Short, Dropped: a.Dropped + b.Dropped,
		Velocity: a.Velocity + b.Velocity, Empty: a.Empty + b.Empty, Late: a.Late + b.Late}
}

// plainList decodes one list of instruments.
func plainList(list []any) (tracks []music.Track, repairs kie.Repairs) {
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
	return tracks, repairs
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
	if name == "" {
		return soundOf(o)
	}
	return name
}

// soundOf is the name of the sound in an object named instrument.
func soundOf(o ordered) (name string) {
	for _, p := range o {
		inner, isObject := p.value.(ordered)
		if isObject && p.key == "instrument" {
			for _, q := range inner {
				if s, ok := q.value.(string); ok && q.key == "name" {
					r := []rune(s)
					name = string(r[:min(len(r), 256)])
				}
			}
		}
	}
	return name
}

func plainOne(v any, scale127 bool, repairs *kie.Repairs) (music.Note, bool) {
	o, _ := v.(ordered)
	f := plainFields(o)
	pitch, ok1 := flex(f["pitch"])
	start, ok2 := flex(f["start"])
	end, ok3 := flex(f["end"])
	if length, ok := flex(f["duration"]); !ok3 && ok {
		end, ok3 = start+length, true
	}
	pitch = math.Round(pitch)
	var own kie.Repairs
	if start < 0 {
		start = 0
		own.Clamped++
	}
	late := end > 21600
	if end <= start {
		end = start + 1.0/960
		own.Short++
	}
	if !ok1 || !ok2 || !ok3 || pitch < 0 || pitch > 127 {
		repairs.Dropped++
		return music.Note{}, false
	}
	if late || end > 21600 {
		repairs.Late++
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

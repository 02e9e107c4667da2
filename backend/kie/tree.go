package kie

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// The small answers, those without notes, are read through a tree.

// tree decodes JSON; malformed JSON is nil. NaN and infinities are null.
func tree(body []byte) any {
	d := json.NewDecoder(bytes.NewReader(finite(trimMark(body))))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// finite puts null in the place of the numbers that JSON does not have.
func finite(body []byte) []byte {
	if !bytes.Contains(body, []byte("NaN")) && !bytes.Contains(body, []byte("Infinity")) {
		return body
	}
	out := make([]byte, 0, len(body))
	c := cursor{b: body}
	for c.i < len(body) {
		start := c.i
		switch body[c.i] {
		case '"':
			if _, err := c.text(); err != nil {
				return body
			}
		case 'N', 'I', '-':
			if c.word("NaN") == nil || c.word("Infinity") == nil || c.word("-Infinity") == nil {
				out = append(out, "null"...)
				continue
			}
			c.i++
		default:
			c.i++
		}
		out = append(out, body[start:c.i]...)
	}
	return out
}

// fields is a JSON object.
type fields map[string]any

// object returns v as an object, with the names' stray blanks removed; nil if
// it is none.
func object(v any) fields {
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	for k := range m {
		if strings.TrimSpace(k) != k {
			out := make(fields, len(m))
			for k, v := range m {
				out[strings.TrimSpace(k)] = v
			}
			return out
		}
	}
	return m
}

// text returns the first field that is a non-empty string or a number.
func (f fields) text(names ...string) string {
	for _, n := range names {
		switch v := f[n].(type) {
		case string:
			if s := strings.TrimSpace(v); s != "" {
				return s
			}
		case json.Number:
			return v.String()
		}
	}
	return ""
}

// number returns the first field that is a number, also one written as text;
// 0 if there is none.
func (f fields) number(names ...string) float64 {
	for _, n := range names {
		if v, ok := decimal([]byte(f.text(n))); ok {
			return v
		}
	}
	return 0
}

// list returns the first field that is an array; ok is false without one.
func (f fields) list(names ...string) (l []any, ok bool) {
	for _, n := range names {
		if l, ok := f[n].([]any); ok {
			return l, true
		}
	}
	return nil, false
}

// find returns the first object that fits, outer ones before inner ones,
// looking also into JSON kept as text.
func find(v any, fits func(fields) bool) fields {
	type level struct {
		v     any
		texts int
	}
	row := []level{{v, 0}}
	for depth := 0; depth <= 2*maxDepth && len(row) > 0; depth++ {
		var below []level
		for _, at := range row {
			switch x := at.v.(type) {
			case map[string]any:
				f := object(x)
				if fits(f) {
					return f
				}
				for _, k := range slices.Sorted(maps.Keys(f)) {
					if k != "param" && k != "prompt" {
						below = append(below, level{f[k], at.texts})
					}
				}
			case []any:
				for _, v := range x {
					below = append(below, level{v, at.texts})
				}
			case string:
				if s := strings.TrimSpace(x); at.texts < maxTexts && s != "" && strings.ContainsRune("{[\"", rune(s[0])) {
					below = append(below, level{tree([]byte(s)), at.texts + 1})
				}
			}
		}
		row = below
	}
	return nil
}

package kie

import (
	"bytes"
	"errors"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"partlift/backend/say"
)

// Saved is one song of a file, with the JSON it was read from.
type Saved struct {
	Result
	Raw []byte
}

// DecodeFile reads what people have on disk: all that Decode reads, in any
// Unicode encoding, several results in one file, and documents that are damaged
// or nearly JSON, as far as they go. Results with ids of their own are several
// songs; those of the stems of one separation, and those without ids, are one.
// What concerns the whole file is among the notices of the first. A file without
// notes gives one Saved, as Decode would, or an error.
func DecodeFile(body []byte) ([]Saved, error) {
	if len(body) > maxBody {
		return nil, tooMuch(say.Of("This result is larger than {{.Most}} MB.", say.With{"Most": maxBody >> 20}))
	}
	body = toUTF8(body)
	docs, err := documents(body)
	var notices []say.Text
	if err != nil {
		m := mend(body)
		docs, _ = documents(m.out.Bytes()) // a mender writes nothing else
		notices = m.notices()
	}
	var all []Saved
	for _, doc := range docs {
		all = append(all, pieces(doc)...)
	}
	songs := assemble(all)
	if err != nil && len(songs) == 0 {
		return nil, err
	}
	if len(songs) > 0 {
		songs[0].Notices = append(notices, songs[0].Notices...)
		return songs, nil
	}
	if len(docs) == 0 {
		return nil, incomplete(errSyntax)
	}
	last := docs[len(docs)-1] // a log's newest line
	r, err := Decode(last)
	return []Saved{{r, last}}, err
}

// notices says what was mended.
func (m *mender) notices() (out []say.Text) {
	if m.cut {
		out = append(out, say.Of("The file ends in the middle; what is there was read."))
	}
	if m.odd > 1 || m.odd == 1 && !m.cut {
		out = append(out, say.Counted(m.odd, "1 place of the file is not proper JSON and was mended.", "{{.Count}} places of the file are not proper JSON and were mended."))
	}
	return out
}

// documents cuts a text into its documents: one, or several on lines of their
// own or one behind the other.
func documents(text []byte) (docs [][]byte, err error) {
	c := cursor{b: trimMark(text)}
	for !c.end() {
		raw, err := c.value()
		if err != nil {
			return nil, incomplete(err)
		}
		docs = append(docs, raw)
	}
	if len(docs) == 0 {
		return nil, incomplete(errSyntax)
	}
	return docs, nil
}

// pieces reads a document, cut apart where it holds several results. A list of
// instruments or of notes alone is a result as well.
func pieces(raw []byte) []Saved {
	c := cursor{b: raw}
	switch c.peek() {
	case '[':
		if played(c, true) {
			return whole(slices.Concat([]byte(`{"instruments":`), raw, []byte("}")))
		}
		if played(c, false) {
			return whole(slices.Concat([]byte(`{"notes":`), raw, []byte("}")))
		}
		return elements(raw)
	case '"':
		t, err := c.text()
		if inner := []byte(t.String()); err == nil && holds(inner) > 0 {
			return pieces(inner)
		}
	case '{':
		if d, err := read(raw); err == nil && len(d.lists) <= 1 {
			return result(d, raw)
		}
		return members(raw)
	}
	return whole(raw)
}

// whole reads one result.
func whole(raw []byte) []Saved {
	d, err := read(raw)
	if err != nil {
		return nil
	}
	return result(d, raw)
}

// result judges what was read. One that names no task may be wrapped in what is
// not the service's, so that its names are further inside.
func result(d *decoder, raw []byte) []Saved {
	r, err := d.result()
	if err != nil {
		return nil
	}
	if r.TaskID == "" && r.State == Done {
		for _, inner := range inside(raw) {
			if named := whole(inner); len(named) > 0 && named[0].TaskID != "" && named[0].State == Done {
				r.TaskID, r.AudioID, r.SeparationID = named[0].TaskID, named[0].AudioID, named[0].SeparationID
			}
		}
	}
	return []Saved{{r, raw}}
}

// inside lists the values in a document that have notes in them.
func inside(raw []byte) (out [][]byte) {
	c := cursor{b: raw}
	each := func() error {
		v, err := c.value()
		if err == nil && (v[0] == '{' || v[0] == '[' || v[0] == '"') && holds(v) > 0 {
			out = append(out, v)
		}
		return err
	}
	switch c.peek() {
	case '{':
		_ = c.members(func([]byte) error { return each() }) // it was read before, so it is whole
	case '[':
		_ = c.elements(each)
	case '"':
		if t, err := c.text(); err == nil {
			out = append(out, []byte(t.String()))
		}
	}
	return out
}

// holds counts the lists of notes in a document.
func holds(raw []byte) int {
	d, err := read(raw)
	if err != nil {
		return 0
	}
	return len(d.lists)
}

func elements(raw []byte) (out []Saved) {
	c := cursor{b: raw}
	err := c.elements(func() error {
		v, err := c.value()
		out = append(out, pieces(v)...)
		return err
	})
	if err != nil {
		return nil // it was read before, so it is whole
	}
	return out
}

// members cuts an object apart in which more than one result is. What stands
// around them in it belongs to none.
func members(raw []byte) (out []Saved) {
	c := cursor{b: raw}
	err := c.members(func(key []byte) error {
		name := string(key)
		v, err := c.value()
		switch {
		case err != nil:
			return err
		case v[0] == '[' && (name == "instruments" || name == "tracks" || name == "notes"):
			out = append(out, whole(slices.Concat([]byte(`{"`+name+`":`), v, []byte("}")))...)
		case holds(v) > 0:
			out = append(out, pieces(v)...)
		}
		return nil
	})
	if err != nil {
		return nil // it was read before, so it is whole
	}
	return out
}

// incomplete says that a text is not JSON.
func incomplete(err error) error {
	var limit *Error
	if errors.As(err, &limit) {
		return limit
	}
	return &Error{
		Kind: KindInvalid, Message: say.Of("This is not a complete JSON document."), Err: err,
		Hint: say.Of("Save the service's answer again and take care that it is whole."),
	}
}

// toUTF8 returns a text that may be in another encoding of Unicode, with or
// without a mark in front, as UTF-8.
func toUTF8(b []byte) []byte {
	big, width := false, 1
	at := func(begin string) bool { return bytes.HasPrefix(b, []byte(begin)) }
	zero := func(i int) bool { return b[i] == 0 }
	switch {
	case len(b) < 4:
		return b
	case at("\xff\xfe\x00\x00"), !zero(0) && zero(1) && zero(2) && zero(3):
		width = 4
	case at("\x00\x00\xfe\xff"), zero(0) && zero(1) && zero(2) && !zero(3):
		width, big = 4, true
	case at("\xff\xfe"), !zero(0) && zero(1):
		width = 2
	case at("\xfe\xff"), zero(0) && !zero(1):
		width, big = 2, true
	default:
		return b
	}
	var units []uint16
	out := make([]byte, 0, len(b))
	for ; len(b) >= width; b = b[width:] {
		unit := rune(0)
		for i := range width {
			if big {
				unit = unit<<8 | rune(b[i])
			} else {
				unit |= rune(b[i]) << (8 * i)
			}
		}
		if width == 4 {
			out = utf8.AppendRune(out, unit)
		} else {
			units = append(units, uint16(unit))
		}
	}
	if width == 2 {
		out = append(out, string(utf16.Decode(units))...)
	}
	return out
}

package kie

import (
	"errors"

	"partlift/backend/say"
)

// Where to look for notes.
const (
	maxDepth = 6        // objects and arrays around the instruments
	maxTexts = 2        // JSON inside text inside JSON
	maxBody  = 32 << 20 // bytes
)

// Decode reads any transcription result: callback, record, bare instruments,
// and the shapes of similar services. Pending, empty and not-there-yet are
// states without an error; a failed task is both.
func Decode(body []byte) (Result, error) {
	d, err := read(body)
	if err != nil {
		return Result{}, err
	}
	return d.result()
}

// decoder walks a body once. The zero value is ready.
type decoder struct {
	facts
	band
	found  bool
	errors ErrorProfile // whose codes these are
}

// read walks a whole body; an error is an *Error.
func read(body []byte) (*decoder, error) {
	if len(body) > maxBody {
		return nil, tooMuch(say.Of("This result is larger than {{.Most}} MB.", say.With{"Most": maxBody >> 20}))
	}
	d, c := new(decoder), cursor{b: trimMark(body)}
	err := d.walk(&c, place{chain: true})
	if err == nil && !c.end() {
		err = errSyntax
	}
	if err != nil {
		return nil, incomplete(err)
	}
	return d, nil
}

// place is where in the document the walk is.
type place struct {
	depth int
	texts int
	chain bool // only envelopes lie between here and the outside
}

// within returns the place of a member's value.
func (p place) within(key string) place {
	p.depth++
	p.chain = p.chain && wraps(key)
	return p
}

// wraps reports whether a member only wraps what belongs to the task.
func wraps(key string) bool {
	switch key {
	case "data", "response", "result", "error", "midiData", "midi_data", "resultJson", "resultObject":
		return true
	}
	return false
}

func (d *decoder) walk(c *cursor, p place) error {
	if p.depth > maxDepth {
		return c.skip(0)
	}
	switch c.peek() {
	case '{':
		return c.members(func(key []byte) error { return d.member(c, key, p) })
	case '[':
		inside := p
		inside.depth++
		return c.elements(func() error { return d.walk(c, inside) })
	case '"':
		t, err := c.text()
		if err != nil {
			return err
		}
		return d.text(t, p)
	}
	return c.skip(0)
}

func (d *decoder) member(c *cursor, name []byte, p place) error {
	key, ch := string(name), c.peek()
	d.mark(key, ch == 'n')
	if ch == '[' {
		switch {
		case key == "instruments", key == "tracks" && played(*c, true):
			d.found = true
			return d.list(func() error { return d.instruments(c) })
		case key == "notes" && played(*c, false):
			d.found = true
			return d.list(func() error { return d.loose(c) })
		}
	}
	if ch == '{' || ch == '[' {
		return d.walk(c, p.within(key))
	}
	raw, err := c.value()
	if err != nil {
		return err
	}
	if p.chain {
		d.scalar(key, raw, p.depth == 0)
	}
	if ch == '"' && key != "param" && key != "prompt" {
		return d.text(text{raw: raw}, p.within(key))
	}
	return nil
}

// text looks into a string that may hold JSON or the URL of a .mid. One that
// does not is left alone.
func (d *decoder) text(t text, p place) error {
	if !telling(t.inner()) {
		return nil
	}
	s := t.String()
	if isMIDI(s) {
		if d.midiURL == "" {
			d.midiURL = s
		}
		return nil
	}
	if p.texts >= maxTexts {
		return nil
	}
	p.texts++
	before := *d
	c := cursor{b: []byte(s)}
	if ch := c.peek(); ch != '{' && ch != '[' && ch != '"' {
		return nil
	}
	err := d.walk(&c, p)
	if err == nil && !c.end() {
		err = errSyntax
	}
	if errors.Is(err, errSyntax) {
		*d = before
		return nil
	}
	return err
}

// telling reports quickly whether a string can be a link or hold JSON.
func telling(b []byte) bool {
	for _, ch := range b {
		switch ch {
		case ' ':
			continue
		case '{', '[', '\\', 'h', 'H':
			return true
		}
		return false
	}
	return false
}

// result judges what the walk has found.
func (d *decoder) result() (Result, error) {
	r := Result{AudioID: d.audioID, MIDIURL: d.midiURL, Repairs: d.repairs}
	r.Song.Tracks = d.tracks
	if d.rootID != "" && len(d.ids) == 0 {
		d.id(d.rootID)
	}
	if len(d.ids) > 0 {
		r.TaskID = d.ids[0]
	}
	separation, audio := d.echo()
	r.SeparationID = separation
	if r.AudioID == "" {
		r.AudioID = audio
	}
	state, err := d.state()
	r.State = state
	if err != nil {
		errors.As(err, &r.failure)
		return r, err
	}
	r.Notices = d.repairs.notices(len(d.lists))
	if state == Empty && !d.found && !d.midiKey {
		r.Notices = append(r.Notices, say.Of("The service reported success in a form that is not known here; its answer is kept as it came."))
	}
	return r, nil
}

// state decides by the envelope's code first, then by the task's own words,
// then by what is there.
func (d *decoder) state() (State, error) {
	if d.gone() {
		return Unknown, nil
	}
	if d.coded && d.code != 200 && d.code != 0 {
		e := codeError(d.errors, int(d.code), d.message)
		return Failed, e
	}
	if !d.found && (d.separated || d.generated) && !d.midiKey {
		return d.foreign()
	}
	switch says := d.says(); {
	case says == saysFailed || d.refused:
		return Failed, taskError(d.errors, d.reason, d.message)
	case says == saysPending:
		return Pending, nil
	case len(d.tracks) > 0 || d.midiURL != "":
		return Done, nil
	case says == saysException:
		return Failed, taskError(d.errors, d.reason, d.message)
	case says == saysStrange:
		return Pending, nil
	case says == saysDone || d.found || d.midiKey && !d.dataNull:
		return Empty, nil
	case d.dataNull && d.coded:
		return Unknown, nil
	case len(d.ids) > 0 && d.coded:
		return Pending, nil
	}
	return Failed, &Error{
		Kind: KindInvalid, Message: say.Of("There are no notes in this JSON document."),
		Hint: say.Of("Choose the answer of a MIDI task: it has a list named instruments."),
	}
}

// gone reports a way of not knowing a task that looks like a refusal.
func (d *decoder) gone() bool {
	return d.coded && unknownTask(int(d.code), d.message)
}

// foreign answers for results of the other steps.
func (d *decoder) foreign() (State, error) {
	what, hint := say.Of("This is the result of a stem separation, which has no notes."), say.Of("Start a transcription with its task id to get notes.")
	if !d.separated {
		what, hint = say.Of("This is the result of a generated song, which has no notes."), say.Of("Separate one of its tracks first, then transcribe it.")
	}
	switch says := d.says(); {
	case says == saysFailed:
		return Failed, taskError(d.errors, d.reason, d.message)
	case says == saysPending:
		return Pending, nil
	}
	return Failed, &Error{Kind: KindInvalid, Message: what, Hint: hint}
}

package kie

import "strings"

// CallbackKind says which kind of task a callback is about.
type CallbackKind int

// The kinds of callbacks.
const (
	CallbackOther CallbackKind = iota
	CallbackMIDI
	CallbackSeparation
	CallbackGeneration
)

// Callback is what the service posted. It is a hint: confirm by a poll.
type Callback struct {
	Kind    CallbackKind
	TaskIDs []string // every candidate found, without repeats; may be empty
	Final   bool     // no further callback is to be expected
	Failed  bool
	Code    int
	Message string // the service's words, clipped
	Stems   []Stem // of a separation; usually without ids
}

// Has reports whether the callback names the task. One that names none may
// still belong to it: the token in its URL decides.
func (c Callback) Has(taskID string) bool {
	for _, id := range c.TaskIDs {
		if id == taskID {
			return true
		}
	}
	return false
}

// ParseCallback reads a callback of any layout. Anything but a JSON object is
// an error; notes are read from the same body by Decode.
func ParseCallback(body []byte) (Callback, error) {
	d, err := read(body)
	if err != nil {
		return Callback{}, err
	}
	first := cursor{b: trimMark(body)}
	if first.peek() != '{' {
		return Callback{}, &Error{
			Kind: KindInvalid, Message: "This is not a callback of the service.",
			Hint: "Nothing needs to be done; the task is polled as well.",
		}
	}
	if d.rootID != "" && len(d.ids) == 0 {
		d.id(d.rootID)
	}
	says := d.says()
	cb := Callback{
		Kind: d.callbackKind(), TaskIDs: d.ids, Code: int(d.code), Message: clip(d.message),
		Failed: d.coded && d.code != 200 && d.code != 0 || says == saysFailed || d.refused,
	}
	if d.separated {
		cb.Stems = stemsIn(body)
	}
	exception := says == saysException && len(d.tracks) == 0 && len(cb.Stems) == 0
	cb.Failed = cb.Failed || exception
	cb.Final = cb.Failed || says != saysPending && says != saysStrange
	return cb, nil
}

func (d *decoder) callbackKind() CallbackKind {
	message := strings.ToLower(d.message)
	model := strings.ToLower(d.model)
	switch {
	case d.found || d.midiKey || strings.Contains(model, "midi"):
		return CallbackMIDI
	case d.separated || strings.Contains(model, "separat"):
		return CallbackSeparation
	case d.generated:
		return CallbackGeneration
	case strings.Contains(message, "midi"):
		return CallbackMIDI
	case strings.Contains(message, "separation"), strings.Contains(message, "vocal removal"):
		return CallbackSeparation
	case d.stage != "":
		return CallbackGeneration
	case d.stated && model == "":
		return CallbackMIDI
	}
	return CallbackOther
}

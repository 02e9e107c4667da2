package kie

import (
	"bytes"
	"encoding/json"
	"strings"
)

// facts is what stands around the notes, wherever a service puts it.
type facts struct {
	code      float64
	coded     bool // a code was present
	refused   bool // "success": false
	message   string
	reason    string   // errorCode, failCode
	ids       []string // candidates for the task's id, best first, no repeats
	rootID    string   // "id" of the outermost object
	audioID   string
	param     string // the market route's echo of the request
	words     []string
	dataNull  bool
	midiKey   bool // a place for notes was there, filled or not
	separated bool // fields of a stem separation were there
	generated bool // fields of a song generation were there
	midiURL   string
}

// mark notes what a key says by being there.
func (f *facts) mark(key string, null bool) {
	switch key {
	case "midiData", "midi_data", "instruments", "midi_url", "midiUrl":
		f.midiKey = true
	case "originData", "origin_data", "vocal_removal_info", "vocal_separation_info", "vocalUrl", "vocal_url":
		f.separated = true
	case "sunoData", "audio_url", "stream_audio_url", "source_audio_url":
		f.generated = true
	case "data":
		f.dataNull = f.dataNull || null
	}
}

// scalar takes a field of the envelope or of the data in it.
func (f *facts) scalar(key string, raw []byte, root bool) {
	switch key {
	case "code":
		if v, ok := flexibleRaw(raw); ok && root {
			f.code, f.coded = v, true
		}
	case "success":
		f.refused = f.refused || root && string(raw) == "false"
	case "msg", "message", "errorMessage", "error_message", "failMsg", "error":
		if s := words(raw); s != "" && (!root || f.message == "") {
			f.message = s
		}
	case "errorCode", "error_code", "failCode":
		if s := words(raw); s != "" && s != "null" {
			f.reason = s
		}
	case "taskId", "task_id":
		f.id(words(raw))
	case "id":
		if root {
			f.rootID = words(raw)
		}
	case "audioId", "audio_id":
		f.audioID = words(raw)
	case "param":
		f.param = words(raw)
	case "callbackType", "successFlag", "success_flag":
		f.words = append(f.words, words(raw))
	case "state", "status":
		if raw[0] == '"' {
			f.words = append(f.words, words(raw))
		}
	}
}

func (f *facts) id(s string) {
	if s == "" || len(s) > 256 {
		return
	}
	for _, have := range f.ids {
		if have == s {
			return
		}
	}
	f.ids = append(f.ids, s)
}

// echo reads the request that the market route repeats: the task there is the
// separation.
func (f *facts) echo() (separation, audio string) {
	var p struct {
		Input json.RawMessage `json:"input"`
	}
	if json.Unmarshal([]byte(f.param), &p) != nil {
		return "", ""
	}
	input := []byte(p.Input)
	if len(input) > 0 && input[0] == '"' {
		input = []byte(words(input))
	}
	var in struct {
		TaskID  string `json:"task_id"`
		AudioID string `json:"audio_id"`
	}
	if json.Unmarshal(input, &in) != nil {
		return "", ""
	}
	return in.TaskID, in.AudioID
}

// words turns a scalar into text; null is "".
func words(raw []byte) string {
	if len(raw) >= 2 && raw[0] == '"' {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
		return strings.TrimSpace(s)
	}
	if string(raw) == "null" {
		return ""
	}
	return string(raw)
}

func flexibleRaw(raw []byte) (float64, bool) {
	c := cursor{b: raw}
	v, ok, err := c.flexible()
	return v, ok && err == nil
}

// isMIDI reports whether a text is a URL of a .mid file.
func isMIDI(s string) bool {
	s = strings.ToLower(s)
	if !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") {
		return false
	}
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		s = s[:i]
	}
	return strings.HasSuffix(s, ".mid") || strings.HasSuffix(s, ".midi")
}

// progress is what a word of the service says about a task.
type progress int

const (
	saysNothing progress = iota
	saysStrange          // a word that is not known, of any language: neither done nor failed
	saysDone
	saysException // finished, but our callback could not be delivered
	saysPending
	saysFailed
)

var vocabulary = map[string]progress{
	"": saysNothing, "OK": saysNothing, // of the request, not of the task
	"0": saysPending, "PENDING": saysPending, "WAITING": saysPending, "QUEUING": saysPending,
	"QUEUED": saysPending, "QUEUEING": saysPending, "GENERATING": saysPending, "RUNNING": saysPending,
	"PROCESSING": saysPending, "IN_PROGRESS": saysPending, "SUBMITTED": saysPending,
	"TEXT": saysPending, "FIRST": saysPending, "TEXT_SUCCESS": saysPending, "FIRST_SUCCESS": saysPending,
	"1": saysDone, "SUCCESS": saysDone, "COMPLETE": saysDone, "COMPLETED": saysDone,
	"SUCCEEDED": saysDone, "DONE": saysDone, "FINISHED": saysDone, "TASK_COMPLETED": saysDone,
	"CALLBACK_EXCEPTION": saysException,
	"2":                  saysFailed, "3": saysFailed, "FAIL": saysFailed, "FAILED": saysFailed,
	"ERROR": saysFailed, "CANCELLED": saysFailed, "CANCELED": saysFailed,
	"CREATE_TASK_FAILED": saysFailed, "GENERATE_AUDIO_FAILED": saysFailed, "GENERATE_MIDI_FAILED": saysFailed,
	"SENSITIVE_WORD_ERROR": saysFailed,
}

// heard reads one word, whatever type the service gave it this time.
func heard(word string) progress {
	if p, ok := vocabulary[strings.ToUpper(strings.TrimSpace(word))]; ok {
		return p
	}
	return saysStrange
}

// says sums up all words: failure beats waiting beats done beats what is not
// known.
func (f *facts) says() progress {
	sum := saysNothing
	for _, w := range f.words {
		sum = max(sum, heard(w))
	}
	return sum
}

// trimMark removes the byte order mark that some editors leave in files.
func trimMark(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")) }

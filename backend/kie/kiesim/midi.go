package kiesim

import (
	"encoding/json"
	"slices"
	"time"
)

func (s *Sim) transcribe(c *call) (any, error) {
	o, err := c.object()
	if err != nil {
		return nil, err
	}
	callback, err := s.callback(o)
	if err != nil {
		return nil, err
	}
	if err := s.only(c, o, "taskId", "audioId", "callBackUrl"); err != nil {
		return nil, err
	}
	v, err := o.texts("taskId", "audioId")
	if err != nil {
		return nil, err
	}
	if v[0] == "" {
		return nil, refusal{422, "Please enter taskId"}
	}
	return s.startMIDI(c, s.find(v[0], kindSeparation, false), v[1], callback, "")
}

// startMIDI transcribes a separation: all of it, or one stem.
func (s *Sim) startMIDI(c *call, sep *task, audioID, callback, market string) (any, error) {
	switch {
	case sep == nil:
		return nil, forgotten
	case !sep.usable(s.now()):
		return nil, refusal{422, "taskId is not a completed vocal separation task"}
	}
	t := &task{kind: kindMIDI, market: market, callback: callback, song: sep.song, clip: audioID}
	if audioID == "" {
		for _, st := range sep.stems {
			t.tracks = append(t.tracks, st.tracks...)
		}
		slices.Sort(t.tracks)
		if n := s.script.MIDI.Partial; n > 0 && n < len(t.tracks) {
			t.tracks = t.tracks[:n]
		}
	} else {
		i := slices.IndexFunc(sep.stems, func(st stem) bool { return st.id == audioID })
		if i < 0 {
			return nil, refusal{422, "audioId does not belong to the task"}
		}
		t.tracks = sep.stems[i].tracks
	}
	empty := s.script.MIDI.Empty
	t.emptied = empty == "all" || empty == "whole" && audioID == ""
	return s.accept(c, t, s.script.Latency.MIDI, func() {})
}

type midiRecord struct {
	TaskID       string  `json:"taskId"`
	RecordTaskID int     `json:"recordTaskId"`
	AudioID      *string `json:"audioId"`
	CallbackURL  string  `json:"callbackUrl"`
	CompleteTime *int64  `json:"completeTime"`
	MIDIData     any     `json:"midiData"`
	SuccessFlag  int     `json:"successFlag"`
	CreateTime   int64   `json:"createTime"`
	ErrorCode    *string `json:"errorCode"`
	ErrorMessage *string `json:"errorMessage"`
}

func (s *Sim) midiRecord(c *call) (any, error) {
	return s.record(c, kindMIDI, func(t *task) any {
		now := s.now()
		r := midiRecord{
			TaskID: t.id, RecordTaskID: -1, CallbackURL: t.callback,
			CreateTime: t.created.UnixMilli(), CompleteTime: t.completed(now),
		}
		if t.clip != "" {
			r.AudioID = &t.clip
		}
		switch {
		case !t.done(now):
		case t.flag == flagCreate:
			r.SuccessFlag, r.ErrorCode, r.ErrorMessage = 2, new("500"), new("Failed to create task")
		case t.flag == flagAudio:
			r.SuccessFlag, r.ErrorCode, r.ErrorMessage = 3, new("GENERATE_MIDI_FAILED"), new(midiFailed)
		default:
			r.SuccessFlag, r.MIDIData = 1, s.midiData(t)
		}
		return r
	})
}

const midiFailed = "MIDI generation failed"

// running reports whether a finished MIDI task still pretends to be at it.
func (s *Sim) running(t *task) bool {
	return t.flag == flagSuccess && s.now().Before(t.ready.Add(time.Duration(s.script.MIDI.Running)))
}

// midiData is the result as record-info shows it.
func (s *Sim) midiData(t *task) any {
	var data any
	switch {
	case s.running(t):
		data = map[string]string{"state": "running"}
	case t.emptied && s.script.MIDI.EmptyAs == "null":
		return nil
	case t.emptied && s.script.MIDI.EmptyAs == "object":
		data = struct{}{}
	default:
		data = notation{State: "complete", Instruments: s.instruments(t, false)}
	}
	if s.script.MIDI.JSONText {
		return string(marshal(data))
	}
	return data
}

// notation is a transcription in the service's words.
type notation struct {
	State       string          `json:"state"`
	Instruments json.RawMessage `json:"instruments"`
}

// instruments writes the task's tracks. In callbacks the long numbers are
// text, in record-info they are numbers.
func (s *Sim) instruments(t *task, callback bool) json.RawMessage {
	style := numbers(plain)
	switch {
	case s.script.MIDI.StringNumbers:
		style = quoted
	case callback:
		style = quotedLong
	}
	if t.emptied {
		return json.RawMessage("[]")
	}
	return appendInstruments(nil, t.song.part(t.tracks), style)
}

package kiesim

import (
	"encoding/json"
	"time"
)

// Models of the jobs routes.
const (
	modelSeparate = "ai-music-api/separate-vocals"
	modelMIDI     = "ai-music-api/generate-midi-from-audio"
)

func (s *Sim) marketCreate(c *call) (any, error) {
	o, err := c.object()
	if err != nil {
		return nil, err
	}
	callback, err := s.callback(o)
	if err != nil {
		return nil, err
	}
	if err := s.only(c, o, "model", "callBackUrl", "input"); err != nil {
		return nil, err
	}
	model, err := o.text("model")
	if err != nil {
		return nil, err
	}
	var in object
	if json.Unmarshal(o["input"], &in) != nil || in == nil {
		return nil, refusal{422, "Please enter input"}
	}
	switch model {
	case modelSeparate:
		return s.marketSeparate(c, in, callback)
	case modelMIDI:
		return s.marketMIDI(c, in, callback)
	}
	if operation, ok := marketMakes[model]; ok {
		return s.marketMake(c, in, operation, callback, model)
	}
	return nil, refusal{422, "The model name you specified is not supported"}
}

func (s *Sim) marketSeparate(c *call, in object, callback string) (any, error) {
	names := []string{"task_id", "audio_id", "audio_url", "type", "stem_name"}
	if err := s.only(c, in, names...); err != nil {
		return nil, err
	}
	v, err := in.texts(names...)
	if err != nil {
		return nil, err
	}
	return s.startSeparation(c, separationRequest{v[0], v[1], v[2], v[3], v[4]}, callback, modelSeparate)
}

// marketMakes are the models that make songs, with what they do.
var marketMakes = map[string]string{
	"ai-music-api/generate": "generate", "ai-music-api/extend": "extend",
	"ai-music-api/upload-cover": "upload_cover", "ai-music-api/upload-extend": "upload_extend",
}

// marketMake takes whatever fields there are: their list is not published.
func (s *Sim) marketMake(c *call, in object, operation, callback, model string) (any, error) {
	v, err := in.texts("upload_url", "audio_id", "title", "prompt")
	if err != nil {
		return nil, err
	}
	return s.make(c, operation, wish{v[0], v[1], v[2] + " " + v[3]}, callback, model)
}

// marketMIDI needs a separation that was made on the jobs route too.
func (s *Sim) marketMIDI(c *call, in object, callback string) (any, error) {
	if err := s.only(c, in, "task_id", "audio_id"); err != nil {
		return nil, err
	}
	v, err := in.texts("task_id", "audio_id")
	if err != nil {
		return nil, err
	}
	return s.startMIDI(c, s.find(v[0], kindSeparation, true), v[1], callback, modelMIDI)
}

type marketRecord struct {
	TaskID       string   `json:"taskId"`
	Model        string   `json:"model"`
	State        string   `json:"state"`
	Param        string   `json:"param"`
	ResultJSON   string   `json:"resultJson"`
	FailCode     string   `json:"failCode"`
	FailMsg      string   `json:"failMsg"`
	CostTime     *int64   `json:"costTime"`
	CompleteTime *int64   `json:"completeTime"`
	CreateTime   int64    `json:"createTime"`
	UpdateTime   int64    `json:"updateTime"`
	Consumed     *float64 `json:"creditsConsumed,omitempty"`
	Response     any      `json:"response,omitempty"` // of songs: the result once more
}

func (s *Sim) marketRecord(c *call) (any, error) {
	id := c.URL.Query().Get("taskId")
	t := s.find(id, kindSeparation, true)
	if t == nil {
		t = s.find(id, kindMIDI, true)
	}
	if t == nil {
		t = s.find(id, kindGeneration, true)
	}
	if t == nil {
		if t = s.standing(id); t != nil {
			t.base, t.market = c.base, "ai-music-api/generate"
		}
	}
	switch {
	case t != nil:
		return s.marketShape(t), nil
	case s.script.Errors.Unknown == "404":
		return nil, refusal{404, "Task not found"}
	}
	return nil, refusal{422, "recordInfo is null"}
}

func (s *Sim) marketShape(t *task) marketRecord {
	now := s.now()
	r := marketRecord{
		TaskID: t.id, Model: t.market, Param: t.param, State: s.marketState(t),
		CreateTime: t.created.UnixMilli(), UpdateTime: min(now.UnixMilli(), t.ready.UnixMilli()),
		CompleteTime: t.completed(now),
	}
	switch r.State {
	case "success":
		r.CostTime = new(t.ready.Sub(t.created).Milliseconds())
		r.ResultJSON = s.resultJSON(t)
		r.Consumed = &t.cost
		if t.kind == kindGeneration {
			r.Response = t.songs()
		}
	case "fail":
		r.FailCode, r.FailMsg = "500", "Internal Error."
		if t.kind == kindMIDI {
			r.FailMsg = midiFailed
		}
		if s.script.Market.Refunded {
			r.FailCode, r.FailMsg, r.Consumed = "400", "The upstream failed, please try again later", new(0.0)
		}
	default:
		r.CompleteTime = nil
	}
	return r
}

// marketState waits, queues and generates in thirds of the time.
func (s *Sim) marketState(t *task) string {
	now := s.now()
	switch {
	case t.usable(now) && s.running(t):
		return "generating"
	case t.usable(now):
		return "success"
	case t.done(now):
		return "fail"
	}
	third := t.ready.Sub(t.created) / 3
	states := []string{"waiting", "queuing", "generating"}
	return states[min(int(now.Sub(t.created)/max(third, time.Nanosecond)), 2)]
}

// songs is the result of a task that made songs.
func (t *task) songs() any {
	return map[string]any{"data": t.sunoData(len(t.generation.AudioIDs))}
}

// resultJSON is the result as JSON text. The documentation does not say what
// it holds for MIDI, hence the switch.
func (s *Sim) resultJSON(t *task) string {
	var result any
	switch {
	case t.kind == kindGeneration:
		result = t.songs()
	case t.kind == kindSeparation:
		result = map[string]any{"resultObject": map[string]any{"vocal_removal_info": s.separationInfo(t, true)}}
	case s.script.Market.Result == "mid":
		result = map[string]any{"resultUrls": []string{t.base + midPath(t)}}
	case s.script.Market.Result == "unknown":
		result = map[string]any{"resultObject": map[string]any{"score": "not a form anybody knows"}}
	default:
		result = map[string]any{"resultObject": map[string]any{"midi_data": s.midiData(t)}}
	}
	return string(marshal(result))
}

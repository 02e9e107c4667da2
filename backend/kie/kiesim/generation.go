package kiesim

import (
	"slices"
	"strings"
	"time"
)

// models are the names of generation models the service takes.
var models = []string{"V4", "V4_5", "V4_5PLUS", "V4_5ALL", "V5", "V5_5", "V6", "V6_MINI", "V6_WILD"}

// making returns the handler of one way to make a song.
func (s *Sim) making(operation string) func(*call) (any, error) {
	return func(c *call) (any, error) {
		o, err := c.object()
		if err != nil {
			return nil, err
		}
		callback, err := s.callback(o)
		if err != nil {
			return nil, err
		}
		if err := s.checkMaking(c, o, operation); err != nil {
			return nil, err
		}
		v, err := o.texts("uploadUrl", "audioId", "title", "prompt")
		if err != nil {
			return nil, err
		}
		return s.make(c, operation, wish{v[0], v[1], v[2] + " " + v[3]}, callback, "")
	}
}

// wish is what a song is to be made of.
type wish struct{ upload, clip, words string }

// make accepts a song. Whether there is anything to make it of is only found
// out later: the charge comes before the check.
func (s *Sim) make(c *call, operation string, w wish, callback, market string) (any, error) {
	var song *heard
	var err error
	switch operation {
	case "generate":
		song = s.byName(w.words)
	case "extend":
		song = s.clip(w.clip)
	default:
		song, err = s.fetch(w.upload)
	}
	t := &task{kind: kindGeneration, market: market, callback: callback, song: song, cost: coverPrice, product: product{operation: operation}}
	lost := err != nil || song == nil
	if lost {
		t.song = s.byName("")
	}
	return s.accept(c, t, s.script.Latency.Generation, func() {
		if lost {
			t.flag = flagCreate
		}
		t.generation = Generation{Song: t.song.Name, TaskID: t.id, AudioIDs: []string{s.store.uuid(), s.store.uuid()}}
	})
}

// clip returns the song that a track of an earlier task is, nil for none.
func (s *Sim) clip(id string) *heard {
	for _, h := range s.songs {
		if slices.Contains(h.generation().AudioIDs, id) {
			return h
		}
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	for _, t := range s.store.tasks {
		if slices.Contains(t.generation.AudioIDs, id) {
			return t.song
		}
	}
	return nil
}

// makingTexts are the text fields of songs to be made.
var makingTexts = []string{
	"uploadUrl", "prompt", "model", "style", "title", "vocalGender", "negativeTags", "personaId", "personaModel", "audioId",
}

// makingWeights are their numbers from 0 to 1.
var makingWeights = []string{"styleWeight", "weirdnessConstraint", "audioWeight"}

func (s *Sim) checkMaking(c *call, o object, operation string) error {
	names := slices.Concat(makingTexts, makingWeights, []string{"callBackUrl", "instrumental"})
	extends := strings.HasSuffix(operation, "extend")
	custom := "customMode"
	if extends {
		custom = "defaultParamFlag"
		names = append(names, "continueAt")
	}
	if operation != "extend" && operation[0] != 'u' {
		names = slices.DeleteFunc(names, func(n string) bool { return n == "uploadUrl" })
	}
	if operation != "extend" {
		names = slices.DeleteFunc(names, func(n string) bool { return n == "audioId" })
	}
	if err := s.only(c, o, append(names, custom)...); err != nil {
		return err
	}
	own, err := o.flag(custom)
	if err != nil {
		return err
	}
	instrumental := false
	if operation != "extend" {
		if instrumental, err = o.flag("instrumental"); err != nil {
			return err
		}
	}
	for _, name := range makingWeights {
		if err := o.weight(name); err != nil {
			return err
		}
	}
	v, err := o.texts(makingTexts...)
	if err != nil {
		return err
	}
	return checkTexts(v, operation, own, instrumental)
}

// checkTexts checks the values of makingTexts.
func checkTexts(v []string, operation string, custom, instrumental bool) error {
	limit := 500
	if custom {
		limit = 5000
	}
	upload, extends := operation[0] == 'u', strings.HasSuffix(operation, "extend")
	switch {
	case upload && v[0] == "":
		return refusal{422, "Please enter uploadUrl"}
	case operation == "extend" && v[9] == "":
		return refusal{422, "Please enter audioId"}
	case v[1] == "" && (!custom || !instrumental) && (!extends || custom):
		return refusal{422, "Please enter prompt"}
	case len([]rune(v[1])) > limit:
		return refusal{422, "prompt is too long"}
	case !slices.Contains(models, v[2]):
		return refusal{422, "model is not supported"}
	case custom && (v[3] == "" || v[4] == ""):
		return refusal{422, "Please enter style and title"}
	case !slices.Contains([]string{"", "m", "f"}, v[5]):
		return refusal{422, "vocalGender must be m or f"}
	}
	return nil
}

// generated returns the song and the audio ids of a finished generation task,
// one of those that exist from the start or one made since.
func (s *Sim) generated(id string) (*heard, []string, error) {
	if t := s.standing(id); t != nil {
		return t.song, t.generation.AudioIDs, nil
	}
	t := s.find(id, kindGeneration, false)
	if t == nil {
		t = s.find(id, kindGeneration, true)
	}
	switch {
	case t == nil:
		return nil, nil, forgotten
	case !t.usable(s.now()):
		return nil, nil, refusal{422, "taskId is not a completed generation task"}
	}
	return t.song, t.generation.AudioIDs, nil
}

// standing returns the generation task that exists from the start as a task.
func (s *Sim) standing(id string) *task {
	for _, h := range s.songs {
		if g := h.generation(); g.TaskID == id {
			made := s.now().Add(-time.Hour)
			return &task{
				id: id, kind: kindGeneration, created: made, ready: made, song: h,
				flag: flagSuccess, param: "{}", product: product{generation: g, operation: "upload_cover"},
			}
		}
	}
	return nil
}

type sunoTrack struct {
	ID             string   `json:"id"`
	AudioURL       string   `json:"audioUrl"`
	StreamAudioURL string   `json:"streamAudioUrl"`
	ImageURL       string   `json:"imageUrl"`
	Prompt         string   `json:"prompt"`
	ModelName      string   `json:"modelName"`
	Title          string   `json:"title"`
	Tags           string   `json:"tags"`
	CreateTime     string   `json:"createTime"`
	Duration       *float64 `json:"duration"`
}

// sunoData lists the first n takes as finished, the rest as on their way.
func (t *task) sunoData(n int) []sunoTrack {
	out := make([]sunoTrack, 0, len(t.generation.AudioIDs))
	for i, id := range t.generation.AudioIDs {
		track := sunoTrack{
			ID: id, StreamAudioURL: t.base + "/s/" + id, ImageURL: t.base + "/s/" + id + ".jpeg",
			Prompt: "[Instrumental]", ModelName: "chirp-v5", Title: t.song.Name, Tags: "demo",
			CreateTime: t.created.UTC().Format(time.DateTime),
		}
		if i < n {
			track.AudioURL = t.base + takePath(id)
			track.Duration = new(t.song.seconds())
		}
		out = append(out, track)
	}
	return out
}

type generationResponse struct {
	TaskID   string      `json:"taskId"`
	SunoData []sunoTrack `json:"sunoData"`
}

type generationRecord struct {
	TaskID        string              `json:"taskId"`
	ParentMusicID string              `json:"parentMusicId"`
	Param         string              `json:"param"`
	Response      *generationResponse `json:"response"`
	Status        string              `json:"status"`
	Type          string              `json:"type"`
	OperationType string              `json:"operationType"`
	ErrorCode     *int                `json:"errorCode"`
	ErrorMessage  *string             `json:"errorMessage"`
}

func (s *Sim) generationRecord(c *call) (any, error) {
	if t := s.standing(c.URL.Query().Get("taskId")); t != nil {
		t.base = c.base
		return s.generationShape(t), nil
	}
	return s.record(c, kindGeneration, func(t *task) any { return s.generationShape(t) })
}

func (s *Sim) generationShape(t *task) generationRecord {
	r := generationRecord{
		TaskID: t.id, Param: t.param, Status: s.generationStatus(t), Type: "GENERATE", OperationType: t.operation,
	}
	takes := 0
	switch r.Status {
	case flagSuccess, flagCallback:
		takes = len(t.generation.AudioIDs)
	case flagFirst:
		takes = 1
	case flagPending, flagText:
		return r
	default:
		code := s.script.Generation.Code
		if code == 0 {
			code = 500
		}
		r.ErrorCode, r.ErrorMessage = new(code), new(strings.TrimSpace(messages[code]))
		return r
	}
	r.Response = &generationResponse{TaskID: t.id, SunoData: t.sunoData(takes)}
	return r
}

// generationStatus goes through the stages: the words after a quarter of the
// time, the first take after three quarters.
func (s *Sim) generationStatus(t *task) string {
	now := s.now()
	if t.done(now) {
		return t.flag
	}
	switch share := float64(now.Sub(t.created)) / float64(t.ready.Sub(t.created)); {
	case share < 0.25:
		return flagPending
	case share < 0.75 || t.flag != flagSuccess:
		return flagText
	default:
		return flagFirst
	}
}

package kiesim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// prices in credits.
var prices = map[string]float64{typeVocal: 10, typeSplit: 50, typeAdvanced: 20}

const coverPrice = 12

// maxSource is the largest file that an audioUrl may lead to.
const maxSource = 20 << 20

// separationRequest is what both the legacy and the Market route ask for.
type separationRequest struct {
	taskID, audioID, audioURL, kind, stemName string
}

func (s *Sim) separate(c *call) (any, error) {
	o, err := c.object()
	if err != nil {
		return nil, err
	}
	callback, err := s.callback(o)
	if err != nil {
		return nil, err
	}
	if err := s.only(c, o, "taskId", "audioId", "audioUrl", "type", "stemName", "callBackUrl"); err != nil {
		return nil, err
	}
	v, err := o.texts("taskId", "audioId", "audioUrl", "type", "stemName")
	if err != nil {
		return nil, err
	}
	return s.startSeparation(c, separationRequest{v[0], v[1], v[2], v[3], v[4]}, callback, "")
}

// startSeparation checks a separation and accepts it.
func (s *Sim) startSeparation(c *call, r separationRequest, callback, market string) (any, error) {
	if r.kind == "" {
		r.kind = typeVocal
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	song, index, err := s.source(r)
	if err != nil {
		return nil, err
	}
	t := &task{
		kind: kindSeparation, market: market, callback: callback, song: song, clip: r.audioID, cost: prices[r.kind],
		product: product{splitting: r.kind, stemName: r.stemName, index: index, host: s.script.Separation.Host},
	}
	return s.accept(c, t, s.script.Latency.Separation, func() {
		if t.clip == "" {
			t.clip = s.store.uuid()
		}
		t.stems = s.stems(song, r.kind, r.stemName)
	})
}

func (r separationRequest) check() error {
	_, priced := prices[r.kind]
	_, named := advancedStem(r.stemName)
	switch {
	case !priced:
		return refusal{422, "type must be separate_vocal, split_stem or split_stem_advanced"}
	case r.audioURL != "" && (r.taskID != "" || r.audioID != ""):
		return refusal{422, "audioUrl cannot be combined with taskId or audioId"}
	case r.audioURL == "" && r.taskID == "":
		return refusal{422, "Please enter taskId or audioUrl"}
	case r.audioURL == "" && r.audioID == "":
		return refusal{422, "Please enter audioId"}
	case r.kind == typeAdvanced && !named:
		return refusal{422, "stemName is not supported"}
	case r.kind == typeVocal && r.stemName != "":
		return refusal{422, "stemName needs type split_stem_advanced"}
	}
	return nil
}

// source returns the song to separate and which take of its generation it is.
func (s *Sim) source(r separationRequest) (song *heard, index int, err error) {
	if r.audioURL != "" {
		song, err = s.fetch(r.audioURL)
		return song, 0, err
	}
	song, ids, err := s.generated(r.taskID)
	if err != nil {
		return nil, 0, err
	}
	if index = slices.Index(ids, r.audioID); index < 0 {
		return nil, 0, refusal{422, "audioId does not belong to the task"}
	}
	return song, index, nil
}

// fetch returns the song behind an audio URL. Only what this Sim hands out can
// be fetched: uploads and finished audio.
func (s *Sim) fetch(raw string) (*heard, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, refusal{422, "audioUrl is not a valid URL"}
	}
	if up := s.upload(u.Path); up != nil {
		if len(up.data) > maxSource {
			return nil, refusal{422, "The audio file is too large, at most 20 MB are allowed"}
		}
		return up.song, nil
	}
	if f, ok := s.file(u.Path); ok && f.song != nil {
		return f.song, nil
	}
	if !s.script.strict() {
		return s.byName(u.Path), nil
	}
	return nil, refusal{451, messages[451]}
}

// originData is one stem in an answer.
type originData struct {
	Duration float64 `json:"duration"`
	AudioURL string  `json:"audio_url"`
	Group    string  `json:"stem_type_group_name"`
	ID       string  `json:"id"`
}

// pair is the answer of split_stem_advanced.
type pair struct {
	Extract originData `json:"extract"`
	Remove  originData `json:"remove"`
}

func (t *task) origin(st stem) originData {
	return originData{t.song.seconds(), t.at(st), st.name, st.id}
}

// at is the address of a stem, or one that leads nowhere if the script says so.
func (t *task) at(st stem) string {
	base := t.base
	switch t.host {
	case HostRefused:
		base = "http://127.0.0.1:1" // nothing listens at port 1
	case HostUnknown:
		base = "http://stems.invalid"
	case HostTLS:
		base = strings.Replace(base, "http://", "https://", 1)
	}
	return base + stemPath(st)
}

// spoilt answers for a stem as a bad host would; ok is false for a good one.
func (s *Sim) spoilt(w http.ResponseWriter, r *http.Request) (ok bool) {
	if !strings.Contains(r.URL.Path, "_") || !strings.HasPrefix(r.URL.Path, resultRoot) {
		return false // no stem
	}
	switch s.script.Separation.Host {
	case HostShort:
		w.Header().Set("Content-Length", "1000000")
		_, _ = w.Write([]byte("RIFF")) // the rest never comes
	case HostHuge:
		w.Header().Set("Content-Length", "1099511627776")
		_, _ = w.Write([]byte("RIFF"))
	case HostFile:
		w.Header().Set("Location", "file:///etc/hostname")
		w.WriteHeader(http.StatusFound)
	case HostPrivate:
		http.Redirect(w, r, "http://10.255.255.1/stem.wav", http.StatusFound)
	case HostLoop:
		http.Redirect(w, r, r.URL.String(), http.StatusFound) // #nosec G710 -- the simulator plays a host that leads in a circle
	case HostEndless:
		pour(w, 1<<40)
	default:
		return false
	}
	return true
}

// origins lists the stems: one by one, or as the pair of an advanced task.
func (t *task) origins() any {
	if t.splitting == typeAdvanced {
		return []pair{{t.origin(t.stems[0]), t.origin(t.stems[1])}}
	}
	out := make([]originData, 0, len(t.stems))
	for _, st := range t.stems {
		out = append(out, t.origin(st))
	}
	return out
}

// url returns the address of a stem, nil when the task has none of that name.
func (t *task) url(name string) *string {
	for _, st := range t.stems {
		if st.name == name && t.splitting != typeAdvanced {
			return new(t.at(st))
		}
	}
	return nil
}

type separationResponse struct {
	ID            *string `json:"id"`
	OriginURL     *string `json:"originUrl"`
	OriginData    any     `json:"originData,omitempty"`
	Instrumental  *string `json:"instrumentalUrl"`
	Vocal         *string `json:"vocalUrl"`
	BackingVocals *string `json:"backingVocalsUrl"`
	Drums         *string `json:"drumsUrl"`
	Bass          *string `json:"bassUrl"`
	Guitar        *string `json:"guitarUrl"`
	Piano         *string `json:"pianoUrl"`
	Keyboard      *string `json:"keyboardUrl"`
	Percussion    *string `json:"percussionUrl"`
	Strings       *string `json:"stringsUrl"`
	Synth         *string `json:"synthUrl"`
	FX            *string `json:"fxUrl"`
	Brass         *string `json:"brassUrl"`
	Woodwinds     *string `json:"woodwindsUrl"`
}

func (s *Sim) separationResponse(t *task) *separationResponse {
	r := &separationResponse{
		Instrumental: t.url("Instrumental"), Vocal: t.url("Vocals"), BackingVocals: t.url("Backing_Vocals"),
		Drums: t.url("Drums"), Bass: t.url("Bass"), Guitar: t.url("Guitar"), Keyboard: t.url("Keyboard"),
		Percussion: t.url("Percussion"), Strings: t.url("Strings"), Synth: t.url("Synth"), FX: t.url("FX"),
		Brass: t.url("Brass"), Woodwinds: t.url("Woodwinds"),
	}
	if !s.script.Separation.NoOriginData {
		r.OriginData = t.origins()
	}
	return r
}

type separationRecord struct {
	TaskID       string              `json:"taskId"`
	MusicID      string              `json:"musicId"`
	CallbackURL  string              `json:"callbackUrl"`
	MusicIndex   *int                `json:"musicIndex,omitempty"` // kie
	AudioID      string              `json:"audioId,omitempty"`    // sunoapi
	CompleteTime *int64              `json:"completeTime"`
	Response     *separationResponse `json:"response"`
	SuccessFlag  string              `json:"successFlag"`
	CreateTime   int64               `json:"createTime"`
	ErrorCode    *int                `json:"errorCode"`
	ErrorMessage *string             `json:"errorMessage"`
}

func (s *Sim) separationRecord(c *call) (any, error) {
	return s.record(c, kindSeparation, func(t *task) any {
		now := s.now()
		r := separationRecord{
			TaskID: t.id, MusicID: t.clip, CallbackURL: t.callback, SuccessFlag: t.state(now),
			CreateTime: t.created.UnixMilli(), CompleteTime: t.completed(now),
		}
		if s.profile == ProfileSunoAPI {
			r.AudioID = t.clip
		} else {
			r.MusicIndex = &t.index
		}
		switch {
		case t.usable(now):
			r.Response = s.separationResponse(t)
		case t.done(now):
			r.ErrorCode = new(500)
			r.ErrorMessage = new("Internal Error - Please try again later.")
		}
		return r
	})
}

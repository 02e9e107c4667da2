package kiesim

import "strings"

// infoKeys are the names of stems in separation callbacks.
var infoKeys = map[string]string{
	"Vocals": "vocal_url", "Instrumental": "instrumental_url", "Backing_Vocals": "backing_vocals_url",
}

// separationInfo is the snake_case account of a separation. Callbacks have no
// stem ids except in advanced tasks; the Market result has them.
func (s *Sim) separationInfo(t *task, withIDs bool) map[string]any {
	info := map[string]any{"origin_url": ""}
	if t.splitting == typeAdvanced || withIDs {
		info["origin_data"] = t.origins()
	}
	if t.splitting == typeAdvanced {
		return info
	}
	for _, st := range t.stems {
		key := infoKeys[st.name]
		if key == "" {
			key = strings.ToLower(st.name) + "_url"
		}
		info[key] = t.at(st)
	}
	return info
}

func (s *Sim) separationMessage(t *task) message {
	key, msg := "vocal_separation_info", "vocal separation generated successfully."
	if s.script.Callback.RemovalInfo || s.profile == ProfileSunoAPI {
		key, msg = "vocal_removal_info", "vocal Removal generated successfully."
	}
	if t.flag != flagSuccess {
		msg = "Instrument separation failed"
		if t.splitting == typeVocal {
			msg = "Vocal separation failed"
		}
		return message{Code: 500, Msg: msg, Data: map[string]any{"task_id": t.id, key: nil}}
	}
	return message{Code: 200, Msg: msg, Data: map[string]any{"task_id": t.id, key: s.separationInfo(t, false)}}
}

type callbackTake struct {
	ID                   string   `json:"id"`
	AudioURL             string   `json:"audio_url"`
	SourceAudioURL       string   `json:"source_audio_url"`
	StreamAudioURL       string   `json:"stream_audio_url"`
	SourceStreamAudioURL string   `json:"source_stream_audio_url"`
	ImageURL             string   `json:"image_url"`
	SourceImageURL       string   `json:"source_image_url"`
	Prompt               string   `json:"prompt"`
	ModelName            string   `json:"model_name"`
	Title                string   `json:"title"`
	Tags                 string   `json:"tags"`
	CreateTime           int64    `json:"createTime"`
	Duration             *float64 `json:"duration"`
}

type callbackTakes struct {
	CallbackType string         `json:"callbackType"`
	TaskID       string         `json:"task_id"`
	Data         []callbackTake `json:"data"`
}

// generationMessage is the last callback of a generation; the early stages
// are skipped, as they may be.
func (s *Sim) generationMessage(t *task) message {
	if t.flag != flagSuccess {
		code := s.script.Generation.Code
		if code == 0 {
			code = 501
		}
		return message{Code: code, Msg: "Audio generation failed", Data: callbackTakes{"error", t.id, nil}}
	}
	var takes []callbackTake
	for _, d := range t.sunoData(len(t.generation.AudioIDs)) {
		takes = append(takes, callbackTake{
			d.ID, d.AudioURL, d.AudioURL, d.StreamAudioURL, d.StreamAudioURL, d.ImageURL, d.ImageURL,
			d.Prompt, d.ModelName, d.Title, d.Tags, t.created.UnixMilli(), d.Duration,
		})
	}
	return message{Code: 200, Msg: "All generated successfully.", Data: callbackTakes{"complete", t.id, takes}}
}

package kie

import "strings"

// Route selects the generation of the API that tasks are made with.
type Route int

// The routes.
const (
	RouteLegacy Route = iota // /api/v1/vocal-removal and /api/v1/midi
	RouteMarket              // /api/v1/jobs/createTask and recordInfo
)

// ErrorProfile selects what a service means by its codes.
type ErrorProfile int

// The error profiles.
const (
	ErrorsKie  ErrorProfile = iota
	ErrorsSuno              // 429 is credits, 405 is rate, 413 is a long prompt
)

// Profile describes one service.
type Profile struct {
	Name       string
	Site       string // where people make accounts and keys: "kie.ai"
	APIBase    string // scheme and host, no trailing slash needed
	UploadBase string // "" when the service has no known upload host
	CreditPath string // "" when the balance can not be asked for
	Errors     ErrorProfile
	Route      Route
	// AudioURL: separation takes the URL of any audio, not only Suno clips.
	AudioURL bool
	// MidiAudioID: transcription can be asked for one stem.
	MidiAudioID bool
}

// Profiles returns the services known by name; the first is the default.
func Profiles() []Profile {
	return []Profile{
		{
			Name: "kie", Site: "kie.ai", APIBase: "https://api.kie.ai", UploadBase: "https://kieai.redpandaai.co",
			CreditPath: "/api/v1/chat/credit", AudioURL: true, MidiAudioID: true,
		},
		{
			Name: "sunoapi", Site: "sunoapi.org", APIBase: "https://api.sunoapi.org", UploadBase: "https://sunoapiorg.redpandaai.co",
			CreditPath: "/api/v1/generate/credit", Errors: ErrorsSuno, AudioURL: true,
		},
		{Name: "apikley", Site: "apikley.ru", APIBase: "https://api.apikley.ru"},
	}
}

// ProfileNamed returns the profile of that name; upper and lower case are the
// same.
func ProfileNamed(name string) (Profile, bool) {
	for _, p := range Profiles() {
		if strings.EqualFold(p.Name, strings.TrimSpace(name)) {
			return p, true
		}
	}
	return Profile{}, false
}

// WithBases returns the profile with other addresses; an empty one is kept.
func (p Profile) WithBases(api, upload string) Profile {
	if api != "" {
		p.APIBase = api
	}
	if upload != "" {
		p.UploadBase = upload
	}
	return p
}

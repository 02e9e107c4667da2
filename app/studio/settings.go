package studio

import (
	"partlift/backend/kie"
)

// Settings are what the user can choose, kept in the library.
type Settings struct {
	Provider   string `json:"provider"`    // ID of one of Providers
	APIBase    string `json:"api_base"`    // "" = the profile's
	UploadBase string `json:"upload_base"` // "" = the profile's
	Market     bool   `json:"market"`      // use the service's newer jobs API
	Separation string `json:"separation"`  // split_stem or separate_vocal
	PerStem    bool   `json:"per_stem"`    // ask for MIDI of each stem by itself from the start
	Drums      string `json:"drums"`       // gm, asis or DrumsMapped
	Media      string `json:"media"`       // what the sound of sessions is written as: MediaWAV or MediaFLAC; "" = MediaWAV
	Unmuted    bool   `json:"unmuted"`     // in sessions parts sound though their stem does
	DAW        string `json:"daw"`         // ID of smf.DAWs that parts are dragged to; "" = any
	SoundFont  string `json:"sound_font"`  // .sf2 file to play by, "" = the own synthesizer
	OpenDir    string `json:"open_dir"`    // where the last song was added from, "" = home
	ExportDir  string `json:"export_dir"`  // where the last export went, "" = ask

	Recent []string `json:"recent"` // folders that exports went to, newest first

	Looks
}

// Looks are the settings of the window.
type Looks struct {
	Theme   string `json:"theme"`   // system, light or dark
	Window  Size   `json:"window"`  // of it when it was closed last; zero = as the program likes
	Sort    Sort   `json:"sort"`    // order of the history
	Sidebar string `json:"sidebar"` // beside a song: shown or hidden; "" = as the window has room
}

// Size is a width and a height in the toolkit's points.
type Size struct{ Width, Height float32 }

// recentFolders is how many folders are remembered.
const recentFolders = 6

// ExportTo returns the settings with exports going to a folder, which is then
// the newest of the recent ones.
func (s Settings) ExportTo(dir string) Settings {
	recent := []string{dir}
	for _, d := range s.Recent {
		if d != dir && len(recent) < recentFolders {
			recent = append(recent, d)
		}
	}
	s.ExportDir, s.Recent = dir, recent
	return s
}

// Session returns what the settings say of a session of a kind.
func (s Settings) Session(kind string) SessionOptions {
	return SessionOptions{Kind: kind, Media: s.Media, Unmuted: s.Unmuted}
}

// DefaultSettings are the settings of a new library.
func DefaultSettings() Settings {
	return Settings{Provider: Providers()[0].ID, Separation: "split_stem", Drums: "gm", Looks: Looks{Theme: "system"}}
}

// Provider is a service that brings the parts of songs.
type Provider struct {
	ID   string // as Settings keep it
	Site string // where people make accounts and keys: "kie.ai"
}

// Providers lists the services that can be chosen, the usual one first.
func Providers() []Provider {
	var out []Provider
	for _, p := range kie.Profiles() {
		out = append(out, Provider{ID: p.Name, Site: p.Site})
	}
	return out
}

// SeparationPrice returns about how many credits a kind of separation costs.
func SeparationPrice(kind string) float64 {
	return kie.Price(kind)
}

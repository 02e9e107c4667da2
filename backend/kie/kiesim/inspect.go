package kiesim

import (
	"net/http"
	"strings"
)

// songEntry is a song in the listing.
type songEntry struct {
	Name       string     `json:"name"`
	Slug       string     `json:"slug"`
	Audio      string     `json:"audio"`
	Parts      string     `json:"parts"` // an archive of stems and MIDI files
	Seconds    float64    `json:"seconds"`
	Generation Generation `json:"generation"`
}

// taskEntry is a task in /sim/state.
type taskEntry struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	State    string `json:"state"`
	Model    string `json:"model,omitempty"`    // on the jobs routes
	Type     string `json:"type,omitempty"`     // of a separation
	Callback string `json:"callback,omitempty"` // dropped, delivered or failed; absent: still to come
}

type stateReport struct {
	Charges  []Charge    `json:"charges"`
	Balance  float64     `json:"balance"`
	Tasks    []taskEntry `json:"tasks"`
	Requests int         `json:"requests"`
}

// inspect serves the routes that are ours.
func (s *Sim) inspect(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, "/sim/songs/")
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "405 Method Not Allowed", http.StatusMethodNotAllowed)
	case r.URL.Path == "/sim" || r.URL.Path == "/sim/":
		s.reply(w, r, jsonAnswer(http.StatusOK, 200, map[string]any{"songs": s.listing(baseOf(r))}))
	case r.URL.Path == "/sim/state":
		s.reply(w, r, jsonAnswer(http.StatusOK, 200, s.report()))
	case ok:
		s.serveSong(w, r, name)
	default:
		http.NotFound(w, r)
	}
}

func (s *Sim) reply(w http.ResponseWriter, r *http.Request, a answer) {
	s.write(w, &call{Request: r}, a, Fault{})
}

func (s *Sim) serveSong(w http.ResponseWriter, r *http.Request, name string) {
	for _, h := range s.songs {
		if name == h.slug+".wav" || name == h.Name+".wav" {
			s.reply(w, r, answer{mime: "audio/wav", body: h.mixes[formats[0]](), file: true})
			return
		}
		if name == h.slug+".zip" || name == h.Name+".zip" {
			s.reply(w, r, answer{mime: "application/zip", body: packed(h.Song), file: true})
			return
		}
	}
	http.NotFound(w, r)
}

func (s *Sim) listing(base string) []songEntry {
	out := []songEntry{}
	for _, h := range s.songs {
		out = append(out, songEntry{h.Name, h.slug, base + "/sim/songs/" + h.slug + ".wav", base + "/sim/songs/" + h.slug + ".zip", h.seconds(), h.generation()})
	}
	return out
}

func (s *Sim) report() stateReport {
	now := s.now()
	st := &s.store
	st.mu.Lock()
	defer st.mu.Unlock()
	out := stateReport{
		Charges: append([]Charge{}, st.charges...), Balance: st.balance,
		Tasks: []taskEntry{}, Requests: len(st.requests),
	}
	for _, id := range st.order {
		t := st.tasks[id]
		out.Tasks = append(out.Tasks, taskEntry{t.id, t.kind, t.state(now), t.market, t.splitting, t.delivery})
	}
	return out
}

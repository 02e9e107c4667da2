package app

import (
	"context"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
)

// sketch begins to transcribe drafts on this computer; the first that is there
// opens.
func (m *Orders) sketch(drafts []studio.Draft) {
	m.model.awaited = map[string]bool{}
	for _, d := range drafts {
		m.model.awaited[d.Request.Audio] = true
	}
	m.inOrder("sketch", func(ctx context.Context) func() {
		there, errs := "", make([]error, len(drafts))
		for i, d := range drafts {
			id, begun, err := m.studio.Sketch(ctx, d)
			if errs[i] = err; err == nil && !begun && there == "" {
				there = id
			}
		}
		return func() {
			for i, err := range errs {
				m.failOf(kindSketch, drafts[i].Title, "sketch “{{.Title}}”", err)
			}
			if m.model.reload(); there != "" {
				m.model.awaited = nil
				m.model.OpenSong(there)
			}
		}
	})
}

// sketched tells of a finished sketch, and opens the first that is awaited.
func (m *Orders) sketched(t studio.Task) {
	var remarks []string
	for _, x := range t.Results() {
		for _, r := range x.Remarks {
			remarks = append(remarks, r.In(m.words))
		}
	}
	if len(remarks) > 0 { // they are on the song's page too
		m.Notify(say.Notice{Name: "remarks " + t.SongID, Level: say.Warning, Text: strings.Join(remarks, " ")})
	}
	if m.model.awaited[t.Request.Audio] {
		m.model.awaited = nil
		m.model.OpenSong(t.SongID)
		return
	}
	m.model.tellReady(t)
}

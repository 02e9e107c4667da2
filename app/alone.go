package app

import "partlift/app/edit"

// HearAlone plays a sound of the open song by itself, or the notes again where it
// is heard so already.
func (m *Transport) HearAlone(s edit.Stem) {
	if m.HeardAlone(s) {
		m.SetBlend(1)
		return
	}
	for i, r := range m.Playback.Now().Sources {
		if r.isOnly(s) {
			m.SetSplit(false)
			m.SetRecording(i)
			m.SetBlend(0)
			return
		}
	}
}

// HeardAlone reports whether a sound of the open song is heard by itself.
func (m *Transport) HeardAlone(s edit.Stem) bool {
	p := m.Playback.Now()
	return p.Blend == 0 && !p.Split && p.Recording >= 0 && p.Recording < len(p.Sources) && p.Sources[p.Recording].isOnly(s)
}

// isOnly reports whether a recording is one sound alone.
func (r Recording) isOnly(s edit.Stem) bool { return len(r.sounds) == 1 && r.sounds[0].Path == s.Path }

package app

import (
	"context"
	"path/filepath"

	"partlift/app/studio"
	"partlift/backend/player"
	"partlift/backend/say"
)

// loadFont reads the SoundFont of the settings and plays by it. Until it is
// there, and where it cannot be read, the own synthesizer plays.
func (m *Transport) loadFont() {
	if m.deck == nil {
		return
	}
	path := m.model.Settings.Now().SoundFont
	if path == m.deck.loaded {
		return
	}
	if path == "" {
		m.setFont("", nil)
		return
	}
	m.inOrder("font", func(context.Context) func() {
		font, err := readFont(path)
		return func() {
			if path != m.model.Settings.Now().SoundFont {
				return
			}
			m.setFont(path, font)
			m.fail("font", "play by the SoundFont", err)
		}
	})
}

// setFont plays by a font from now on.
func (m *Transport) setFont(path string, font *player.Font) {
	m.deck.font, m.deck.loaded = font, path
	m.loadScore()
}

func readFont(path string) (*player.Font, error) {
	f, err := studio.OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	font, err := player.ReadFont(f)
	if err != nil {
		return nil, say.Refuse("Until then songs play with Partlift's own sounds.", "“{{.Name}}”: {{.What}}", say.With{"Name": filepath.Base(path), "What": player.FontSentence(err)})
	}
	return font, nil
}

// UseFont plays songs by a SoundFont from now on; "" is Partlift's own sound.
// A file that cannot be used is not taken.
func (m *Transport) UseFont(path string) {
	m.busy(m.say("Reading the SoundFont…"), func(context.Context) func() {
		var font *player.Font
		var err error
		if path != "" {
			font, err = readFont(path)
		}
		return func() {
			if m.fail("font", "use the SoundFont", err) {
				return
			}
			if m.deck != nil {
				m.setFont(path, font)
			}
			s := m.model.Settings.Now()
			s.SoundFont = path
			m.model.SaveSettings(s)
		}
	})
}

package app

import (
	"context"
	"path/filepath"

	"partlift/backend/player"
)

// loadFont reads the SoundFont of the settings and plays by it. Until it is
// there, and where it cannot be read, the own synthesizer plays.
func (m *Model) loadFont() {
	if m.deck == nil {
		return
	}
	path := m.Settings.Now().SoundFont
	if path == "" {
		m.deck.font = nil
		m.loadScore()
		return
	}
	m.inOrder("font", func(context.Context) func() {
		font, err := readFont(path)
		return func() {
			if path != m.Settings.Now().SoundFont {
				return
			}
			m.deck.font = font
			m.loadScore()
			m.fail("font", "play by the SoundFont", err)
		}
	})
}

func readFont(path string) (*player.Font, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	font, err := player.ReadFont(f)
	if err != nil {
		return nil, trouble("Until then songs play with Partlift's own sounds.", "“%s”: %s", filepath.Base(path), player.FontSentence(err))
	}
	return font, nil
}

// UseFont plays songs by a SoundFont from now on; "" is Partlift's own sound.
// A file that cannot be used is not taken.
func (m *Model) UseFont(path string) {
	m.busy("Reading the SoundFont…", func(context.Context) func() {
		var err error
		if path != "" {
			_, err = readFont(path)
		}
		return func() {
			if m.fail("font", "use the SoundFont", err) {
				return
			}
			s := m.Settings.Now()
			s.SoundFont = path
			m.SaveSettings(s)
		}
	})
}

package settings

import (
	"fyne.io/fyne/v2"

	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/words"
)

// SessionForm says how sessions are written.
type SessionForm struct{ Muted, FLAC *kit.Tick }

func newSessionForm(save func(), back func(), reveal func(fyne.CanvasObject)) *SessionForm {
	f := &SessionForm{Muted: kit.NewTick(words.L("Mute parts whose stem sounds"), func(bool) { save() }, back),
		FLAC: kit.NewTick(words.L("Sound as FLAC"), func(bool) { save() }, back)}
	f.Muted.Reveal, f.FLAC.Reveal = reveal, reveal
	return f
}

func (f *SessionForm) content() fyne.CanvasObject {
	return kit.Stacked(8, kit.Ticked(f.Muted, words.L("Otherwise everything sounds twice.")),
		kit.Ticked(f.FLAC, words.L("The same samples in less room. A folder for any other program keeps WAV, which all of them read.")))
}

// choose puts what the widgets say into settings.
func (f *SessionForm) choose(s *studio.Settings) {
	s.Unmuted, s.Media = !f.Muted.Checked, studio.MediaWAV
	if f.FLAC.Checked {
		s.Media = studio.MediaFLAC
	}
}

func (f *SessionForm) show(s studio.Settings) {
	f.Muted.SetChecked(!s.Unmuted)
	f.FLAC.SetChecked(s.Media == studio.MediaFLAC)
}

package app

import (
	"partlift/app/edit"
	"partlift/backend/player"
)

// fadeFrames is how much is played after a pause before the card may rest: the
// fade of 20 ms and what waits in the card's buffer.
const fadeFrames = soundRate / 4

// trialBlend is how far the notes may cover the recording while clicks are
// compared with it.
const trialBlend = 0.5

// soundRate is the frames a second of everything that is heard.
const soundRate = 48_000

// Playback is how the open song is heard.
type Playback struct {
	Playing   bool
	Loop      [2]float64  // seconds that are repeated, 0 and 0 for none
	Blend     float32     // from the recording (0) to the notes (1)
	Split     bool        // the recording left and the notes right
	Metronome bool        // clicks on the beats of the grid
	Recording int         // which of Recordings is heard beside the notes, -1 for none
	Silent    string      // why nothing is heard, one sentence; "" while sound comes
	Sources   []Recording // what could be heard beside the notes
}

// Recording is audio that belongs to the open song.
type Recording struct {
	Name   string
	sounds []edit.Stem // what is heard together
}

// TogglePlay starts the open song, or pauses it.
func (m *Transport) TogglePlay() {
	if m.model.Page.Now() == nil {
		return
	}
	if m.Playback.Now().Playing {
		m.Pause()
		return
	}
	if m.deck == nil {
		m.wanted = !m.wanted // not again while the sound card is being opened
		m.openDeck()
		return
	}
	m.play()
}

func (m *Transport) play() {
	m.deck.speaker.Start()
	m.deck.player.Play()
	m.change(func(p *Playback) { p.Playing = true })
}

// Pause stops the sound and keeps the place.
func (m *Transport) Pause() {
	m.wanted = false
	if m.deck != nil {
		m.deck.player.Pause()
		m.deck.restAt = m.deck.player.Rendered() + fadeFrames
	}
	m.change(func(p *Playback) { p.Playing = false })
}

// Seek goes to a second of the open song.
func (m *Transport) Seek(second float64) {
	second = max(second, 0)
	m.place = second
	if m.deck != nil {
		m.deck.player.Seek(second)
	}
	m.Place.Set(second)
}

// SetLoop repeats a stretch of the open song in seconds; 0, 0 repeats nothing.
func (m *Transport) SetLoop(from, to float64) {
	if to-from < player.ShortestLoop {
		from, to = 0, 0
	}
	m.change(func(p *Playback) { p.Loop = [2]float64{from, to} })
	if m.deck != nil {
		m.deck.player.Loop(from, to)
	}
}

// SetBlend fades from the recording (0) to the notes (1).
func (m *Transport) SetBlend(blend float32) {
	m.change(func(p *Playback) { p.Blend = blend })
	m.mix()
}

// SetSplit puts the recording left and the notes right, or ends that.
func (m *Transport) SetSplit(on bool) {
	m.change(func(p *Playback) { p.Split = on })
	m.mix()
}

// SetMetronome has the beats of the grid clicked.
func (m *Transport) SetMetronome(on bool) {
	m.change(func(p *Playback) { p.Metronome = on })
	m.mix()
}

// SetRecording chooses what is heard beside the notes; -1 is nothing.
func (m *Transport) SetRecording(i int) {
	m.change(func(p *Playback) { p.Recording = i })
	if m.deck != nil {
		m.loadSource()
	}
	m.mix()
}

// SetVolume sets how loud a part of the open song is heard, linear, 0–2. It
// does not change what is exported.
func (m *Transport) SetVolume(track int, volume float32) {
	m.model.editTrack(m.say("change a volume"), track, func(e *edit.TrackEdit) { e.Volume = &volume })
}

// Meter returns the peak and the loudness of a part, full scale being 1.
func (m *Transport) Meter(track int) (peak, rms float32) {
	if m.deck == nil {
		return 0, 0
	}
	v := m.deck.player.Meter(track)
	return v.Peak, v.RMS
}

// Tick is called once a frame while the song plays. It returns the second that
// is heard, and whether that moves; it notes when the end was reached.
func (m *Transport) Tick() (second float64, moving bool) {
	if m.deck == nil {
		return m.place, false
	}
	if m.deck.player.Playing() {
		m.place = m.deck.speaker.Position()
		return m.place, true
	}
	if m.Playback.Now().Playing { // the end
		m.change(func(p *Playback) { p.Playing = false })
		m.place = m.deck.player.Position()
	}
	if m.deck.silent.Empty() && m.deck.player.Rendered() < m.deck.restAt {
		return m.place, true // the card still plays how the sound fades
	}
	m.deck.speaker.Stop()
	return m.place, false
}

// change replaces the state of the playback.
func (m *Transport) change(f func(*Playback)) {
	next := m.Playback.Now()
	f(&next)
	m.Playback.Set(next)
}

// showPage brings the playback in step with the open song.
func (m *Transport) showPage(p *edit.Page) {
	if m.opened(p) {
		m.Pause()
		m.Seek(0)
		m.SetLoop(0, 0)
		m.change(func(s *Playback) {
			s.Sources, s.Recording = recordings(m.words, p), -1
			s.Blend, s.Split = 1, false
			if len(s.Sources) > 0 {
				s.Recording = 0
			}
		})
	}
	m.loadSong(p)
}

// opened reports whether another song is open than last time.
func (m *Transport) opened(p *edit.Page) bool {
	id := ""
	if p != nil {
		id = p.ID
	}
	other := id != m.shownID
	m.shownID = id
	return other
}

// mix sets the mixer as the page and the playback have it.
func (m *Transport) mix() {
	p := m.model.Page.Now()
	if m.deck == nil || p == nil {
		return
	}
	s := m.Playback.Now()
	mix := player.Unity()
	mix.Blend, mix.Split = s.Blend, s.Split
	if len(m.deck.source.sounds) == 0 {
		mix.Blend, mix.Split = 1, false // a fader to nothing would only be silence
	}
	if s.Metronome || p.Trial != nil {
		mix.Metronome = 1
	}
	if p.Trial != nil && len(m.deck.source.sounds) > 0 && !s.Split {
		mix.Blend = min(mix.Blend, trialBlend)
	}
	for range m.deck.source.sounds {
		mix.Stems = append(mix.Stems, player.Channel{Volume: 1})
	}
	mix.Tracks = make([]player.Channel, len(p.Parts))
	for i, part := range p.Parts {
		mix.Tracks[i] = player.Channel{Mute: part.Silent, Volume: p.Volume(i)}
	}
	m.deck.player.SetMix(mix)
}

package app

import (
	"context"
	"errors"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/music"
	"partlift/backend/player"
	"partlift/backend/say"
)

// deck is what plays: made when something is to be heard for the first time.
type deck struct {
	player  *player.Player
	speaker studio.Speaker
	silent  say.Text
	song    string       // id of the song that is loaded
	notes   *music.Track // the first of them, to know them again
	grid    *music.Grid
	early   float64 // seconds that recordings are heard before their time
	source  source  // the recording that is loaded
	font    *player.Font
	loaded  string // path of the font
	restAt  int64  // frame from which on the speaker may rest after a pause
}

// source is a recording of a song: the sounds that are heard together, none
// where nothing is.
type source struct {
	sounds []*studio.Sound
	song   string // id of the song
}

// Close closes its sounds.
func (s source) Close() (err error) {
	for _, sound := range s.sounds {
		err = errors.Join(err, sound.Close())
	}
	return err
}

// openDeck makes the deck and then plays if that is still wanted. A sound card
// may take its time.
func (m *Transport) openDeck() {
	if m.opening {
		return
	}
	m.opening = true
	path := m.model.Settings.Now().SoundFont
	m.busy(m.say("Starting the sound…"), func(context.Context) func() {
		d := &deck{player: player.New(soundRate)}
		d.speaker, d.silent = m.studio.Sound(d.player)
		var fontErr error
		if path != "" {
			d.font, fontErr = readFont(path)
			d.loaded = path
		}
		m.made = d // closed even if nobody hears of it any more
		return func() {
			m.deck = d
			m.change(func(p *Playback) { p.Silent = d.silent.In(m.words) })
			if !d.silent.Empty() {
				m.Notify(say.Notice{Name: "sound", Level: say.Warning, Text: d.silent.In(m.words), Hint: m.say("Export and everything else work without sound.")})
			}
			m.watchSpeaker(d)
			m.fail("font", "play by the SoundFont", fontErr)
			if path != m.model.Settings.Now().SoundFont {
				m.loadFont()
			}
			m.loadSong(m.model.Page.Now())
			d.player.Seek(m.place)
			loop := m.Playback.Now().Loop
			d.player.Loop(loop[0], loop[1])
			if m.wanted {
				m.play()
			}
		}
	})
}

// watchSpeaker tells when the sound card is lost.
func (m *Transport) watchSpeaker(d *deck) {
	if !d.silent.Empty() {
		return
	}
	m.background("speaker", func(ctx context.Context) func() {
		select {
		case <-d.speaker.Lost():
		case <-ctx.Done():
			return nil
		}
		return func() {
			lost := m.say("The sound card is gone, so songs play silently.")
			m.change(func(p *Playback) { p.Silent = lost })
			m.Notify(say.Notice{Name: "sound", Level: say.Warning, Text: lost, Hint: m.say("Connect it again and restart Partlift to hear them.")})
		}
	})
}

// recordings lists what can be heard beside the notes of a page.
func recordings(t say.Tongue, p *edit.Page) (out []Recording) {
	if p == nil {
		return nil
	}
	all := Recording{Name: t.Say("All stems")}
	if p.Audio != nil {
		out = append(out, Recording{Name: t.Say("Original"), sounds: []edit.Stem{*p.Audio}})
	}
	for _, s := range p.Stems {
		if !s.Silent {
			all.sounds = append(all.sounds, s)
			out = append(out, Recording{Name: s.Name, sounds: []edit.Stem{s}})
		}
	}
	if p.Audio == nil && len(all.sounds) > 1 {
		out = append([]Recording{all}, out...)
	}
	return out
}

// loadSong gives the notes of a page to the player where they have changed.
func (m *Transport) loadSong(p *edit.Page) {
	d := m.deck
	if d == nil {
		return
	}
	var id string
	var notes *music.Track
	var grid *music.Grid
	early := 0.0
	if p != nil {
		id, grid, early = p.ID, p.Counted(), p.Offset()
		if len(p.Out.Tracks) > 0 {
			notes = &p.Out.Tracks[0]
		}
	}
	if id != d.song {
		d.song = id
		m.loadSource()
	}
	if notes != d.notes || grid != d.grid || early != d.early {
		d.notes, d.grid, d.early = notes, grid, early
		m.loadScore()
	}
	m.mix()
}

// loadScore gives the player everything that is to be heard.
func (m *Transport) loadScore() {
	d := m.deck
	s := player.Score{Grid: d.grid, Font: d.font, Early: d.early}
	cents := 0.0
	if p := m.model.Page.Now(); p != nil {
		s.Song, cents = p.Out, p.Song.Cents
	}
	if d.source.song == d.song {
		for _, sound := range d.source.sounds {
			s.Stems = append(s.Stems, sound.Stream)
			s.Cents = cents // both are heard together
		}
	}
	d.player.Load(s)
}

// loadSource opens the chosen recording and closes the one before.
func (m *Transport) loadSource() {
	var want *Recording
	if s := m.Playback.Now(); s.Recording >= 0 && s.Recording < len(s.Sources) && m.model.Page.Now() != nil {
		want = &s.Sources[s.Recording]
	}
	m.sources++
	number, song := m.sources, m.deck.song
	m.inOrder("source", func(ctx context.Context) func() {
		next := source{song: song}
		var err error
		if want != nil {
			next.sounds, err = openAll(ctx, want.sounds)
		}
		if ctx.Err() != nil {
			_ = next.Close()
			return nil
		}
		return func() {
			if number != m.sources {
				m.drop(next)
				return
			}
			was := m.deck.source
			m.deck.source = next
			m.loadScore()
			m.mix()
			m.drop(was)
			m.fail("source", "play the recording", err)
		}
	})
}

// openAll opens sounds that can be opened; the error is of one that cannot.
func openAll(ctx context.Context, sounds []edit.Stem) (out []*studio.Sound, err error) {
	for _, s := range sounds {
		sound, e := studio.OpenSound(ctx, s.Path, s.Name, soundRate)
		if e != nil {
			err = e
			continue
		}
		out = append(out, sound)
	}
	return out, err
}

// drop closes a recording that the player has no more use for.
func (m *Transport) drop(s source) {
	if len(s.sounds) > 0 {
		m.work.Go(func() { _ = s.Close() }) // only read from
	}
}

// closeSound ends what plays.
func (m *Transport) closeSound() {
	if m.made != nil {
		_ = m.made.speaker.Close()
		_ = m.made.source.Close()
	}
}

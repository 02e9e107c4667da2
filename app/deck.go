package app

import (
	"context"
	"errors"

	"partlift/backend/audio"
	"partlift/backend/music"
	"partlift/backend/player"
)

// deck is what plays: made when something is to be heard for the first time.
type deck struct {
	player  *player.Player
	speaker Speaker
	silent  string
	song    string       // id of the song that is loaded
	notes   *music.Track // the first of them, to know them again
	grid    *music.Grid
	source  source // the recording that is loaded, its Sound nil for none
	font    *player.Font
	loaded  string // path of the font
	restAt  int64  // frame from which on the speaker may rest after a pause
}

// source is a recording of a song.
type source struct {
	*Sound
	song string // id of the song
}

// Sound is a sound file that is decoded while it plays. Close it when no player
// has it any more.
type Sound struct {
	Stream *player.Stream
	file   *audio.Decoder
}

// OpenSound opens a sound file, by the name the user knows it by, to be played
// at that frame rate.
func OpenSound(ctx context.Context, path, name string, rate int) (*Sound, error) {
	file, err := audio.OpenNamed(ctx, path, name)
	if err != nil {
		return nil, &Trouble{Text: audio.Sentence(err), Err: err}
	}
	converted, err := audio.NewConverter(file, rate, 2)
	if err == nil {
		var stream *player.Stream
		if stream, err = player.NewStream(ctx, converted); err == nil {
			return &Sound{stream, file}, nil
		}
	}
	return nil, errors.Join(err, file.Close())
}

// Close ends decoding; closing none is allowed.
func (s *Sound) Close() error {
	if s == nil {
		return nil
	}
	return errors.Join(s.Stream.Close(), s.file.Close())
}

// openDeck makes the deck and then plays if that is still wanted. A sound card
// may take its time.
func (m *Model) openDeck() {
	if m.opening {
		return
	}
	m.opening = true
	path := m.Settings.Now().SoundFont
	m.busy(m.say("Starting the sound…"), func(context.Context) func() {
		d := &deck{player: player.New(soundRate)}
		d.speaker, d.silent = m.studio.sound(d.player)
		var fontErr error
		if path != "" {
			d.font, fontErr = readFont(path)
			d.loaded = path
		}
		m.made = d // closed even if nobody hears of it any more
		return func() {
			m.deck = d
			m.change(func(p *Playback) { p.Silent = d.silent })
			if d.silent != "" {
				m.Notify(Notice{Name: "sound", Level: Warning, Text: m.say(d.silent), Hint: m.say("Export and everything else work without sound.")})
			}
			m.watchSpeaker(d)
			m.fail("font", "play by the SoundFont", fontErr)
			if path != m.Settings.Now().SoundFont {
				m.loadFont()
			}
			m.loadSong(m.Page.Now())
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
func (m *Model) watchSpeaker(d *deck) {
	if d.silent != "" {
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
			m.Notify(Notice{Name: "sound", Level: Warning, Text: lost, Hint: m.say("Connect it again and restart Partlift to hear them.")})
		}
	})
}

// recordings lists what can be heard beside the notes of a page.
func recordings(t tongue, p *Page) (out []Recording) {
	if p == nil {
		return nil
	}
	if p.Audio != nil {
		out = append(out, Recording{Name: t.say("Original"), path: p.Audio.Path, file: p.Audio.Name})
	}
	for _, s := range p.Stems {
		if !s.Silent {
			out = append(out, Recording{Name: s.Name, path: s.Path, file: s.Name})
		}
	}
	return out
}

// loadSong gives the notes of a page to the player where they have changed.
func (m *Model) loadSong(p *Page) {
	d := m.deck
	if d == nil {
		return
	}
	var id string
	var notes *music.Track
	var grid *music.Grid
	if p != nil {
		id, grid = p.ID, p.Counted()
		if len(p.Out.Tracks) > 0 {
			notes = &p.Out.Tracks[0]
		}
	}
	if id != d.song {
		d.song = id
		m.loadSource()
	}
	if notes != d.notes || grid != d.grid {
		d.notes, d.grid = notes, grid
		m.loadScore()
	}
	m.mix()
}

// loadScore gives the player everything that is to be heard.
func (m *Model) loadScore() {
	d := m.deck
	s := player.Score{Grid: d.grid, Font: d.font}
	if p := m.Page.Now(); p != nil {
		s.Song = p.Out
	}
	if d.source.Sound != nil && d.source.song == d.song {
		s.Original = d.source.Stream
	}
	d.player.Load(s)
}

// loadSource opens the chosen recording and closes the one before.
func (m *Model) loadSource() {
	var want *Recording
	if s := m.Playback.Now(); s.Recording >= 0 && s.Recording < len(s.Sources) && m.Page.Now() != nil {
		want = &s.Sources[s.Recording]
	}
	m.sources++
	number, song := m.sources, m.deck.song
	m.inOrder("source", func(ctx context.Context) func() {
		var next *Sound
		var err error
		if want != nil {
			next, err = OpenSound(ctx, want.path, want.file, soundRate)
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
			m.deck.source = source{next, song}
			m.loadScore()
			m.mix()
			m.drop(was.Sound)
			m.fail("source", "play the recording", err)
		}
	})
}

// drop closes a recording that the player has no more use for.
func (m *Model) drop(s *Sound) {
	if s != nil {
		m.work.Go(func() { _ = s.Close() }) // only read from
	}
}

// closeSound ends what plays.
func (m *Model) closeSound() {
	if m.made != nil {
		_ = m.made.speaker.Close()
		_ = m.made.source.Close()
	}
}

// sound opens the speaker, or says why there is none.
func (s *Studio) sound(p *player.Player) (Speaker, string) {
	if s.cfg.Sound == nil {
		return mute{p}, key("This build of Partlift has no sound.")
	}
	return s.cfg.Sound(p)
}

// mute is a speaker that plays nothing and stands still.
type mute struct{ p *player.Player }

func (m mute) Position() float64   { return m.p.Position() }
func (mute) Start()                {}
func (mute) Stop()                 {}
func (mute) Lost() <-chan struct{} { return nil }
func (mute) Close() error          { return nil }

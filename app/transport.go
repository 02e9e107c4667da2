package app

import (
	"context"
	"errors"

	"partlift/backend/audio"
	"partlift/backend/music"
	"partlift/backend/player"
)

// soundRate is the frames a second of everything that is heard.
const soundRate = 48_000

// Speaker is where the sound goes, as from speaker.Open.
type Speaker interface {
	Position() float64     // second of the song that is heard now
	Start()                // go on after Stop
	Stop()                 // rest
	Lost() <-chan struct{} // closed when it falls silent
	Close() error
}

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
	Name string
	path string
}

// deck is what plays: made when something is to be heard for the first time.
type deck struct {
	player  *player.Player
	speaker Speaker
	silent  string
	song    string       // id of the song that is loaded
	notes   *music.Track // the first of them, to know them again
	grid    *music.Grid
	source  *source // the recording that is loaded, nil for none
	font    *player.Font
}

// source is a recording that is being decoded.
type source struct {
	of     Recording
	file   *audio.Decoder
	stream *player.Stream
}

func (s *source) close() error {
	if s == nil {
		return nil
	}
	return errors.Join(s.stream.Close(), s.file.Close())
}

// TogglePlay starts the open song, or pauses it.
func (m *Model) TogglePlay() {
	if m.Page.Now() == nil {
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

func (m *Model) play() {
	m.deck.speaker.Start()
	m.deck.player.Play()
	m.change(func(p *Playback) { p.Playing = true })
}

// Pause stops the sound and keeps the place.
func (m *Model) Pause() {
	m.wanted = false
	if m.deck != nil {
		m.deck.player.Pause()
	}
	m.change(func(p *Playback) { p.Playing = false })
}

// Seek goes to a second of the open song.
func (m *Model) Seek(second float64) {
	second = max(second, 0)
	m.place = second
	if m.deck != nil {
		m.deck.player.Seek(second)
	}
	m.Place.Set(second)
}

// SetLoop repeats a stretch of the open song in seconds; 0, 0 repeats nothing.
func (m *Model) SetLoop(from, to float64) {
	if to-from < player.ShortestLoop {
		from, to = 0, 0
	}
	m.change(func(p *Playback) { p.Loop = [2]float64{from, to} })
	if m.deck != nil {
		m.deck.player.Loop(from, to)
	}
}

// SetBlend fades from the recording (0) to the notes (1).
func (m *Model) SetBlend(blend float32) {
	m.change(func(p *Playback) { p.Blend = blend })
	m.mix()
}

// SetSplit puts the recording left and the notes right, or ends that.
func (m *Model) SetSplit(on bool) {
	m.change(func(p *Playback) { p.Split = on })
	m.mix()
}

// SetMetronome has the beats of the grid clicked.
func (m *Model) SetMetronome(on bool) {
	m.change(func(p *Playback) { p.Metronome = on })
	m.mix()
}

// SetRecording chooses what is heard beside the notes; -1 is nothing.
func (m *Model) SetRecording(i int) {
	m.change(func(p *Playback) { p.Recording = i })
	if m.deck != nil {
		m.loadSource()
	}
	m.mix()
}

// SetVolume sets how loud a part of the open song is heard, linear, 0–2. It
// does not change what is exported.
func (m *Model) SetVolume(track int, volume float32) {
	m.edit("change a volume", func(p *Page) Layers {
		return p.withTrack(track, func(e *TrackEdit) { e.Volume = &volume })
	})
}

// Volume returns how loud a part is heard.
func (p *Page) Volume(track int) float32 {
	if v := p.Tracks[track].Volume; v != nil {
		return *v
	}
	return 1
}

// Meter returns the peak and the loudness of a part, full scale being 1.
func (m *Model) Meter(track int) (peak, rms float32) {
	if m.deck == nil {
		return 0, 0
	}
	v := m.deck.player.Meter(track)
	return v.Peak, v.RMS
}

// Tick is called once a frame while the song plays. It returns the second that
// is heard, and whether that moves; it notes when the end was reached.
func (m *Model) Tick() (second float64, moving bool) {
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
	m.deck.speaker.Stop()
	return m.place, false
}

// change replaces the state of the playback.
func (m *Model) change(f func(*Playback)) {
	next := m.Playback.Now()
	f(&next)
	m.Playback.Set(next)
}

// openDeck makes the deck and then plays if that is still wanted. A sound card
// may take its time.
func (m *Model) openDeck() {
	if m.opening {
		return
	}
	m.opening = true
	path := m.Settings.Now().SoundFont
	m.busy("Starting the sound…", func(context.Context) func() {
		d := &deck{player: player.New(soundRate)}
		d.speaker, d.silent = m.studio.sound(d.player)
		var fontErr error
		if path != "" {
			d.font, fontErr = readFont(path)
		}
		m.made = d // closed even if nobody hears of it any more
		return func() {
			m.deck = d
			m.change(func(p *Playback) { p.Silent = d.silent })
			if d.silent != "" {
				m.Notify(Notice{Name: "sound", Level: Warning, Text: d.silent, Hint: "Export and everything else work without sound."})
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
			const lost = "The sound card is gone, so songs play silently."
			m.change(func(p *Playback) { p.Silent = lost })
			m.Notify(Notice{Name: "sound", Level: Warning, Text: lost, Hint: "Connect it again and restart Partlift to hear them."})
		}
	})
}

// showPage brings the playback in step with the open song.
func (m *Model) showPage(p *Page) {
	if m.opened(p) {
		m.Pause()
		m.Seek(0)
		m.SetLoop(0, 0)
		m.change(func(s *Playback) {
			s.Sources, s.Recording = recordings(p), -1
			s.Blend, s.Split = 1, false
			if len(s.Sources) > 0 {
				s.Recording = 0
			}
		})
	}
	m.loadSong(p)
}

// opened reports whether another song is open than last time.
func (m *Model) opened(p *Page) bool {
	id := ""
	if p != nil {
		id = p.ID
	}
	other := id != m.shownID
	m.shownID = id
	return other
}

// recordings lists what can be heard beside the notes of a page.
func recordings(p *Page) (out []Recording) {
	if p == nil {
		return nil
	}
	if p.Audio != nil {
		out = append(out, Recording{Name: "Original", path: p.Audio.Path})
	}
	for _, s := range p.Stems {
		if !s.Silent {
			out = append(out, Recording{Name: s.Name, path: s.Path})
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
		id, grid = p.ID, p.Grid
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
	if d.source != nil {
		s.Original = d.source.stream
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
	number := m.sources
	m.inOrder("source", func(ctx context.Context) func() {
		var next *source
		var err error
		if want != nil {
			next, err = openSource(ctx, *want)
		}
		if ctx.Err() != nil && next != nil {
			_ = next.close()
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

// drop closes a recording that the player has no more use for.
func (m *Model) drop(s *source) {
	if s != nil {
		m.work.Go(func() { _ = s.close() }) // only read from
	}
}

func openSource(ctx context.Context, r Recording) (*source, error) {
	file, err := audio.Open(ctx, r.path)
	if err != nil {
		return nil, &Trouble{Text: audio.Sentence(err), Err: err}
	}
	sound, err := audio.NewConverter(file, soundRate, 2)
	if err == nil {
		var stream *player.Stream
		if stream, err = player.NewStream(ctx, sound); err == nil {
			return &source{r, file, stream}, nil
		}
	}
	return nil, errors.Join(err, file.Close())
}

// mix sets the mixer as the page and the playback have it.
func (m *Model) mix() {
	p := m.Page.Now()
	if m.deck == nil || p == nil {
		return
	}
	s := m.Playback.Now()
	mix := player.Unity()
	mix.Blend, mix.Split = s.Blend, s.Split
	if m.deck.source == nil {
		mix.Blend, mix.Split = 1, false // a fader to nothing would only be silence
	}
	if s.Metronome {
		mix.Metronome = 1
	}
	mix.Tracks = make([]player.Channel, len(p.Parts))
	for i, part := range p.Parts {
		mix.Tracks[i] = player.Channel{Mute: part.Muted, Volume: p.Volume(i)}
	}
	m.deck.player.SetMix(mix)
}

// closeSound ends what plays.
func (m *Model) closeSound() {
	if m.made != nil {
		_ = m.made.speaker.Close()
		_ = m.made.source.close()
	}
}

// sound opens the speaker, or says why there is none.
func (s *Studio) sound(p *player.Player) (Speaker, string) {
	if s.cfg.Sound == nil {
		return mute{p}, "This build of Partlift has no sound."
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

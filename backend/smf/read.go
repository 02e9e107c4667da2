package smf

import (
	"io"
	"sort"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Limits against hostile files. They are far above any real song.
const (
	maxBytes  = 32 << 20
	maxTracks = 1024
	maxEvents = 2_000_000
	maxTempi  = 10_000
	maxNotes  = 50_000 // of a channel in a track
	maxParts  = 128
)

// What Load says of files that it cannot take.
var (
	errNotMIDI  = Error(say.Key("This is not a Standard MIDI File. Choose a file that ends in .mid."))
	errDamaged  = Error(say.Key("This MIDI file is damaged and no notes could be read from it. Get or export it again."))
	errTooLarge = Error(say.Key("This MIDI file is too large to be a song. Split it into shorter files."))
	errTooLong  = Error(say.Key("This MIDI file is longer than six hours. Split it into shorter files."))
	ErrNoNotes  = Error(say.Key("This MIDI file has no notes. Choose another file."))
)

// Read is Load of what r yields, for who does not ask what was mended. Errors
// of r come as they are.
func Read(r io.Reader) (music.Song, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return music.Song{}, err
	}
	song, _, err := Load(data)
	return song, err
}

// Load reads a Standard MIDI File, also one that is damaged or lies in a RIFF
// file, as a song in seconds. The channels of each track become tracks of the
// song, one for each instrument that plays on them. Notes that nothing ends
// are closed at the end of their track. Notes come sorted by start; tracks
// without notes are left out. Errors are sentences that can be shown. The song
// does not share data.
func Load(data []byte) (music.Song, Report, error) {
	if len(data) > maxBytes {
		return music.Song{}, Report{}, errTooLarge
	}
	s, h, err := open(data)
	if err != nil {
		return music.Song{}, Report{}, err
	}
	if h.format == 2 {
		s.chain()
	}
	s.merge()
	times := newTempoMap(s, h.division)
	r := newReader(s, times)
	if err := r.read(); err != nil {
		return music.Song{}, Report{}, err
	}
	song, err := r.song(h.format != 1)
	song.Own = ownGrid(s, times, h.division)
	return song, s.report, err
}

// chain lays the patterns of a file of format 2 one after another, each from a
// whole quarter note on and at 120 BPM unless it says something else.
func (s *scanner) chain() {
	s.report.Patterns = len(s.tracks)
	from, events := uint64(0), make([]event, 0, len(s.events)+len(s.tracks))
	for _, t := range s.tracks {
		events = append(events, event{tick: from, status: 0xFF, kind: kindDefaultTempo})
		for _, e := range s.events[t.from:t.to] {
			e.tick, e.track = e.tick+from, 0
			e.seq = uint32(len(events))
			events = append(events, e)
		}
		from += t.end
	}
	s.events, s.tracks = events, []span{{0, len(events), from}}
}

// A tempoMap turns ticks of one file into seconds.
type tempoMap struct {
	ticks, at []float64 // tick and second at which a tempo begins
	second    []float64 // seconds of a tick from there on
}

// kindDefaultTempo is a meta event that no file has: 120 BPM.
const kindDefaultTempo = 0xF1

// newTempoMap collects the tempo events of a merged file from all tracks: they
// belong into the first, but not every writer knows. division is as in the
// header and not 0; film frames go by without tempo.
func newTempoMap(s *scanner, division int) tempoMap {
	if division >= 0x8000 {
		return tempoMap{ticks: []float64{0}, at: []float64{0}, second: []float64{frame(division)}}
	}
	m := tempoMap{ticks: []float64{0}, at: []float64{0}, second: []float64{0.5 / float64(division)}}
	for _, e := range s.events {
		micros := 500_000
		if e.status != 0xFF || e.kind != kindDefaultTempo {
			d := s.data(e)
			if e.status != 0xFF || e.kind != 0x51 || len(d) != 3 {
				continue
			}
			if micros = int(d[0])<<16 | int(d[1])<<8 | int(d[2]); micros == 0 {
				continue
			}
		}
		at := m.seconds(float64(e.tick))
		m.ticks, m.at = append(m.ticks, float64(e.tick)), append(m.at, at)
		m.second = append(m.second, float64(micros)/1e6/float64(division))
	}
	return m
}

// frame returns the seconds of a tick of a division in film frames: -29 is
// 29.97 frames a second, as color television has them.
func frame(division int) float64 {
	fps := float64(256 - division>>8)
	if fps == 29 {
		fps = 30000.0 / 1001
	}
	return 1 / (fps * float64(division&0xFF))
}

func (m tempoMap) seconds(tick float64) float64 {
	i := sort.Search(len(m.ticks), func(i int) bool { return m.ticks[i] > tick }) - 1
	return m.at[i] + (tick-m.ticks[i])*m.second[i]
}

package session_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"partlift/backend/music"
	"partlift/backend/session"
	"partlift/backend/session/ardour"
	"partlift/backend/session/dawproject"
	"partlift/backend/session/folder"
	"partlift/backend/session/reaper"
)

// format is what all formats can do.
type format interface {
	Fit(*session.Session) *session.Session
	Media(name, file string) string
	Files(name string, s *session.Session) ([]session.File, error)
	Read(fsys fs.FS, name string) (session.Found, error)
}

var formats = map[string]format{"dawproject": dawproject.Format{}, "reaper": reaper.Format{}, "ardour": ardour.Format{}, "folder": folder.Format{}}

// example is a song with something of everything.
func example() *session.Session {
	us := func(bpm float64) uint32 { return uint32(60e6/bpm + 0.5) }
	const q = session.PPQ
	s := &session.Session{Title: `Probe & "Song" <é 中 🎹>`, Rate: 44100, Shift: 0.7319, Counted: true, Barred: true, Key: "A minor", EOT: 60 * q,
		Tempo:   []session.Tempo{{Tick: 0, Micros: us(118)}, {Tick: 16 * q, Micros: us(120.5)}, {Tick: 42*q + 7, Micros: us(97.25)}},
		Meters:  []session.Meter{{Tick: 0, Meter: music.Meter{Numerator: 4, Denominator: 4}}, {Tick: 24 * q, Meter: music.Meter{Numerator: 3, Denominator: 4}}, {Tick: 42 * q, Meter: music.Meter{Numerator: 7, Denominator: 8}}},
		Markers: []session.Marker{{Tick: 0, Text: "Intro"}, {Tick: 8 * q, Text: "Verse · Am"}, {Tick: 24 * q, Text: `"Chorus" it's`}}}
	names := session.Names{}
	sound := func(name, color string, muted bool) {
		s.Tracks = append(s.Tracks, session.Track{Name: names.Take(name + " stem"), Color: color, Muted: muted,
			Sound: &session.Sound{File: strings.Fields(name)[0] + ".wav", Channels: 2, Bits: 24, Frames: 1_400_017, Pad: 32277, Gain: 1, Data: 7}})
	}
	part := func(name, color string, muted bool, p session.Part) {
		s.Tracks = append(s.Tracks, session.Track{Name: names.Take(name), Color: color, Muted: muted, Part: &p})
	}
	var drums, bass []session.Note
	for b := uint32(4); b < 58; b++ {
		drums = append(drums, session.Note{On: b * q, Off: b*q + 120, Pitch: 36, Velocity: uint8(1 + b*2)})
		if b%2 == 0 {
			bass = append(bass, session.Note{On: b*q + 13, Off: b*q + 900, Pitch: 33, Velocity: 127}, session.Note{On: b*q + 13, Off: b*q + 973, Pitch: 45, Velocity: 1})
		}
	}
	sound("Drums", "#5f6b80", false)
	part("Drums", "#5f6b80", true, session.Part{Channel: 9, Drums: true, Instrument: "Drums", Notes: drums})
	sound("Bass", "#00835f", true)
	s.Tracks[2].Sound.Channels, s.Tracks[2].Sound.Gain = 1, 1.2589254117941673
	part("Lead: Bass / “Sub” `x` \"y\" 'z'", "#00835f", false, session.Part{Channel: 0, Program: 33, Instrument: "Electric Bass (finger)", Notes: bass, Controls: []session.Control{
		{Tick: 0, Kind: music.BendRange, Value: 1250}, {Tick: 0, Kind: music.Sustain, Value: 127}, {Tick: 960, Kind: music.Bend, Value: -8192},
		{Tick: 960, Kind: music.Pressure, Value: 77}, {Tick: 1440, Kind: music.Bend, Value: 8191}, {Tick: 1441, Kind: music.Bend, Value: 0}, {Tick: 2000, Kind: music.Sustain, Value: 0}}})
	part("Master", "#ffffff", false, session.Part{Channel: 1, Program: 0, Instrument: "Acoustic Grand Piano", Notes: bass[:1]})
	return s
}

// compressed is the example with FLAC for its sound.
func compressed() *session.Session {
	s := example()
	for _, t := range s.Tracks {
		if t.Sound != nil {
			t.Sound.File = strings.TrimSuffix(t.Sound.File, ".wav") + ".flac"
		}
	}
	return s
}

// written is a session as files in memory, with media of no content.
func written(t testing.TB, f format, s *session.Session) (fstest.MapFS, *session.Session) {
	t.Helper()
	fit := f.Fit(s)
	files, err := f.Files("A song", fit)
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, file := range files {
		fsys[strings.TrimSuffix(file.Path, "/")] = &fstest.MapFile{Data: file.Data}
	}
	for _, track := range fit.Tracks {
		if track.Sound != nil {
			fsys[f.Media("A song", track.Sound.File)] = &fstest.MapFile{}
		}
	}
	return fsys, fit
}

// judged reads what was written again.
func judged(t testing.TB, f format, fsys fs.FS, want *session.Session) (failed []string) {
	t.Helper()
	found, err := f.Read(fsys, "A song")
	if err != nil {
		return []string{"read: " + err.Error()}
	}
	for _, r := range session.Compare(want, found) {
		if !r.OK {
			failed = append(failed, r.Name+": "+r.Detail)
		}
	}
	return failed
}

func TestEveryFormatHoldsASession(t *testing.T) {
	for name, f := range formats {
		fsys, fit := written(t, f, example())
		for _, why := range judged(t, f, fsys, fit) {
			t.Errorf("%s: %s", name, why)
		}
		fsys, fit = written(t, f, compressed())
		for _, why := range judged(t, f, fsys, fit) {
			t.Errorf("%s with FLAC: %s", name, why)
		}
	}
}

// REAPER is told what kind of file it is, which must be the right one.
func TestREAPERKnowsTheKindOfSound(t *testing.T) {
	for old, other := range map[string]string{"<SOURCE FLAC": "<SOURCE WAVE", "<SOURCE WAVE": "<SOURCE FLAC"} {
		song := example()
		if old == "<SOURCE FLAC" {
			song = compressed()
		}
		fsys, fit := written(t, formats["reaper"], song)
		file := fsys["A song.rpp"]
		if n := strings.Count(string(file.Data), old); n != 2 {
			t.Errorf("%s is there %d times", old, n)
		}
		file.Data = []byte(strings.ReplaceAll(string(file.Data), old, other))
		if bad := judged(t, formats["reaper"], fsys, fit); len(bad) == 0 || !strings.HasPrefix(bad[0], "form: ") {
			t.Errorf("%s in place of %s fails %q", other, old, bad)
		}
	}
}

// random is a song of any shape.
func random(r *rand.Rand) *session.Session {
	s := &session.Session{Title: "random", Rate: []int{22050, 44100, 48000, 96000, 47999}[r.IntN(5)], EOT: 480}
	tick := uint32(0)
	for i := range 1 + r.IntN(200) {
		if i > 0 {
			tick += 1 + uint32(r.IntN(9000))
		}
		s.Tempo = append(s.Tempo, session.Tempo{Tick: tick, Micros: uint32(60e6 / (22 + 977*r.Float64()))})
	}
	end := tick
	tick = 0
	for range 1 + r.IntN(20) {
		m := session.Meter{Tick: tick, Meter: music.Meter{Numerator: 1 + r.IntN(32), Denominator: 1 << r.IntN(6)}}
		s.Meters = append(s.Meters, m)
		tick += m.Ticks() * uint32(1+r.IntN(9))
	}
	s.EOT = max(end, tick) + uint32(r.IntN(5000))
	for i := range r.IntN(40) {
		track := session.Track{Name: fmt.Sprintf("Track %d", i), Color: fmt.Sprintf("#%06x", r.IntN(1<<24)), Muted: r.IntN(2) == 0}
		if r.IntN(3) == 0 {
			track.Sound = &session.Sound{File: fmt.Sprintf("%d.wav", i), Channels: 1 + r.IntN(2), Bits: 16, Frames: r.Int64N(50_000_000), Gain: 1}
		} else {
			track.Part = &session.Part{Channel: uint8(r.IntN(16)), Program: uint8(r.IntN(128))}
			on := map[uint8]uint32{} // where the last note of a pitch ends
			for range r.IntN(50) {
				n := session.Note{Pitch: uint8(r.IntN(128)), Velocity: 1 + uint8(r.IntN(127))}
				n.On = on[n.Pitch] + uint32(r.IntN(int(s.EOT)))
				n.Off = n.On + 1 + uint32(r.IntN(5000))
				if n.Off <= s.EOT {
					on[n.Pitch] = n.Off
					track.Part.Notes = append(track.Part.Notes, n)
				}
			}
			slices.SortFunc(track.Part.Notes, func(a, b session.Note) int {
				if a.On != b.On {
					return int(a.On) - int(b.On)
				}
				return int(a.Pitch) - int(b.Pitch)
			})
			track.Part.Drums = track.Part.Channel == 9
			if track.Part.Drums {
				track.Part.Program = 0
			}
		}
		s.Tracks = append(s.Tracks, track)
	}
	for i := range r.IntN(30) {
		s.Markers = append(s.Markers, session.Marker{Tick: uint32(i) * (s.EOT / 30), Text: fmt.Sprint("marker ", i)})
	}
	return s
}

func TestEveryFormatHoldsAnySession(t *testing.T) {
	for seed := range uint64(40) {
		s := random(rand.New(rand.NewPCG(seed, 18)))
		for name, f := range formats {
			fsys, fit := written(t, f, s)
			if bad := judged(t, f, fsys, fit); len(bad) > 0 {
				t.Errorf("%s, seed %d: %s", name, seed, bad[0])
			}
		}
	}
}

func TestTextFitsEveryFormat(t *testing.T) {
	long := strings.Repeat("🎹é", 300)
	for in, want := range map[string]string{
		"  a\tb\r\n c ": "a b c", "x\x00y\x1bz": "x y z", "`q`": "'q'", "\xff\xfeok\ufffe": "ok", "": "", long: string([]rune(long)[:200]), "عربي \u200f": "عربي \u200f",
	} {
		if got := session.Text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	var n session.Names
	for _, c := range [][2]string{{"Bass", "Bass"}, {"bass", "bass 2"}, {"MASTER", "MASTER 2"}, {"", "Track"}, {"\n", "Track 2"}, {"Bass 2", "Bass 2 2"}} {
		if got := n.Take(c[0]); got != c[1] {
			t.Errorf("%q was named %q, want %q", c[0], got, c[1])
		}
	}
	// Names of every kind come back from every format.
	s := example()
	var names session.Names
	for i, name := range []string{long, `a/b\c:d;e`, `"`, `'"`, "]]> &amp; <!--", "عربي"} {
		s.Tracks[i%len(s.Tracks)].Name = names.Take(name)
		s.Markers[i%3].Text = session.Text(name)
	}
	for name, f := range formats {
		fsys, fit := written(t, f, s)
		for _, why := range judged(t, f, fsys, fit) {
			t.Errorf("%s: %s", name, why)
		}
	}
}

func TestPlacesAreCounted(t *testing.T) {
	s := example()
	for tick, want := range map[uint32]session.Place{0: {1, 1, 0}, 479: {1, 1, 479}, 480: {1, 2, 0}, 24 * 480: {7, 1, 0}, 25*480 + 1: {7, 2, 1}, 42 * 480: {13, 1, 0}, 42*480 + 240*7: {14, 1, 0}, 42*480 + 250: {13, 2, 10}} {
		if got := s.Place(tick); got != want {
			t.Errorf("tick %d is at %v, want %v", tick, got, want)
		}
	}
	for _, tick := range []float64{0, 1, 7679, 7680, 7681, 20167, 30000} {
		if got := s.Tick(s.Seconds(tick)); got < tick-1e-6 || got > tick+1e-6 {
			t.Errorf("tick %g comes back as %g", tick, got)
		}
	}
}

func TestSoundIsLoweredByWholeDecibels(t *testing.T) {
	for _, c := range []struct{ peak, db float64 }{{0, 0}, {1, 0}, {1.0001, 1}, {1.12, 1}, {1.13, 2}, {4, 13}} {
		factor, fader := session.Lower(c.peak)
		if got := session.Decibels(fader); got < c.db-1e-9 || got > c.db+1e-9 || factor*c.peak > 1+1e-12 {
			t.Errorf("a peak of %g is lowered by %g dB to %g, want %g dB", c.peak, got, factor*c.peak, c.db)
		}
	}
}

package studio_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/audio"
	"partlift/backend/grid"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/session"
	"partlift/backend/smf"
)

// late is a grid whose first downbeat lies in the midst of a bar, in three and
// then in four, at two tempos.
func late() *music.Grid {
	return &music.Grid{Tempo: []music.TempoPoint{{BPM: 118}, {Second: 8 * 60 / 118.0, Beat: 8, BPM: 121.5}}, Downbeat: 1.302, Key: &music.Key{Minor: true, Name: "A minor"}, KeyConfidence: 1,
		Meter: &music.Meter{Numerator: 3, Denominator: 4}, MeterConfidence: 1, Changes: []music.MeterPoint{{Beat: 1.302*118/60 + 9, Meter: music.Meter{Numerator: 4, Denominator: 4}}},
		Chords: []music.Chord{{Second: 1.302, Symbol: "Am"}, {Second: 1.4, Symbol: "C"}}}
}

// on is the bars of a song.
func on(g *music.Grid) edit.Found { return edit.Found{Result: grid.Result{Grid: g}} }

// soundFile writes a sound in a format.
func soundFile(t *testing.T, name string, rate, channels int, seconds float64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tone := bytes.NewReader(studiotest.Tone(rate, channels, 16, seconds))
	switch filepath.Ext(name) {
	case ".mp3":
		err = audio.EncodeMP3(t.Context(), tone, name, f, 128, nil)
	case ".flac":
		err = audio.EncodeFLAC(t.Context(), tone, name, f, nil)
	default:
		_, err = f.ReadFrom(tone)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// floats writes a WAV file of 32-bit floating point.
func floats(t *testing.T, rate int, samples ...float32) string {
	t.Helper()
	le := binary.LittleEndian
	b := append([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x03\x00\x01\x00"), le.AppendUint32(le.AppendUint32(nil, uint32(rate)), uint32(4*rate))...)
	b = append(b, 4, 0, 32, 0)
	b = le.AppendUint32(append(b, "data"...), uint32(4*len(samples)))
	for _, v := range samples {
		b = le.AppendUint32(b, math.Float32bits(v))
	}
	le.PutUint32(b[4:], uint32(len(b)-8))
	path := filepath.Join(t.TempDir(), "floats.wav")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// songOf is a song of a beat and a bass with some sounds.
func songOf(sounds ...studio.SongSound) studio.SessionSong {
	song := studiotest.Groove(118, 1.302, 8)
	song.Title = "A song"
	song.Tracks[0].Stem, song.Tracks[1].Stem = "Drums", "Bass"
	return studio.SessionSong{Song: song, Parts: edit.PartsOf(song, edit.Layers{}, nil, nil), Sounds: sounds}
}

var kinds = []string{"dawproject", "reaper", "ardour", "folder"}

// sessionOf writes a session that must be right, and leaves nothing else.
func sessionOf(t *testing.T, song studio.SessionSong, opt studio.ExportOptions, so studio.SessionOptions) studio.SessionReport {
	t.Helper()
	r, err := studio.WriteSession(t.Context(), song, opt, so, time.Now())
	if err != nil {
		t.Fatalf("%s: %v", so.Kind, err)
	}
	for _, c := range r.Checks {
		if !c.OK {
			t.Errorf("%s: %s: %s", so.Kind, c.Name, c.Detail)
		}
	}
	if !r.OK || r.Path == "" || r.Bytes == 0 {
		t.Errorf("%s: %+v", so.Kind, r)
	}
	if _, err := os.Stat(r.Open); err != nil {
		t.Errorf("%s: the file to open: %v", so.Kind, err)
	}
	return r
}

// entries lists all that is in a folder, hidden or not.
func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		names = append(names, e.Name())
	}
	return names
}

// inside opens what is in a session.
func inside(t *testing.T, path string) fs.FS {
	t.Helper()
	if !strings.HasSuffix(path, ".dawproject") {
		return os.DirFS(path)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { z.Close() })
	return z
}

// Sounds of all formats, rates and lengths go along with the notes, padded so
// that bar 1 of the file is where they begin.
func TestASessionHoldsASong(t *testing.T) {
	t.Parallel()
	sounds := []studio.SongSound{
		{Name: "Bass", Path: soundFile(t, "bass.flac", 44100, 1, 0.2)}, // shorter than the silence in front
		{Name: "Drums", Path: soundFile(t, "drums.wav", 44100, 2, 17)},
		{Name: "FX / 🎹", Path: soundFile(t, "fx.mp3", 48000, 2, 3)},
		{Name: "Nothing", Path: soundFile(t, "x.wav", 44100, 2, 1), Silent: true},
		{Name: "Quiet", Path: floats(t, 44100, make([]float32, 500)...)},
		{Name: "A song", Path: soundFile(t, "song.wav", 44100, 2, 2), Whole: true},
		{Name: "Broken", Path: func() string {
			p := filepath.Join(t.TempDir(), "broken.wav")
			if err := os.WriteFile(p, []byte("no sound at all"), 0o600); err != nil {
				t.Fatal(err)
			}
			return p
		}()},
	}
	for _, kind := range kinds {
		dir := t.TempDir()
		r := sessionOf(t, songOf(sounds...), studio.ExportOptions{Dir: dir, Grid: on(late())}, studio.SessionOptions{Kind: kind, Offset: 0.01})
		if got := entries(t, dir); len(got) != 1 || got[0] != filepath.Base(r.Path) {
			t.Errorf("%s: the folder holds %q", kind, got)
		}
		plan, err := smf.Arrange(songOf().Song, smf.Options{Grid: late()})
		if err != nil || plan.Shift == 0 || r.Shift != plan.Shift+0.01 || r.Tracks != 5 {
			t.Fatalf("%s: shift %g, plan's %g, %d tracks, %v", kind, r.Shift, plan.Shift, r.Tracks, err)
		}
		pad := int64(math.Round(r.Shift * 44100))
		got := soundsIn(t, r.Path)
		for name, frames := range map[string]int64{"Bass stem.wav": 8820, "Drums stem.wav": 17 * 44100, "FX - stem.wav": 3 * 44100} {
			w, ok := got[name]
			if !ok || w.Rate != 44100 || w.Frames != pad+frames || w.Silent < pad || w.Silent > pad+2000 {
				t.Errorf("%s: %s is %+v, want %d+%d frames", kind, name, w, pad, frames)
			}
		}
		if len(got) != 3 || got["Drums stem.wav"].Bits != 16 || got["FX - stem.wav"].Bits != 24 || got["Bass stem.wav"].Channels != 1 {
			t.Errorf("%s: %+v", kind, got)
		}
		notices := strings.Join(r.Notices, "\n")
		for _, want := range []string{"“Broken” is not in the session.", "1 silent stem was left out.", "s of silence so that its bars"} {
			if !strings.Contains(notices, want) {
				t.Errorf("%s: %q does not say %q", kind, notices, want)
			}
		}
	}
}

// The samples of a stem are those that it came with.
func TestASessionChangesNoSample(t *testing.T) {
	t.Parallel()
	source := studiotest.Tone(44100, 2, 16, 0.5)
	path := filepath.Join(t.TempDir(), "a.wav")
	if err := os.WriteFile(path, source, 0o600); err != nil {
		t.Fatal(err)
	}
	r := sessionOf(t, songOf(studio.SongSound{Name: "Bass", Path: path}), studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}, studio.SessionOptions{Kind: "reaper"})
	got, err := os.ReadFile(filepath.Join(r.Path, "Media", "Bass stem.wav"))
	if err != nil {
		t.Fatal(err)
	}
	samples := source[44:]
	if pad := 4 * int(math.Round(r.Shift*44100)); !bytes.HasSuffix(got, append(make([]byte, pad), samples...)) {
		t.Error("the stem holds other samples than the silence and its own")
	}
}

func TestSoundThatWouldClipIsLowered(t *testing.T) {
	t.Parallel()
	path := floats(t, 44100, 0.5, 1.5, -1.5, 0.25)
	for _, kind := range kinds {
		r := sessionOf(t, songOf(studio.SongSound{Name: "Bass", Path: path}), studio.ExportOptions{Dir: t.TempDir()}, studio.SessionOptions{Kind: kind})
		if !strings.Contains(strings.Join(r.Notices, "\n"), "1 stem was lowered so that nothing clips.") {
			t.Errorf("%s: %q", kind, r.Notices)
		}
		fsys := inside(t, r.Path)
		all, err := fs.Glob(fsys, "*Media/*.wav")
		if kind == "ardour" {
			all, err = fs.Glob(fsys, "interchange/*/audiofiles/*.wav")
		}
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		data, err := fs.ReadFile(fsys, all[0])
		if err != nil {
			t.Fatal(err)
		}
		// 4 dB for a peak of 3.5 dB.
		last := data[len(data)-12:]
		sample := float64(int32(uint32(last[3])<<8|uint32(last[4])<<16|uint32(last[5])<<24)>>8) / (1 << 23)
		if want := 1.5 * math.Pow(10, -4/20.0); math.Abs(sample-want) > 1e-6 {
			t.Errorf("%s: a sample of 1.5 became %g, want %g", kind, sample, want)
		}
	}
}

// Songs and names of all kinds.
func TestASessionHoldsAnySong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("A long / name 🎹 ", 14)
	many := songOf()
	for range 38 {
		many.Song.Tracks = append(many.Song.Tracks, many.Song.Tracks[1])
	}
	many.Parts = edit.PartsOf(many.Song, edit.Layers{}, nil, nil)
	odd := songOf(studio.SongSound{Name: long, Path: soundFile(t, "a.wav", 22050, 1, 1)}, studio.SongSound{Name: long, Path: soundFile(t, "b.wav", 22050, 1, 1)})
	odd.Song.Title = "../..\\" + long
	odd.Song.Tracks[0].Name, odd.Song.Tracks[1].Name = long, "Master"
	odd.Parts = edit.PartsOf(odd.Song, edit.Layers{}, nil, nil)
	pedal := songOf()
	pedal.Song.Tracks[1].Controls = []music.Control{{Second: 1.5, Kind: music.Sustain, Value: 127}, {Second: 1.6, Kind: music.Bend, Value: -100}, {Second: 1.7, Kind: music.Bend}, {Second: 2, Kind: music.Sustain}}
	whole := songOf(studio.SongSound{Name: "A song", Path: soundFile(t, "song.wav", 44100, 2, 2), Whole: true})
	hour := songOf()
	hour.Song.Tracks[1].Notes = append(hour.Song.Tracks[1].Notes, music.Note{Pitch: 40, Velocity: 90, Start: 3600, End: 3601})
	for name, c := range map[string]struct {
		song studio.SessionSong
		grid *music.Grid
		n    int
	}{"no sound": {songOf(), late(), 2}, "no grid": {songOf(), nil, 2}, "many parts": {many, late(), 40}, "odd names": {odd, late(), 4}, "pedal": {pedal, late(), 2}, "recording": {whole, late(), 3}, "an hour": {hour, late(), 2}} {
		for _, kind := range kinds {
			r := sessionOf(t, c.song, studio.ExportOptions{Dir: t.TempDir(), Grid: on(c.grid)}, studio.SessionOptions{Kind: kind})
			if base := filepath.Base(r.Path); r.Tracks != c.n || len(base) > 140 || strings.Contains(base, "..") {
				t.Errorf("%s, %s: %d tracks in %q", name, kind, r.Tracks, base)
			}
		}
	}
}

// found reads a session of REAPER.
func found(t *testing.T, r studio.SessionReport) session.Found {
	t.Helper()
	for _, k := range studio.SessionKinds() {
		if k.ID == r.Kind {
			f, err := k.Read(inside(t, r.Path), strings.TrimSuffix(filepath.Base(r.Open), filepath.Ext(r.Open)))
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
	}
	t.Fatal(r.Kind)
	return session.Found{}
}

// A stem is followed by its parts, which are silent where it sounds.
func TestTracksOfASessionAreInOrder(t *testing.T) {
	t.Parallel()
	bass, drums := studio.SongSound{Name: "bass", Path: soundFile(t, "a.wav", 22050, 1, 1)}, studio.SongSound{Name: "Drums", Path: soundFile(t, "b.wav", 22050, 1, 1)}
	whole := studio.SongSound{Name: "A song", Path: bass.Path, Whole: true}
	for _, c := range []struct {
		sounds  []studio.SongSound
		muted   []int
		unmuted bool
		want    string
	}{
		{[]studio.SongSound{bass, drums}, nil, false, "bass stem, (Bass), Drums stem, (Drums)"},
		{[]studio.SongSound{drums, bass}, nil, true, "Drums stem, Drums, bass stem, Bass"},
		{[]studio.SongSound{bass}, nil, false, "bass stem, (Bass), Drums"},
		{[]studio.SongSound{bass}, []int{1}, true, "(bass stem), (Bass), Drums"},
		{[]studio.SongSound{whole}, nil, false, "A song, (Drums), (Bass)"},
		{[]studio.SongSound{whole, bass}, nil, false, "bass stem, (Bass), Drums"},
		{nil, []int{0}, false, "(Drums), Bass"},
	} {
		song := songOf(c.sounds...)
		song.Parts = edit.PartsOf(song.Song, edit.Layers{}, c.muted, nil)
		var got []string
		for _, track := range found(t, sessionOf(t, song, studio.ExportOptions{Dir: t.TempDir()}, studio.SessionOptions{Kind: "reaper", Unmuted: c.unmuted})).Tracks {
			if track.Muted {
				track.Name = "(" + track.Name + ")"
			}
			got = append(got, track.Name)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%q, want %q", s, c.want)
		}
	}
}

// Chords of one bar are one marker, and none says where the audio was.
func TestMarkersOfASession(t *testing.T) {
	t.Parallel()
	f := found(t, sessionOf(t, songOf(), studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}, studio.SessionOptions{Kind: "reaper"}))
	if len(f.Markers) != 1 || f.Markers[0].Text != "Am C" || len(f.Meters) != 2 || len(f.Tempo) != 2 {
		t.Errorf("markers %+v, meters %+v, tempo %+v", f.Markers, f.Meters, f.Tempo)
	}
}

// What a format cannot hold is said, and only then.
func TestLostBendRangesAreTold(t *testing.T) {
	t.Parallel()
	for cents, told := range map[int16]bool{1200: true, 200: false} {
		song := songOf()
		song.Song.Tracks[1].Controls = []music.Control{{Kind: music.BendRange, Value: cents}, {Second: 1.5, Kind: music.Bend, Value: 4000}}
		for _, kind := range kinds {
			r := sessionOf(t, song, studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}, studio.SessionOptions{Kind: kind})
			if got := strings.Contains(strings.Join(r.Notices, "\n"), "1 part has a bend range of its own"); got != (told && kind == "dawproject") {
				t.Errorf("%s, %d cents: %q", kind, cents, r.Notices)
			}
		}
	}
}

// In a plain folder nothing can be muted, so that what is silent is not there.
func TestAFolderHoldsWhatSounds(t *testing.T) {
	t.Parallel()
	song := songOf()
	song.Parts = edit.PartsOf(song.Song, edit.Layers{}, []int{0}, nil)
	r := sessionOf(t, song, studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}, studio.SessionOptions{Kind: "folder"})
	if got := entries(t, r.Path); !slices.Equal(got, []string{"A song - Bass.mid", "A song.mid", "A song.smt", "README.txt"}) {
		t.Errorf("%q", got)
	}
}

// The same session is used again; what somebody changed is left alone.
func TestASessionIsNotWrittenOver(t *testing.T) {
	t.Parallel()
	sound := studio.SongSound{Name: "Bass", Path: soundFile(t, "a.wav", 22050, 1, 1)}
	for _, kind := range kinds {
		opt := studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}
		first := sessionOf(t, songOf(sound), opt, studio.SessionOptions{Kind: kind})
		if again := sessionOf(t, songOf(sound), opt, studio.SessionOptions{Kind: kind}); again.Path != first.Path || len(entries(t, opt.Dir)) != 1 {
			t.Errorf("%s: the same session lies at %s too", kind, again.Path)
		}
		f, err := os.OpenFile(first.Open, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString("mine"); err != nil {
			t.Fatal(err)
		}
		f.Close()
		third := sessionOf(t, songOf(sound), opt, studio.SessionOptions{Kind: kind})
		if got := entries(t, opt.Dir); third.Path == first.Path || len(got) != 2 {
			t.Errorf("%s: %q", kind, got)
		}
		if fourth := sessionOf(t, songOf(sound), opt, studio.SessionOptions{Kind: kind}); fourth.Path != third.Path {
			t.Errorf("%s: the second session is not used again", kind)
		}
	}
}

// However early or late it is stopped, nothing is left.
func TestStopLeavesNothing(t *testing.T) {
	t.Parallel()
	sounds := []studio.SongSound{{Name: "Bass", Path: soundFile(t, "a.wav", 22050, 2, 2)}, {Name: "Drums", Path: soundFile(t, "b.flac", 44100, 1, 2)}}
	for _, kind := range kinds {
		steps := 0
		last := int64(0)
		sessionOf(t, songOf(sounds...), studio.ExportOptions{Dir: t.TempDir()}, studio.SessionOptions{Kind: kind, Progress: func(done, total int64) {
			if steps++; done < last || done > total {
				t.Errorf("%s: %d of %d after %d", kind, done, total, last)
			}
			last = done
		}})
		for at := 1; at < steps; at += max(1, steps/7) {
			dir := t.TempDir()
			ctx, stop := context.WithCancel(t.Context())
			n := 0
			_, err := studio.WriteSession(ctx, songOf(sounds...), studio.ExportOptions{Dir: dir}, studio.SessionOptions{Kind: kind, Progress: func(int64, int64) {
				if n++; n == at {
					stop()
				}
			}}, time.Now())
			stop()
			if left := entries(t, dir); !errors.Is(err, context.Canceled) || len(left) > 0 {
				t.Errorf("%s, stopped at %d of %d: %q, %v", kind, at, steps, left, err)
			}
		}
	}
}

// The notes may lie before or behind the sound by a little.
func TestOffsetsMoveTheSound(t *testing.T) {
	t.Parallel()
	sound := studio.SongSound{Name: "Bass", Path: soundFile(t, "a.wav", 44100, 1, 1)}
	for _, c := range []struct {
		offset float64
		frames int64
	}{{0, 44100}, {0.023, 44100 + 1014}, {-0.5, 22050}, {-5, 0}} {
		r, err := studio.WriteSession(t.Context(), songOf(sound), studio.ExportOptions{Dir: t.TempDir()}, studio.SessionOptions{Kind: "reaper", Offset: c.offset}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		got := soundsIn(t, r.Path)["Bass stem.wav"]
		if c.frames == 0 && len(soundsIn(t, r.Path)) != 0 || got.Frames != c.frames || r.Offset != c.offset {
			t.Errorf("%g s: %+v, want %d frames", c.offset, got, c.frames)
		}
	}
}

func TestSessionsOfTheLibrary(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := take(t, w, studio.Choice{}, vendorFolder(t, "Night Bus Stems")).Songs[0].ID
	for _, kind := range kinds {
		r, err := w.ExportSession(t.Context(), id, studio.ExportOptions{Dir: t.TempDir()}, studio.SessionOptions{Kind: kind})
		if err != nil || !r.OK || r.Tracks != 5 || r.Title != "Night Bus" {
			t.Fatalf("%s: %+v, %v", kind, r, err)
		}
		written, err := w.Written(t.Context(), id)
		if err != nil || written[0].Path != r.Open && !slices.ContainsFunc(written, func(f edit.Written) bool { return f.Path == r.Open }) {
			t.Errorf("%s: %v does not hold %s, %v", kind, written, r.Open, err)
		}
	}
	if _, err := w.ExportSession(t.Context(), id, studio.ExportOptions{Dir: t.TempDir()}, studio.SessionOptions{Kind: "als"}); err == nil || !strings.Contains(err.Error(), "als") {
		t.Errorf("an unknown kind: %v", err)
	}
}

func TestEveryProgramHasASession(t *testing.T) {
	for daw, want := range map[string]string{"bitwig": "dawproject", "studioone": "dawproject", "cubase": "dawproject", "reaper": "reaper", "ardour": "ardour", "live": "folder", "generic": "folder", "": "folder"} {
		if got := studio.SessionFor(daw); got.ID != want || got.Hint == "" {
			t.Errorf("%s gets %s, want %s", daw, got.ID, want)
		}
	}
	for _, d := range smf.DAWs() {
		if studio.SessionFor(d.ID).ID == "" {
			t.Errorf("%s has no session", d.ID)
		}
	}
}

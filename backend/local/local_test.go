package local_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"partlift/backend/audio"
	"partlift/backend/local"
	"partlift/backend/music"
)

// A decoded file, converted, is what the engine is given.
var _ local.Sound = (*audio.Converter)(nil)

// tape is a Sound of samples in memory, or made as they are read.
type tape struct {
	length   int
	at       int
	sample   func(i int) float32
	piece    int // the most that a Read gives
	rate     int
	channels int
	unknown  bool // the length is not told
	err      error
	onRead   func()
	onPiece  func(n int)
}

func (s *tape) Shape() (rate, channels int, frames int64) {
	rate, channels, frames = local.Rate, 1, int64(s.length)
	if s.rate > 0 {
		rate, channels = s.rate, s.channels
	}
	if s.unknown {
		frames = -1
	}
	return rate, channels, frames
}

func (s *tape) Read(p []float32) (int, error) {
	if s.onRead != nil {
		s.onRead()
	}
	if s.onPiece != nil {
		s.onPiece(len(p))
	}
	if s.at >= s.length {
		if s.err != nil {
			return 0, s.err
		}
		return 0, io.EOF
	}
	n := min(len(p), s.length-s.at)
	if s.piece > 0 {
		n = min(n, s.piece)
	}
	for i := range n {
		p[i] = s.sample(s.at + i)
	}
	s.at += n
	return n, nil
}

// struck returns a sound of struck strings, as long as its notes and a second.
func struck(notes ...music.Note) *tape {
	end := 0.0
	for _, n := range notes {
		end = max(end, n.End)
	}
	samples := make([]float32, int((end+1)*local.Rate))
	for _, n := range notes {
		hz := 440 * math.Pow(2, (float64(n.Pitch)-69)/12)
		for i := int(n.Start * local.Rate); i < int(n.End*local.Rate); i++ {
			t := float64(i)/local.Rate - n.Start
			for k := 1.0; k <= 6 && hz*k < local.Rate/2; k++ {
				samples[i] += float32(0.15 / k * math.Exp(-2*t) * math.Sin(2*math.Pi*hz*k*t))
			}
		}
	}
	return &tape{length: len(samples), sample: func(i int) float32 { return samples[i] }}
}

// scale is a C major scale, two notes a second, and a chord at its end.
func scale() []music.Note {
	var out []music.Note
	for i, p := range []uint8{60, 62, 64, 65, 67, 69, 71, 72} {
		out = append(out, music.Note{Pitch: p, Start: 0.5 + float64(i)/2, End: 0.9 + float64(i)/2})
	}
	for _, p := range []uint8{48, 55, 64} {
		out = append(out, music.Note{Pitch: p, Start: 4.5, End: 5.9})
	}
	return out
}

func TestNotesAreHeardWhereTheyAre(t *testing.T) {
	want := scale()
	sound := struck(want...)
	var steps []float64
	song, err := local.Transcribe(context.Background(), sound, func(f float64) { steps = append(steps, f) })
	if err != nil {
		t.Fatal(err)
	}
	if len(song.Tracks) != 1 || song.Tracks[0].Drums || song.Tracks[0].Known || song.Title != "" {
		t.Fatalf("tracks are %+v", song.Tracks)
	}
	got := song.Tracks[0].Notes
	sorted := append([]music.Note(nil), got...)
	if music.Sort(sorted); !reflect.DeepEqual(got, sorted) {
		t.Error("notes are not sorted")
	}
	for _, w := range want {
		found := 0
		for _, g := range got {
			if g.Pitch == w.Pitch && math.Abs(g.Start-w.Start) < 0.04 {
				found++
			}
		}
		if found != 1 {
			t.Errorf("pitch %d at %.2f s was heard %d times", w.Pitch, w.Start, found)
		}
	}
	if len(got) != len(want) {
		t.Errorf("heard %d notes of %d: %+v", len(got), len(want), got)
	}
	for _, g := range got {
		if g.Velocity < 1 || g.Velocity > 127 || g.End <= g.Start || g.Start < 0 || g.End > float64(sound.length)/local.Rate+0.1 {
			t.Errorf("note %+v", g)
		}
	}
	last := 0.0
	for _, f := range steps {
		if f < last || f > 1 {
			t.Fatalf("progress went %v", steps)
		}
		last = f
	}
	if last != 1 || len(steps) < 4 {
		t.Errorf("progress was %v", steps)
	}
}

// Later notes must not drift: the published package's frames do.
func TestNotesStayInTimeOverMinutes(t *testing.T) {
	if testing.Short() {
		t.Skip("listens to two minutes")
	}
	const last = 120
	sound := struck(music.Note{Pitch: 60, Start: 1, End: 2}, music.Note{Pitch: 64, Start: last, End: last + 1})
	song, err := local.Transcribe(context.Background(), sound, nil)
	if err != nil {
		t.Fatal(err)
	}
	notes := song.Tracks[0].Notes
	if first, end := notes[0], notes[len(notes)-1]; math.Abs(end.Start-first.Start-(last-1)) > 0.012 || end.Pitch != 64 {
		t.Errorf("notes are %+v", notes)
	}
}

func TestOutcomeDependsOnTheSoundAlone(t *testing.T) {
	want, err := local.Transcribe(context.Background(), struck(scale()...), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, cores := range []int{1, 3} {
		runtime.GOMAXPROCS(cores)
		sound := struck(scale()...)
		sound.piece, sound.unknown = 1000*cores+7, true
		got, err := local.Transcribe(context.Background(), sound, nil)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d cores: %v, %d notes of %d", cores, err, got.NoteCount(), want.NoteCount())
		}
	}
}

func constant(length int, v float32) *tape {
	return &tape{length: length, sample: func(int) float32 { return v }}
}

func TestWhatHasNoNotesIsRefusedInWords(t *testing.T) {
	spoilt := errors.New("disk gone")
	hiss := func(i int) float32 { return float32(uint32(i)*2654435761>>16) / (1 << 16) * 1e-3 }
	tests := []struct {
		name  string
		sound *tape
		want  error
	}{
		{"empty", constant(0, 0), local.ErrShort},
		{"one sample", constant(1, 1), local.ErrShort},
		{"a fifth of a second", constant(local.Rate/5, 0.5), local.ErrShort},
		{"silence", constant(3*local.Rate, 0), local.ErrSilent},
		{"silence as long as windows are", constant(36096*2, 0), local.ErrSilent},
		{"hiss at -60 dB", &tape{length: 3 * local.Rate, sample: hiss}, local.ErrSilent},
		{"a constant voltage", constant(3*local.Rate, 0.5), local.ErrNoNotes},
		{"no numbers", constant(3*local.Rate, float32(math.NaN())), local.ErrSilent},
		{"seven hours said", &tape{length: 7 * 3600 * local.Rate}, local.ErrLong},
		{"broken", &tape{length: 5 * local.Rate, sample: func(i int) float32 { return float32(i%50) / 50 }, err: spoilt}, spoilt},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			song, err := local.Transcribe(context.Background(), c.sound, nil)
			if !errors.Is(err, c.want) || song.NoteCount() != 0 {
				t.Errorf("%d notes, %v; want %v", song.NoteCount(), err, c.want)
			}
			if text := c.want.Error(); !errors.Is(c.want, spoilt) && !strings.HasSuffix(text, ".") {
				t.Errorf("%q is no sentence", text)
			}
		})
	}
	if _, err := local.Transcribe(context.Background(), &tape{rate: 44100, channels: 2}, nil); err == nil || !strings.Contains(err.Error(), "44100") {
		t.Errorf("another rate: %v", err)
	}
}

// lazy gives nothing, or too much.
type lazy struct{ n int }

func (lazy) Shape() (int, int, int64)        { return local.Rate, 1, -1 }
func (s lazy) Read(p []float32) (int, error) { return s.n, nil }

func TestSoundsThatBreakTheirWord(t *testing.T) {
	if _, err := local.Transcribe(context.Background(), lazy{0}, nil); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a sound that gives nothing: %v", err)
	}
	for _, n := range []int{-1, 1 << 30} {
		if _, err := local.Transcribe(context.Background(), lazy{n}, nil); err == nil {
			t.Errorf("a Read of %d samples was believed", n)
		}
	}
}

func TestNoticesNameWhoseNetworkItIs(t *testing.T) {
	for _, want := range []string{"Copyright 2022 Spotify AB", "Apache License", "Version 2.0, January 2004", "END OF TERMS AND CONDITIONS"} {
		if !strings.Contains(local.Notices(), want) {
			t.Errorf("the notices do not say %q", want)
		}
	}
}

// FuzzTranscribe takes any bytes for samples.
func FuzzTranscribe(f *testing.F) {
	f.Add([]byte{}, uint16(1), false)
	f.Add([]byte{0, 0, 0x80, 0x7f, 0, 0, 0xc0, 0x7f, 0, 0, 0x80, 0xff}, uint16(9000), true)
	f.Add([]byte{0xff, 0xff, 0x7f, 0x7f, 0xff, 0xff, 0x7f, 0xff, 1, 0, 0, 0}, uint16(40000), false)
	f.Fuzz(func(t *testing.T, data []byte, length uint16, unknown bool) {
		all := make([]float32, len(data)/4+1)
		if err := binary.Read(io.MultiReader(bytes.NewReader(data), iotest.ErrReader(io.EOF)), binary.LittleEndian, all[:len(data)/4]); err != nil {
			t.Fatal(err)
		}
		sound := &tape{length: int(length), piece: 1 + int(length)/3, unknown: unknown, sample: func(i int) float32 { return all[i%len(all)] }}
		song, err := local.Transcribe(context.Background(), sound, nil)
		if err != nil {
			if !errors.Is(err, local.ErrShort) && !errors.Is(err, local.ErrSilent) && !errors.Is(err, local.ErrNoNotes) {
				t.Fatal(err)
			}
			return
		}
		checkNotes(t, song.Tracks[0].Notes, float64(length)/local.Rate)
	})
}

func checkNotes(t *testing.T, notes []music.Note, length float64) {
	t.Helper()
	for _, n := range notes {
		if n.Pitch < 21 || n.Pitch > 108 || n.Velocity < 1 || n.Velocity > 127 || !(n.Start >= 0) || !(n.End > n.Start) || n.End > length+0.02 {
			t.Fatalf("note %+v of %v s", n, length)
		}
	}
}

// TestHoursStaySmall listens to two hours with a note each minute; what is kept
// of a window does not depend on what is in it.
func TestHoursStaySmall(t *testing.T) {
	if testing.Short() {
		t.Skip("listens to two hours")
	}
	strike := struck(music.Note{Pitch: 60, Start: 0.1, End: 1})
	sound := &tape{length: 2 * 3600 * local.Rate, unknown: true, sample: func(i int) float32 {
		if i %= 60 * local.Rate; i < strike.length {
			return strike.sample(i)
		}
		return 0
	}}
	most, reads := uint64(0), 0
	sound.onRead = func() {
		if reads++; reads%500 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse+m.StackInuse)
		}
	}
	start := time.Now()
	song, err := local.Transcribe(context.Background(), sound, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d notes in %v, %d MB", song.NoteCount(), time.Since(start).Round(time.Second), most>>20)
	if n := song.NoteCount(); n != 120 {
		t.Errorf("heard %d notes of 120", n)
	}
	if most > 300<<20 {
		t.Errorf("took %d MB", most>>20)
	}
}

func BenchmarkTranscribe(b *testing.B) {
	var notes []music.Note
	for i := range 120 {
		notes = append(notes, music.Note{Pitch: uint8(40 + i*7%40), Start: float64(i) / 2, End: float64(i)/2 + 0.9})
	}
	sound := struck(notes...)
	b.ReportAllocs()
	for b.Loop() {
		sound.at = 0
		if _, err := local.Transcribe(context.Background(), sound, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(sound.length)/local.Rate*float64(b.N)/b.Elapsed().Seconds(), "x-realtime")
}

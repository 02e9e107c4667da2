package player_test

import (
	"context"
	"errors"
	"io"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"partlift/backend/player"
)

// reel is a recording in which every frame tells its number. It may be held
// up, and be damaged at a place.
type reel struct {
	rate, channels int
	frames, at     int64
	gate           chan struct{} // nil: open
	damage         int64         // frame that cannot be read; 0: none
	mu             sync.Mutex
	seeks          int
}

func newReel(seconds int64) *reel { return &reel{rate: rate, channels: 2, frames: seconds * rate} }

func (r *reel) Shape() (int, int, int64) { return r.rate, r.channels, r.frames }

func (r *reel) SeekFrame(frame int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = frame
	r.seeks++
	return nil
}

func (r *reel) Read(samples []float32) (int, error) {
	if r.gate != nil {
		<-r.gate
	}
	n := int(min(int64(len(samples)/r.channels), r.frames-r.at, 1000))
	if n == 0 {
		return 0, io.EOF
	}
	if r.damage > 0 && r.at <= r.damage && r.damage < r.at+int64(n) {
		return 0, errors.New("damaged")
	}
	for i := range n {
		for c := range r.channels {
			samples[i*r.channels+c] = number(r.at+int64(i), c)
		}
	}
	r.at += int64(n)
	return n, nil
}

// number is a sample that belongs to one frame, and moves slowly.
func number(frame int64, channel int) float32 {
	v := .5 * math.Sin(float64(frame)/3000)
	if channel == 1 {
		v = .4 * math.Cos(float64(frame)/2500)
	}
	return float32(v)
}

func stream(t testing.TB, r player.Recording) *player.Stream {
	t.Helper()
	s, err := player.NewStream(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// await fails if frames do not come.
func await(t testing.TB, s *player.Stream, from, to int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	if err := s.Await(ctx, from, to); err != nil {
		t.Fatalf("frames %d–%d: %v", from, to, err)
	}
}

func TestStreamHoldsTheRecording(t *testing.T) {
	s := stream(t, newReel(60))
	hz, frames := s.Format()
	if hz != rate || frames != 60*rate {
		t.Fatalf("%d frames at %d Hz", frames, hz)
	}
	l, r := make([]float32, 300), make([]float32, 300)
	for _, at := range []int64{0, 8191, 8192, 59 * rate, 1_000_000, 60*rate - 100, 3, 2_000_000} {
		await(t, s, at, at+300)
		n := s.ReadAt(l, r, at)
		if want := int(min(300, frames-at)); n != want {
			t.Fatalf("%d frames at %d, want %d", n, at, want)
		}
		for i := range n {
			if l[i] != number(at+int64(i), 0) || r[i] != number(at+int64(i), 1) {
				t.Fatalf("frame %d is %v, %v", at+int64(i), l[i], r[i])
			}
		}
	}
}

func TestMonoIsInTheMiddle(t *testing.T) {
	reel := newReel(1)
	reel.channels = 1
	s := stream(t, reel)
	await(t, s, 0, rate)
	l, r := make([]float32, 10), make([]float32, 10)
	s.ReadAt(l, r, 100)
	if l[5] != number(105, 0) || r[5] != l[5] {
		t.Errorf("%v, %v", l[5], r[5])
	}
}

// Played from a stream, a recording sounds as from memory, through seeks and
// loops.
func TestStreamSoundsAsFromMemory(t *testing.T) {
	s := stream(t, newReel(60))
	memory := clip{rate, 60 * rate, func(f int64) (float32, float32) { return number(f, 0), number(f, 1) }}
	a, b := player.New(rate), player.New(rate)
	a.Load(player.Score{Original: s})
	b.Load(player.Score{Original: memory})
	for _, step := range []struct{ seek, loopFrom, loopTo float64 }{{0, 0, 0}, {40, 0, 0}, {10, 10, 10.5}, {25, 24.5, 25.1}} {
		for _, p := range []*player.Player{a, b} {
			p.SetMix(original())
			p.Loop(step.loopFrom, step.loopTo)
			p.Seek(step.seek)
			p.Play()
		}
		from := int64(step.seek * rate)
		if step.loopTo > 0 {
			from = int64(step.loopFrom * rate)
		}
		await(t, s, from, from+2*rate)
		al, ar := render(a, 1)
		bl, br := render(b, 1)
		for i := range al {
			if al[i] != bl[i] || ar[i] != br[i] {
				t.Fatalf("%+v: frame %d is %v, %v; want %v, %v", step, i, al[i], ar[i], bl[i], br[i])
			}
		}
		if a.Waiting() {
			t.Errorf("%+v: it waits", step)
		}
	}
}

// What is not decoded yet is silent, says so, and comes in without a click.
func TestRecordingThatIsLateComesInSoftly(t *testing.T) {
	reel := newReel(60)
	reel.gate = make(chan struct{})
	s := stream(t, reel)
	p := player.New(rate)
	p.SetMix(original())
	p.Load(player.Score{Original: s})
	p.Play()
	l, r := render(p, .3)
	if peakOf(l, r) != 0 || !p.Waiting() {
		t.Errorf("peak %v, waiting %v", peakOf(l, r), p.Waiting())
	}
	close(reel.gate)
	await(t, s, 0, 2*rate)
	l2, _ := render(p, .3)
	if peakOf(l2) < .05 || p.Waiting() {
		t.Errorf("peak %v, waiting %v", peakOf(l2), p.Waiting())
	}
	if top := steps(append(l, l2...)); top > maxStep {
		t.Errorf("a step of %v", top)
	}
	if at := p.Position(); math.Abs(at-.6) > 1e-6 {
		t.Errorf("position %v: it stood still", at)
	}
}

// A recording that runs dry fades away before its last frame.
func TestRecordingThatRunsDryFadesAway(t *testing.T) {
	reel := newReel(60)
	reel.gate = make(chan struct{}, 1000)
	s := stream(t, reel)
	for range 27 { // three pages of nine reads each
		reel.gate <- struct{}{}
	}
	await(t, s, 0, 3*8192)
	p := player.New(rate)
	p.SetMix(original())
	p.Load(player.Score{Original: s})
	p.Play()
	l, r := render(p, 1)
	if top := steps(l); top > maxStep || peakOf(l[:20_000]) < .1 || peakOf(l[3*8192:], r[3*8192:]) != 0 || !p.Waiting() {
		t.Errorf("a step of %v, peak %v and then %v", top, peakOf(l[:20_000]), peakOf(l[3*8192:]))
	}
	close(reel.gate)
}

func TestDamagedStretchIsSilentAndTold(t *testing.T) {
	reel := newReel(10)
	reel.damage = 3 * rate
	s := stream(t, reel)
	await(t, s, 0, 3*rate+8192)
	await(t, s, 5*rate, 6*rate)
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("got %v", err)
	}
	l, r := make([]float32, 100), make([]float32, 100)
	if n := s.ReadAt(l, r, 5*rate); n != 100 || l[3] != number(5*rate+3, 0) {
		t.Error("what comes after the damage is not there")
	}
	if n := s.ReadAt(l, r, 3*rate); n != 100 || peakOf(l) != 0 {
		t.Error("the damage is heard")
	}
}

// The memory of a stream does not grow with the recording.
func TestStreamForgetsWhatWasPlayed(t *testing.T) {
	s := stream(t, newReel(600))
	for at := int64(0); at < 600*rate; at += 4 * 8192 {
		s.Want(at, 0)
		await(t, s, at, min(at+4*8192, 600*rate))
	}
	held := 0
	for at := int64(0); at < 600*rate; at += 8192 {
		held += s.Ready(at, 1)
	}
	if held > 64 || held < 20 {
		t.Errorf("%d pages are held", held)
	}
	if s.Ready(0, 1) != 1 {
		t.Error("the start was forgotten")
	}
}

func TestClosedStreamLeavesNoGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		s, err := player.NewStream(t.Context(), newReel(60))
		if err != nil {
			t.Fatal(err)
		}
		await(t, s, 0, 100)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.Await(t.Context(), 50*rate, 51*rate); err == nil {
			t.Error("frames come from a closed stream")
		}
	}
	after := runtime.NumGoroutine()
	for limit := time.After(10 * time.Minute); after > before; after = runtime.NumGoroutine() {
		select { // one that has told that it is done may not be gone yet
		case <-limit:
			t.Fatalf("%d goroutines, %d before", after, before)
		default:
			runtime.Gosched()
		}
	}
}

func TestShapesThatCannotBePlayedAreRefused(t *testing.T) {
	for _, r := range []*reel{{rate: 0, channels: 2, frames: 5}, {rate: rate, channels: 0, frames: 5}, {rate: rate, channels: 2, frames: -1}, {rate: rate, channels: 2, frames: 1 << 50}} {
		if _, err := player.NewStream(t.Context(), r); err == nil {
			t.Errorf("%+v is taken", r)
		}
	}
	s := stream(t, &reel{rate: rate, channels: 2})
	if n := s.ReadAt(make([]float32, 5), make([]float32, 5), 0); n != 0 {
		t.Error("frames of an empty recording")
	}
}

func TestRenderFromStreamsAllocatesNothing(t *testing.T) {
	s := stream(t, newReel(30))
	await(t, s, 0, 20*8192)
	p := start(player.Score{Song: demo(t, 0), Original: s, Stems: []player.Source{s, s}})
	m := player.Unity()
	m.Blend, m.Stems = .5, []player.Channel{{Volume: 1}, {Volume: 1}}
	p.SetMix(m)
	l, r := make([]float32, 512), make([]float32, 512)
	p.Render(l, r)
	await(t, s, 0, 20*8192) // the goroutine, which may allocate, rests
	if n := testing.AllocsPerRun(100, func() { p.Render(l, r) }); n != 0 {
		t.Errorf("%v allocations a call", n)
	}
}

// Rendering faster than time waits for what is decoded.
func TestPrepareWaitsForTheRecording(t *testing.T) {
	s := stream(t, newReel(30))
	p := player.New(rate)
	p.SetMix(original())
	p.Load(player.Score{Original: s})
	p.Play()
	var l, r [512]float32
	for at := int64(0); at < 29*rate; at += 512 {
		if err := p.Prepare(t.Context(), 512); err != nil {
			t.Fatal(err)
		}
		p.Render(l[:], r[:])
		if at > 1000 && (l[511] != number(at+511, 0) || r[511] != number(at+511, 1)) {
			t.Fatalf("frame %d is %v", at+511, l[511])
		}
	}
}

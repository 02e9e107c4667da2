package local_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"testing"
	"time"

	"partlift/backend/local"
	"partlift/backend/music"
)

func TestCancelEndsListening(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	sound := &tape{length: 3600 * local.Rate, sample: func(i int) float32 { return float32(math.Sin(float64(i) / 20)) }}
	before := runtime.NumGoroutine()
	_, err := local.Transcribe(ctx, sound, func(float64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Transcribe = %v", err)
	}
	if sound.at > sound.length/4 {
		t.Errorf("read %d of %d samples", sound.at, sound.length)
	}
	n := runtime.NumGoroutine()
	for limit := time.After(10 * time.Minute); n > before; n = runtime.NumGoroutine() {
		select { // one that has told that it is done may not be gone yet
		case <-limit:
			t.Fatalf("%d goroutines are left of %d", n, before)
		default:
			runtime.Gosched()
		}
	}
	if _, err := local.Transcribe(ctx, struck(scale()...), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

// While a sound is read, which is when files are decoded and converted, the
// context is looked at before each Read, and each asks for a third of a second.
func TestCancelEndsReading(t *testing.T) {
	for _, last := range []int{1, 2, 20} {
		ctx, cancel := context.WithCancel(context.Background())
		sound := &tape{length: 60 * local.Rate, sample: func(i int) float32 { return float32(math.Sin(float64(i) / 20)) }}
		reads, most := 0, 0
		sound.onRead = func() {
			if reads++; reads == last {
				cancel()
			}
		}
		sound.onPiece = func(n int) { most = max(most, n) }
		if _, err := local.Transcribe(ctx, sound, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("Transcribe = %v", err)
		}
		if reads != last || most > local.Rate/2 {
			t.Errorf("%d reads, though the context ended in the %dth; of up to %d samples", reads, last, most)
		}
		cancel()
	}
}

// BenchmarkCancel is the time from the end of the context to that of Transcribe,
// at its worst of all moments that progress is told.
func BenchmarkCancel(b *testing.B) {
	var notes []music.Note
	for i := range 400 {
		notes = append(notes, music.Note{Pitch: uint8(40 + i*7%40), Start: float64(i) / 10, End: float64(i)/10 + 0.9})
	}
	sound, worst, moment := struck(notes...), time.Duration(0), 0
	for b.Loop() {
		sound.at = 0
		ctx, cancel := context.WithCancel(context.Background())
		told, at := 0, time.Now()
		_, err := local.Transcribe(ctx, sound, func(float64) {
			if told++; told == moment+1 {
				at = time.Now()
				cancel()
			}
		})
		if moment++; err == nil {
			moment = 0
		} else {
			worst = max(worst, time.Since(at))
		}
		cancel()
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms-at-worst")
}

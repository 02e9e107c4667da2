package local

import (
	"context"
	"errors"
	"io"
	"runtime"
	"sync"
)

// Windows overlap: only the middle of each is kept, because the network sees
// nothing beyond the edges. A window advances by whole frames, so that frame g
// of the song is at g*hop samples without drift.
const (
	hop     = 256          // samples in a frame
	margin  = 15           // frames of a window left out at its start
	kept    = 141          // frames of a window used; the rest is left out
	advance = kept * hop   // samples
	lead    = margin * hop // samples of a window before its kept frames
)

// windowJob is a window on its way through the network.
type windowJob struct {
	samples []float32 // window
	frames  int       // that count, of kept
	loud    bool
	note    []float32 // kept rows of keys
	onset   []float32
	bands   []uint8       // kept rows of bands
	done    chan struct{} // gets one value when the network is through
}

// listen runs the network over the sound, which lies some cents above A = 440 Hz,
// and takes its loudness, as far as a
// role needs them. Windows are worked on at once by several goroutines and
// collected in their order.
func listen(ctx context.Context, sound Sound, frames int64, cents float64, role Role, progress func(float64)) (*activity, *beats, error) {
	net, err := shared()
	if err != nil {
		return nil, nil, err
	}
	net = net.tuned(cents)
	workers := min(runtime.GOMAXPROCS(0), 8)
	free := make(chan *windowJob, workers+2)
	jobs, order := make(chan *windowJob, workers+2), make(chan *windowJob, workers+2)
	for range cap(free) {
		free <- newWindowJob()
	}
	inner, stop := context.WithCancel(ctx)
	var team sync.WaitGroup
	defer team.Wait()
	defer stop()
	var failed error // set before order is closed
	team.Go(func() {
		defer close(jobs)
		defer close(order)
		failed = feed(inner, sound, free, func(j *windowJob) {
			jobs <- j
			order <- j
		})
	})
	for range workers {
		team.Go(func() { work(inner, net, role, jobs) })
	}
	heard, struck := &activity{}, &beats{}
	for j := range order {
		select {
		case <-j.done:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
		heard.add(j.note, j.onset, j.frames)
		if role.Drums {
			struck.add(j.bands, j.frames)
		}
		if frames > 0 {
			progress(min(float64(heard.n)*hop/float64(frames), 1))
		}
		free <- j
	}
	return heard, struck, failed
}

func newWindowJob() *windowJob {
	rows := make([]float32, 2*kept*keys)
	return &windowJob{samples: make([]float32, window), note: rows[:kept*keys], onset: rows[kept*keys:], bands: make([]uint8, kept*bands), done: make(chan struct{}, 1)}
}

// feed cuts the sound into windows.
func feed(ctx context.Context, sound Sound, free <-chan *windowJob, send func(*windowJob)) error {
	held := make([]float32, window) // the last lead samples are those before the next kept frame
	have, total, ended, loudest := lead, 0, false, float32(0)
	for {
		if !ended {
			n, peak, err := fill(ctx, sound, held[have:])
			have, total, loudest = have+n, total+n, max(loudest, peak)
			switch {
			case errors.Is(err, io.EOF):
				ended = true
			case err != nil:
				return err
			case total > maxSamples:
				return ErrLong
			}
		}
		if ended && total < minSamples {
			return ErrShort
		}
		left := (have - lead + hop - 1) / hop
		if left <= 0 {
			break
		}
		var j *windowJob
		select {
		case j = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		n := copy(j.samples, held[:have])
		clear(j.samples[n:])
		j.frames, j.loud = min(left, kept), peakOf(j.samples) > quiet
		send(j)
		have = copy(held, held[min(advance, have):have])
		if ended && have <= lead {
			break
		}
	}
	if loudest <= quiet {
		return ErrSilent
	}
	return nil
}

func peakOf(samples []float32) float32 {
	peak := float32(0)
	for _, v := range samples {
		peak = max(peak, v, -v)
	}
	return peak
}

// work hears windows until there are no more, or the context ends.
func work(ctx context.Context, net *network, role Role, jobs <-chan *windowJob) {
	s, eye := newScratch(), newLens()
	for j := range jobs {
		clear(j.note)
		clear(j.onset)
		clear(j.bands)
		if j.loud {
			if role.Pitched {
				if net.run(ctx, j.samples, s) != nil {
					return
				}
				copy(j.note, s.note[margin*keys:])
				copy(j.onset, s.onset[margin*keys:])
			}
			if role.Drums && eye.bands(ctx, j.samples[lead-view/2:], j.bands) != nil {
				return
			}
		}
		j.done <- struct{}{}
	}
}

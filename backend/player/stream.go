package player

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
)

// Recording is decoded sound that is read from front to back, such as a file's
// decoder.
type Recording interface {
	// Shape returns the frames a second, the samples in a frame and the number
	// of frames, which must be known.
	Shape() (rate, channels int, frames int64)
	// Read fills whole frames of interleaved samples, full scale being 1, and
	// returns how many frames there were; io.EOF at the end.
	Read(samples []float32) (frames int, err error)
	// SeekFrame goes to a frame from the start.
	SeekFrame(frame int64) error
}

// Sizes of a Stream's memory.
const (
	pageSize  = 8192 // frames
	pagesMost = 64   // 4 MB, 12 s at 44.1 kHz
	pagesNext = 24   // decoded before they are needed
	pagesKept = 2    // at the start of the song and of the loop
	failsMost = 8    // pages that could not be decoded, until no more are tried
)

// page is a run of frames; it never changes once it can be seen.
type page struct{ left, right [pageSize]float32 }

// Stream is a Source over a Recording. A goroutine decodes ahead of the place
// that is played, and around the start of the song and of the loop; playing
// never waits for it: what is not there yet is silence, which begins and ends
// without a click. Close it to end the goroutine.
type Stream struct {
	rec      Recording
	rate     int
	channels int
	frames   int64
	pages    []atomic.Pointer[page] // nil: not decoded
	want     atomic.Int64           // frame that is played
	loop     atomic.Int64           // frame a loop goes back to
	was      atomic.Int64           // frame that was played before a jump, and fades
	fault    atomic.Pointer[error]
	wake     chan struct{}
	cancel   context.CancelFunc
	done     sync.WaitGroup
	ended    chan struct{}

	mu     sync.Mutex
	loaded chan struct{} // closed when a page has come or none will

	// The goroutine's own.
	held    []int // numbers of decoded pages
	at      int64 // frame the recording is at
	fails   int
	scratch []float32
}

// NewStream starts to read ahead, from the start. The recording belongs to the
// stream until Close has returned; it stays open. Mono is played in the
// middle; of more channels than two the first two are heard, so convert them
// first.
func NewStream(ctx context.Context, r Recording) (*Stream, error) {
	rate, channels, frames := r.Shape()
	const longestStream = 1 << 36
	if rate <= 0 || rate > maxSourceRate || channels <= 0 || frames < 0 || frames > longestStream {
		return nil, fmt.Errorf("cannot play %d frames of %d channels at %d Hz", frames, channels, rate)
	}
	ctx, cancel := context.WithCancel(ctx)
	s := &Stream{rec: r, rate: rate, channels: channels, frames: frames, cancel: cancel,
		pages: make([]atomic.Pointer[page], (frames+pageSize-1)/pageSize), wake: make(chan struct{}, 1), loaded: make(chan struct{}), ended: make(chan struct{}),
		at: -1, scratch: make([]float32, pageSize*channels)}
	s.done.Add(1)
	go s.run(ctx)
	return s, nil
}

// Close ends reading ahead and returns when it has ended.
func (s *Stream) Close() error {
	s.cancel()
	s.done.Wait()
	return nil
}

// Err returns what kept a part of the recording from being decoded; that part
// is silent.
func (s *Stream) Err() error {
	if err := s.fault.Load(); err != nil {
		return *err
	}
	return nil
}

// Format implements Source.
func (s *Stream) Format() (rate int, frames int64) { return s.rate, s.frames }

// ReadAt implements Source; it stops at the first frame that is not there yet.
func (s *Stream) ReadAt(left, right []float32, frame int64) int {
	done := 0
	left = left[:max(0, min(int64(len(left)), s.frames-frame))]
	for done < len(left) {
		p := s.pages[frame/pageSize].Load()
		if p == nil {
			break
		}
		at := frame % pageSize
		n := copy(left[done:], p.left[at:])
		copy(right[done:], p.right[at:])
		done += n
		frame += int64(n)
	}
	return done
}

// Ready returns how many of the next n frames are there; those past the end
// are.
func (s *Stream) Ready(frame int64, n int) int {
	end := min(frame+int64(n), s.frames)
	for at := max(frame, 0); at < end; at += pageSize - at%pageSize {
		if s.pages[at/pageSize].Load() == nil {
			return int(at - frame)
		}
	}
	return n
}

// Want says which frame is played, and which one a loop goes back to.
func (s *Stream) Want(frame, loop int64) {
	old := s.want.Swap(frame)
	if ahead := frame/pageSize - old/pageSize; ahead < 0 || ahead > 1 {
		s.was.Store(old)
	}
	if s.loop.Swap(loop)/pageSize != loop/pageSize || old/pageSize != frame/pageSize {
		s.rouse()
	}
}

// rouse wakes the goroutine, if it sleeps.
func (s *Stream) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Await returns when the frames from–to can be read, or never will be.
func (s *Stream) Await(ctx context.Context, from, to int64) error {
	to = min(to, s.frames)
	for s.Ready(from, int(to-from)) < int(to-from) {
		s.mu.Lock()
		loaded := s.loaded
		s.mu.Unlock()
		if s.Ready(from, int(to-from)) >= int(to-from) {
			return nil
		}
		s.Want(from, s.loop.Load())
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ended:
			return context.Canceled
		case <-loaded:
		}
	}
	return nil
}

// run decodes the pages that will be needed next until the context ends.
func (s *Stream) run(ctx context.Context) {
	defer s.done.Done()
	defer close(s.ended)
	for {
		n := s.next()
		if n < 0 {
			select {
			case <-ctx.Done():
				return
			case <-s.wake:
			}
			continue
		}
		if ctx.Err() != nil {
			return
		}
		p, err := s.decode(n)
		if err != nil {
			s.fault.CompareAndSwap(nil, &err)
			s.fails++
		}
		s.pages[n].Store(p)
		s.held = append(s.held, n)
		s.evict()
		s.mu.Lock()
		close(s.loaded)
		s.loaded = make(chan struct{})
		s.mu.Unlock()
	}
}

// next returns the number of the page that is missed most, or -1.
func (s *Stream) next() int {
	want, loop := int(s.want.Load()/pageSize), int(s.loop.Load()/pageSize)
	for _, span := range [...][2]int{{want, pagesKept}, {loop, pagesKept}, {want, pagesNext}, {0, pagesKept}} {
		for n := max(span[0], 0); n < min(span[0]+span[1], len(s.pages)); n++ {
			if s.pages[n].Load() == nil {
				return n
			}
		}
	}
	return -1
}

// decode returns a page. What cannot be decoded is silent.
func (s *Stream) decode(n int) (*page, error) {
	p := &page{}
	if s.fails >= failsMost {
		return p, nil
	}
	start := int64(n) * pageSize
	if s.at != start {
		if err := s.rec.SeekFrame(start); err != nil {
			s.at = -1
			return p, err
		}
		s.at = start
	}
	for done := 0; done < pageSize; {
		k, err := s.rec.Read(s.scratch[:(pageSize-done)*s.channels])
		right := min(1, s.channels-1)
		for i := range k {
			p.left[done+i] = s.scratch[i*s.channels]
			p.right[done+i] = s.scratch[i*s.channels+right]
		}
		done += k
		s.at += int64(k)
		if errors.Is(err, io.EOF) {
			s.at = -1
			return p, nil
		}
		if err != nil {
			s.at = -1
			return p, err
		}
	}
	return p, nil
}

// evict forgets the page farthest from where it could be needed.
func (s *Stream) evict() {
	if len(s.held) <= pagesMost {
		return
	}
	want, loop, was := int(s.want.Load()/pageSize), int(s.loop.Load()/pageSize), int(s.was.Load()/pageSize)
	far, which := -1, 0
	for i, n := range s.held {
		d := n - want
		if d < 0 {
			d = -2 * d // what was played is missed less than what comes
		}
		if n < pagesKept || n >= loop && n < loop+pagesKept || n >= was && n < was+pagesKept {
			d = 0
		}
		if d > far {
			far, which = d, i
		}
	}
	s.pages[s.held[which]].Store(nil)
	s.held[which] = s.held[len(s.held)-1]
	s.held = s.held[:len(s.held)-1]
}

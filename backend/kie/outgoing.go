package kie

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
)

// uploadBody is the file on its way: it counts, and it lets go of the file
// when told, as the transport may still want to read after it gave up.
type uploadBody struct {
	from  io.Reader
	size  int64
	file  bool // reading never waits for anybody
	heard func(sent int64)

	done  atomic.Bool
	mu    sync.Mutex
	ahead []byte // read by sniff
	sent  int64
	fault error // of the file, not of the network
}

var (
	errShorter = errors.New("the file is shorter than it was")
	errLonger  = errors.New("the file is longer than it was")
)

// sniff looks at the first bytes.
func (b *uploadBody) sniff() string {
	head := make([]byte, 12)
	n, err := io.ReadFull(b.from, head)
	b.ahead = head[:n]
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		b.fault = err
	}
	return sniffExt(b.ahead)
}

// Read hands out the file.
func (b *uploadBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done.Load() || b.fault != nil {
		return 0, errors.Join(io.ErrClosedPipe, b.fault)
	}
	n, err := b.fill(p)
	b.sent += int64(n)
	switch {
	case err == io.EOF && b.size >= 0 && b.sent < b.size:
		b.fault = errShorter
	case b.size >= 0 && b.sent > b.size:
		b.fault = errLonger
	case err != nil && err != io.EOF:
		b.fault = err
	}
	if b.fault != nil {
		return 0, b.fault
	}
	if n > 0 && !b.done.Load() {
		b.heard(b.sent)
	}
	return n, err
}

func (b *uploadBody) fill(p []byte) (int, error) {
	if len(b.ahead) > 0 {
		n := copy(p, b.ahead)
		b.ahead = b.ahead[n:]
		return n, nil
	}
	return b.from.Read(p)
}

// release ends reading and returns what was wrong with the file. It waits for
// a read that is under way only if the file can be rewound, since a pipe may
// never answer.
func (b *uploadBody) release() error {
	b.done.Store(true)
	if b.file {
		b.mu.Lock()
	} else if !b.mu.TryLock() {
		return nil
	}
	defer b.mu.Unlock()
	return b.fault
}

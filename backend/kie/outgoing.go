package kie

import (
	"context"
	"errors"
	"io"
	"sync"
)

// uploadBody is the file on its way: it counts, and it lets go of the file
// when told, as the transport may still want to read after it gave up.
type uploadBody struct {
	ctx   context.Context // ends a read that waits for somebody
	from  io.Reader
	size  int64
	file  bool // reading never waits for anybody
	heard func(sent int64)

	mu    sync.Mutex
	ahead []byte // read by sniff
	spare []byte // where reads that may be left alone put their bytes
	sent  int64
	done  bool
	fault error // of the file, not of the network
}

var (
	errShorter = errors.New("the file is shorter than it was")
	errLonger  = errors.New("the file is longer than it was")
)

// sniff looks at the first bytes and returns the extension that fits them.
func (b *uploadBody) sniff() string {
	var head [12]byte
	n := 0
	for n < len(head) {
		m, err := b.pull(head[n:])
		n += m
		if err != nil {
			if err != io.EOF && b.ctx.Err() == nil {
				b.fault = err
			}
			break
		}
	}
	b.ahead = head[:n]
	return sniffExt(b.ahead)
}

// Read hands out the file.
func (b *uploadBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done || b.fault != nil {
		return 0, errors.Join(io.ErrClosedPipe, b.fault)
	}
	n, err := b.fill(p)
	b.sent += int64(n)
	switch {
	case b.ctx.Err() != nil:
		return 0, b.ctx.Err()
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
	if n > 0 {
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
	return b.pull(p)
}

// pull reads from the file. A pipe may keep a read waiting for ever, and the
// transport waits for its reads, so such a read is left alone when the context
// ends; it then owns the buffer it was given.
func (b *uploadBody) pull(p []byte) (int, error) {
	if b.file {
		return b.from.Read(p)
	}
	if b.spare == nil {
		b.spare = make([]byte, 32<<10)
	}
	type read struct {
		n   int
		err error
	}
	q, got := b.spare[:min(len(p), len(b.spare))], make(chan read, 1)
	go func() {
		n, err := b.from.Read(q)
		got <- read{n, err}
	}()
	select {
	case r := <-got:
		return copy(p, q[:r.n]), r.err
	case <-b.ctx.Done():
		b.spare = nil
		return 0, b.ctx.Err()
	}
}

// release ends reading and returns what was wrong with the file.
func (b *uploadBody) release() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = true
	return b.fault
}

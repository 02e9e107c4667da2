package audio

import (
	"bytes"
	"io"
	"slices"
)

// scan looks through a file for something.
type scan struct {
	in   *input
	at   int64 // of buf's first byte
	buf  []byte
	end  bool
	fail error
}

// scanMost is how far into a file the sound may begin.
const scanMost = 32 << 20

// How many bytes a scan has at once: one of a whole file, and one for a look
// ahead.
const (
	scanSize = 128 << 10
	lookSize = 16 << 10
)

func newScan(in *input, at int64, size int) *scan {
	return &scan{in: in, at: at, buf: make([]byte, 0, size)}
}

// window returns the bytes from a place on, as many as asked for unless the file
// ends there. Places may only go forward.
func (s *scan) window(at int64, n int) []byte {
	if skip := at - s.at; skip <= int64(len(s.buf)) {
		if int64(len(s.buf))-skip >= int64(n) || s.end {
			return s.buf[skip:min(int64(len(s.buf)), skip+int64(n))]
		}
		s.buf = s.buf[:copy(s.buf, s.buf[skip:])]
	} else {
		s.buf = s.buf[:0]
	}
	s.at = at
	if s.fail = s.in.seek(s.at + int64(len(s.buf))); s.fail != nil {
		s.end = true
		return nil
	}
	k, err := io.ReadFull(s.in, s.buf[len(s.buf):cap(s.buf)])
	s.buf = s.buf[:len(s.buf)+k]
	s.end = err != nil
	return s.buf[:min(len(s.buf), n)]
}

// first returns the first place from at on that has one of some bytes, or the
// end.
func (s *scan) first(at int64, wanted ...byte) int64 {
	return s.pass(at, func(b []byte) int {
		if len(wanted) == 1 {
			return bytes.IndexByte(b, wanted[0])
		}
		return slices.IndexFunc(b, func(v byte) bool { return slices.Contains(wanted, v) })
	})
}

// zeros returns the first place from at on that is not zero, or the end.
func (s *scan) zeros(at int64) int64 {
	return s.pass(at, func(b []byte) int { return slices.IndexFunc(b, func(v byte) bool { return v != 0 }) })
}

func (s *scan) pass(at int64, find func([]byte) int) int64 {
	const step = 4096
	for {
		b := s.window(at, step)
		if i := find(b); i >= 0 {
			return at + int64(i)
		}
		if at += int64(len(b)); len(b) < step {
			return at
		}
	}
}

// ended reports whether the file has no more than n bytes from at on.
func (s *scan) ended(at int64, n int) bool { return s.in.start+at+int64(n) >= s.in.size }

// failed returns why reading failed, if it did.
func (s *scan) failed() error {
	if s.in.err != nil {
		return s.in.err
	}
	return s.fail
}

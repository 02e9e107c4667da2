package smf

import (
	"encoding/binary"
	"fmt"
)

// Limits against hostile files. They are far above any real song.
const (
	maxBytes  = 32 << 20
	maxTracks = 1024
	maxEvents = 2_000_000
	maxTempi  = 10_000
	maxNotes  = 50_000 // in a part
	maxParts  = 128
)

// What Read says of files that it cannot take.
const (
	errNotMIDI  = Error("This is not a Standard MIDI File. Choose a file that ends in .mid.")
	errCut      = Error("This MIDI file is cut off. Get or export it again.")
	errSMPTE    = Error("This MIDI file counts time in film frames instead of beats. Export it again with ticks per quarter note.")
	errFormat2  = Error("This MIDI file holds separate patterns instead of a song (format 2). Export it again as format 1.")
	errTooLarge = Error("This MIDI file is too large to be a song. Split it into shorter files.")
	errTooLong  = Error("This MIDI file is longer than six hours. Split it into shorter files.")
	errNoNotes  = Error("This MIDI file has no notes. Choose another file.")
)

// screen checks the structure of a file and returns it in the plain form that
// the MIDI library reads without surprises: a six-byte header, only tracks,
// every event complete and with its status byte, nothing behind the end of a
// track. The library on its own accepts sizes that make it fail or hang.
func screen(data []byte) ([]byte, error) {
	if len(data) < 14 || string(data[:4]) != "MThd" {
		return nil, errNotMIDI
	}
	size := uint64(binary.BigEndian.Uint32(data[4:]))
	format, division := binary.BigEndian.Uint16(data[8:]), binary.BigEndian.Uint16(data[12:])
	switch {
	case size < 6 || size+8 > uint64(len(data)) || format > 2 || division == 0:
		return nil, errNotMIDI
	case format == 2:
		return nil, errFormat2
	case division >= 0x8000:
		return nil, errSMPTE
	}
	s := screener{in: data[8+size:], out: make([]byte, 0, len(data)+len(data)/4)}
	s.out = append(s.out, data[:14]...)
	binary.BigEndian.PutUint32(s.out[4:], 6)
	if err := s.chunks(); err != nil {
		return nil, err
	}
	binary.BigEndian.PutUint16(s.out[10:], uint16(s.tracks))
	return s.out, nil
}

type screener struct {
	in, out               []byte
	tracks, events, tempi int
}

// chunks copies the tracks and skips what is none.
func (s *screener) chunks() error {
	rest := s.in
	for len(rest) >= 8 {
		size := uint64(binary.BigEndian.Uint32(rest[4:]))
		if size+8 > uint64(len(rest)) {
			return errCut
		}
		kind, body := string(rest[:4]), rest[8:8+size]
		rest = rest[8+size:]
		if kind != "MTrk" {
			continue
		}
		s.tracks++
		if s.tracks > maxTracks {
			return errTooLarge
		}
		if err := s.track(body); err != nil {
			return err
		}
	}
	if s.tracks == 0 {
		return errNoNotes
	}
	return nil
}

// track copies the events of one track up to its end, which it adds if the
// file lacks it.
func (s *screener) track(body []byte) error {
	head := len(s.out)
	s.out = append(s.out, "MTrk\x00\x00\x00\x00"...)
	s.in = body
	status, ended := byte(0), false
	for !ended && len(s.in) > 0 {
		var err error
		if status, ended, err = s.event(status); err != nil {
			return err
		}
	}
	if !ended {
		s.out = append(s.out, 0, 0xFF, 0x2F, 0)
	}
	binary.BigEndian.PutUint32(s.out[head+4:], uint32(len(s.out)-head-8))
	return nil
}

// event copies one event and returns the status that a following event may
// leave out. Running status is taken across meta events too, as some writers
// have it.
func (s *screener) event(status byte) (running byte, ended bool, err error) {
	if s.events++; s.events > maxEvents {
		return 0, false, errTooLarge
	}
	if err := s.number(nil); err != nil {
		return 0, false, err
	}
	if len(s.in) == 0 {
		return 0, false, errCut
	}
	first := s.in[0]
	if first >= 0x80 {
		s.in = s.in[1:]
	} else {
		first = status
	}
	s.out = append(s.out, first)
	switch {
	case first == 0xFF:
		ended, err = s.meta()
		return status, ended, err
	case first == 0xF0 || first == 0xF7:
		return status, false, s.sized()
	case first < 0x80 || first > 0xEF:
		return 0, false, damaged(s.tracks)
	case first&0xE0 == 0xC0:
		return first, false, s.take(1, true)
	default:
		return first, false, s.take(2, true)
	}
}

func damaged(track int) error {
	return Error(fmt.Sprintf("Track %d of this MIDI file is damaged. Get or export the file again.", track))
}

// meta copies the rest of a meta event.
func (s *screener) meta() (ended bool, err error) {
	if len(s.in) == 0 {
		return false, errCut
	}
	kind := s.in[0]
	if err := s.take(1, false); err != nil {
		return false, err
	}
	if kind == 0x51 {
		if s.tempi++; s.tempi > maxTempi {
			return false, errTooLarge
		}
	}
	return kind == 0x2F, s.sized()
}

// sized copies a length and as many bytes.
func (s *screener) sized() error {
	var n uint32
	if err := s.number(&n); err != nil {
		return err
	}
	return s.take(int(n), false)
}

// take copies n bytes; those of channel messages must be data bytes.
func (s *screener) take(n int, data bool) error {
	if n > len(s.in) {
		return errCut
	}
	for _, b := range s.in[:n] {
		if data && b >= 0x80 {
			return damaged(s.tracks)
		}
	}
	s.out = append(s.out, s.in[:n]...)
	s.in = s.in[n:]
	return nil
}

// number copies a variable-length quantity of at most four bytes.
func (s *screener) number(value *uint32) error {
	n := uint32(0)
	for i := range 4 {
		if i >= len(s.in) {
			return errCut
		}
		b := s.in[i]
		n = n<<7 | uint32(b&0x7F)
		if b < 0x80 {
			s.out = append(s.out, s.in[:i+1]...)
			s.in = s.in[i+1:]
			if value != nil {
				*value = n
			}
			return nil
		}
	}
	return damaged(s.tracks)
}

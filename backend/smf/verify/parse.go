package verify

import (
	"encoding/binary"
	"fmt"
)

// File is a parsed Standard MIDI File.
type File struct {
	Format   int
	Declared int // number of tracks that the header promises
	Division int // as in the header, 16 bits
	Tracks   []Track
}

// Track is the events of one MTrk chunk.
type Track struct{ Events []Event }

// Event is one event of a track.
type Event struct {
	Tick    uint64 // from the start of the track
	Data    []byte // without status, kind and length; shares the file's bytes
	Status  uint8  // 0x80–0xEF, 0xF0, 0xF7 or 0xFF
	Kind    uint8  // type of a meta event
	Running bool   // the status byte was left out
}

// SyntaxError says where a file stops being a Standard MIDI File.
type SyntaxError struct {
	Rule   int // line of the checklist that is broken
	Offset int // byte in the file
	Reason string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.Reason) }

// maxBytes bounds what Parse looks at; a song has a thousandth of it.
const maxBytes = 16 << 20

// Parse reads a Standard MIDI File. It never panics; a nil error means that
// every byte was understood, any other is a *[SyntaxError].
func Parse(data []byte) (*File, error) {
	f, err := parse(data)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func parse(data []byte) (*File, *SyntaxError) {
	p := &parser{data: data}
	switch {
	case len(data) > maxBytes:
		return nil, p.fail(1, "the file is larger than 16 MiB")
	case len(data) < 14 || string(data[:4]) != "MThd":
		return nil, p.fail(1, "there is no MThd header")
	case binary.BigEndian.Uint32(data[4:]) != 6:
		p.at = 4
		return nil, p.fail(1, "the header's length is not 6")
	}
	f := &File{
		Format:   int(binary.BigEndian.Uint16(data[8:])),
		Declared: int(binary.BigEndian.Uint16(data[10:])),
		Division: int(binary.BigEndian.Uint16(data[12:])),
	}
	for p.at = 14; p.at < len(data); {
		t, err := p.chunk()
		if err != nil {
			return nil, err
		}
		f.Tracks = append(f.Tracks, t)
	}
	return f, nil
}

type parser struct {
	data []byte
	at   int
	end  int // of the chunk
}

func (p *parser) fail(rule int, format string, args ...any) *SyntaxError {
	return &SyntaxError{Rule: rule, Offset: p.at, Reason: fmt.Sprintf(format, args...)}
}

func (p *parser) chunk() (Track, *SyntaxError) {
	if len(p.data)-p.at < 8 || string(p.data[p.at:p.at+4]) != "MTrk" {
		return Track{}, p.fail(1, "here should be an MTrk chunk")
	}
	size := uint64(binary.BigEndian.Uint32(p.data[p.at+4:]))
	if size > uint64(len(p.data)-p.at-8) {
		return Track{}, p.fail(1, "the chunk of %d bytes is cut off", size)
	}
	p.at += 8
	p.end = p.at + int(size)
	t := Track{Events: make([]Event, 0, size/4+1)}
	tick, status := uint64(0), uint8(0)
	for p.at < p.end {
		delta, err := p.number(9)
		if err != nil {
			return Track{}, err
		}
		tick += uint64(delta)
		e := Event{Tick: tick}
		if err := p.event(&e, status); err != nil {
			return Track{}, err
		}
		if e.Status < 0xF0 {
			status = e.Status
		}
		t.Events = append(t.Events, e)
	}
	return t, nil
}

// event reads what follows the delta time. A left-out status is taken from the
// last channel event, even across a meta event, and marked: judging it is the
// checklist's business.
func (p *parser) event(e *Event, running uint8) *SyntaxError {
	if p.at >= p.end {
		return p.fail(1, "an event is cut off")
	}
	e.Status = p.data[p.at]
	if e.Status < 0x80 {
		if running == 0 {
			return p.fail(10, "a data byte has no status before it")
		}
		e.Status, e.Running = running, true
	} else {
		p.at++
	}
	switch {
	case e.Status == 0xFF:
		if p.at >= p.end {
			return p.fail(1, "a meta event is cut off")
		}
		e.Kind = p.data[p.at]
		p.at++
		return p.sized(e)
	case e.Status == 0xF0 || e.Status == 0xF7:
		return p.sized(e)
	case e.Status > 0xF0:
		p.at--
		return p.fail(11, "status %#x does not belong into a file", e.Status)
	case e.Status&0xE0 == 0xC0:
		return p.channel(e, 1)
	default:
		return p.channel(e, 2)
	}
}

// sized takes a length and as many bytes.
func (p *parser) sized(e *Event) *SyntaxError {
	n, err := p.number(9)
	if err != nil {
		return err
	}
	if int(n) > p.end-p.at {
		return p.fail(1, "an event of %d bytes is cut off", n)
	}
	e.Data = p.data[p.at : p.at+int(n) : p.at+int(n)]
	p.at += int(n)
	return nil
}

// channel takes the data bytes of a channel event.
func (p *parser) channel(e *Event, n int) *SyntaxError {
	if n > p.end-p.at {
		return p.fail(1, "a channel event is cut off")
	}
	e.Data = p.data[p.at : p.at+n : p.at+n]
	for _, b := range e.Data {
		if b > 127 {
			return p.fail(24, "value %d is above 127", b)
		}
	}
	p.at += n
	return nil
}

// number takes a variable-length quantity.
func (p *parser) number(rule int) (uint32, *SyntaxError) {
	n := uint32(0)
	for i := range 4 {
		if p.at+i >= p.end {
			return 0, p.fail(1, "a number is cut off")
		}
		b := p.data[p.at+i]
		n = n<<7 | uint32(b&0x7F)
		if b < 0x80 {
			p.at += i + 1
			return n, nil
		}
	}
	return 0, p.fail(rule, "a number is longer than 4 bytes")
}

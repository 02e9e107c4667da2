package audio

import (
	"io"
	"slices"
)

// oggPages reads the pages of one Vorbis stream and checks its headers. The
// decoder believes headers: it would allocate what they ask for and search a
// code without end.
type oggPages struct {
	*oggReader
	serial uint32
	number uint32 // of the page that comes next
	known  bool   // that is
	packet int    // length of the packet that is open at the end of a page
	ended  bool

	heads [3][]byte // the headers
	rest  oggPage   // what comes after them on the last one's page
}

// packetMost bounds a packet; only a comment with a picture is near it.
const packetMost = 16 << 20

// start finds the next Vorbis stream and checks its three headers; io.EOF when
// there is none.
func (o *oggPages) start() error {
	o.packet, o.ended = 0, false
	for {
		p, err := o.oggReader.next()
		if err != nil {
			return err
		}
		if p.flags&oggFirst == 0 {
			continue
		}
		if _, err := identify(p.body); err == nil && len(p.segments) == 1 {
			o.serial, o.number, o.known = p.serial, p.number+1, true
			o.heads[0] = slices.Clone(p.body)
			return o.headers()
		}
	}
}

// headers reads and checks the comment and the setup header.
func (o *oggPages) headers() error {
	var packets [][]byte
	var open []byte
	for len(packets) < 2 {
		p, gap, err := o.page()
		if err == io.EOF || gap {
			return bad("its headers are damaged")
		}
		if err != nil {
			return err
		}
		body := p.body
		for i, n := range p.segments {
			open, body = append(open, body[:n]...), body[n:]
			if n < 255 {
				packets, open = append(packets, open), nil
			}
			if len(packets) == 2 {
				o.rest = p
				o.rest.segments, o.rest.body = slices.Clone(p.segments[i+1:]), slices.Clone(body)
				break
			}
		}
	}
	o.heads[1], o.heads[2] = packets[0], packets[1]
	if err := checkComment(packets[0]); err != nil {
		return err
	}
	return checkSetup(packets[1])
}

// page returns the next page of the stream that has anything in it, and whether
// one before it is missing.
func (o *oggPages) page() (p oggPage, gap bool, err error) {
	for !o.ended {
		p, err := o.oggReader.next()
		if err != nil {
			return p, false, err
		}
		if p.serial != o.serial {
			continue
		}
		gap = gap || o.known && p.number != o.number
		o.number, o.known = p.number+1, true
		o.ended = p.flags&oggLast != 0
		if gap {
			o.packet = 0
		}
		if len(p.segments) == 0 {
			continue
		}
		for _, n := range p.segments {
			if o.packet += int(n); o.packet > packetMost {
				return p, false, bad("packet of more than %d bytes", packetMost)
			}
			if n < 255 {
				o.packet = 0
			}
		}
		return p, gap, nil
	}
	return oggPage{}, gap, io.EOF
}

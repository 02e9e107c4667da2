package audio

import (
	"bufio"
	"io"
)

// oggPages hands the decoder the pages of one Vorbis stream whose headers were
// checked. The decoder believes headers: it would allocate what they ask for
// and search a code without end.
type oggPages struct {
	r      *bufio.Reader
	buf    []byte
	serial uint32
	queue  []byte // for the decoder
	packet int    // length of the packet that is open at the end of a page
	ended  bool

	heads   [3][]byte // the headers
	rest    []byte    // segments of the last header's page that come after it
	body    []byte    // and what is in them
	granule int64     // of that page
}

// packetMost bounds a packet; only a comment with a picture is near it.
const packetMost = 16 << 20

// start finds the next Vorbis stream and checks its three headers; io.EOF when
// there is none.
func (o *oggPages) start() error {
	o.queue, o.packet, o.ended = nil, 0, false
	for {
		p, err := readOggPage(o.r, o.buf)
		if err != nil {
			return err
		}
		if p.flags&oggFirst == 0 {
			continue
		}
		if _, err := identify(p.body); err == nil && len(p.segments) == 1 {
			o.serial, o.queue = p.serial, append(o.queue, p.raw...)
			o.heads[0] = append([]byte(nil), p.body...)
			return o.headers()
		}
	}
}

// headers reads and checks the comment and the setup header.
func (o *oggPages) headers() error {
	var packets [][]byte
	var open []byte
	for len(packets) < 2 {
		p, err := o.page()
		if err == io.EOF {
			return bad("ends in its headers")
		}
		if err != nil {
			return err
		}
		o.queue = append(o.queue, p.raw...)
		body := p.body
		for i, n := range p.segments {
			open, body = append(open, body[:n]...), body[n:]
			if n < 255 {
				packets, open = append(packets, open), nil
			}
			if len(packets) == 2 {
				o.rest, o.body, o.granule = append([]byte(nil), p.segments[i+1:]...), append([]byte(nil), body...), p.granule
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

// page returns the next page of the stream that has anything in it.
func (o *oggPages) page() (oggPage, error) {
	for !o.ended {
		p, err := readOggPage(o.r, o.buf)
		if err != nil {
			return p, err
		}
		if p.serial != o.serial {
			continue
		}
		o.ended = p.flags&oggLast != 0
		if len(p.segments) == 0 {
			continue
		}
		for _, n := range p.segments {
			if o.packet += int(n); o.packet > packetMost {
				return p, bad("packet of more than %d bytes", packetMost)
			}
			if n < 255 {
				o.packet = 0
			}
		}
		return p, nil
	}
	return oggPage{}, io.EOF
}

// Read implements io.Reader for the decoder.
func (o *oggPages) Read(b []byte) (int, error) {
	if len(o.queue) == 0 {
		p, err := o.page()
		if err != nil {
			return 0, err
		}
		o.queue = p.raw // read up before the next page
	}
	n := copy(b, o.queue)
	o.queue = o.queue[n:]
	return n, nil
}

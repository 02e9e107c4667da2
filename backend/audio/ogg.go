package audio

import (
	"bufio"
	"encoding/binary"
	"io"
	"sync"
)

const (
	oggContinued = 1
	oggFirst     = 2
	oggLast      = 4
)

// oggPage is one page; its slices are valid until the next one is read.
type oggPage struct {
	offset   int64
	flags    byte
	granule  int64 // samples up to here; -1 when no packet ends here
	serial   uint32
	number   uint32
	segments []byte
	body     []byte
	length   int64
}

// oggReader reads pages. What is damaged it passes over.
type oggReader struct {
	r    *bufio.Reader
	at   int64 // offset of what comes next
	lax  bool  // checksums do not count
	rest bool  // after the last page comes something else
}

// pageMost is the length of the longest page.
const pageMost = 27 + 255 + 255*255

func newOggReader(in *input, lax bool) *oggReader {
	return &oggReader{r: bufio.NewReaderSize(in, 2*pageMost), lax: lax}
}

// seek goes to an offset from the start of the sound.
func (o *oggReader) seek(in *input, at int64) error {
	if err := in.seek(at); err != nil {
		return err
	}
	o.r.Reset(in)
	o.at = at
	return nil
}

// next returns the next page that is whole, io.EOF when there is none.
func (o *oggReader) next() (oggPage, error) {
	for {
		b, err := o.r.Peek(pageMost)
		if err != nil && err != io.EOF {
			return oggPage{}, err
		}
		if len(b) < 4 {
			return oggPage{}, io.EOF
		}
		if p, ok := o.parse(b); ok {
			_, err := o.r.Discard(int(p.length))
			p.offset, o.rest = o.at, false
			o.at += p.length
			return p, err
		}
		skip := int(min(endTag(b), int64(len(b))))
		o.rest = o.rest || skip == 0 && !zeros(b)
		for skip = max(skip, 1); skip < len(b) && b[skip] != 'O'; {
			skip++
		}
		if _, err := o.r.Discard(skip); err != nil {
			return oggPage{}, err
		}
		o.at += int64(skip)
	}
}

// parse reads the page that b begins with.
func (o *oggReader) parse(b []byte) (p oggPage, ok bool) {
	const head = 27
	if len(b) < head || string(b[:4]) != "OggS" || b[4] != 0 || len(b) < head+int(b[26]) {
		return p, false
	}
	p.flags, p.granule = b[5], int64(binary.LittleEndian.Uint64(b[6:]))
	p.serial, p.number = binary.LittleEndian.Uint32(b[14:]), binary.LittleEndian.Uint32(b[18:])
	p.segments = b[head : head+int(b[26])]
	length := head + len(p.segments)
	start := length
	for _, n := range p.segments {
		length += int(n)
	}
	if length > len(b) || !o.lax && oggSum(b[:length]) != binary.LittleEndian.Uint32(b[22:]) {
		return p, false
	}
	p.body, p.length = b[start:length], int64(length)
	return p, true
}

// oggSums are the checksums of single bytes, with the polynomial 0x04c11db7, the
// highest bit first.
var oggSums = sync.OnceValue(func() *[256]uint32 {
	t := &[256]uint32{}
	for i := range t {
		c := uint32(i) << 24
		for range 8 {
			carry := c>>31 == 1
			if c <<= 1; carry {
				c ^= 0x04c11db7
			}
		}
		t[i] = c
	}
	return t
})

// oggSum is the checksum of a page, in which its own place is zero.
func oggSum(page []byte) (c uint32) {
	const own = 22
	t := oggSums()
	for _, part := range [][]byte{page[:own], make([]byte, 4), page[own+4:]} {
		for _, v := range part {
			c = c<<8 ^ t[byte(c>>24)^v]
		}
	}
	return c
}

// identify reads the identification header of Vorbis.
func identify(packet []byte) (Info, error) {
	if len(packet) < 30 || string(packet[:7]) != "\x01vorbis" || binary.LittleEndian.Uint32(packet[7:]) != 0 {
		return Info{}, other("Ogg without Vorbis")
	}
	info := Info{Format: "ogg", Channels: int(packet[11]), SampleRate: int(binary.LittleEndian.Uint32(packet[12:]))}
	small, large := packet[28]&0xf, packet[28]>>4
	if info.Channels == 0 || info.SampleRate < 1 || info.SampleRate > 1<<20 || small < 6 || large < small || large > 13 {
		return Info{}, bad("%d channels at %d Hz", info.Channels, info.SampleRate)
	}
	return info, nil
}

// oggLink is one song of an Ogg file; there may be several in a row.
type oggLink struct {
	offset int64 // of its first page
	serial uint32
	frames int64
	base   int64 // granule of its first frame, where it is a part of something longer
	ended  bool  // its last page says so
	marks  []oggMark
}

// oggMark is a page from which decoding can begin: a packet begins and ends on
// it. What was decoded by its end are the frames before granule.
type oggMark struct{ offset, granule int64 }

// Bounds for the memory of a file: bytes between marks, songs, and channels.
const (
	markEvery   = 4096
	linksMost   = 1000
	oggChannels = 16
)

// surveyOgg walks all pages, because only the last one knows the length and
// another song may follow in the same file.
func surveyOgg(in *input, lax bool) (info Info, links []oggLink, err error) {
	pages := newOggReader(in, lax)
	if err := pages.seek(in, 0); err != nil {
		return info, nil, err
	}
	var why error
	for {
		p, err := pages.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return info, nil, err
		}
		if p.flags&oggFirst == 0 {
			if n := len(links); n > 0 {
				links[n-1].add(p)
			}
			continue
		}
		i, err := identify(p.body)
		if err == nil && len(p.segments) == 1 && (len(links) == 0 || i == info) && len(links) < linksMost {
			info = i
			links = append(links, oggLink{offset: p.offset, serial: p.serial})
		} else if err != nil {
			why = err
		}
	}
	switch {
	case len(links) == 0 && why != nil:
		return info, nil, why
	case len(links) == 0:
		return info, nil, bad("no page of it is whole")
	case info.Channels > oggChannels:
		return info, nil, bad("%d channels", info.Channels)
	}
	info.Flaws.Cut = pages.rest || !links[len(links)-1].ended
	return info, links, nil
}

// add takes what a page says about its link.
func (l *oggLink) add(p oggPage) {
	if p.serial != l.serial {
		return
	}
	l.ended = l.ended || p.flags&oggLast != 0
	if p.granule <= l.frames {
		return
	}
	l.frames = p.granule
	if n := len(l.marks); p.whole() && (n == 0 || p.offset-l.marks[n-1].offset >= markEvery) {
		l.marks = append(l.marks, oggMark{p.offset, p.granule})
	}
}

// whole reports whether a packet begins and ends on the page.
func (p oggPage) whole() bool {
	ends := 0
	for _, n := range p.segments {
		if n < 255 {
			ends++
		}
	}
	return ends > 1 || ends == 1 && p.flags&oggContinued == 0
}

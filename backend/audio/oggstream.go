package audio

import (
	"bufio"
	"io"

	"github.com/jfreymuth/vorbis"
)

// oggLink is one song of an Ogg file; there may be several in a row.
type oggLink struct {
	offset int64 // of its first page
	serial uint32
	frames int64
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

// oggStream decodes the Vorbis songs of an Ogg file.
type oggStream struct {
	in    *input
	info  Info
	links []oggLink
	link  int   // that is decoded
	at    int64 // frame of the link that comes next
	base  int64 // granule of the link's first frame

	pages   *oggPages
	page    oggPage
	open    []byte // packet that goes on on the next page
	fresh   bool   // the page begins with the end of a packet whose start is not known
	packets int    // decoded since a jump
	dec     vorbis.Decoder
	buf     []float32
	out     []float32
}

func streamOgg(in *input, d *Decoder) (stream, error) {
	s := &oggStream{in: in}
	if err := s.survey(); err != nil {
		return nil, err
	}
	for _, l := range s.links {
		d.frames += l.frames
	}
	if len(s.links) == 0 || len(s.links) > linksMost || s.info.Channels > oggChannels {
		return nil, bad("Ogg without Vorbis")
	}
	if d.frames/8192 > in.size { // no packet is shorter than a byte or longer than that
		return nil, bad("%d samples in %d bytes", d.frames, in.size)
	}
	d.info = s.info
	d.info.Seconds = float64(d.frames) / float64(s.info.SampleRate)
	s.info = d.info
	if err := s.begin(0); err != nil || s.info.Channels <= 2 {
		return s, err
	}
	// The decoder cannot decode every surround; who opens the file should know
	// at once.
	if _, err := s.next(); err != nil {
		return nil, err
	}
	return s, s.begin(0)
}

// survey walks all pages, because only the last one knows the length.
func (s *oggStream) survey() error {
	if err := s.in.seek(0); err != nil {
		return err
	}
	r, buf, offset := bufio.NewReaderSize(s.in, 64<<10), oggBuffer(), int64(0)
	var l *oggLink
	for {
		p, err := readOggPage(r, buf)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if p.flags&oggFirst != 0 {
			if i, err := identify(p.body); err == nil && len(p.segments) == 1 && (s.info == Info{} || i == s.info) {
				s.info = i
				s.links = append(s.links, oggLink{offset: offset, serial: p.serial})
				l = &s.links[len(s.links)-1]
			}
		} else if l != nil && p.serial == l.serial && p.granule > l.frames {
			l.frames = p.granule
			if n := len(l.marks); p.whole() && (n == 0 || offset-l.marks[n-1].offset >= markEvery) {
				l.marks = append(l.marks, oggMark{offset, p.granule})
			}
		}
		offset += int64(len(p.raw))
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

// begin goes to the start of a link, and reads its headers.
func (s *oggStream) begin(link int) error {
	s.link, s.at, s.base = link, 0, 0
	if err := s.in.seek(s.links[link].offset); err != nil {
		return err
	}
	s.pages = &oggPages{r: bufio.NewReaderSize(s.in, 64<<10), buf: oggBuffer()}
	if err := s.pages.start(); err != nil {
		return bad("headers are missing")
	}
	s.dec = vorbis.Decoder{}
	for _, h := range s.pages.heads {
		if err := s.dec.ReadHeader(h); err != nil {
			return err
		}
	}
	if s.dec.Channels() != s.info.Channels {
		return bad("%d channels, want %d", s.dec.Channels(), s.info.Channels)
	}
	s.buf = make([]float32, s.dec.BufferSize())
	s.open, s.page, s.fresh, s.packets = nil, oggPage{segments: s.pages.rest, body: s.pages.body, granule: s.pages.granule}, false, 0
	return nil
}

func (s *oggStream) jump(frame int64) (int64, error) {
	before, link := int64(0), 0
	for link+1 < len(s.links) && frame >= before+s.links[link].frames {
		before += s.links[link].frames
		link++
	}
	if err := s.begin(link); err != nil {
		return 0, err
	}
	marks := s.links[link].marks
	low := 0
	for high := len(marks); low < high; {
		if m := (low + high) / 2; marks[m].granule <= frame-before {
			low = m + 1
		} else {
			high = m
		}
	}
	if low < 3 { // the start tells where the granules begin, and is near
		return before, nil
	}
	if _, err := s.next(); err != nil {
		return 0, err
	}
	m := marks[low-1]
	if s.base > 0 || m.granule > frame-before { // a song that was cut off counts from elsewhere
		return before, s.begin(link)
	}
	if err := s.in.seek(m.offset); err != nil {
		return 0, err
	}
	s.pages.r.Reset(s.in)
	s.pages.queue, s.pages.packet, s.pages.ended = nil, 0, false
	s.open, s.page, s.fresh, s.packets = nil, oggPage{}, true, 0
	s.dec.Clear()
	if _, err := s.decodePage(); err != nil {
		return 0, err
	}
	s.at = m.granule
	return before + s.at, nil
}

// next decodes a page.
func (s *oggStream) next() ([]float32, error) {
	for {
		if s.at >= s.links[s.link].frames {
			if s.link+1 == len(s.links) {
				return nil, io.EOF
			}
			if err := s.begin(s.link + 1); err != nil {
				return nil, err
			}
		}
		start := s.at == 0 && s.packets == 0
		out, err := s.decodePage()
		if err == io.EOF {
			s.at = s.links[s.link].frames
			continue
		}
		if err != nil {
			return nil, err
		}
		channels := s.info.Channels
		frames := int64(len(out) / channels)
		if start && frames > 0 && s.page.granule >= 0 {
			// The first page says where it ends, and so where the song begins.
			switch early := frames - s.page.granule; {
			case early > 0 && s.page.granule > 0 && s.links[s.link].frames > s.page.granule:
				out = out[early*int64(channels):]
				frames -= early
			case early < 0:
				s.base = -early
			}
		}
		left := s.links[s.link].frames - s.at
		frames = min(frames, left)
		s.at += frames
		if frames > 0 {
			out = out[:frames*int64(channels)]
			reorder(out, channels)
			return out, nil
		}
	}
}

// vorbisOrder tells which channel of Vorbis is each of a wav file; others are
// the same.
var vorbisOrder = map[int][]int{3: {0, 2, 1}, 5: {0, 2, 1, 3, 4}, 6: {0, 2, 1, 5, 3, 4}, 7: {0, 2, 1, 6, 5, 3, 4}, 8: {0, 2, 1, 7, 5, 6, 3, 4}}

// reorder puts the channels of Vorbis in the order of all other formats.
func reorder(samples []float32, channels int) {
	order, ok := vorbisOrder[channels]
	if !ok {
		return
	}
	var frame [8]float32
	for ; len(samples) >= channels; samples = samples[channels:] {
		copy(frame[:], samples[:channels])
		for i, from := range order {
			samples[i] = frame[from]
		}
	}
}

// decodePage decodes the packets that end on the next page.
func (s *oggStream) decodePage() ([]float32, error) {
	if len(s.page.segments) == 0 {
		p, err := s.pages.page()
		if err != nil {
			return nil, err
		}
		s.page = p
		if s.fresh && p.flags&oggContinued == 0 {
			s.fresh = false
		}
	}
	s.out = s.out[:0]
	body := s.page.body
	for _, n := range s.page.segments {
		s.open, body = append(s.open, body[:n]...), body[n:]
		if n == 255 {
			continue
		}
		if s.fresh {
			s.fresh, s.open = false, s.open[:0]
			continue
		}
		out, err := s.dec.DecodeInto(s.open, s.buf)
		s.open = s.open[:0]
		if err != nil {
			return nil, err
		}
		s.packets++
		s.out = append(s.out, out...)
	}
	s.page.segments = nil
	return s.out, nil
}

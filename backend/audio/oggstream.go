package audio

import (
	"errors"
	"io"

	"github.com/jfreymuth/vorbis"
)

// oggStream decodes the Vorbis songs of an Ogg file. Pages that are damaged are
// silent, and those after them stay at their time.
type oggStream struct {
	in    *input
	d     *Decoder
	info  Info
	links []oggLink
	lax   bool
	link  int   // that is decoded
	at    int64 // frame of the link that comes next

	pages   *oggPages
	page    oggPage
	open    []byte // packet that goes on on the next page
	fresh   bool   // the page begins with the end of a packet whose start is not known
	packets int    // decoded since a jump
	gap     bool   // something is missing: the next page's granule says where it is
	held    []float32
	failed  int // packets, before the first that could be decoded
	good    bool
	dec     vorbis.Decoder
	buf     []float32
	out     []float32
	quiet   []float32
}

func streamOgg(in *input, d *Decoder) (stream, error) {
	s := &oggStream{in: in, d: d}
	var err error
	if s.info, s.links, err = surveyOgg(in, false); errors.Is(err, ErrFormat) && in.err == nil {
		if info, links, again := surveyOgg(in, true); again == nil { // a program without checksums
			s.info, s.links, s.lax, err = info, links, true, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if err := s.measure(); err != nil {
		return nil, err
	}
	for _, l := range s.links {
		d.frames += l.frames
	}
	if d.frames/8192 > in.size { // no packet is shorter than a byte or longer than that
		return nil, bad("%d samples in %d bytes", d.frames, in.size)
	}
	s.info.Seconds = float64(d.frames) / float64(s.info.SampleRate)
	d.info = s.info
	return s, s.begin(0)
}

// measure decodes the first page, which tells whether the song begins before
// the file does. Not every surround can be decoded; who opens the file should
// know at once.
func (s *oggStream) measure() error {
	if err := s.begin(0); err != nil {
		return err
	}
	if s.links[0].frames == 0 {
		return nil
	}
	for {
		out, err := s.decodePage()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if frames := int64(len(out) / s.info.Channels); frames > 0 && s.page.granule >= 0 {
			l := &s.links[0]
			const far = 10 // seconds: less was there and is damaged
			if base := s.page.granule - frames; base > 0 && (!s.gap || base > int64(far*s.info.SampleRate)) {
				l.base = base
				l.frames -= base
			}
			break
		}
	}
	return nil
}

// begin goes to the start of a link, and reads its headers.
func (s *oggStream) begin(link int) error {
	s.link, s.at = link, 0
	s.pages = &oggPages{oggReader: newOggReader(s.in, s.lax)}
	if err := s.pages.seek(s.in, s.links[link].offset); err != nil {
		return err
	}
	if err := s.pages.start(); err == io.EOF {
		return bad("headers are missing")
	} else if err != nil {
		return err
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
	s.page = s.pages.rest
	s.reset()
	return nil
}

// reset forgets what was decoded.
func (s *oggStream) reset() {
	s.open, s.held, s.fresh, s.gap, s.packets = nil, nil, false, false, 0
	s.dec.Clear()
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
	l := &s.links[link]
	low := 0
	for high := len(l.marks); low < high; {
		if m := (low + high) / 2; l.marks[m].granule-l.base <= frame-before {
			low = m + 1
		} else {
			high = m
		}
	}
	if low < 3 { // the start is near, and tells where the granules begin
		return before, nil
	}
	m := l.marks[low-1]
	if err := s.pages.seek(s.in, m.offset); err != nil {
		return 0, err
	}
	s.pages.packet, s.pages.ended, s.pages.known = 0, false, false
	s.reset()
	s.page, s.fresh = oggPage{}, true
	if _, err := s.decodePage(); err != nil {
		return 0, err
	}
	s.at = m.granule - l.base
	return before + s.at, nil
}

// next decodes a page.
func (s *oggStream) next() ([]float32, error) {
	for {
		l := &s.links[s.link]
		if s.at >= l.frames {
			if s.link+1 == len(s.links) {
				return nil, io.EOF
			}
			if err := s.begin(s.link + 1); err != nil {
				return nil, err
			}
			continue
		}
		out, err := s.run()
		if err == io.EOF { // what the pages promised and did not hold
			out, err = s.silence(l.frames-s.at), nil
		}
		if err != nil {
			return nil, err
		}
		frames := min(int64(len(out)/s.info.Channels), l.frames-s.at)
		s.at += frames
		if frames > 0 {
			return out[:frames*int64(s.info.Channels)], nil
		}
	}
}

// run returns what comes next: what was decoded, or silence before it.
func (s *oggStream) run() ([]float32, error) {
	out := s.held
	if out == nil {
		start := s.at == 0 && s.packets == 0
		var err error
		if out, err = s.decodePage(); err != nil {
			return nil, err
		}
		reorder(out, s.info.Channels)
		if start {
			out = s.early(out)
		}
	}
	s.held = nil
	frames := int64(len(out) / s.info.Channels)
	if !s.gap || frames == 0 || s.page.granule < 0 {
		return out, nil
	}
	if missing := s.page.granule - s.links[s.link].base - frames - s.at; missing > 0 {
		s.held = out
		return s.silence(missing), nil
	}
	s.gap = false
	return out, nil
}

// early leaves out what comes before the song: the first page says where it
// ends, and so where the song begins.
func (s *oggStream) early(out []float32) []float32 {
	channels := int64(s.info.Channels)
	before := int64(len(out))/channels - s.page.granule
	if before > 0 && s.page.granule > 0 && s.links[s.link].frames > s.page.granule {
		return out[before*channels:]
	}
	return out
}

// silence stands for what is damaged.
func (s *oggStream) silence(n int64) []float32 {
	const most = 4096
	n = min(n, most)
	at := s.at
	for _, l := range s.links[:s.link] {
		at += l.frames
	}
	s.d.lose(at, n)
	if s.quiet == nil {
		s.quiet = make([]float32, most*s.info.Channels)
	}
	return s.quiet[:n*int64(s.info.Channels)]
}

// decodePage decodes the packets that end on the next page.
func (s *oggStream) decodePage() ([]float32, error) {
	if len(s.page.segments) == 0 {
		p, gap, err := s.pages.page()
		if err != nil {
			return nil, err
		}
		s.page = p
		if gap {
			s.lost()
			s.fresh = true
		}
		s.fresh = s.fresh && p.flags&oggContinued != 0
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
		out, err := guard(s.in, func() ([]float32, error) { return s.dec.DecodeInto(s.open, s.buf) })
		s.open = s.open[:0]
		if err != nil {
			if err := s.fail(err); err != nil {
				return nil, err
			}
			continue
		}
		s.good, s.packets = true, s.packets+1
		s.out = append(s.out, out...)
	}
	s.page.segments = nil
	return s.out, nil
}

// lost notes that something is missing before the next packet.
func (s *oggStream) lost() {
	s.gap, s.open = true, nil
	s.dec.Clear()
}

// fail counts a packet that cannot be decoded; what the page had before it is
// left out with it, since its place is not known. Where none can be, it is the
// decoder that cannot.
func (s *oggStream) fail(err error) error {
	s.lost()
	s.out = s.out[:0]
	const most = 8
	if s.failed++; !s.good && s.failed == most {
		return other("%v", err)
	}
	return nil
}

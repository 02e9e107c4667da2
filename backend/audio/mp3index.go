package audio

import "partlift/backend/audio/layer3"

// mp3Frames says where the frames of a file lie, so that any of them can be
// gone to.
type mp3Frames struct {
	kind     mp3Kind
	channels int     // 2 as soon as one frame has them
	offsets  []int64 // -1: damaged beyond recognition
	tag      mp3Tag
	tagged   bool
	cut      bool // the last frame is not whole
}

// Bounds for a file: 30 hours, and the damage in which time is kept.
const (
	framesMost = 1 << 22
	gapMost    = 1 << 20 // bytes; more is something else in the file
)

// indexMP3 walks all frames, because what headers say of the length is often
// missing and sometimes wrong.
func indexMP3(in *input) (x mp3Frames, err error) {
	var at int64
	if x.kind, at, err = findMP3(in); err != nil {
		return x, err
	}
	s := newScan(in, at, scanSize)
	for {
		b := s.window(at, layer3.LengthMost+tagHead)
		if len(b) < 4 {
			break
		}
		h, length, ok := x.kind.frame(b)
		if ok && length > len(b) && s.ended(at, len(b)) {
			x.cut = true
			break
		}
		if ok && x.inStep(b[length:]) {
			x.add(at, h, b[:length])
			at += int64(length)
		} else if at, ok = x.mend(s, at, h, length, ok); !ok {
			break
		}
		if len(x.offsets) > framesMost {
			return x, bad("more than %d frames", framesMost)
		}
	}
	if err := s.failed(); err != nil {
		return x, err
	}
	if len(x.offsets) == 0 {
		return x, bad("no sound in it")
	}
	return x, nil
}

// inStep reports whether what comes after a frame is the next one, a tag or the
// end.
func (x *mp3Frames) inStep(b []byte) bool {
	if len(b) < 4 || endTag(b) > 0 {
		return true
	}
	_, _, ok := x.kind.frame(b)
	return ok
}

// add takes a frame, unless it is the first and describes the others.
func (x *mp3Frames) add(at int64, h layer3.Header, frame []byte) {
	if len(x.offsets) == 0 && !x.tagged {
		if x.tag, x.tagged = readMP3Tag(frame, h); x.tagged {
			return
		}
	}
	x.offsets = append(x.offsets, at)
	x.channels = max(x.channels, h.Channels)
}

// mend finds where the frames go on after something else. Damage is filled with
// frames, so that what comes after it stays at its time; tags are left out. It
// fails at the end.
func (x *mp3Frames) mend(s *scan, at int64, h layer3.Header, length int, whole bool) (int64, bool) {
	b := s.window(at, tagHead)
	if n := endTag(b); n > 0 {
		return at + n, true
	}
	next, frame := x.resync(s, at+1)
	if whole && next >= at+int64(length) {
		x.add(at, h, s.window(at, length))
		at += int64(length)
	}
	if frame == 0 { // only rubbish up to the end
		return next, false
	}
	if n := endTag(s.window(at, tagHead)); n > 0 && at+n <= next {
		return at + n, true
	}
	gap := int(min(next-at, gapMost))
	if len(x.offsets) > 0 && gap < gapMost {
		for range max(1, (gap+frame/2)/frame) {
			x.offsets = append(x.offsets, -1)
		}
	}
	return next, true
}

// resync looks for two frames in a row, or a last one; it returns where, and the
// length of the first, 0 at the end.
func (x *mp3Frames) resync(s *scan, at int64) (next int64, length int) {
	c := newScan(s.in, at, lookSize)
	for {
		at = c.first(at, 0xff)
		b := c.window(at, 2*layer3.LengthMost)
		if len(b) < 4 {
			return at, 0
		}
		if _, length, ok := x.kind.frame(b); ok && length <= len(b) {
			if rest := b[length:]; len(rest) == 0 || endTag(rest) > 0 {
				return at, length
			} else if _, _, ok := x.kind.frame(rest); ok {
				return at, length
			}
		}
		at++
	}
}

// span returns the samples before the song and those of it, as decoded.
func (x *mp3Frames) span() (skip, length int64) {
	all := int64(len(x.offsets)) * int64(x.kind.Samples)
	padding := x.tag.padding
	if x.missing() > 0 {
		padding = 0 // what was cut off had it
	}
	length = max(0, all-x.tag.delay-padding)
	if x.tag.delay+x.tag.padding > 0 {
		skip = min(x.tag.delay+layer3.Delay, all)
	}
	return skip, min(length, all-skip)
}

// missing is how many frames there should be besides those there are.
func (x *mp3Frames) missing() int64 {
	const few = 8 // as programs do not agree on what counts
	if n := x.tag.frames - int64(len(x.offsets)); n > few {
		return n
	}
	return 0
}

func (x *mp3Frames) info() Info {
	_, length := x.span()
	rate := float64(x.kind.Rate)
	info := Info{Format: "mp3", SampleRate: x.kind.Rate, Channels: x.channels, Seconds: float64(length) / rate}
	if n := x.missing(); n > 0 {
		info.Flaws = Flaws{Cut: true, Promised: info.Seconds + float64(n*int64(x.kind.Samples))/rate}
	}
	info.Flaws.Cut = info.Flaws.Cut || x.cut
	return info
}

package audio

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
)

// The sample formats of a wav file.
const (
	wavPCM        = 1
	wavFloat      = 3
	wavALaw       = 6
	wavMuLaw      = 7
	wavMP3        = 0x55
	wavExtensible = 0xFFFE
)

// wav is what the chunks before the samples say.
type wav struct {
	format, channels, rate, bits int   // of the room a sample has
	data, length                 int64 // samples: offset and length in bytes
	promised                     int64 // bytes, when there are fewer; else 0
}

func (w wav) frame() int { return w.channels * w.bits / 8 }

func (w wav) info() Info {
	frames := w.length / int64(w.frame())
	info := Info{Format: "wav", SampleRate: w.rate, Channels: w.channels, Seconds: float64(frames) / float64(w.rate)}
	if w.promised > 0 {
		info.Flaws = Flaws{Cut: true, Promised: float64(w.promised/int64(w.frame())) / float64(w.rate)}
	}
	return info
}

// readWAV walks the chunks up to the samples.
func readWAV(in *input) (wav, error) {
	var w wav
	var long int64 // length of the samples in a file beyond 4 GB
	at, before := int64(12), int64(12)
	const chunksMost = 1000
	for range chunksMost {
		head := newScan(in, at, tagHead).window(at, 8)
		if in.err != nil {
			return w, in.err
		}
		if len(head) < 8 || !chunkName(head[:4]) { // the one before is not as long as it says
			var ok bool
			if at, ok = findChunk(in, before+1, w.format != 0); !ok {
				return w, bad("no samples in it")
			}
			head = newScan(in, at, tagHead).window(at, 8)
		}
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		before, at = at, at+8
		switch string(head[:4]) {
		case "fmt ":
			if err := w.readFormat(in, at, length); err != nil {
				return w, err
			}
		case "ds64":
			if sizes := newScan(in, at, tagHead).window(at, 16); len(sizes) == 16 {
				long = int64(binary.LittleEndian.Uint64(sizes[8:]) & math.MaxInt64)
			}
		case "data":
			if w.format == 0 {
				return w, bad("no format before the samples")
			}
			w.data = at
			return w, w.measure(in, length, long)
		}
		var err error
		if at, err = nextChunk(in, at, length); err != nil {
			return w, err
		}
	}
	return w, bad("no samples in the first %d chunks", chunksMost)
}

// findChunk looks for the format, or, when that is known, for the samples.
func findChunk(in *input, from int64, format bool) (int64, bool) {
	const most = 1 << 20
	want := "fmt "
	if format {
		want = "data"
	}
	s := newScan(in, from, lookSize)
	for at := from; at < from+most; at++ {
		at = s.first(at, want[0])
		if b := s.window(at, 8); len(b) < 8 {
			return 0, false
		} else if string(b[:4]) == want {
			return at, true
		}
	}
	return 0, false
}

// measure finds out how many bytes of samples there are. Recorders that crash,
// and programs that write to a pipe, leave no length, or one of the greatest
// there are: then it is all there is.
func (w *wav) measure(in *input, length, long int64) error {
	const unknown = 1<<31 - 1<<16 // and above
	there := max(0, in.size-in.start-w.data)
	told := length < unknown
	if (length == math.MaxUint32 || length == 0) && long > 0 {
		length, told = long, true
	}
	if length == 0 {
		only, err := chunksOnly(in, w.data)
		if err != nil {
			return err
		}
		if !only {
			length = there
		}
	}
	w.length = min(length, there)
	if tenth := int64(w.rate * w.frame() / 10); told && length-there > tenth { // less is a mistake of the program
		w.promised = length
	}
	return nil
}

// nextChunk returns where the chunk after one begins. One of an odd length is
// padded with a byte, which some programs forget.
func nextChunk(in *input, at, length int64) (int64, error) {
	next := at + length
	if length%2 == 0 {
		return next, nil
	}
	b := newScan(in, next, tagHead).window(next, 5)
	if in.err != nil {
		return 0, in.err
	}
	if len(b) == 5 && !knownChunk(b[1:5]) && (knownChunk(b[:4]) || !chunkName(b[1:5]) && chunkName(b[:4])) {
		return next, nil
	}
	return next + 1, nil
}

// knownChunk reports whether b is the name of a chunk that is often there.
func knownChunk(b []byte) bool {
	return slices.Contains([]string{"data", "fmt ", "fact", "LIST", "bext", "iXML", "JUNK", "id3 ", "smpl", "cue "}, string(b))
}

// chunkName reports whether b can be the name of a chunk.
func chunkName(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c < ' ' || c > '~' })
}

// chunksOnly reports whether nothing but chunks follows, up to the end.
func chunksOnly(in *input, at int64) (bool, error) {
	const chunksMost = 100
	for range chunksMost {
		rest := in.size - in.start - at
		if rest <= 1 {
			return rest >= 0, in.err
		}
		b := newScan(in, at, tagHead).window(at, 8)
		if in.err != nil || len(b) < 8 || !chunkName(b[:4]) {
			return false, in.err
		}
		var err error
		if at, err = nextChunk(in, at+8, int64(binary.LittleEndian.Uint32(b[4:]))); err != nil {
			return false, err
		}
	}
	return false, nil
}

func (w *wav) readFormat(in *input, at, length int64) error {
	b := newScan(in, at, 64).window(at, int(min(length, 40)))
	if in.err != nil {
		return in.err
	}
	if len(b) < 16 {
		return bad("format chunk of %d bytes", len(b))
	}
	le := binary.LittleEndian
	w.format, w.channels, w.rate = int(le.Uint16(b)), int(le.Uint16(b[2:])), int(le.Uint32(b[4:]))
	w.bits = int(le.Uint16(b[14:]))
	if w.format == wavExtensible {
		// The rest of the identifier is the same for all formats known here.
		tail := []byte{0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71}
		if len(b) < 40 || !bytes.Equal(b[26:40], tail) {
			return other("unknown extensible format")
		}
		w.format = int(le.Uint16(b[24:]))
	}
	const channelsMost, rateMost = 64, 1 << 20
	if w.channels < 1 || w.channels > channelsMost || w.rate < 1 || w.rate > rateMost {
		return bad("%d channels at %d Hz", w.channels, w.rate)
	}
	return w.checkWidth(int(le.Uint16(b[12:])))
}

// checkWidth checks the width of samples. Those that are narrower than their
// room fill its upper part.
func (w *wav) checkWidth(frame int) error {
	room := frame / w.channels * 8
	switch {
	case w.format == wavPCM:
		if w.bits < 1 || w.bits > 32 {
			return bad("%d bits", w.bits)
		}
		if frame%w.channels != 0 || room < w.bits || room > 32 {
			return bad("frames of %d bytes for %d channels of %d bits", frame, w.channels, w.bits)
		}
		w.bits = room
		return nil
	case w.format == wavFloat && (w.bits == 32 || w.bits == 64), (w.format == wavALaw || w.format == wavMuLaw) && w.bits == 8:
		if frame != w.frame() {
			return bad("frames of %d bytes, want %d", frame, w.frame())
		}
		return nil
	case w.format == wavMP3:
		w.bits = 8 // it has none
		return nil
	}
	return other("format %d with %d bits", w.format, w.bits)
}

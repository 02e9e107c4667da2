package session

import (
	"bufio"
	"bytes"
	"crypto/md5" // #nosec G501 -- the format has this sum of its samples
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strings"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
)

var errFLAC = errors.New("not a FLAC file in order")

// StampTag is the name of the comment in a FLAC file that says what it was made
// of.
const StampTag = "PARTLIFT"

// ReadSound reads a WAV or a FLAC file to its end, as strictly as the strictest
// program.
func ReadSound(r io.Reader) (Wave, error) {
	b := bufio.NewReaderSize(r, mostHead)
	if head, _ := b.Peek(4); string(head) == "fLaC" {
		return readFLAC(b)
	}
	return ReadWave(b)
}

// readFLAC reads a FLAC file, whose head must tell the length and the sum of its
// samples, and whose samples are summed up as those of a WAV file are.
func readFLAC(r io.Reader) (Wave, error) {
	file := &waveReader{r: r, sum: crc32.NewIEEE()}
	in := bufio.NewReaderSize(io.TeeReader(r, file), mostHead)
	head, _ := in.Peek(mostHead)
	stamp := stampOf(head)
	stream, err := flac.New(in)
	if err != nil {
		return Wave{}, errFLAC
	}
	info := stream.Info
	out := Wave{Rate: int(info.SampleRate), Channels: int(info.NChannels), Bits: int(info.BitsPerSample)}
	if out.Rate == 0 || out.Bits != 16 && out.Bits != 24 {
		return out, errFLAC
	}
	data, whole, still := crc32.NewIEEE(), md5.New(), true // #nosec G401 -- see above
	var b []byte
	for {
		f, err := stream.ParseNext()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || int(f.BitsPerSample) != out.Bits || len(f.Subframes) != out.Channels {
			return out, errFLAC
		}
		b = interleaved(b[:0], f, out.Bits)
		_, _ = data.Write(b) // sums take everything
		_, _ = whole.Write(b)
		out.Frames += int64(f.BlockSize)
		if still {
			rest := bytes.TrimLeft(b, "\x00")
			out.Silent += int64((len(b) - len(rest)) / (out.Channels * out.Bits / 8))
			still = len(rest) == 0
		}
	}
	if uint64(out.Frames) != info.NSamples || !bytes.Equal(whole.Sum(nil), info.MD5sum[:]) {
		return out, errFLAC
	}
	out.Data, out.Size, out.Sum = data.Sum32(), file.at, file.sum.Sum32()
	out.Stamp = holds(stamp, out.Data)
	return out, nil
}

// interleaved appends the samples of a frame as a WAV file has them.
func interleaved(b []byte, f *frame.Frame, bits int) []byte {
	for i := range int(f.BlockSize) {
		for _, sub := range f.Subframes {
			v := sub.Samples[i]
			b = append(b, byte(v), byte(v>>8))
			if bits == 24 {
				b = append(b, byte(v>>16))
			}
		}
	}
	return b
}

// stampOf looks for the comment with the stamp in the head of a file, "" without.
func stampOf(head []byte) string {
	mark := []byte(StampTag + "=")
	at := bytes.Index(head, mark)
	if at < 4 {
		return ""
	}
	n := int64(binary.LittleEndian.Uint32(head[at-4:])) - int64(len(mark))
	text := head[at+len(mark):]
	return strings.TrimSpace(string(text[:max(0, min(n, int64(len(text)), maxName))]))
}

// FLAC reports whether a sound is a FLAC file, by its name.
func (s *Sound) FLAC() bool { return strings.HasSuffix(s.File, ".flac") }

package session

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"strings"
)

// Wave is what a WAV or a FLAC file was read to hold.
type Wave struct {
	Rate, Channels, Bits int
	Frames               int64
	Silent               int64  // frames of silence that it begins with
	Reference            uint64 // frame at which it says it begins, since midnight
	Data                 uint32 // CRC-32 of the samples
	Sum                  uint32 // CRC-32 of the file
	Size                 int64  // bytes of the file
	Stamp                string // what it says it was made of; "" where it does not say, or holds other samples than it says
}

var errWave = errors.New("not a WAV file in order")

// waveReader reads a WAV file from front to back.
type waveReader struct {
	r   io.Reader
	sum hash.Hash32
	at  int64
	out Wave

	stamp string // with the sum that it goes with
}

// ReadWave reads a WAV file to its end, as strictly as the strictest program:
// whole numbers of samples, lengths that are true, nothing behind.
func ReadWave(r io.Reader) (Wave, error) {
	w := &waveReader{r: r, sum: crc32.NewIEEE()}
	head, err := w.take(12)
	if err != nil || string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return w.out, errWave
	}
	end := int64(binary.LittleEndian.Uint32(head[4:])) + 8
	data := false
	for w.at < end {
		h, err := w.take(8)
		if err != nil {
			return w.out, errWave
		}
		n := int64(binary.LittleEndian.Uint32(h[4:]))
		switch id := string(h[:4]); id {
		case "data":
			if data || w.out.Rate == 0 {
				return w.out, errWave
			}
			data, err = true, w.samples(n)
		case "fmt ", "bext", "iXML":
			err = w.head(id, n)
		default:
			_, err = io.CopyN(w, r, n)
		}
		if err == nil && n%2 == 1 {
			_, err = w.take(1)
		}
		if err != nil {
			return w.out, errWave
		}
	}
	if _, err := w.take(1); !data || w.at != end || err != io.EOF {
		return w.out, errWave
	}
	w.out.Size, w.out.Sum = w.at, w.sum.Sum32()
	w.out.Stamp = holds(w.stamp, w.out.Data)
	return w.out, nil
}

// StampText is how a stamp stands in a file: with the sum of the samples that it
// goes with.
func StampText(word string, data uint32) string { return fmt.Sprintf("%s %08x", word, data) }

// holds returns the word of such a text, "" where the samples are others.
func holds(text string, data uint32) string {
	if word, _, _ := strings.Cut(text, " "); text == StampText(word, data) {
		return word
	}
	return ""
}

// stamped returns the stamp in a description.
func stamped(text string) string {
	_, text, _ = strings.Cut(text, "<USER>")
	text, _, _ = strings.Cut(text, "</USER>")
	return strings.TrimSpace(text)
}

// Write implements io.Writer for what is passed over.
func (w *waveReader) Write(b []byte) (int, error) {
	w.at += int64(len(b))
	return w.sum.Write(b)
}

// take reads some bytes.
func (w *waveReader) take(n int64) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(w.r, b); err != nil {
		return nil, err
	}
	_, err := w.Write(b)
	return b, err
}

// mostHead is the longest head that is read into memory.
const mostHead = 1 << 16

func (w *waveReader) head(id string, n int64) error {
	if n > mostHead || n < 16 || id == "bext" && n < 602 {
		return errWave
	}
	b, err := w.take(n)
	if err != nil {
		return err
	}
	le := binary.LittleEndian
	switch id {
	case "bext":
		w.out.Reference = le.Uint64(b[338:])
		return nil
	case "iXML":
		w.stamp = stamped(string(b))
		return nil
	}
	w.out.Channels, w.out.Rate, w.out.Bits = int(le.Uint16(b[2:])), int(le.Uint32(b[4:])), int(le.Uint16(b[14:]))
	frame := w.out.Channels * w.out.Bits / 8
	if le.Uint16(b) != 1 || w.out.Rate == 0 || w.out.Bits%8 != 0 || frame == 0 || int(le.Uint16(b[12:])) != frame || int(le.Uint32(b[8:])) != frame*w.out.Rate {
		return fmt.Errorf("%w: its format contradicts itself", errWave)
	}
	return nil
}

// samples reads the sound.
func (w *waveReader) samples(n int64) error {
	frame := int64(w.out.Channels * w.out.Bits / 8)
	if n%frame != 0 {
		return errWave
	}
	sum, buf, silent, still := crc32.NewIEEE(), make([]byte, 64<<10), int64(0), true
	for left := n; left > 0; {
		b := buf[:min(left, int64(len(buf)))]
		if _, err := io.ReadFull(w.r, b); err != nil {
			return err
		}
		for i := 0; still && i < len(b); i++ {
			if still = b[i] == 0; still {
				silent++
			}
		}
		_, _ = w.Write(b)
		_, _ = sum.Write(b)
		left -= int64(len(b))
	}
	w.out.Frames, w.out.Silent, w.out.Data = n/frame, silent/frame, sum.Sum32()
	return nil
}

// CompareWave says whether a sound file is the sound that a session means.
func CompareWave(want *Sound, rate int, got Wave) Result {
	c := &comparer{}
	return c.judge("sound", func() string {
		c.expect(got.Rate == rate && got.Channels == want.Channels && got.Bits == want.Bits, "%s has %d Hz, %d channels and %d bits", want.File, got.Rate, got.Channels, got.Bits)
		c.expect(got.Frames == want.Frames, "%s has %d frames in place of %d", want.File, got.Frames, want.Frames)
		c.expect(got.Silent >= min(want.Pad, want.Frames), "%s begins with %d frames of silence in place of %d", want.File, got.Silent, want.Pad)
		c.expect(got.Reference == 0, "%s says that it begins at frame %d", want.File, got.Reference)
		c.expect(got.Data == want.Data, "%s does not hold the samples that were written", want.File)
		return want.File
	})
}

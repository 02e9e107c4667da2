package audio

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"math"
)

// ErrLong is returned for a sound that would outgrow the numbers of a WAV file,
// 4 GiB.
var ErrLong = errors.New("too long for a WAV file")

// WAVForm is what a WAV file is written as.
type WAVForm struct {
	Rate, Channels int
	Bits           int    // 16 or 24
	Title          string // any Unicode
	Note           string // for people, any Unicode
}

// A WAVWriter writes a WAV file whose first frame is the start of a song: a
// broadcast file with the time reference 0. Its memory does not grow with it.
// It belongs to one goroutine.
type WAVWriter struct {
	form   WAVForm
	to     io.WriteSeeker
	buf    []byte
	head   []byte
	frames int64
	peak   float64
	sum    hash.Hash32
	stamp  string
}

// NewWAVWriter begins a file at the start of w.
func NewWAVWriter(w io.WriteSeeker, form WAVForm) (*WAVWriter, error) {
	if form.Bits != 16 && form.Bits != 24 || form.Channels < 1 || form.Rate < 1 {
		return nil, fmt.Errorf("%d Hz, %d channels and %d bits are no WAV file", form.Rate, form.Channels, form.Bits)
	}
	e := &WAVWriter{form: form, to: w, head: form.header(), sum: crc32.NewIEEE()}
	_, err := w.Write(e.head)
	return e, err
}

// header returns the file's head, whose lengths are filled in at the end.
func (f WAVForm) header() []byte {
	le, frame := binary.LittleEndian, f.Channels*f.Bits/8
	b := []byte("RIFF\x00\x00\x00\x00WAVE")
	h := le.AppendUint16(nil, 1)
	h = le.AppendUint16(h, uint16(f.Channels))
	h = le.AppendUint32(h, uint32(f.Rate))
	h = le.AppendUint32(h, uint32(f.Rate*frame))
	h = le.AppendUint16(h, uint16(frame))
	h = le.AppendUint16(h, uint16(f.Bits))
	b = riffChunk(b, "fmt ", h)
	b = riffChunk(b, "bext", f.broadcast())
	b = riffChunk(b, "iXML", f.described())
	b = append(b, "data"...)
	return append(b, 0, 0, 0, 0)
}

func riffChunk(b []byte, id string, data []byte) []byte {
	b = append(b, id...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// broadcast is the chunk of the European Broadcasting Union, version 1. There is
// no date in it, so that the same sound gives the same bytes.
func (f WAVForm) broadcast() []byte {
	b := make([]byte, 602)
	copy(b[:256], broadcastText(f.Title))
	copy(b[256:288], "Partlift")
	b[346] = 1
	mode := "stereo"
	if f.Channels == 1 {
		mode = "mono"
	}
	return append(b, fmt.Sprintf("A=PCM,F=%d,W=%d,M=%s\r\n", f.Rate, f.Bits, mode)...)
}

// broadcastText is text in the ASCII that the chunk takes.
func broadcastText(s string) string {
	var b bytes.Buffer
	for _, r := range s {
		if r < ' ' || r > '~' {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()[:min(b.Len(), 255)]
}

// described is the chunk iXML.
func (f WAVForm) described() []byte {
	var b bytes.Buffer
	text := func(s string) { _ = xml.EscapeText(&b, []byte(s)) } // a buffer takes everything
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><BWFXML><IXML_VERSION>1.61</IXML_VERSION><PROJECT>`)
	text(f.Title)
	b.WriteString("</PROJECT><NOTE>")
	text(f.Note)
	fmt.Fprintf(&b, "</NOTE><SPEED><FILE_SAMPLE_RATE>%d</FILE_SAMPLE_RATE><TIMESTAMP_SAMPLE_RATE>%d</TIMESTAMP_SAMPLE_RATE>", f.Rate, f.Rate)
	b.WriteString("<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>0</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>0</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED>")
	fmt.Fprintf(&b, "%s%*s</USER></BWFXML>", stampMark, stampRoom, "")
	return b.Bytes()
}

// Where a stamp is, and how many bytes it may have.
const (
	stampMark = "<USER>"
	stampRoom = 64
)

// Stamp has the file say, beside the sum of its samples, what it was made of, so
// that whoever wants the same again can see that it is there: one word in ASCII of
// at most 48 bytes, without marks that XML knows.
func (e *WAVWriter) Stamp(word string) { e.stamp = word[:min(len(word), stampRoom-16)] }

// Silence writes frames of silence.
func (e *WAVWriter) Silence(frames int64) error {
	zeros := make([]float32, 4096*e.form.Channels)
	for frames > 0 {
		n := min(frames, 4096)
		if err := e.Write(zeros[:n*int64(e.form.Channels)]); err != nil {
			return err
		}
		frames -= n
	}
	return nil
}

// Write writes whole frames of interleaved samples, full scale being 1. What is
// beyond is cut; Peak tells.
func (e *WAVWriter) Write(samples []float32) error {
	n := int64(len(samples) / e.form.Channels)
	if (e.frames+n)*int64(e.form.Channels*e.form.Bits/8)+int64(len(e.head)) > math.MaxUint32-8 {
		return ErrLong
	}
	e.buf = e.buf[:0]
	for _, v := range samples {
		e.peak = math.Max(e.peak, math.Abs(float64(v)))
		q := quantized(v, e.form.Bits)
		if e.form.Bits == 24 {
			e.buf = append(e.buf, byte(q), byte(q>>8), byte(q>>16))
		} else {
			e.buf = append(e.buf, byte(q), byte(q>>8))
		}
	}
	e.frames += n
	_, _ = e.sum.Write(e.buf) // a sum takes everything
	_, err := e.to.Write(e.buf)
	return err
}

// Close ends the file and writes its lengths into the head. It does not close
// what is written to.
func (e *WAVWriter) Close() error {
	size := e.frames * int64(e.form.Channels*e.form.Bits/8)
	if size%2 == 1 {
		if _, err := e.to.Write([]byte{0}); err != nil {
			return err
		}
	}
	le := binary.LittleEndian
	le.PutUint32(e.head[4:], uint32(int64(len(e.head))+size+size%2-8))
	le.PutUint32(e.head[len(e.head)-4:], uint32(size))
	if e.stamp != "" {
		at := bytes.LastIndex(e.head, []byte(stampMark)) + len(stampMark)
		copy(e.head[at:at+stampRoom], fmt.Sprintf("%s %08x", e.stamp, e.Sum()))
	}
	if _, err := e.to.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := e.to.Write(e.head); err != nil {
		return err
	}
	_, err := e.to.Seek(0, io.SeekEnd)
	return err
}

// Frames returns how many frames were written.
func (e *WAVWriter) Frames() int64 { return e.frames }

// Peak returns the greatest magnitude of a sample as it came, full scale being 1.
func (e *WAVWriter) Peak() float64 { return e.peak }

// Sum returns the CRC-32 (IEEE) of the samples as written.
func (e *WAVWriter) Sum() uint32 { return e.sum.Sum32() }

// WAVBits returns how many bits of a WAV file hold what is decoded: those of the
// file, 16 or 24, and 24 for compressed sound.
func (d *Decoder) WAVBits() int {
	if d.bits == 0 {
		return 24
	}
	return max(d.depth(), 16)
}

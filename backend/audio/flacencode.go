package audio

import (
	"bufio"
	"encoding/binary"
	"io"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
)

// FLACRateMost is the highest rate in Hz that a FLAC file has.
const FLACRateMost = 655_350

const flacBlock = 4096 // frames in a block

// flacEncoder finds out how the samples of a block are written shortest; the
// library writes them.
type flacEncoder struct {
	enc      *flac.Encoder
	out      *bufio.Writer
	file     io.WriteSeeker // nil: the head cannot be gone back to
	err      error          // of writing
	bits     int
	channels [][]int32
	analysis flacAnalysis
}

func newFLACEncoder(w io.Writer, s Sound, bits int, tags [][2]string) (*flacEncoder, error) {
	rate, channels, frames := s.Shape()
	info := &meta.StreamInfo{BlockSizeMin: flacBlock, BlockSizeMax: flacBlock, SampleRate: uint32(rate), NChannels: uint8(channels), BitsPerSample: uint8(bits), NSamples: uint64(max(frames, 0))}
	e := &flacEncoder{out: bufio.NewWriterSize(w, 64<<10), bits: bits, channels: make([][]int32, channels)}
	for c := range e.channels {
		e.channels[c] = make([]int32, flacBlock)
	}
	sink := io.Writer(writeOnly{e})
	if ws, ok := w.(io.WriteSeeker); ok {
		e.file, sink = ws, e
	}
	var head []*meta.Block
	if len(tags) > 0 {
		// The library counts the length itself, and leaves out what has none.
		head = append(head, &meta.Block{Header: meta.Header{Type: meta.TypeVorbisComment, Length: 1}, Body: &meta.VorbisComment{Vendor: "Partlift", Tags: tags}})
	}
	var err error
	if e.enc, err = flac.NewEncoder(sink, info, head...); err != nil {
		return nil, err
	}
	e.enc.EnablePredictionAnalysis(false)
	return e, nil
}

// writeOnly hides from the library that the head can be gone back to.
type writeOnly struct{ io.Writer }

// Write implements io.Writer for the library, whose own errors do not say what
// they come from.
func (e *flacEncoder) Write(p []byte) (int, error) {
	n, err := e.out.Write(p)
	e.err = err
	return n, err
}

// Seek implements io.Seeker for the library.
func (e *flacEncoder) Seek(offset int64, whence int) (int64, error) {
	if e.err = e.out.Flush(); e.err != nil {
		return 0, e.err
	}
	return e.file.Seek(offset, whence)
}

// write writes a block of interleaved samples.
func (e *flacEncoder) write(samples []float32) error {
	count := len(e.channels)
	n := len(samples) / count
	for i, v := range samples {
		e.channels[i%count][i/count] = quantized(v, e.bits)
	}
	// A rate that has no code of its own is read from the stream's head.
	f := &frame.Frame{Header: frame.Header{HasFixedBlockSize: true, BlockSize: uint16(n), BitsPerSample: uint8(e.bits), Channels: frame.Channels(count - 1)}}
	sides := make([][]int32, count)
	for c := range sides {
		sides[c] = e.channels[c][:n]
	}
	plans := make([]flacPlan, count)
	if count == 2 {
		f.Channels, plans[0], plans[1] = e.analysis.stereo(sides[0], sides[1], e.bits)
	} else {
		for c, s := range sides {
			plans[c] = e.analysis.plan(s, e.bits)
		}
	}
	for c, s := range sides {
		f.Subframes = append(f.Subframes, &frame.Subframe{SubHeader: plans[c].head, Samples: s, NSamples: n})
	}
	err := e.enc.WriteFrame(f)
	if e.err != nil {
		return e.err
	}
	return err
}

// close writes the head again with what is known now. The library would count
// the last block, which may be shorter, as one of the stream's sizes.
func (e *flacEncoder) close() error {
	err := e.enc.Close()
	if flush := e.out.Flush(); flush != nil {
		return flush
	}
	if err != nil || e.file == nil {
		return err
	}
	const sizes = 8 // signature and head of the block
	if _, err := e.file.Seek(sizes, io.SeekStart); err != nil {
		return err
	}
	b := binary.BigEndian.AppendUint16(nil, flacBlock)
	if _, err := e.file.Write(binary.BigEndian.AppendUint16(b, flacBlock)); err != nil {
		return err
	}
	_, err = e.file.Seek(0, io.SeekEnd)
	return err
}

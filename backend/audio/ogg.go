package audio

import (
	"bufio"
	"encoding/binary"
	"io"

	"github.com/jfreymuth/oggvorbis"
)

const (
	oggContinued = 1
	oggFirst     = 2
	oggLast      = 4
)

// oggPage is one page; body is valid until the next one is read.
type oggPage struct {
	flags    byte
	granule  int64 // samples up to here; -1 when no packet ends here
	serial   uint32
	segments []byte
	raw      []byte // head and body
	body     []byte
}

// readOggPage reads a page into buf. It fails with io.EOF at the end of the
// file and also where no further page starts, as in a damaged tail.
func readOggPage(r io.Reader, buf []byte) (p oggPage, err error) {
	const head = 27
	buf = buf[:head]
	if _, err := io.ReadFull(r, buf); err != nil {
		return p, cutShort(err)
	}
	if string(buf[:4]) != "OggS" || buf[4] != 0 {
		return p, io.EOF
	}
	p.flags, p.granule = buf[5], int64(binary.LittleEndian.Uint64(buf[6:]))
	p.serial = binary.LittleEndian.Uint32(buf[14:])
	buf = buf[:head+int(buf[26])]
	if _, err := io.ReadFull(r, buf[head:]); err != nil {
		return p, cutShort(err)
	}
	body := 0
	for _, n := range buf[head:] {
		body += int(n)
	}
	end := len(buf)
	buf = buf[:end+body]
	if _, err := io.ReadFull(r, buf[end:]); err != nil {
		return p, cutShort(err)
	}
	p.segments, p.raw, p.body = buf[head:end], buf, buf[end:]
	return p, nil
}

func cutShort(err error) error {
	if err == io.ErrUnexpectedEOF {
		return io.EOF
	}
	return err
}

func oggBuffer() []byte { return make([]byte, 27+255+255*255) }

// identify reads the identification header of Vorbis.
func identify(packet []byte) (Info, error) {
	if len(packet) < 30 || string(packet[:7]) != "\x01vorbis" || binary.LittleEndian.Uint32(packet[7:]) != 0 {
		return Info{}, bad("Ogg without Vorbis")
	}
	info := Info{Format: "ogg", Channels: int(packet[11]), SampleRate: int(binary.LittleEndian.Uint32(packet[12:]))}
	small, large := packet[28]&0xf, packet[28]>>4
	if info.Channels == 0 || info.SampleRate < 1 || info.SampleRate > 1<<20 || small < 6 || large < small || large > 13 {
		return Info{}, bad("%d channels at %d Hz", info.Channels, info.SampleRate)
	}
	return info, nil
}

// probeOgg walks all pages, because only the last one knows the length and
// another song may follow in the same file.
func probeOgg(in *input) (Info, error) {
	if err := in.seek(0); err != nil {
		return Info{}, err
	}
	r, buf := bufio.NewReaderSize(in, 64<<10), oggBuffer()
	var info Info
	var serial uint32
	var done, granule int64
	for {
		p, err := readOggPage(r, buf)
		if err == io.EOF {
			break
		}
		if err != nil {
			return Info{}, err
		}
		if p.flags&oggFirst != 0 {
			if i, err := identify(p.body); err == nil && (info == Info{} || i == info) {
				info, serial, done, granule = i, p.serial, done+granule, 0
			}
		}
		if p.serial == serial && p.granule > granule {
			granule = p.granule
		}
	}
	switch samples := done + granule; {
	case info == Info{}:
		return Info{}, bad("Ogg without Vorbis")
	case samples/8192 > in.size: // no packet is shorter than a byte or longer than that
		return Info{}, bad("%d samples in %d bytes", samples, in.size)
	default:
		info.Seconds = float64(samples) / float64(info.SampleRate)
		return info, nil
	}
}

func decodeOgg(in *input) (func() ([]float32, error), error) {
	if err := in.seek(0); err != nil {
		return nil, err
	}
	pages := &oggPages{r: bufio.NewReaderSize(in, 64<<10), buf: oggBuffer()}
	if err := pages.start(); err != nil {
		return nil, err
	}
	d, err := oggvorbis.NewReader(pages)
	if err != nil {
		return nil, err
	}
	out := make([]float32, 8192/d.Channels()*d.Channels())
	return func() ([]float32, error) {
		n, err := d.Read(out)
		if n > 0 {
			return out[:n], nil
		}
		if err != io.EOF {
			return nil, err
		}
		if err := pages.start(); err != nil { // the next song in the file
			return nil, err
		}
		d, err = oggvorbis.NewReader(pages)
		if err == nil {
			out = make([]float32, 8192/d.Channels()*d.Channels())
		}
		return nil, err
	}, nil
}

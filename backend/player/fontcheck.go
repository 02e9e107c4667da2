package player

import (
	"encoding/binary"
	"fmt"
	"io"
)

// checkFont walks the chunks of a SoundFont before others read it: they would
// allocate what a chunk says it holds.
func checkFont(r io.ReadSeeker) error {
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	c := &fontCheck{r: r, size: size}
	head, err := c.read(0, 12)
	if err != nil {
		return err
	}
	if string(head[:4]) != "RIFF" || string(head[8:]) != "sfbk" {
		return fmt.Errorf("%w: it begins with other bytes", ErrFont)
	}
	for at := int64(12); at < size; {
		length, err := c.chunk(at, size)
		if err != nil {
			return err
		}
		kind, err := c.read(at, 12)
		if err != nil {
			return err
		}
		if string(kind[:4]) == "LIST" {
			if err := c.list(at+12, at+8+length); err != nil {
				return err
			}
		}
		at += 8 + length + length&1
	}
	if !c.samples {
		return fmt.Errorf("%w: no samples", ErrFont)
	}
	return nil
}

// fontCheck reads a file where it is told to.
type fontCheck struct {
	r       io.ReadSeeker
	size    int64
	samples bool
}

func (c *fontCheck) read(at int64, n int) ([]byte, error) {
	if at+int64(n) > c.size {
		return nil, fmt.Errorf("%w: it ends too early", ErrFont)
	}
	if _, err := c.r.Seek(at, io.SeekStart); err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err := io.ReadFull(c.r, b)
	return b, err
}

// chunk returns the length of the chunk at a place, which must end before end.
func (c *fontCheck) chunk(at, end int64) (int64, error) {
	head, err := c.read(at, 8)
	if err != nil {
		return 0, err
	}
	length := int64(binary.LittleEndian.Uint32(head[4:]))
	if at+8+length > end {
		return 0, fmt.Errorf("%w: a chunk is longer than the file", ErrFont)
	}
	return length, nil
}

// list looks into a list of chunks.
func (c *fontCheck) list(at, end int64) error {
	const chunksMost = 1000
	for range chunksMost {
		if at+8 > end {
			return nil
		}
		length, err := c.chunk(at, end)
		if err != nil {
			return err
		}
		head, err := c.read(at, int(8+min(length, 4)))
		if err != nil {
			return err
		}
		switch string(head[:4]) {
		case "ifil":
			if length == 4 && binary.LittleEndian.Uint16(head[8:]) >= 3 {
				return ErrSF3
			}
		case "smpl":
			c.samples = length >= 2
			if length >= 4 && string(head[8:12]) == "OggS" {
				return ErrSF3
			}
		}
		at += 8 + length + length&1
	}
	return fmt.Errorf("%w: too many chunks", ErrFont)
}

package audio_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"partlift/backend/audio"
)

// oggCRC is the checksum of an Ogg page whose checksum field is zero.
func oggCRC(page []byte) uint32 {
	crc := uint32(0)
	for _, b := range page {
		crc ^= uint32(b) << 24
		for range 8 {
			carry := crc>>31 == 1
			if crc <<= 1; carry {
				crc ^= 0x04c11db7
			}
		}
	}
	return crc
}

// resealed returns the file with right checksums, so that the decoder itself
// meets what was changed.
func resealed(file []byte) []byte {
	file = bytes.Clone(file)
	for rest := file; len(rest) > 27 && string(rest[:4]) == "OggS"; {
		n := 27 + int(rest[26])
		if n > len(rest) {
			break
		}
		for _, size := range rest[27:n] {
			n += int(size)
		}
		n = min(n, len(rest))
		copy(rest[22:26], []byte{0, 0, 0, 0})
		binary.LittleEndian.PutUint32(rest[22:], oggCRC(rest[:n]))
		rest = rest[n:]
	}
	return file
}

func silentOrRefused(t *testing.T, file []byte) error {
	t.Helper()
	_, peak, err := audio.Silent(t.Context(), bytes.NewReader(file), "x.ogg", math.Inf(1))
	if (err != nil && !errors.Is(err, audio.ErrFormat)) || !(peak >= 0) {
		t.Errorf("got %g, %v", peak, err)
	}
	return err
}

func TestChecksumOfTheTestsIsOggs(t *testing.T) {
	if file := load(t, "tone.ogg"); !bytes.Equal(file, resealed(file)) {
		t.Error("resealing a good file changes it")
	}
}

func TestVorbisHeaderThatAsksTooMuchIsRefused(t *testing.T) {
	file := load(t, "tone.ogg")
	comment, setup := bytes.Index(file, []byte("\x03vorbis")), bytes.Index(file, []byte("\x05vorbis"))
	vendor := int(binary.LittleEndian.Uint32(file[comment+7:]))
	for name, c := range map[string]struct {
		at  int
		put []byte
	}{
		"four thousand million comments": {comment + 11 + vendor, []byte{0xff, 0xff, 0xff, 0xff}},
		"endless vendor":                 {comment + 7, []byte{0xff, 0xff, 0xff, 0xff}},
		"huge codebook":                  {setup + 11, []byte{0xff, 0xff, 0xff, 0xff, 0xff}},
		"codebook without values":        {setup + 11, []byte{0, 0}},
		"codebook without entries":       {setup + 13, []byte{0, 0, 0}},
		"codebook of nothing":            {setup + 8, []byte{0, 0, 0}},
		"tiny blocks":                    {28 + 28, []byte{0x11}},
		"no channels":                    {28 + 11, []byte{0}},
	} {
		bad := bytes.Clone(file)
		copy(bad[c.at:], c.put)
		if err := silentOrRefused(t, resealed(bad)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzVorbis(f *testing.F) {
	file := load(f, "tone.ogg")
	setup := bytes.Index(file, []byte("\x05vorbis"))
	for at := setup; at < len(file); at += 37 {
		f.Add(uint16(at), byte(1<<(at%8)), uint16(at*31), byte(0))
	}
	f.Fuzz(func(t *testing.T, at uint16, flip byte, at2 uint16, flip2 byte) {
		bad := bytes.Clone(file)
		bad[int(at)%len(bad)] ^= flip
		bad[int(at2)%len(bad)] ^= flip2
		_ = silentOrRefused(t, resealed(bad))
	})
}

package audio

import (
	"encoding/binary"
	"strings"
)

// tagHead is how many bytes tell that a tag begins, and how long it is.
const tagHead = 32

// endTag returns the length of the tag that b begins with, of those that stand
// behind the sound or between two songs; 0 when there is none.
func endTag(b []byte) int64 {
	switch {
	case len(b) >= 3 && string(b[:3]) == "TAG":
		return 128
	case len(b) >= 4 && strings.HasPrefix("LYRICSBEGIN", string(b[:min(len(b), 11)])):
		return int64(len("LYRICSBEGIN"))
	default:
		return tagLength(b)
	}
}

// tagLength returns the length of the tag that b begins with, of those that may
// stand before the sound, or 0.
func tagLength(b []byte) int64 {
	switch {
	case len(b) >= 10 && string(b[:3]) == "ID3" && b[3] < 0xff && b[4] < 0xff:
		length := int64(10)
		if b[5]&0x10 != 0 {
			length += 10 // a footer
		}
		return length + int64(b[6]&0x7f)<<21 + int64(b[7]&0x7f)<<14 + int64(b[8]&0x7f)<<7 + int64(b[9]&0x7f)
	case len(b) >= tagHead && string(b[:8]) == "APETAGEX":
		length := int64(binary.LittleEndian.Uint32(b[12:]))
		if b[23]&0x20 != 0 { // this is its head, which does not count
			length += tagHead
		}
		return max(length, tagHead)
	}
	return 0
}

// skipTags goes to where the sound begins: behind tags, and zeros that fill
// the space after them.
func (in *input) skipTags() error {
	const tagsMost = 8 // a file with more is not sound
	for n := range tagsMost {
		s := newScan(in, 0, scanSize)
		b := s.window(0, tagHead)
		if err := s.failed(); err != nil {
			return err
		}
		switch length := tagLength(b); {
		case len(b) < 4 && n == 0:
			return bad("too short")
		case len(b) < 4:
			return bad("nothing but tags")
		case length > 0:
			in.start += in.behind(length)
		case zeros(b):
			in.start += s.zeros(0)
		default:
			return nil
		}
	}
	return bad("nothing but tags")
}

// behind returns how far it is to the sound from a tag of a length. That is
// believed when something begins there; else the sound is looked for, since
// some programs write the length wrong.
func (in *input) behind(length int64) int64 {
	s := newScan(in, length, scanSize)
	if begins(s.window(s.zeros(length), runMost)) {
		return length
	}
	s = newScan(in, 0, scanSize)
	for at := int64(1); at < scanMost; at++ {
		at = s.first(at, 0xff, 'R', 'f', 'O')
		b := s.window(at, runMost)
		if len(b) < 4 {
			break
		}
		if begins(b) {
			return at
		}
	}
	return length
}

// begins reports whether b is how sound begins, or a tag.
func begins(b []byte) bool {
	if len(b) < 12 {
		return false
	}
	switch foreign(b) {
	case "", "mp3", "aac": // which are told by too little
	default:
		return true
	}
	if tagLength(b) > 0 {
		return true
	}
	_, ok := mp3Run(b)
	return ok
}

func zeros(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}

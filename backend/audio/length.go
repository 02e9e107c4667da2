package audio

import (
	"bytes"
	"encoding/binary"
	"math"
)

// Length is how many seconds of sound the head of a file promises, without a
// look at whether it is true: of a wav, aiff or flac file whose first bytes these
// are. The file has size bytes. ok is false for any other, and where the head is
// cut off.
func Length(head []byte, size int64) (seconds float64, ok bool) {
	switch {
	case len(head) < 42:
		return 0, false
	case bytes.HasPrefix(head, []byte("RIFF")) && string(head[8:12]) == "WAVE":
		return wavLength(head, size)
	case bytes.HasPrefix(head, []byte("FORM")):
		return aiffLength(head)
	case bytes.HasPrefix(head, []byte("fLaC")):
		word := binary.BigEndian.Uint64(head[18:])
		return perSecond(float64(word&(1<<36-1)), float64(word>>44))
	}
	return 0, false
}

func wavLength(head []byte, size int64) (float64, bool) {
	rate := 0.0 // bytes a second
	for at := int64(12); at+8 <= int64(len(head)); {
		body := int64(binary.LittleEndian.Uint32(head[at+4:]))
		switch string(head[at : at+4]) {
		case "fmt ":
			if at+20 <= int64(len(head)) {
				rate = float64(binary.LittleEndian.Uint32(head[at+16:]))
			}
		case "data":
			return perSecond(float64(min(body, max(size-at-8, 0))), rate)
		}
		at += 8 + body + body&1
	}
	return 0, false
}

func aiffLength(head []byte) (float64, bool) {
	for at := int64(12); at+8 <= int64(len(head)); {
		body := int64(binary.BigEndian.Uint32(head[at+4:]))
		if string(head[at:at+4]) == "COMM" && at+26 <= int64(len(head)) {
			frames := binary.BigEndian.Uint32(head[at+10:])
			// The rate is a float of 80 bits.
			power := int(binary.BigEndian.Uint16(head[at+16:])&0x7fff) - 16383 - 63
			rate := math.Ldexp(float64(binary.BigEndian.Uint64(head[at+18:])), power)
			return perSecond(float64(frames), rate)
		}
		at += 8 + body + body&1
	}
	return 0, false
}

// perSecond is a length, if there is one: a head may say anything.
func perSecond(n, rate float64) (float64, bool) {
	if rate < 1 || n <= 0 || math.IsInf(rate, 0) {
		return 0, false
	}
	return n / rate, true
}

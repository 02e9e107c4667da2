package ardour

import (
	"encoding/binary"
	"errors"

	"partlift/backend/session"
)

// midi returns a part as a file of one track and no tempo, which is what Ardour
// reads of a source.
func midi(p *session.Part, end uint32) []byte {
	var track []byte
	last := uint32(0)
	for _, e := range p.Events() {
		track = append(variable(track, e.Tick-last), e.Data...)
		last = e.Tick
	}
	track = append(variable(track, end-last), 0xFF, 0x2F, 0)
	out := append([]byte("MThd\x00\x00\x00\x06\x00\x00\x00\x01"), session.PPQ>>8, session.PPQ&0xFF)
	out = append(out, "MTrk"...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(track)))
	return append(out, track...)
}

// variable appends a number of a variable length.
func variable(b []byte, n uint32) []byte {
	for shift := 28; shift > 0; shift -= 7 {
		if n>>shift > 0 {
			b = append(b, byte(n>>shift)&0x7F|0x80)
		}
	}
	return append(b, byte(n)&0x7F)
}

var errMIDI = errors.New("a file of notes cannot be read")

// event is a message at a place in parts of a beat.
type event struct {
	at   float64
	data []byte
}

// readMIDI reads such a file again, and where it ends.
func readMIDI(b []byte) (all []event, end float64, err error) {
	if len(b) < 22 || string(b[:4]) != "MThd" || binary.BigEndian.Uint16(b[8:]) != 0 || binary.BigEndian.Uint16(b[10:]) != 1 || string(b[14:18]) != "MTrk" ||
		int(binary.BigEndian.Uint32(b[18:])) != len(b)-22 {
		return nil, 0, errMIDI
	}
	ppq := binary.BigEndian.Uint16(b[12:])
	if ppq == 0 || ppq >= 0x8000 {
		return nil, 0, errMIDI
	}
	tick := uint64(0)
	for b = b[22:]; len(b) > 0; {
		wait, n := uint64(0), 0
		for more := true; more; n++ {
			if n == len(b) || n == 4 {
				return nil, 0, errMIDI
			}
			wait, more = wait<<7|uint64(b[n]&0x7F), b[n] >= 0x80
		}
		tick += wait
		at := float64(tick) * beatParts / float64(ppq)
		if b = b[n:]; string(b) == "\xff\x2f\x00" {
			return all, at, nil
		}
		length := 3
		if len(b) > 0 && (b[0]&0xE0 == 0xC0) {
			length = 2
		}
		if len(b) < length || b[0] < 0x80 || b[0] >= 0xF0 {
			return nil, 0, errMIDI
		}
		all, b = append(all, event{at, b[:length]}), b[length:]
	}
	return nil, 0, errMIDI
}

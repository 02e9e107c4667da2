package smf

import "bytes"

// reset is a kind of synthesizer that a file puts back to how it starts.
type reset uint8

const (
	nothing reset = iota
	resetGM
	resetGM2
	resetGS
	resetXG
)

// resets says what a system exclusive message puts back, of data without the
// status byte.
func resets(d []byte) reset {
	d = bytes.TrimSuffix(d, []byte{0xF7})
	switch {
	case len(d) == 4 && d[0] == 0x7E && d[2] == 9 && d[3] == 1:
		return resetGM
	case len(d) == 4 && d[0] == 0x7E && d[2] == 9 && d[3] == 3:
		return resetGM2
	case roland(d) && d[5] == 0 && d[6] == 0x7F: // also a system mode
		return resetGS
	case yamaha(d) && d[3] == 0 && d[4] == 0 && d[5] == 0x7E:
		return resetXG
	}
	return nothing
}

// roland reports whether a message sets an address of a GS synthesizer:
// d[4:7] is the address, of which the first byte may be 0 for a system mode.
func roland(d []byte) bool {
	return len(d) >= 8 && d[0] == 0x41 && d[2] == 0x42 && d[3] == 0x12 && (d[4] == 0x40 || d[4] == 0)
}

// yamaha reports whether a message sets an address, d[3:6], of an XG one.
func yamaha(d []byte) bool {
	return len(d) >= 7 && d[0] == 0x43 && d[1]&0xF0 == 0x10 && d[2] == 0x4C
}

// exclusive follows what decides between drums and melody, and counts the rest.
func (r *reader) exclusive(e event) {
	d := r.file.data(e)
	if mode := resets(d); mode != nothing {
		r.mode = mode
		r.resets[r.ports[e.track]]++
		return
	}
	p := place{port: r.ports[e.track]}
	said := rhythmOff
	switch {
	case roland(d) && d[4] == 0x40 && d[5]&0xF0 == 0x10 && d[6] == 0x15:
		// Blocks count channel 10 first.
		switch block := d[5] & 15; {
		case block == 0:
			p.channel = drumChannel
		case block <= drumChannel:
			p.channel = block - 1
		default:
			p.channel = block
		}
		if d[7] > 0 {
			said = rhythmOn
		}
	case yamaha(d) && d[3] == 8 && d[5] == 7:
		p.channel = d[4] & 15
		if d[6] > 0 {
			said = rhythmOn
		}
	default:
		r.file.report.SysEx++
		return
	}
	r.channel(p).rhythm = said
}

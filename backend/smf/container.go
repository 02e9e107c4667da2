package smf

import (
	"bytes"
	"encoding/binary"
)

// junkBefore is how far into a file its header is looked for: behind the
// header of an old Mac's disk, or what a mail or web program put in front.
const junkBefore = 64 << 10

// Is reports whether data is a Standard MIDI File, perhaps in a RIFF file,
// behind something else or a little damaged: whether Load will try.
func Is(data []byte) bool {
	body, _ := unwrap(data)
	return start(body) >= 0
}

// unwrap returns what a RIFF file of kind RMID holds, or data as it is.
func unwrap(data []byte) (body []byte, wrapped bool) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "RMID" {
		return data, false
	}
	for rest := data[12:]; len(rest) >= 8; {
		size := min(int(binary.LittleEndian.Uint32(rest[4:])), len(rest)-8)
		if string(rest[:4]) == "data" {
			body := rest[8:]
			if bytes.HasPrefix(body[:size], []byte("MThd")) && chunkAt(body[:size], 0) {
				body = body[:size]
			}
			return body, true
		}
		rest = rest[8+size:]
		if size&1 == 1 && len(rest) > 0 && rest[0] == 0 {
			rest = rest[1:]
		}
	}
	return data, true
}

// start returns where the header begins, -1 if there is none. Of a header whose
// name is damaged the length and the track behind it are enough.
func start(data []byte) int {
	near := data[:min(len(data), junkBefore)]
	if at := bytes.Index(near, []byte("MThd")); at >= 0 && len(data)-at >= headerSize {
		return at
	}
	at := bytes.Index(near, []byte("MTrk")) - headerSize
	if at >= 0 && binary.BigEndian.Uint32(data[at+4:]) == 6 {
		return at
	}
	return -1
}

// headerSize is a header's usual size with its name and length.
const headerSize = 14

// A header is what a file says about itself.
type header struct {
	format, tracks, division int
}

// open finds the header and the tracks of a file and scans them.
func open(data []byte) (*scanner, header, error) {
	s := &scanner{}
	body, _ := unwrap(data)
	at := start(body)
	if at < 0 {
		return nil, header{}, errNotMIDI
	}
	s.report.Junk += at
	body = body[at:]
	h := header{
		format: int(binary.BigEndian.Uint16(body[8:])), tracks: int(binary.BigEndian.Uint16(body[10:])),
		division: int(binary.BigEndian.Uint16(body[12:])),
	}
	s.report.Header = string(body[:4]) != "MThd"
	next := headerSize
	if size := uint64(binary.BigEndian.Uint32(body[4:])); size >= 6 && size+8 <= uint64(len(body)) &&
		(size == 6 || chunkAt(body, int(size)+8)) {
		next = int(size) + 8
	} else {
		s.report.Header = true
	}
	s.in = body
	if err := s.chunks(next); err != nil {
		return nil, h, err
	}
	s.judge(&h)
	return s, h, nil
}

// judge puts a header right that says what is not so.
func (s *scanner) judge(h *header) {
	found := len(s.tracks)
	if h.tracks != found || h.format > 2 || h.format == 0 && found > 1 {
		s.report.Header = true
	}
	if h.format > 2 || h.format == 0 && found > 1 {
		h.format = 1
	}
	if fps := 256 - h.division>>8; h.division == 0 || h.division >= 0x8000 && (h.division&0xFF == 0 || fps > 100) {
		h.division, s.report.Unclocked = PPQ, true
	}
}

// chunks scans the tracks from at on and skips other chunks.
func (s *scanner) chunks(at int) error {
	for len(s.in)-at >= 8 {
		size, name := uint64(binary.BigEndian.Uint32(s.in[at+4:])), s.in[at:at+4]
		end := uint64(at) + 8 + size
		switch {
		case isTrack(name):
			if len(s.tracks) == maxTracks {
				return errTooLarge
			}
			next, err := s.track(at+8, int(min(end, uint64(len(s.in)))), end > uint64(len(s.in)))
			if err != nil {
				return err
			}
			at = next
		case end <= uint64(len(s.in)) && printable(name) && (end == uint64(len(s.in)) || chunkAt(s.in, int(end))):
			at = int(end) // another program's own
		default:
			next := bytes.Index(s.in[at+1:], []byte("MTrk"))
			if next < 0 {
				next = len(s.in) - at - 1
			}
			s.report.Junk += next + 1
			at += next + 1
		}
	}
	s.report.Junk += len(s.in) - at
	return nil
}

// isTrack reports whether a chunk's name is MTrk, give or take a letter.
func isTrack(name []byte) bool {
	same := 0
	for i, c := range []byte("MTrk") {
		if name[i] == c {
			same++
		}
	}
	return same >= 3
}

func printable(name []byte) bool {
	for _, c := range name[:4] {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// chunkAt reports whether a chunk begins at a place: a track, or one of another
// name that fits into the file.
func chunkAt(in []byte, at int) bool {
	if len(in)-at < 8 {
		return false
	}
	size := uint64(binary.BigEndian.Uint32(in[at+4:]))
	return string(in[at:at+4]) == "MTrk" || printable(in[at:]) && uint64(at)+8+size <= uint64(len(in))
}

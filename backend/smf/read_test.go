package smf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// chunk is a chunk of a file made by hand; its length is filled in.
func chunk(kind string, body ...string) string {
	s := strings.Join(body, "")
	return kind + string(binary.BigEndian.AppendUint32(nil, uint32(len(s)))) + s
}

func header(format, tracks, division uint16) string {
	var b []byte
	for _, v := range []uint16{format, tracks, division} {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return chunk("MThd", string(b))
}

const endOfTrack = "\x00\xff\x2f\x00"

func TestReadUnderstandsWhatOtherProgramsWrite(t *testing.T) {
	note := func(pitch, velocity uint8, start, end float64) music.Note {
		return music.Note{Pitch: pitch, Velocity: velocity, Start: start, End: end}
	}
	for name, c := range map[string]struct {
		file string
		want music.Song
	}{
		"format 0 becomes a track for each channel": {
			header(0, 1, 96) + chunk("MTrk", "\x00\xff\x03\x04Song", "\x00\xc2\x21", "\x00\x92\x28\x40", "\x00\x99\x24\x7f",
				"\x60\x82\x28\x00", "\x00\x89\x24\x00", endOfTrack),
			music.Song{Title: "Song", Tracks: []music.Track{
				{Name: "Electric Bass (finger)", Program: 33, Known: true, Notes: []music.Note{note(40, 64, 0, 0.5)}},
				{Name: "Drums", Drums: true, Known: true, Notes: []music.Note{note(36, 127, 0, 0.5)}},
			}},
		},
		"running status, and starts with velocity 0 as ends": {
			header(1, 1, 480) + chunk("MTrk", "\x00\x90\x3c\x50", "\x83\x60\x3c\x00", "\x00\x3e\x51", "\x83\x60\x3e\x00", endOfTrack),
			music.Song{Tracks: []music.Track{{Name: "Acoustic Grand Piano", Notes: []music.Note{note(60, 80, 0, 0.5), note(62, 81, 0.5, 1)}}}},
		},
		"running status across a meta event": {
			header(1, 1, 480) + chunk("MTrk", "\x00\x90\x3c\x50", "\x00\xff\x01\x01x", "\x83\x60\x3c\x00", endOfTrack),
			music.Song{Tracks: []music.Track{{Name: "Acoustic Grand Piano", Notes: []music.Note{note(60, 80, 0, 0.5)}}}},
		},
		"tempo changes, wherever they are": {
			header(1, 2, 480) + chunk("MTrk", "\x00\xff\x51\x03\x0f\x42\x40", endOfTrack) +
				chunk("MTrk", "\x00\xff\x03\x04Lead", "\x00\xc0\x50", "\x00\x90\x3c\x50", "\x83\x60\x80\x3c\x00",
					"\x00\xff\x51\x03\x03\xd0\x90", "\x00\x90\x3c\x51", "\x83\x60\x80\x3c\x00", endOfTrack),
			music.Song{Tracks: []music.Track{{Name: "Lead", Program: 80, Known: true, Notes: []music.Note{note(60, 80, 0, 1), note(60, 81, 1, 1.25)}}}},
		},
		"what never ends is closed": {
			header(1, 1, 480) + chunk("MTrk", "\x00\x90\x3c\x50", "\x00\x90\x3c\x51", "\x83\x60\x80\x3c\x00", "\x83\x60\xff\x2f\x00"),
			music.Song{Tracks: []music.Track{{Name: "Acoustic Grand Piano", Notes: []music.Note{note(60, 80, 0, 0.5), note(60, 81, 0, 1)}}}},
		},
		"a note without length lasts a tick": {
			header(1, 1, 480) + chunk("MTrk", "\x00\x90\x3c\x50", "\x00\x80\x3c\x00", endOfTrack),
			music.Song{Tracks: []music.Track{{Name: "Acoustic Grand Piano", Notes: []music.Note{note(60, 80, 0, 1.0/960)}}}},
		},
		"a track without an end, other chunks, a long header": {
			chunk("MThd", "\x00\x01\x00\x09\x01\xe0??") + chunk("XFIH", "junk") + chunk("MTrk", "\x00\x90\x3c\x50", "\x83\x60\x80\x3c\x00"),
			music.Song{Tracks: []music.Track{{Name: "Acoustic Grand Piano", Notes: []music.Note{note(60, 80, 0, 0.5)}}}},
		},
		"names in several alphabets": {
			header(1, 3, 480) + chunk("MTrk", "\x00\xff\x03\x06Gr\xc3\xb6\xc3\x9f", endOfTrack) +
				chunk("MTrk", "\x00\xff\x03\x06K\xfcche\x00", "\x00\x90\x3c\x50", "\x83\x60\x80\x3c\x00", endOfTrack) +
				chunk("MTrk", "\x00\xff\x04\x05Flute", "\x00\x90\x3c\x50", "\x83\x60\x80\x3c\x00", endOfTrack),
			music.Song{Title: "Größ", Tracks: []music.Track{
				{Name: "Küche", Notes: []music.Note{note(60, 80, 0, 0.5)}},
				{Name: "Flute", Program: 73, Known: true, Notes: []music.Note{note(60, 80, 0, 0.5)}},
			}},
		},
		"a name tells drums that are on another channel": {
			header(1, 1, 480) + chunk("MTrk", "\x00\xff\x03\x08Drum Kit", "\x00\x90\x24\x50", "\x83\x60\x80\x24\x00", endOfTrack),
			music.Song{Tracks: []music.Track{{Name: "Drum Kit", Drums: true, Known: true, Notes: []music.Note{note(36, 80, 0, 0.5)}}}},
		},
		"two channels in one track": {
			header(1, 1, 480) + chunk("MTrk", "\x00\xff\x03\x03Duo", "\x00\xc0\x28", "\x00\xc1\x2a", "\x00\x90\x3c\x50", "\x00\x91\x30\x50",
				"\x83\x60\x80\x3c\x00", "\x00\x81\x30\x00", endOfTrack),
			music.Song{Tracks: []music.Track{
				{Name: "Duo - Violin", Program: 40, Known: true, Notes: []music.Note{note(60, 80, 0, 0.5)}},
				{Name: "Duo - Cello", Program: 42, Known: true, Notes: []music.Note{note(48, 80, 0, 0.5)}},
			}},
		},
		"system exclusive, controllers, bends": {
			header(1, 1, 480) + chunk("MTrk", "\x00\xf0\x05\x7e\x7f\x09\x01\xf7", "\x00\xb0\x07\x64", "\x00\xe0\x00\x40", "\x00\xd0\x10",
				"\x00\x90\x3c\x50", "\x83\x60\x80\x3c\x00", endOfTrack),
			music.Song{Tracks: []music.Track{{Name: "Acoustic Grand Piano", Notes: []music.Note{note(60, 80, 0, 0.5)},
				Controls: []music.Control{{Kind: music.Volume, Value: 100}, {Kind: music.Bend}, {Kind: music.Pressure, Value: 16}}}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := smf.Read(strings.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
			got.Own = nil // has a test of its own
			if d := cmp.Diff(c.want, got, near); d != "" {
				t.Errorf("song (-want +got):\n%s", d)
			}
		})
	}
}

func TestReadRefusesInSentences(t *testing.T) {
	many := strings.Repeat("\x00\x90\x3c\x50\x01\x80\x3c\x00", 50_001)
	for name, c := range map[string]struct{ file, says string }{
		"nothing":            {"", "not a Standard MIDI File"},
		"audio":              {"RIFF....WAVEfmt ", "not a Standard MIDI File"},
		"a wrapped nothing":  {"RIFF....RMIDdata\x04\x00\x00\x00MThd", "not a Standard MIDI File"},
		"half a header":      {"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01", "not a Standard MIDI File"},
		"no tracks":          {header(1, 0, 480), "no notes"},
		"no notes":           {header(1, 1, 480) + chunk("MTrk", endOfTrack), "no notes"},
		"a cut event":        {header(1, 1, 480) + chunk("MTrk", "\x00\x90\x3c"), "damaged"},
		"a cut meta event":   {header(1, 1, 480) + chunk("MTrk", "\x00\xff\x03\xff\xff\xff\x7f"), "damaged"},
		"no status":          {header(1, 1, 480) + chunk("MTrk", "\x00\x3c\x50"), "damaged"},
		"a very late note":   {header(1, 1, 24) + chunk("MTrk", "\xff\xff\xff\x7f\x90\x3c\x40", endOfTrack), "six hours"},
		"too many notes":     {header(1, 1, 480) + chunk("MTrk", many, endOfTrack), "too large"},
		"too many tracks":    {header(1, 1, 480) + strings.Repeat(chunk("MTrk", endOfTrack), 1025), "too large"},
		"too many tempos":    {header(1, 1, 480) + chunk("MTrk", strings.Repeat("\x00\xff\x51\x03\x01\x02\x03", 10_001), endOfTrack), "too large"},
		"nothing but chunks": {header(1, 1, 480) + strings.Repeat("xxxx\x00\x00\x00\x00", 100_000), "no notes"},
	} {
		_, err := smf.Read(strings.NewReader(c.file))
		var sentence smf.Error
		if !errors.As(err, &sentence) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want a sentence with %q", name, err, c.says)
		}
	}
	if _, err := smf.Read(io.LimitReader(zeros{}, 1<<40)); err == nil {
		t.Error("a terabyte was read")
	}
	broken := errors.New("disk on fire")
	if _, err := smf.Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error of the reader: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func FuzzRead(f *testing.F) {
	for _, opt := range []smf.Options{{}, {Grid: steady(117.98, 0.3), Preset: smf.PresetNotation}, {Grid: human(1, 20)}} {
		f.Add(encode(f, arrange(f, duet(), opt)))
	}
	f.Add([]byte("\x00\xff\x03\x04Lead\x00\xc0\x50\x00\x90\x3c\x50\x60\x3e\x50\x60\x80\x3c\x00\x00\xff\x51\x03\x07\xa1\x20\x00\x99\x24\x7f" + endOfTrack))
	golden, _ := filepath.Glob("testdata/*.mid")
	for _, path := range golden {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(header(0, 1, 96) + chunk("MTrk", "\x00\x90\x3c\x50", "\x60\x3c\x00", "\x00\xf0\x01\xf7", "\x00\xff\x51\x03\x00\x00\x00", endOfTrack)))
	f.Fuzz(func(t *testing.T, data []byte) {
		readAny(t, data)
		// The same bytes as the events of a track get past the header.
		readAny(t, []byte(header(1, 1, 480)+chunk("MTrk", string(data))))
	})
}

// readAny checks what Read promises of any bytes.
func readAny(t *testing.T, data []byte) {
	song, err := smf.Read(bytes.NewReader(data))
	if err != nil {
		var sentence smf.Error
		if song.Tracks != nil || !errors.As(err, &sentence) {
			t.Fatalf("%v with %d tracks", err, len(song.Tracks))
		}
		return
	}
	if len(song.Tracks) == 0 {
		t.Fatal("no error and no tracks")
	}
	for _, track := range song.Tracks {
		last := 0.0
		for _, n := range track.Notes {
			if n.Pitch > 127 || n.Velocity < 1 || n.Velocity > 127 || !(n.Start >= last) || !(n.End > n.Start) || n.End > smf.MaxSeconds+2 {
				t.Fatalf("note %+v after %v s", n, last)
			}
			last = n.Start
		}
	}
	// Whatever can be read can be arranged, written and judged.
	p, err := smf.Arrange(song, smf.Options{})
	if err != nil {
		t.Fatal(err)
	}
	passes(t, encode(t, p), wantOf(p, song, smf.Options{}))
}

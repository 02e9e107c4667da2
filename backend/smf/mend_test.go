package smf_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// scale is the events of a track with four notes of half a second on a channel.
func scale(channel int) string {
	var b strings.Builder
	for pitch := 60; pitch < 64; pitch++ {
		b.Write([]byte{0, 0x90 | byte(channel), byte(pitch), 80, 0x83, 0x60, 0x80 | byte(channel), byte(pitch), 0})
	}
	return b.String()
}

// sized is a chunk that says a length of its own.
func sized(kind string, size int, body ...string) string {
	return kind + string(binary.BigEndian.AppendUint32(nil, uint32(size))) + strings.Join(body, "")
}

// heard lists the notes of a song, track by track.
func heard(song music.Song) string {
	var b strings.Builder
	for _, t := range song.Tracks {
		for _, n := range t.Notes {
			fmt.Fprintf(&b, "%d/%d %.4g–%.4g ", n.Pitch, n.Velocity, n.Start, n.End)
		}
		b.WriteString("| ")
	}
	return strings.TrimSpace(b.String())
}

func TestDamagedFilesAreReadAndCounted(t *testing.T) {
	const (
		four = "60/80 0–0.5 61/80 0.5–1 62/80 1–1.5 63/80 1.5–2 |"
		two  = four + " " + four
	)
	one, head := chunk("MTrk", scale(0), endOfTrack), header(1, 1, 480)
	body := scale(0) + endOfTrack
	many := func(n int) string { return strings.Repeat("junk ", n) }
	for name, c := range map[string]struct {
		file, want string
		report     smf.Report
	}{
		"in order":                            {head + one, four, smf.Report{}},
		"a byte behind":                       {head + one + "\x00", four, smf.Report{Junk: 1}},
		"text behind":                         {head + one + "made with love", four, smf.Report{Junk: 14}},
		"text behind a track without end":     {head + chunk("MTrk", scale(0)) + "made with love", four, smf.Report{Junk: 14, Tracks: 1}},
		"a padded chunk":                      {header(1, 2, 480) + one + "\x00" + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Junk: 1}},
		"junk between":                        {header(1, 2, 480) + one + many(30) + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Junk: 150}},
		"a Mac's header":                      {strings.Repeat("\x00", 128) + head + one, four, smf.Report{Junk: 128}},
		"a mail's header":                     {"Content-Type: audio/midi\r\n\r\n" + head + one, four, smf.Report{Junk: 28}},
		"a long last track":                   {head + sized("MTrk", len(body)+4, body), four, smf.Report{Tracks: 1}},
		"a short last track":                  {head + sized("MTrk", len(body)-7, body), four, smf.Report{Tracks: 1}},
		"no length":                           {head + sized("MTrk", 0, body), four, smf.Report{Tracks: 1}},
		"endless tracks":                      {header(1, 2, 480) + sized("MTrk", -1, body) + sized("MTrk", -1, scale(1), endOfTrack), two, smf.Report{Tracks: 2}},
		"endless without ends":                {header(1, 2, 480) + sized("MTrk", -1, scale(0)) + sized("MTrk", -1, scale(1)), two, smf.Report{Tracks: 2}},
		"a long first track":                  {header(1, 2, 480) + sized("MTrk", len(body)+4, body) + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Tracks: 1}},
		"a first track over all, without end": {header(1, 2, 480) + sized("MTrk", 2*len(body)+8-4, scale(0)) + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Tracks: 1}},
		"an endless track with a torn end":    {header(1, 2, 480) + sized("MTrk", -1, scale(0), "\xff\xff\xff\xff\xff\xff\xff\xff\xff") + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Tracks: 1, Broken: 1}},
		"a first track over all":              {header(1, 2, 480) + sized("MTrk", 2*len(body)+8, body) + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Tracks: 1}},
		"a short first track":                 {header(1, 2, 480) + sized("MTrk", len(body)-4, body) + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Tracks: 1}},
		"a first track short by an event":     {header(1, 2, 480) + sized("MTrk", len(body)-13, body) + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Tracks: 1}},
		"the last byte missing":               {head + one[:len(one)-1], four, smf.Report{Tracks: 1}},
		"the last three missing":              {head + one[:len(one)-3], four, smf.Report{Tracks: 1, Broken: 1}},
		"an event cut off":                    {head + one[:len(one)-5], four, smf.Report{Tracks: 1, Broken: 1, Unended: 1}},
		"no end":                              {head + chunk("MTrk", scale(0)), four, smf.Report{Tracks: 1}},
		"two ends":                            {head + chunk("MTrk", body, endOfTrack), four, smf.Report{}},
		"an end in the middle":                {head + chunk("MTrk", scale(0)[:18], endOfTrack, scale(0)[18:], endOfTrack), four, smf.Report{}},
		"another's chunk counted":             {header(1, 2, 480) + chunk("XFIH", "whatever") + one, four, smf.Report{Header: true}},
		"another's chunk, long":               {head + sized("XFIH", 999, "whatever") + one, four, smf.Report{Junk: 16}},
		"another's chunk, a little long":      {head + sized("XFIH", 12, "whatever") + one, four, smf.Report{Junk: 16}},
		"too many promised":                   {header(1, 9, 480) + one, four, smf.Report{Header: true}},
		"too few promised":                    {header(1, 1, 480) + one + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Header: true}},
		"format 0 with two":                   {header(0, 2, 480) + one + chunk("MTrk", scale(1), endOfTrack), two, smf.Report{Header: true}},
		"format 9":                            {header(9, 1, 480) + one, four, smf.Report{Header: true}},
		"a header's odd length":               {sized("MThd", 99, head[8:]) + one, four, smf.Report{Header: true}},
		"a header turned around":              {sized("MThd", 6<<24, head[8:]) + one, four, smf.Report{Header: true}},
		"no division":                         {header(1, 1, 0) + one, four, smf.Report{Unclocked: true}},
		"a header of another name":            {"MTxx" + head[4:] + one, four, smf.Report{Header: true}},
		"a track of another name":             {head + "MTrj" + one[4:], four, smf.Report{}},
		"an empty track":                      {header(1, 2, 480) + chunk("MTrk") + one, four, smf.Report{Tracks: 1}},

		"a controller of 255":           {head + chunk("MTrk", "\x00\xb0\x07\xff", body), four, smf.Report{Clamped: 1}},
		"a bend of 255":                 {head + chunk("MTrk", "\x00\xe0\x00\xff", body), four, smf.Report{Clamped: 1}},
		"a program of 255":              {head + chunk("MTrk", "\x00\xc0\xff", body), four, smf.Report{Clamped: 1}},
		"a pressure of 255":             {head + chunk("MTrk", "\x00\xd0\xff", body), four, smf.Report{Clamped: 1}},
		"a note of 188":                 {head + chunk("MTrk", strings.Replace(body, "\x90\x3c", "\x90\xbc", 1)), four, smf.Report{Clamped: 1}},
		"a velocity of 200":             {head + chunk("MTrk", strings.Replace(body, "\x90\x3c\x50", "\x90\x3c\xc8", 1)), strings.Replace(four, "/80", "/127", 1), smf.Report{Clamped: 1}},
		"all velocities of 200":         {head + chunk("MTrk", strings.ReplaceAll(body, "\x50\x83", "\xc8\x83")), strings.ReplaceAll(four, "/80", "/127"), smf.Report{Clamped: 4}},
		"an end of 255":                 {head + chunk("MTrk", strings.Replace(body, "\x80\x3c\x00", "\x80\x3c\xff", 1)), four, smf.Report{Clamped: 1}},
		"a clock":                       {head + chunk("MTrk", "\x00\xf8", body), four, smf.Report{Stray: 1}},
		"clocks":                        {head + chunk("MTrk", strings.Repeat("\x00\xf8", 500), body), four, smf.Report{Stray: 500}},
		"a clock with time":             {head + chunk("MTrk", "\x83\x60\xfe", body), "60/80 0.5–1 61/80 1–1.5 62/80 1.5–2 63/80 2–2.5 |", smf.Report{Stray: 1}},
		"a clock before a status":       {head + chunk("MTrk", strings.Replace(body, "\x90\x3d", "\xf8\x90\x3d", 1)), four, smf.Report{Stray: 1}},
		"a clock in an event":           {head + chunk("MTrk", strings.Replace(body, "\x90\x3d\x50", "\x90\x3d\xf8\x50", 1)), four, smf.Report{Stray: 1}},
		"a song position":               {head + chunk("MTrk", "\x00\xf2\x01\x02", body), four, smf.Report{Stray: 1}},
		"a tune request":                {head + chunk("MTrk", "\x00\xf6", body), four, smf.Report{Stray: 1}},
		"a song select":                 {head + chunk("MTrk", "\x00\xf3\x05", body), four, smf.Report{Stray: 1}},
		"exclusive without length":      {head + chunk("MTrk", "\x00\xf0\x7e\x7f\x09\x01\xf7", body), four, smf.Report{Broken: 1}},
		"exclusive without end":         {head + chunk("MTrk", "\x00\xf0\x03\x7d\x01\x02", body), four, smf.Report{SysEx: 1}},
		"a tempo of length 9":           {head + chunk("MTrk", "\x00\xff\x51\x7f\x07\xa1\x20", body), four, smf.Report{Broken: 1}},
		"no status at first":            {head + chunk("MTrk", "\x00\x3c\x50", body), four, smf.Report{Broken: 1}},
		"junk like a long wait":         {head + chunk("MTrk", "\x00\x3c\xff\xff\xff", body), "60/80 16.93–17.43 61/80 17.43–17.93 62/80 17.93–18.43 63/80 18.43–18.93 |", smf.Report{Broken: 1}},
		"a number of five zeros":        {head + chunk("MTrk", "\x80\x80\x80\x80"+body), four, smf.Report{Broken: 1}},
		"a number too large":            {head + chunk("MTrk", "\xff\xff\xff\xff"+body), four, smf.Report{Broken: 1}},
		"a note after six hours":        {head + chunk("MTrk", body[:len(body)-4], "\xff\xff\xff\x7f\x90\x40\x40", endOfTrack), four, smf.Report{Late: 1}},
		"bytes lost in the middle":      {head + chunk("MTrk", strings.Replace(body, "\x00\x90\x3e\x50", "\xff\xff\xff\xff", 1)), "60/80 0–0.5 61/80 0.5–1 63/80 1–1.5 |", smf.Report{Broken: 1}},
		"running on after a meta":       {head + chunk("MTrk", "\x00\x90\x3c\x50\x00\xff\x01\x01x\x83\x60\x3c\x00", endOfTrack), "60/80 0–0.5 |", smf.Report{Texts: 1}},
		"running on after an exclusive": {head + chunk("MTrk", "\x00\x90\x3c\x50\x00\xf0\x01\xf7\x83\x60\x3c\x00", endOfTrack), "60/80 0–0.5 |", smf.Report{SysEx: 1}},
		"patterns": {header(2, 2, 480) + chunk("MTrk", "\x00\xff\x51\x03\x0f\x42\x40", scale(0), endOfTrack) + chunk("MTrk", scale(0), endOfTrack),
			"60/80 0–1 61/80 1–2 62/80 2–3 63/80 3–4 60/80 4–4.5 61/80 4.5–5 62/80 5–5.5 63/80 5.5–6 |", smf.Report{Patterns: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			song, report, err := smf.Load([]byte(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := heard(song); got != c.want {
				t.Errorf("heard %s, want %s", got, c.want)
			}
			if d := cmp.Diff(c.report, report); d != "" {
				t.Errorf("report (-want +got):\n%s", d)
			}
			report.Texts = 0 // so few are not told
			if notices := report.Notices(); (len(notices) > 0) != (report != smf.Report{}) {
				t.Errorf("%+v is told as %q", report, notices)
			}
		})
	}
}

func TestFilesInFilesAreRead(t *testing.T) {
	file := header(1, 1, 480) + chunk("MTrk", scale(0), endOfTrack)
	le := func(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
	for name, data := range map[string]string{
		"as it should be":     "RIFF" + le(12+len(file)) + "RMIDdata" + le(len(file)) + file,
		"with a list behind":  "RIFF" + le(40+len(file)) + "RMIDdata" + le(len(file)) + file + "LIST" + le(12) + "INFOINAM\x01\x00\x00\x00",
		"with a list before":  "RIFF" + le(40+len(file)) + "RMIDLIST" + le(5) + "INFO?\x00data" + le(len(file)) + file,
		"an unpadded list":    "RIFF" + le(40+len(file)) + "RMIDLIST" + le(5) + "INFO?data" + le(len(file)) + file,
		"a size of nothing":   "RIFF" + le(0) + "RMIDdata" + le(0) + file,
		"a size of 4 billion": "RIFF" + le(-1) + "RMIDdata" + le(-1) + file,
	} {
		song, report, err := smf.Load([]byte(data))
		if err != nil || song.NoteCount() != 4 || report != (smf.Report{}) || !smf.Is([]byte(data)) {
			t.Errorf("%s: %d notes, %+v, %v", name, song.NoteCount(), report, err)
		}
	}
}

func TestFilmFramesAreTime(t *testing.T) {
	for division, second := range map[uint16]float64{
		0xE728: 1.0 / (25 * 40), 0xE850: 1.0 / (24 * 80), 0xE350: 1001.0 / (30000 * 80), 0xE264: 1.0 / (30 * 100), 0xE801: 1.0 / 24, 0xE2FF: 1.0 / (30 * 255),
	} {
		// The tempo does not matter.
		file := header(1, 1, division) + chunk("MTrk", "\x00\xff\x51\x03\x01\x02\x03", "\x64\x90\x3c\x40", "\x64\x80\x3c\x00", endOfTrack)
		song, report, err := smf.Load([]byte(file))
		if err != nil || report != (smf.Report{}) {
			t.Fatal(err, report)
		}
		n := song.Tracks[0].Notes[0]
		if want := 100 * second; !near(n.Start, want) || !near(n.End, 2*want) {
			t.Errorf("division %#x: %v to %v, want %v to %v", division, n.Start, n.End, want, 2*want)
		}
	}
}

func near(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }

// Any one byte of a file may be anything: most notes are read all the same.
func TestNoSingleByteSpoilsAFile(t *testing.T) {
	file := []byte(header(1, 2, 480) + chunk("MTrk", "\x00\xff\x03\x04Lead", scale(0), endOfTrack) + chunk("MTrk", scale(1), endOfTrack))
	for at := range file {
		for _, b := range []byte{0x00, 0x01, 0x40, 0x7F, 0x80, 0x90, 0xF0, 0xF7, 0xF8, 0xFF} {
			hurt := bytes.Clone(file)
			hurt[at] = b
			song, _, err := smf.Load(hurt)
			if err != nil || song.NoteCount() < 3 {
				t.Errorf("byte %d as %#x: %d notes, %v", at, b, song.NoteCount(), err)
			}
		}
	}
}

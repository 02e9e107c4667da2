package smf_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"partlift/backend/smf"
)

// Files that are made to take long: each is read or refused in a moment. The
// test's own limit of time is what fails when one is not.
func TestHostileFilesEnd(t *testing.T) {
	noise := make([]byte, 2<<20)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(noise)
	high := bytes.Clone(noise)
	for i := range high {
		high[i] |= 0x80
	}
	track := func(events string, n int) string {
		return header(1, 1, 480) + chunk("MTrk", on60, off60, strings.Repeat(events, n), endOfTrack)
	}
	for name, file := range map[string]string{
		"meta events":             track("\x00\xff\x01\x00", 3<<20),
		"bytes of FF":             header(1, 1, 480) + sized("MTrk", -1, strings.Repeat("\xff", 6<<20)),
		"clocks":                  track("\x00\xf8", 1<<20),
		"clocks without time":     track("\xf8", 1<<20),
		"ends of track":           track(endOfTrack, 2<<20),
		"ends of track, endless":  header(1, 1, 480) + sized("MTrk", -1, strings.Repeat(endOfTrack, 2<<20)),
		"exclusive messages":      track("\x00\xf0\x7f", 1<<20),
		"exclusive without end":   track("\x00\xf0\x7f\x7f", 2<<20),
		"tracks":                  header(1, 65535, 480) + strings.Repeat(chunk("MTrk", endOfTrack), 65535),
		"names of tracks":         header(1, 1, 480) + strings.Repeat("MTrk", 2<<20),
		"half names of tracks":    header(1, 1, 480) + strings.Repeat("MTr?", 2<<20),
		"empty chunks":            header(1, 1, 480) + strings.Repeat("abcd\x00\x00\x00\x00", 3<<20),
		"waits":                   track("\xff\xff\xff\x7f\xb0\x07\x01", 1<<19),
		"long waits":              track("\xff\xff\xff\xff\xff\xff\xff\x7f\xb0\x07\x01", 1<<19),
		"noise":                   header(1, 1, 480) + sized("MTrk", -1, string(noise)),
		"noise in a chunk":        header(1, 1, 480) + chunk("MTrk", on60, off60, string(noise), endOfTrack),
		"high noise":              header(1, 1, 480) + sized("MTrk", -1, string(high)),
		"noise between tracks":    header(1, 1, 480) + chunk("MTrk", on60, off60, endOfTrack) + string(noise),
		"running notes":           track("\x00\x90\x3c\x40", 1) + strings.Repeat("\x00\x3c\x40", 2<<20),
		"all notes off":           track("\x00\x90\x3c\x40\x00\xb0\x7b\x00", 200_000),
		"resets":                  track(resetOfGM+"\x00\xc0\x01", 200_000),
		"note offs":               track("\x00\x80\x3c\x40", 1_200_000),
		"values out of range":     track("\x00\xb0\xff\xff", 1_200_000),
		"texts that are too long": track("\x00\xff\x01\xff\xff\xff\x7f", 1<<20),
	} {
		song, _, err := smf.Load([]byte(file))
		var sentence smf.Error
		if err != nil && !errors.As(err, &sentence) || err == nil && song.NoteCount() == 0 {
			t.Errorf("%s: %d notes, %v", name, song.NoteCount(), err)
		}
	}
	// Many tracks that share a channel, each with controllers for all.
	var b strings.Builder
	b.WriteString(header(1, 120, 480))
	for range 120 {
		b.WriteString(chunk("MTrk", on60, off60, strings.Repeat("\x00\xe0\x01\x02", 10_000), endOfTrack))
	}
	b.WriteString(chunk("MTrk", strings.Repeat("\x00\xb0\x07\x02", 200_000), endOfTrack))
	song, report := load(t, b.String())
	sum := 0
	for _, track := range song.Tracks {
		sum += len(track.Controls)
	}
	if sum > 2_000_000 || report.Controlled == 0 {
		t.Errorf("%d controllers, %+v", sum, report)
	}
}

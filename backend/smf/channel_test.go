package smf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// described lists the tracks of a song with their instruments and notes.
func described(song music.Song) []string {
	var out []string
	for _, t := range song.Tracks {
		what := fmt.Sprint(t.Program)
		switch {
		case t.Drums:
			what = "kit"
		case !t.Known:
			what = "?"
		}
		var notes []string
		for _, n := range t.Notes {
			notes = append(notes, fmt.Sprintf("%d %g–%g", n.Pitch, n.Start, n.End))
		}
		out = append(out, fmt.Sprintf("%s [%s] %s", t.Name, what, strings.Join(notes, ", ")))
	}
	return out
}

func load(t *testing.T, file string) (music.Song, smf.Report) {
	t.Helper()
	song, report, err := smf.Load([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return song, report
}

// Messages of 480 ticks to a quarter note, half a second.
const (
	on60, off60   = "\x00\x90\x3c\x50", "\x83\x60\x80\x3c\x00"
	on61, off61   = "\x00\x90\x3d\x50", "\x83\x60\x80\x3d\x00"
	on62, off62   = "\x00\x90\x3e\x50", "\x83\x60\x80\x3e\x00"
	named         = "\x00\xff\x03\x04Solo"
	resetOfGM     = "\x00\xf0\x05\x7e\x7f\x09\x01\xf7"
	resetOfGM2    = "\x00\xf0\x05\x7e\x7f\x09\x03\xf7"
	resetOfGS     = "\x00\xf0\x0a\x41\x10\x42\x12\x40\x00\x7f\x00\x41\xf7"
	modeOfGS      = "\x00\xf0\x0a\x41\x10\x42\x12\x00\x00\x7f\x00\x01\xf7"
	resetOfXG     = "\x00\xf0\x08\x43\x10\x4c\x00\x00\x7e\x00\xf7"
	onAnotherPort = "\x00\xff\x21\x01\x01"
)

// gs is the message that makes the part of a block drums, or not.
func gs(block, rhythm byte) string {
	return "\x00\xf0\x0a\x41\x10\x42\x12\x40" + string([]byte{0x10 | block, 0x15, rhythm}) + "\x00\xf7"
}

// xg does the same to a channel.
func xg(channel, mode byte) string {
	return "\x00\xf0\x08\x43\x10\x4c\x08" + string([]byte{channel, 7, mode, 0xF7})
}

func TestChannelsReachAcrossTracks(t *testing.T) {
	for name, c := range map[string]struct {
		tracks []string
		want   []string
	}{
		"a program in a set-up track": {[]string{"\x00\xc0\x21", named + on60 + off60}, []string{"Solo [33] 60 0–0.5"}},
		"a program in a later track":  {[]string{named + on60 + off60, "\x00\xc0\x21"}, []string{"Solo [33] 60 0–0.5"}},
		"a program of one's own comes first": {[]string{"\x00\xc0\x21", named + "\x00\xc0\x28" + on60 + off60, on61 + off61},
			[]string{"Solo [40] 60 0–0.5", "Violin [40] 61 0–0.5"}},
		"tracks that share a channel by mistake": {[]string{"", "\x00\xc0\x21" + on60 + off60, "\x00\xc0\x28" + on61 + off61},
			[]string{"Electric Bass (finger) [33] 60 0–0.5", "Violin [40] 61 0–0.5"}},
		"a program that comes late": {[]string{named + on60 + off60 + "\x00\xc0\x28" + on61 + off61}, []string{"Solo [40] 60 0–0.5, 61 0.5–1"}},
		"a program in the middle": {[]string{named + "\x00\xc0\x28" + on60 + off60 + "\x00\xc0\x49" + on61 + off61 + "\x00\xc0\x28" + on62 + off62},
			[]string{"Solo - Violin [40] 60 0–0.5, 62 1–1.5", "Solo - Flute [73] 61 0.5–1"}},
		"a program that nothing sounds with": {[]string{named + "\x00\xc0\x10\x00\xc0\x28" + on60 + off60 + "\x00\xc0\x49"}, []string{"Solo [40] 60 0–0.5"}},
		"the program behind a note on its tick": {[]string{named + "\x00\xc0\x28" + on60 + "\x00\xc0\x49" + off60 + on61 + off61},
			[]string{"Solo - Violin [40] 60 0–0.5", "Solo - Flute [73] 61 0.5–1"}},
		"a program in a later track for the second note": {[]string{named + on60 + off60 + on61 + off61, "\x00\xc0\x21\x83\x60\xc0\x28"},
			[]string{"Solo - Electric Bass (finger) [33] 60 0–0.5", "Solo - Violin [40] 61 0.5–1"}},
		"other ports are other channels": {[]string{"\x00\xc0\x21", onAnotherPort + named + on60 + off60, on61 + off61},
			[]string{"Solo [?] 60 0–0.5", "Electric Bass (finger) [33] 61 0–0.5"}},

		"an end in another track":               {[]string{on60 + on61, off60 + "\x83\x60\x80\x3d\x00"}, []string{"Acoustic Grand Piano [?] 60 0–0.5, 61 0–1"}},
		"two ends in another track":             {[]string{on60, on60 + "\x00\x90\x3c\x50", off60 + off60 + off60}, []string{"Acoustic Grand Piano [?] 60 0–0.5", "Acoustic Grand Piano [?] 60 0–1, 60 0–1.5"}},
		"an end of one's own comes first":       {[]string{on60 + "\x87\x40\x80\x3c\x00", on60 + off60 + "\x00\x80\x3c\x00"}, []string{"Acoustic Grand Piano [?] 60 0–1", "Acoustic Grand Piano [?] 60 0–0.5"}},
		"an end on another port does not count": {[]string{on60 + "\x87\x40\xff\x01\x00", onAnotherPort + off60}, []string{"Acoustic Grand Piano [?] 60 0–1"}},
		"struck again, ends elsewhere":          {[]string{on60 + "\x87\x40\x90\x3c\x50", off60 + "\x87\x40\x80\x3c\x00"}, []string{"Acoustic Grand Piano [?] 60 0–0.5, 60 1–1.5"}},
		"struck again on the tick of its end":   {[]string{on60 + off60 + on60 + off60}, []string{"Acoustic Grand Piano [?] 60 0–0.5, 60 0.5–1"}},
		"started before its end on one tick":    {[]string{on60 + "\x83\x60\x90\x3c\x50\x00\x80\x3c\x00" + off60}, []string{"Acoustic Grand Piano [?] 60 0–0.5, 60 0.5–1"}},
		"two of a pitch end in their order":     {[]string{on60 + "\x83\x60\x90\x3c\x50" + off60 + off60}, []string{"Acoustic Grand Piano [?] 60 0–1, 60 0.5–1.5"}},

		"drums off channel 10, XG":       {[]string{resetOfXG + "\x00\xb0\x00\x7f\x00\xc0\x00" + on60 + off60}, []string{"Drums [kit] 60 0–0.5"}},
		"effects as a kit, XG":           {[]string{resetOfXG + "\x00\xb0\x00\x7e\x00\xc0\x00" + on60 + off60}, []string{"Drums [kit] 60 0–0.5"}},
		"a kit's bank in a set-up track": {[]string{resetOfXG + "\x00\xb0\x00\x7f\x00\xc0\x00", on60 + off60}, []string{"Drums [kit] 60 0–0.5"}},
		"a kit's bank without a program": {[]string{"\x00\xb0\x00\x7f" + on60 + off60}, []string{"Drums [kit] 60 0–0.5"}},
		"a bank counts from its program on": {[]string{named + "\x00\xc0\x28" + on60 + off60 + "\x00\xb0\x00\x7f" + on61 + off61 + "\x00\xc0\x00" + on62 + off62},
			[]string{"Solo - Violin [40] 60 0–0.5, 61 0.5–1", "Solo - Drums [kit] 62 1–1.5"}},
		"bank 127 is a sound for GS":              {[]string{resetOfGS + "\x00\xb0\x00\x7f\x00\xc0\x28" + on60 + off60}, []string{"Violin [40] 60 0–0.5"}},
		"bank 127 in the mode of GS":              {[]string{modeOfGS + "\x00\xb0\x00\x7f\x00\xc0\x28" + on60 + off60}, []string{"Violin [40] 60 0–0.5"}},
		"drums of GM2":                            {[]string{resetOfGM2 + "\x00\xb0\x00\x78\x00\xc0\x00" + on60 + off60}, []string{"Drums [kit] 60 0–0.5"}},
		"melody of GM2 on channel 10":             {[]string{resetOfGM2 + "\x00\xb9\x00\x79\x00\xc9\x28\x00\x99\x3c\x50\x83\x60\x89\x3c\x00"}, []string{"Violin [40] 60 0–0.5"}},
		"drums of GS":                             {[]string{resetOfGS + gs(1, 1) + "\x00\xc0\x00" + on60 + off60}, []string{"Drums [kit] 60 0–0.5"}},
		"drums of GS on channel 16":               {[]string{gs(15, 2) + "\x00\x9f\x3c\x50\x83\x60\x8f\x3c\x00"}, []string{"Drums [kit] 60 0–0.5"}},
		"melody of GS on channel 10":              {[]string{gs(0, 0) + "\x00\xc9\x28\x00\x99\x3c\x50\x83\x60\x89\x3c\x00"}, []string{"Violin [40] 60 0–0.5"}},
		"GS for another channel":                  {[]string{gs(2, 1) + on60 + off60}, []string{"Acoustic Grand Piano [?] 60 0–0.5"}},
		"drums of XG by part":                     {[]string{xg(0, 2) + on60 + off60}, []string{"Drums [kit] 60 0–0.5"}},
		"melody of XG on channel 10":              {[]string{xg(9, 0) + "\x00\xc9\x28\x00\x99\x3c\x50\x83\x60\x89\x3c\x00"}, []string{"Violin [40] 60 0–0.5"}},
		"a reset takes drums back":                {[]string{gs(1, 1) + "\x83\x60" + resetOfGM[1:] + on60 + off60}, []string{"Acoustic Grand Piano [?] 60 0.5–1"}},
		"a reset in a later track of the tick":    {[]string{"\x00\xc0\x21" + on60 + off60, resetOfGM}, []string{"Electric Bass (finger) [33] 60 0–0.5"}},
		"a reset comes before what its tick sets": {[]string{gs(1, 1) + "\x83\x60" + on60[1:] + off60, resetOfGS}, []string{"Drums [kit] 60 0.5–1"}},
		"two kits of a channel are one part":      {[]string{"\x00\xc9\x00\x00\x99\x3c\x50\x83\x60\x89\x3c\x00\x00\xc9\x10\x00\x99\x3c\x50\x83\x60\x89\x3c\x00"}, []string{"Drums [kit] 60 0–0.5, 60 0.5–1"}},
	} {
		t.Run(name, func(t *testing.T) {
			file := header(1, uint16(len(c.tracks)), 480)
			for _, events := range c.tracks {
				file += chunk("MTrk", events, endOfTrack)
			}
			song, report := load(t, file)
			if d := cmp.Diff(c.want, described(song)); d != "" {
				t.Errorf("tracks (-want +got):\n%s", d)
			}
			if report.Unended+report.Broken+report.Clamped > 0 && name != "an end on another port does not count" {
				t.Errorf("report %+v", report)
			}
		})
	}
}

// Every message that ends all notes ends them, whatever their track.
func TestMessagesThatEndAllNotes(t *testing.T) {
	for _, kind := range []byte{120, 123, 124, 125, 126, 127} {
		message := "\x83\x60\xb0" + string([]byte{kind, 0})
		for name, tracks := range map[string][]string{
			"in the track":     {on60 + on61 + message + "\x83\x60\x90\x3e\x50" + off62},
			"in another track": {on60 + on61 + "\x87\x40\x90\x3e\x50" + off62, message},
		} {
			file := header(1, uint16(len(tracks)), 480)
			for _, events := range tracks {
				file += chunk("MTrk", events, endOfTrack)
			}
			song, report := load(t, file)
			want := []string{"Acoustic Grand Piano [?] 60 0–0.5, 61 0–0.5, 62 1–1.5"}
			if d := cmp.Diff(want, described(song)); d != "" || report != (smf.Report{}) {
				t.Errorf("%d %s: %+v (-want +got):\n%s", kind, name, report, d)
			}
		}
	}
	// A note off that came before counts, one that comes after does not.
	song, _ := load(t, header(1, 2, 480)+chunk("MTrk", on60+"\x87\x40\xb0\x7b\x00", endOfTrack)+chunk("MTrk", off60, endOfTrack))
	if got := described(song); got[0] != "Acoustic Grand Piano [?] 60 0–0.5" {
		t.Error(got)
	}
}

func TestAFlickeringInstrumentStaysAFewParts(t *testing.T) {
	var b strings.Builder
	for i := range 200 {
		program := byte(0)
		if i%4 == 3 {
			program = byte(i / 4)
		}
		b.WriteString("\x00\xc0" + string([]byte{program}) + on60 + off60)
	}
	song, report := load(t, header(0, 1, 480)+chunk("MTrk", b.String(), endOfTrack))
	if len(song.Tracks) != 8 || song.NoteCount() != 200 || report.Joined != 200-151-7 {
		t.Errorf("%d tracks, %d notes, %d joined", len(song.Tracks), song.NoteCount(), report.Joined)
	}
	if n := len(song.Tracks[0].Notes); n != 193 {
		t.Errorf("the piano has %d notes", n)
	}
}

func TestOddMetaEventsDoNotMatter(t *testing.T) {
	odd := "\x00\xff\x59\x02\x0c\x07" + "\x00\xff\x59\x02\x13\xff" + "\x00\xff\x59\x00" + "\x00\xff\x58\x04\x00\xff\x00\x00" + "\x00\xff\x58\x01\x04" +
		"\x00\xff\x51\x03\x00\x00\x00" + "\x00\xff\x51\x02\x01\x02" + "\x00\xff\x7f\x03abc" + "\x00\xff\x4b\x01x" + "\x00\xff\x21\x00" + "\x00\xff\x03\x00"
	song, report := load(t, header(1, 1, 480)+chunk("MTrk", odd, named, on60, off60, endOfTrack))
	if d := cmp.Diff([]string{"Solo [?] 60 0–0.5"}, described(song)); d != "" || report != (smf.Report{}) {
		t.Errorf("%+v (-want +got):\n%s", report, d)
	}
}

func TestFewTextsAreNotTold(t *testing.T) {
	for n, told := range map[int]bool{1: false, 7: false, 8: true, 300: true} {
		if got := (smf.Report{Texts: n}).Notices(); (len(got) == 1) != told {
			t.Errorf("%d texts: %q", n, got)
		}
	}
}

func TestWhatASongHasNoPlaceForIsCounted(t *testing.T) {
	_, report := load(t, header(1, 1, 480)+chunk("MTrk",
		"\x00\xff\x01\x01t", "\x00\xff\x02\x01c", "\x00\xff\x05\x02la", "\x00\xff\x05\x02lu", "\x00\xff\x06\x01A", "\x00\xff\x07\x01B",
		"\x00\xf0\x03\x7d\x01\xf7", resetOfGM, "\x00\xa0\x3c\x10", "\x00\xb0\x00\x05", "\x00\xb0\x20\x05", "\x00\xb0\x63\x01\x00\xb0\x62\x08\x00\xb0\x06\x40",
		on60, off60, endOfTrack))
	if want := (smf.Report{Texts: 1, Lyrics: 2, Markers: 2, SysEx: 1, Pressed: 1, Controlled: 3}); report != want {
		t.Errorf("%+v, want %+v", report, want)
	}
}

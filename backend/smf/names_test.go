package smf_test

import (
	"slices"
	"strings"
	"testing"

	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

func TestFileNamesFitEverySystem(t *testing.T) {
	long := strings.Repeat("long ", 60)
	for _, c := range []struct{ title, part, want string }{
		{"Song", "", "Song.mid"},
		{"Song", "Bass", "Song - Bass.mid"},
		{"", "", "Untitled.mid"},
		{"🎸", "🎸", "Untitled - Track.mid"},
		{"Größe", "Ünïcödé", "Grosse - Unicode.mid"},
		{"AC/DC: live?", `a\b|c*d<e>"f"`, "AC-DC- live - a-b-c-d-e--f.mid"},
		{"../../etc/passwd", "..", "etc-passwd - Track.mid"},
		{"-rf", ".hidden", "rf - hidden.mid"},
		{"Ends with dots...", "and blanks  ", "Ends with dots - and blanks.mid"},
		{"con", "", "_con.mid"},
		{"NUL.txt", "", "_NUL.txt.mid"},
		{"LPT1", "", "_LPT1.mid"},
		{"COM10", "", "COM10.mid"},
		{"con", "Bass", "con - Bass.mid"},
		{"Tab\tand\nline", "", "Tab and line.mid"},
		{long, long, strings.TrimSpace(long[:80]) + " - " + strings.TrimSpace(long[:40]) + ".mid"},
	} {
		got := smf.FileName(c.title, c.part)
		if got != c.want {
			t.Errorf("FileName(%q, %q) = %q, want %q", c.title, c.part, got, c.want)
		}
		goodName(t, got)
	}
}

// goodName asks the checklist about a file name.
func goodName(t *testing.T, name string) {
	t.Helper()
	if r := verify.CheckFile(&verify.File{}, &verify.Want{Path: "/a folder/" + name})[36]; r.Rule != 37 || !r.OK || r.Skipped {
		t.Errorf("%q: %+v", name, r)
	}
}

func TestFileNamesOfPartsAreUnique(t *testing.T) {
	got := smf.FileNames("Song", []string{"Bass", "bass", "Bass", "", "🎸", "Bass 2", "a/b", "a-b"})
	want := []string{
		"Song - Bass.mid", "Song - bass 2.mid", "Song - Bass 3.mid", "Song - Track.mid", "Song - Track 2.mid",
		"Song - Bass 2 2.mid", "Song - a-b.mid", "Song - a-b 2.mid",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func FuzzFileName(f *testing.F) {
	f.Add("Song", "Bass")
	f.Add("con.", " . ")
	f.Fuzz(func(t *testing.T, title, part string) {
		name := smf.FileName(title, part)
		goodName(t, name)
		if len(name) > 132 {
			t.Errorf("%d bytes", len(name))
		}
		names := smf.FileNames(title, []string{part, part})
		if strings.EqualFold(names[0], names[1]) || strings.EqualFold(names[0], smf.FileName(title, "")) {
			t.Errorf("%q", names)
		}
	})
}

package studio_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

const (
	midiFile = "MThd\x00\x00\x00\x06\x00\x00\x00\x01\x01\xe0MTrk\x00\x00\x00\x16\x00\xff\x03\x05TITLE\x00\x90\x3c\x50\x83\x60\x80\x3c\x00\x00\xff\x2f\x00"
	jsonFile = `{"instruments":[{"name":"Bass","notes":[{"pitch":40,"start":0,"end":0.5,"velocity":0.8}]}]}`
)

// written writes a file and returns its path.
func written(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAFileNamedLikeMIDIIsCalledWhatItIs(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"<!DOCTYPE html><html><body>Not found</body></html>": "a web page",
		"\n <html lang=en>":                      "a web page",
		"<?xml version='1.0'?><x/>":              "an XML document",
		"<?xml version='1.0'?><score-partwise/>": "a MusicXML score",
		"ID3\x04\x00\x00\x00\x00\x00\x00":        "an MP3 file",
		"\xff\xfb\x90\x64\x00":                   "an MP3 file",
		"RIFF\x24\x00\x00\x00WAVEfmt ":           "a WAV file",
		"fLaC\x00\x00\x00\x22":                   "a FLAC file",
		"OggS\x00\x02":                           "an Ogg file",
		"FORM\x00\x00\x00\x22AIFF":               "an AIFF file",
		"\x00\x00\x00\x20ftypM4A ":               "an MP4 file",
		"PK\x03\x04\x14\x00":                     "archive", // whole ones are read
		"\x1f\x8b\x08\x00":                       "a gzip archive",
		"Rar!\x1a\x07\x00":                       "a RAR archive",
		"7z\xbc\xaf\x27\x1c":                     "a 7-Zip archive",
		"%PDF-1.7":                               "a PDF document",
		"\x89PNG\r\n\x1a\n":                      "a picture",
		"\xff\xd8\xff\xe0":                       "a picture",
		"MZ\x90\x00":                             "a program",
		"SQLite format 3\x00":                    "a database",
		"Dear all, the song is attached.":        "plain text",
		"Grüße":                                  "plain text",
		"\xff\xfeH\x00i\x00":                     "plain text",
		"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a": "a pointer of Git LFS",
		"\x00\x01\x02\x03": "something that is not known here",
		" \r\n":            "is empty",
		"":                 "is empty",
	} {
		_, err := studio.ReadResult(written(t, "My song.mid", content))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "“My song.mid”") || strings.Contains(err.Error(), "JSON") {
			t.Errorf("%.20q: %v, want it called %s", content, err, want)
		}
	}
}

func TestTheContentSaysWhatAFileIs(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"result.mid": jsonFile, "song.json": midiFile, "song.MIDI": midiFile, "song.kar": midiFile, "song.raw": midiFile,
		"mail.mid": "Content-Type: audio/midi\r\n\r\n" + midiFile, "mail.json": "X\n" + midiFile,
		"MThd.mid": strings.Replace(jsonFile, "Bass", "MThd Bass", 1),
	} {
		r, err := studio.ReadResult(written(t, name, content))
		if err != nil || r.Song.NoteCount() != 1 {
			t.Errorf("%s: %d notes, %v", name, r.Song.NoteCount(), err)
		}
		if told := len(r.Notices) > 0; told != strings.HasPrefix(name, "mail") {
			t.Errorf("%s is told as %q", name, r.Notices)
		}
	}
	if _, err := studio.ReadResult(written(t, "silent.mid", midiFile[:22])); err == nil || !strings.Contains(err.Error(), "“silent.mid”") {
		t.Errorf("no notes: %v", err)
	}
}

func TestASongIsNeverCalledWhatProgramsCallAll(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	for title, want := range map[string]string{
		"Autum": "Autum", "1999!": "1999!", "Ünder": "Ünder", "夜に駆ける": "夜に駆ける", "Song2U": "Song2U", "Tracks of my tears": "Tracks of my tears",
		"": "From disk", "T": "From disk", "X": "From disk", "T 1": "From disk", "Track 1": "From disk", "TRACK-01": "From disk", "Untitled": "From disk",
		"untitled.mid": "From disk", "MIDI": "From disk", "Midi File": "From disk", "Sequence": "From disk", "Song": "From disk", "song 3": "From disk", "New Song": "From disk", "7": "From disk",
		"...": "From disk", "Unbenannt 2": "From disk", "Ohne Titel": "From disk", "Sin título": "From disk", "無題": "From disk", "トラック 1": "From disk", "未命名": "From disk", "무제": "From disk",
	} {
		data := strings.Replace(midiFile, "\x05TITLE", string(rune(len(title)))+title, 1)
		data = strings.Replace(data, "\x00\x00\x00\x16", "\x00\x00\x00"+string(rune(0x16-5+len(title))), 1)
		_, id, err := w.Take(t.Context(), written(t, "From_disk.mid", data))
		if err != nil {
			t.Fatal(title, err)
		}
		if p, err := w.Page(t.Context(), id); err != nil || p.Title != want {
			t.Errorf("%q is called %q, %v; want %q", title, p.Title, err, want)
		}
	}
}

package studio

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"partlift/backend/kie"
	"partlift/backend/say"
	"partlift/backend/smf"
)

// isMIDI reports whether a file begins like a Standard MIDI File, also one in
// a RIFF file.
func isMIDI(head []byte) bool {
	return bytes.HasPrefix(head, []byte("MThd")) ||
		len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "RMID"
}

// namedMIDI reports whether a file's name says that it is a MIDI file.
func namedMIDI(path string) bool {
	return slices.Contains(midiEndings, strings.ToLower(filepath.Ext(path)))
}

// midiEndings are those of the names of MIDI files.
var midiEndings = []string{".mid", ".midi", ".smf", ".kar", ".rmi"}

// looksJSON reports whether a file begins like a JSON object or list, in any
// encoding of Unicode.
func looksJSON(head []byte) bool {
	trimmed := bytes.TrimLeft(head, "\x00 \t\r\n")
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		trimmed = bytes.TrimPrefix(trimmed, []byte(mark))
	}
	trimmed = bytes.TrimLeft(trimmed, "\x00 \t\r\n")
	return len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[')
}

// holdsMIDI tells a MIDI file from a result by its content; the name counts
// only where the content says nothing.
func holdsMIDI(body []byte) bool {
	return isMIDI(body) || !looksJSON(body) && smf.Is(body)
}

// readMIDI reads a MIDI file of a name, and says what was mended.
func readMIDI(body []byte, name string) (kie.Result, error) {
	song, report, err := smf.Load(body)
	if err != nil {
		t := say.Refuse(err.Error(), "“{{.Name}}” could not be read.", say.With{"Name": name})
		t.Err = err
		return kie.Result{}, t
	}
	return kie.Result{Song: song, State: kie.Done, Notices: report.Notices()}, nil
}

// notMIDI says what a file is that is only named like a MIDI file; nil
// where that cannot be told from a result of the service.
func notMIDI(body []byte, name string) error {
	if looksJSON(body) {
		return nil
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return say.Refuse("Export it again from the program it came from.", "“{{.Name}}” is empty.", say.With{"Name": name})
	}
	what, hint := contentOf(body)
	return say.Refuse(hint, "“{{.Name}}” is not a MIDI file but {{.What}}.", say.With{"Name": name, "What": say.Of(what)})
}

// What to do about a file that is something else than its name says.
var (
	hintPage   = say.Key("Download the file itself instead of the page that links to it.")
	hintSound  = say.Key("Give it the ending of what it is, and choose it again.")
	hintPacked = say.Key("Unpack it and choose the .mid file inside.")
	hintOther  = say.Key("Choose another file, or get this one again.")
)

// magics are the beginnings of files that people mistake for MIDI files.
var magics = []struct{ begin, what, hint string }{
	{"ID3", say.Key("an MP3 file"), hintSound},
	{"\xff\xfb", say.Key("an MP3 file"), hintSound},
	{"\xff\xf3", say.Key("an MP3 file"), hintSound},
	{"\xff\xfa", say.Key("an MP3 file"), hintSound},
	{"fLaC", say.Key("a FLAC file"), hintSound},
	{"OggS", say.Key("an Ogg file"), hintSound},
	{"FORM", say.Key("an AIFF file"), hintSound},
	{"PK\x03\x04", say.Key("a ZIP archive"), hintPacked},
	{"PK\x05\x06", say.Key("a ZIP archive"), hintPacked},
	{"\x1f\x8b", say.Key("a gzip archive"), hintPacked},
	{"Rar!", say.Key("a RAR archive"), hintPacked},
	{"7z\xbc\xaf\x27\x1c", say.Key("a 7-Zip archive"), hintPacked},
	{"%PDF", say.Key("a PDF document"), hintOther},
	{"\x89PNG", say.Key("a picture"), hintOther},
	{"\xff\xd8\xff", say.Key("a picture"), hintOther},
	{"GIF8", say.Key("a picture"), hintOther},
	{"SQLite format 3", say.Key("a database"), hintOther},
	{"MZ", say.Key("a program"), hintOther},
	{"\x7fELF", say.Key("a program"), hintOther},
	{"version https://git-lfs", say.Key("a pointer of Git LFS"), say.Key("Fetch the file itself with git lfs pull.")},
}

// contentOf says what a file is, and what to do about it.
func contentOf(body []byte) (what, hint string) {
	for _, m := range magics {
		if bytes.HasPrefix(body, []byte(m.begin)) {
			return m.what, m.hint
		}
	}
	head := body[:min(len(body), 4096)]
	lower := strings.ToLower(string(head))
	start := strings.TrimLeft(strings.TrimPrefix(lower, "\ufeff"), " \t\r\n")
	switch {
	case len(head) > 11 && (strings.HasPrefix(lower, "riff") || strings.HasPrefix(lower, "rf64")) && lower[8:12] == "wave":
		return say.Key("a WAV file"), hintSound
	case len(head) > 8 && lower[4:8] == "ftyp":
		return say.Key("an MP4 file"), hintSound
	case strings.HasPrefix(start, "<!doctype html") || strings.Contains(lower, "<html") || strings.Contains(lower, "<head"):
		return say.Key("a web page"), hintPage
	case strings.Contains(lower, "score-partwise") || strings.Contains(lower, "score-timewise"):
		return say.Key("a MusicXML score"), say.Key("Open it in a notation program and export it as MIDI.")
	case strings.HasPrefix(start, "<?xml") || strings.HasPrefix(start, "<svg"):
		return say.Key("an XML document"), hintOther
	case isText(head, len(body) > len(head)):
		return say.Key("plain text"), hintOther
	}
	return say.Key("something that is not known here"), hintOther
}

// isText reports whether bytes are text; cut says that they go on.
func isText(head []byte, cut bool) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return true
	}
	for i := 0; cut && i < utf8.UTFMax && !utf8.Valid(head); i++ {
		head = head[:len(head)-1]
	}
	return utf8.Valid(head) && !bytes.ContainsFunc(head, func(r rune) bool {
		return r < ' ' && !strings.ContainsRune("\t\r\n\f\x1b", r)
	})
}

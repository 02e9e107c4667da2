package studio_test

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
	"partlift/backend/session"
	"partlift/backend/session/dawproject"
)

//go:embed testdata/check_session.py
var checkSession string

// needed returns a program that is there, or skips the test; where make test has
// installed it, it must be there.
func needed(t *testing.T, want string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv(want) != "" {
		t.Fatalf("%s is missing; .ci/deps test installs it", names[0])
	}
	t.Skipf("%s is not installed", names[0])
	return ""
}

// accepted is a song whose sessions other readers are to accept.
type accepted struct {
	studio.SessionSong
	grid edit.Found
}

// acceptedSongs are the demo songs, and one with everything that is hard.
func acceptedSongs(t *testing.T) map[string]accepted {
	t.Helper()
	demo, err := studio.DemoSongs()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]accepted{"odd": oddSong(t)}
	for _, d := range demo {
		a := accepted{studio.SessionSong{Song: d.Music, Parts: edit.PartsOf(d.Music, edit.Layers{}, nil, nil)}, edit.FindGrid(d.Music, edit.GridChoice{})}
		a.Song.Title = d.Name
		for i, track := range d.Music.Tracks[:3] {
			a.Sounds = append(a.Sounds, studio.SongSound{Name: track.Name, Path: soundFile(t, "a.wav", 22050, 1+i%2, 30)})
			a.Parts[i].Stem = track.Name
		}
		out[d.Name] = a
	}
	return out
}

// oddSong has three tempos, two meters, markers, a part that is muted, a shift,
// and names that no format likes.
func oddSong(t *testing.T) accepted {
	song := studiotest.Groove(118, 1.302, 12)
	song.Title = `Odd & "Ends" <é 中 🎹> it's`
	song.Tracks[0].Name, song.Tracks[1].Name = `Kit: "A" & <b>`, "Bass/Sub; 'low'"
	song.Tracks[0].Stem, song.Tracks[1].Stem = "Drums", "Bass"
	g := late()
	g.Tempo = append(g.Tempo, music.TempoPoint{Second: 8*60/118.0 + 10*60/121.5, Beat: 18, BPM: 97.3})
	return accepted{studio.SessionSong{Song: song, Parts: edit.PartsOf(song, edit.Layers{}, []int{1}, nil), Sounds: []studio.SongSound{
		{Name: "Drums", Path: soundFile(t, "drums.wav", 44100, 2, 20)}, {Name: "Bass", Path: soundFile(t, "bass.flac", 44100, 1, 0.3)}}}, on(g)}
}

// reference exports all parts of a song as one MIDI file, with the markers that a
// session has.
func (a accepted) reference(t *testing.T) string {
	t.Helper()
	r, err := studio.Export(a.Song, studio.ExportOptions{Dir: t.TempDir(), Title: "song", What: studio.What{Combined: true}, Grid: a.grid, Treat: &edit.Treatment{Chords: true}}, time.Now())
	if err != nil || !r.Receipt.OK {
		t.Fatal(r.Receipt.Checks, err)
	}
	return r.Receipt.Files[0].Path
}

// asked runs the reader in Python.
func asked(t *testing.T, python, mid, path string) (out string, ok bool) {
	t.Helper()
	b, err := exec.CommandContext(t.Context(), python, "-X", "utf8", "-c", checkSession, mid, path).CombinedOutput()
	return string(b), err == nil
}

// A reader that shares nothing with our own finds in every session what the MIDI
// file of the song holds, and sees each fault that is put into it.
func TestAnIndependentReaderFindsTheSong(t *testing.T) {
	t.Parallel()
	python := needed(t, "PARTLIFT_NEED_MIDO", "python3")
	for name, a := range acceptedSongs(t) {
		mid := a.reference(t)
		for _, kind := range kinds[:3] {
			r := sessionOf(t, a.SessionSong, studio.ExportOptions{Dir: t.TempDir(), Grid: a.grid}, studio.SessionOptions{Kind: kind})
			if out, ok := asked(t, python, mid, r.Open); !ok || !strings.Contains(out, "ok   markers") || strings.Count(out, "ok   sound from bar 1 on") != len(a.Sounds) {
				t.Errorf("%s, %s:\n%s", name, kind, out)
			}
			if name != "odd" {
				continue
			}
			for _, c := range spoilt[kind] {
				spoil(t, r, c[0], c[1], func() {
					if out, ok := asked(t, python, mid, r.Open); ok || !strings.Contains(out, "FAIL "+c[2]) {
						t.Errorf("%s with %s in place of %s:\n%s", kind, c[1], c[0], out)
					}
				})
			}
		}
	}
}

// spoilt are faults of the odd song by their formats: what stands in a file, what
// in its place, and what the question begins with that finds it.
var spoilt = map[string][][3]string{
	"dawproject": {
		{`value="121.5`, `value="121.6`, "tempo map"}, {`numerator="3" denominator`, `numerator="5" denominator`, "meters"}, {`<Clip time="0"`, `<Clip time="0.5"`, "sound from bar 1"},
		{`<Note `, `<Gone `, "notes of part 1"}, {` key="36"`, ` key="37"`, "notes of part 1"}, {`name="Am C"`, `name="Am"`, "markers"}, {`contentTime="0"`, `contentTime="0.1"`, "sound is not stretched"},
	},
	"reaper": {
		{" 121.5", " 121.6", "tempo map"}, {" 262148 ", " 262149 ", "meters"}, {"POSITION 0", "POSITION 0.5", "sound from bar 1"}, {"BEAT 0", "BEAT 1", "sound from bar 1"},
		{" 99 24 ", " 89 24 ", "notes of part 1"}, {" 99 24 ", " 99 25 ", "notes of part 1"}, {`"Am C"`, `"Am"`, "markers"},
	},
	"ardour": {
		{` npm="121.5`, ` npm="121.6`, "tempo map"}, {`divisions-per-bar="4"`, `divisions-per-bar="5"`, "meters"}, {`@a0"`, `@a141120000"`, "sound from bar 1"}, {`@b0"`, `@b960"`, "notes from bar 1"},
		{`flags="IsMark"`, `flags=""`, "markers"}, {"\x99\x24", "\x89\x24", "notes of part 1"}, {"\x99\x24", "\x99\x25", "notes of part 1"},
	},
}

// spoil puts a fault into a session while do runs.
func spoil(t *testing.T, r studio.SessionReport, old, other string, do func()) {
	t.Helper()
	path := r.Open
	if old[0] == 0x99 {
		path = filepath.Join(r.Path, "interchange", filepath.Base(r.Path), "midifiles", "002.mid")
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	change := func(text []byte) []byte {
		at := bytes.Index(text, []byte(old))
		if r.Kind == "ardour" { // what is played comes after the list of what there is
			at = bytes.LastIndex(text, []byte(old))
		}
		if at < 0 {
			t.Fatalf("%s does not hold %s", r.Kind, old)
		}
		return slices.Concat(text[:at], []byte(other), text[at+len(old):])
	}
	var bad []byte
	if r.Kind == "dawproject" {
		bad = repacked(t, whole, change)
	} else {
		bad = change(whole)
	}
	if err := os.WriteFile(path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	do()
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
}

// repacked is an archive with another project.xml.
func repacked(t *testing.T, data []byte, change func([]byte) []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var files []session.File
	var media []dawproject.Entry
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, ".wav") {
			media = append(media, dawproject.Entry{Path: f.Name, Size: int64(len(b)), Sum: crc32.ChecksumIEEE(b), Done: func() {},
				Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }})
			continue
		}
		if f.Name == "project.xml" {
			b = change(b)
		}
		files = append(files, session.File{Path: f.Name, Data: b})
	}
	var b bytes.Buffer
	if err := dawproject.Pack(t.Context(), &b, files, media, func(int64) {}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// schemas is where the makers' own description of the format lies, which is not
// part of the product.
const schemas = "../../../shared/session-code/dawproject"

// A .dawproject is what its makers' schemas say.
func TestDAWprojectsFollowTheSchema(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(schemas); err != nil {
		t.Skip("the schemas of the format are not here")
	}
	lint := needed(t, "PARTLIFT_NEED_XMLLINT", "xmllint")
	valid := func(schema string, text []byte) (string, bool) {
		cmd := exec.CommandContext(t.Context(), lint, "--noout", "--schema", filepath.Join(schemas, schema), "-")
		cmd.Stdin = bytes.NewReader(text)
		out, err := cmd.CombinedOutput()
		return string(out), err == nil
	}
	for name, a := range acceptedSongs(t) {
		r := sessionOf(t, a.SessionSong, studio.ExportOptions{Dir: t.TempDir(), Grid: a.grid}, studio.SessionOptions{Kind: "dawproject"})
		for file, schema := range map[string]string{"project.xml": "Project.xsd", "metadata.xml": "MetaData.xsd"} {
			text, err := fs.ReadFile(inside(t, r.Path), file)
			if err != nil {
				t.Fatal(err)
			}
			if out, ok := valid(schema, text); !ok {
				t.Errorf("%s: %s", name, out)
			}
			if _, ok := valid(schema, bytes.Replace(text, []byte("</"), []byte("<Odd/></"), 1)); ok {
				t.Errorf("%s: an element that the schema does not know passes", file)
			}
		}
	}
}

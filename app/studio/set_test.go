package studio_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie"
	"partlift/backend/music"
	"partlift/backend/say"
)

// partMIDI is a MIDI file of one track of the groove, under a name.
func partMIDI(t *testing.T, which int, name string, g *music.Grid) []byte {
	t.Helper()
	song := studiotest.Groove(g.Tempo[0].BPM, 0, 4)
	track := song.Tracks[which]
	track.Name, track.Drums = name, false // as delivered: nothing says that it is a kit
	return studiotest.MIDIOf(t, music.Song{Title: "x", Tracks: []music.Track{track}}, g)
}

// folderOf writes files into a folder of a name.
func folderOf(t *testing.T, name string, files map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	for n, body := range files {
		p := filepath.Join(dir, filepath.FromSlash(n))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// told are the notices of results in English.
func told(all []kie.Result) (out []string) {
	for _, r := range all {
		out = append(out, say.English(r.Notices)...)
	}
	return out
}

func TestAFolderOfPartsIsOneSong(t *testing.T) {
	own := studiotest.Own(120)
	files := map[string][]byte{
		"Night_Bus (Drums).mid":                      partMIDI(t, 0, "Track 1", own),
		"Night_Bus (Bass).mid":                       partMIDI(t, 1, "", own),
		"Night_Bus (Synth).mid":                      partMIDI(t, 1, "Fingered Thing", own),
		"Night_Bus (FX).mid":                         []byte("MThd\x00\x00\x00\x06\x00\x00\x00\x01\x01\xe0MTrk\x00\x00\x00\x04\x00\xff\x2f\x00"),
		"Night_Bus (Brass).mid":                      []byte("<html>404</html>"),
		"locked/Night_Bus (Bass) (Tempo-Locked).mid": partMIDI(t, 0, "Wrong", studiotest.Own(90)),
		"Night_Bus (Drums).wav":                      []byte("sound"),
		"Night_Bus.mid":                              partMIDI(t, 0, "All", own),
	}
	dir := folderOf(t, "Night Bus", files)
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	var loose []string
	for n, body := range files {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
		loose = append(loose, filepath.Join(dir, n))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for form, paths := range map[string][]string{"folder": {dir}, "archive": {studiotest.FileOf(t, "export.zip", packed.String())}, "files": loose} {
		songs, err := studio.ReadSongs(paths)
		if err != nil || len(songs) != 1 {
			t.Fatalf("%s: %d songs, %v", form, len(songs), err)
		}
		song := songs[0].Song
		type part struct {
			Name, Stem string
			Program    uint8
			Drums      bool
		}
		var got []part
		for _, tr := range song.Tracks {
			got = append(got, part{tr.Name, tr.Stem, tr.Program, tr.Drums})
		}
		want := []part{{"Bass", "Bass", 33, false}, {"Drums", "Drums", 0, true}, {"Fingered Thing", "Synth", 33, false}}
		if d := cmp.Diff(want, got); d != "" || song.Title != "Night Bus" {
			t.Errorf("%s, %q (-want +got):\n%s", form, song.Title, d)
		}
		if song.Own == nil || song.Own.Tempo[0].BPM != 120 {
			t.Errorf("%s: own tempo %+v", form, song.Own)
		}
		if d := cmp.Diff([]string{
			"“Night_Bus (Brass).mid” is not a MIDI file but a web page. Download the file itself instead of the page that links to it. That file was left out.",
			"1 file without notes was left out.",
		}, told(songs)); d != "" {
			t.Errorf("%s: %s", form, d)
		}
	}
}

func TestTempoMapsOfPartsMustAgree(t *testing.T) {
	long := studiotest.Own(120)
	long.Tempo = append(long.Tempo, music.TempoPoint{Second: 1, Beat: 2, BPM: 100}, music.TempoPoint{Second: 2.2, Beat: 4, BPM: 90})
	short := *long
	short.Tempo = long.Tempo[:2]
	later := *long
	later.Tempo = []music.TempoPoint{long.Tempo[0], long.Tempo[1], {Second: 2.2, Beat: 4, BPM: 70}}
	slow := studiotest.Own(120)
	slow.Tempo = append(slow.Tempo, music.TempoPoint{Second: 1, Beat: 2, BPM: 60}, music.TempoPoint{Second: 2, Beat: 3, BPM: 150})
	even := studiotest.Own(120)
	even.Tempo = append(even.Tempo, music.TempoPoint{Second: 4, Beat: 8, BPM: 110})
	const differ = "The files have different tempo maps, so none of them is used."
	for name, c := range map[string]struct {
		a, b   *music.Grid
		tempi  int
		notice bool
	}{
		"the same":          {long, long, 3, false},
		"one ends early":    {long, &short, 3, false},
		"two tempi":         {studiotest.Own(120), studiotest.Own(90), 0, true},
		"constant or not":   {long, studiotest.Own(120), 0, true},
		"another last one":  {long, &later, 0, true},
		"a bend in between": {even, slow, 0, true},
		"both constant":     {studiotest.Own(97), studiotest.Own(97), 1, false},
	} {
		dir := folderOf(t, "Glass", map[string][]byte{"Glass (Drums).mid": partMIDI(t, 0, "Drums", c.a), "Glass (Bass).mid": partMIDI(t, 1, "Bass", c.b)})
		songs, err := studio.ReadSongs([]string{dir})
		if err != nil || len(songs) != 1 {
			t.Fatal(name, err)
		}
		tempi := 0
		if own := songs[0].Song.Own; own != nil {
			tempi = len(own.Tempo)
		}
		if said := strings.Join(told(songs), "|"); tempi != c.tempi || (said == differ) != c.notice || !c.notice && said != "" {
			t.Errorf("%s: %d tempi, %q", name, tempi, said)
		}
	}
}

func TestProgramsOfPartsComeFromTheirNames(t *testing.T) {
	files := map[string][]byte{"Glass (Big Thing).mid": nil, "Glass (Keyboard).mid": nil, "Glass (Strings).mid": nil, "Glass (Drums).mid": nil}
	for n := range files {
		track := studiotest.Groove(120, 0, 2).Tracks[1]
		track.Name, track.Program = "Track 7", 0
		files[n] = studiotest.MIDIOf(t, music.Song{Tracks: []music.Track{track}}, studiotest.Own(120))
	}
	files["Glass (Other).mid"] = []byte("MThd\x00\x00\x00\x06\x00\x00\x00\x01\x01\xe0MTrk\x00\x00\x00\x0c\x00\x90\x3c\x40\x60\x80\x3c\x00\x00\xff\x2f\x00")
	songs, err := studio.ReadSongs([]string{folderOf(t, "Glass", files)})
	if err != nil || len(songs) != 1 {
		t.Fatal(len(songs), err)
	}
	type sound struct {
		Program      uint8
		Drums, Known bool
	}
	got := map[string]sound{}
	for _, tr := range songs[0].Song.Tracks {
		got[tr.Name] = sound{tr.Program, tr.Drums, tr.Known}
	}
	if d := cmp.Diff(map[string]sound{"Big Thing": {0, false, true}, "Keyboard": {0, false, true}, "Strings": {48, false, true}, "Drums": {0, true, true}, "Other": {0, false, false}}, got); d != "" {
		t.Error(d)
	}
}

func TestSeveralSongsOfAFolderStaySeveral(t *testing.T) {
	own := studiotest.Own(120)
	dir := folderOf(t, "dl", map[string][]byte{
		"A (Drums).mid": partMIDI(t, 0, "", own), "A (Bass).mid": partMIDI(t, 1, "", own), "B.mid": partMIDI(t, 1, "Lead", own), "sound.mp3": []byte("x"),
		"saved.json": []byte(studiotest.ResultOf("t1", "Bass")), "broken.mid": []byte("MThd"), "guess drums.mid": partMIDI(t, 0, "", own), "guess bass.mid": partMIDI(t, 1, "", own),
	})
	big := filepath.Join(dir, "big.mid")
	if err := errors.Join(os.WriteFile(big, []byte("MThd"), 0o600), os.Truncate(big, 33<<20)); err != nil {
		t.Fatal(err)
	}
	songs, err := studio.ReadSongs([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range songs {
		got = append(got, s.Song.Title)
	}
	if d := cmp.Diff([]string{"A", "B", "guess", "saved"}, got); d != "" {
		t.Error(d)
	}
	said := strings.Join(told(songs), "\n")
	for _, want := range []string{"1 song that is only sound was passed over.", "“broken.mid” could not be read.", "“guess” is a guess.", "“big.mid” is larger than 32 MB."} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %s", want, said)
		}
	}
}

// Where no part can be read, the notes of the whole count, and it is told.
func TestTheWholeCountsWherePartsAreBroken(t *testing.T) {
	files := map[string][]byte{"Glass (Drums).mid": []byte("<html>"), "Glass (Bass).wav": []byte("x"), "Glass.mid": partMIDI(t, 1, "Lead", studiotest.Own(120))}
	songs, err := studio.ReadSongs([]string{folderOf(t, "Glass", files)})
	if err != nil || len(songs) != 1 || songs[0].Song.Title != "Glass" || songs[0].Song.NoteCount() == 0 {
		t.Fatal(len(songs), err)
	}
	if said := told(songs); len(said) != 1 || !strings.HasPrefix(said[0], "“Glass (Drums).mid” is not a MIDI file but a web page.") {
		t.Error(said)
	}
}

func TestFoldersWithoutNotesAreRefused(t *testing.T) {
	for want, files := range map[string]map[string][]byte{
		"“dl” holds sound and no notes. Add the .mid files of the song, or let lift song hear its recording.":                                   {"drums.wav": []byte("x"), "bass.wav": []byte("x")},
		"There is nothing in “dl” that can be used. Audio (wav, mp3, flac, ogg, m4a, …), a saved result (.json) or a MIDI file (.mid) will do.": {"notes.txt": []byte("x"), "empty.mid": nil},
		"“Glass (Drums).mid” is not a MIDI file but a web page. Download the file itself instead of the page that links to it.":                 {"Glass (Drums).mid": []byte("<html>"), "Glass (Bass).mid": []byte("MThd\x00\x00\x00\x06\x00\x00\x00\x01\x01\xe0MTrk\x00\x00\x00\x04\x00\xff\x2f\x00"), "Glass (Drums).wav": []byte("x")},
	} {
		_, err := studio.ReadSongs([]string{folderOf(t, "dl", files)})
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

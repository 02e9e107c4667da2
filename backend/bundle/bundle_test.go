package bundle_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/bundle"
	"partlift/backend/say"
)

var endings = bundle.Endings{bundle.Sound: {".wav", ".flac", ".mp3"}, bundle.MIDI: {".mid"}, bundle.Result: {".json"}}

// archive packs files of these names, each with its name as its content.
func archive(t testing.TB, change func(i int, h *zip.FileHeader), names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, n := range names {
		h := &zip.FileHeader{Name: n, Method: zip.Deflate}
		if change != nil {
			change(i, h)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(n, "/") {
			continue
		}
		if _, err := io.WriteString(w, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func fileOf(t testing.TB, name string, body []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// list opens paths and returns the names of what is there and what is said.
func list(t testing.TB, paths ...string) (names, said []string, err error) {
	t.Helper()
	b, err := bundle.Open(paths, os.Open, endings)
	if err != nil {
		return nil, nil, err
	}
	defer b.Close()
	for _, e := range b.Entries {
		names = append(names, e.Name)
	}
	slices.Sort(names)
	return names, say.English(b.Notices()), nil
}

func TestAnArchiveIsListedAndRead(t *testing.T) {
	p := fileOf(t, "Glass.zip", archive(t, nil, "Glass (Drums).mid", "midi/Glass (Bass).mid", `win\Glass (Synth).mid`, "a.json",
		"cover.png", "Glass.als", "__MACOSX/._Glass (Drums).mid", "._x.mid", ".DS_Store", "Thumbs.db", "desktop.ini", ".hidden/x.mid", "inner.zip"))
	b, err := bundle.Open([]string{p}, os.Open, endings)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var names []string
	for _, e := range b.Entries {
		names = append(names, e.Name)
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil || int64(len(body)) != e.Size || !strings.HasSuffix(strings.ReplaceAll(string(body), `\`, "/"), strings.TrimPrefix(e.Name, "Glass/")) || r.Close() != nil {
			t.Errorf("%s: %q, %v", e.Name, body, err)
		}
	}
	if d := cmp.Diff([]string{"Glass/Glass (Drums).mid", "Glass/midi/Glass (Bass).mid", "Glass/win/Glass (Synth).mid", "Glass/a.json"}, names); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"1 archive inside was passed over; unpack it if it belongs to the song."}, say.English(b.Notices())); d != "" {
		t.Error(d)
	}
}

func TestNamesOfOldProgramsAreRead(t *testing.T) {
	p := fileOf(t, "old.zip", archive(t, func(_ int, h *zip.FileHeader) { h.NonUTF8 = true }, "Sch\x94n (Drums).mid"))
	if names, _, err := list(t, p); err != nil || !slices.Equal(names, []string{"old/Schön (Drums).mid"}) {
		t.Errorf("%q, %v", names, err)
	}
}

func TestNamesCannotLeaveTheArchive(t *testing.T) {
	deep := strings.Repeat("d/", 40) + "x.mid"
	p := fileOf(t, "bad.zip", archive(t, func(i int, h *zip.FileHeader) {
		if h.Name == "link.mid" {
			h.SetMode(fs.ModeSymlink | 0o777)
		}
		if h.Name == "pipe.mid" {
			h.SetMode(fs.ModeNamedPipe | 0o777)
		}
	}, "../up.mid", "a/../../up.mid", "/etc/abs.mid", `\abs.mid`, `C:\x.mid`, "c:x.mid", `..\up.mid`, "new\nline.mid", strings.Repeat("n", 2000)+".mid",
		"link.mid", "pipe.mid", deep, "Bass.mid", "bass.MID", "./Bass.mid", "Ba\u0301s.mid", "B\u00e1s.mid", "ok/Fine..mid", "folder.mid/"))
	names, said, err := list(t, p)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"bad/Bass.mid", "bad/Ba\u0301s.mid", "bad/ok/Fine..mid"}, names); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"1 link was passed over.", "9 files whose names point out of the archive were passed over.", "3 files whose names were there before were passed over.", "1 file or folder lies too deep and was passed over."}, said); d != "" {
		t.Error(d)
	}
}

func TestAFolderIsListed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Glass")
	write := func(name, body string) {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o700), os.WriteFile(p, []byte(body), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []string{"Drums.wav", "midi/Drums.mid", ".git/x.mid", "__MACOSX/x.mid", "._Drums.wav", "notes.txt", "old.zip", strings.Repeat("d/", 17) + "x.mid"} {
		write(n, "x")
	}
	write("empty.mid", "")
	if err := os.Symlink(filepath.Join(dir, "Drums.wav"), filepath.Join(dir, "link.wav")); err != nil {
		t.Skip("no links here:", err)
	}
	names, said, err := list(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"Glass/Drums.wav", "Glass/midi/Drums.mid"}, names); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"1 archive inside was passed over; unpack it if it belongs to the song.", "1 link was passed over.", "1 file or folder lies too deep and was passed over.", "1 empty file was passed over."}, said); d != "" {
		t.Error(d)
	}
	// Files by themselves are named after the folder they lie in, and a folder
	// that names no song after the one around it.
	names, _, err = list(t, filepath.Join(dir, "Drums.wav"), filepath.Join(dir, "midi"))
	if d := cmp.Diff([]string{"Glass/Drums.wav", "Glass/midi/Drums.mid"}, names); d != "" || err != nil {
		t.Error(d, err)
	}
	names, _, err = list(t, filepath.Join(dir, "Drums.wav"), filepath.Join(dir, "midi", "Drums.mid"))
	if d := cmp.Diff([]string{"Glass/Drums.wav", "Glass/midi/Drums.mid"}, names); d != "" || err != nil {
		t.Error(d, err)
	}
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "huge.wav"), nil, 0o600), os.Truncate(filepath.Join(dir, "huge.wav"), 3<<30)); err != nil {
		t.Skip("no large files here:", err)
	}
	if _, _, err := list(t, dir); err == nil || err.Error() != "“huge.wav” is too large to be a song in parts. Choose the files of one song instead." {
		t.Error(err)
	}
	// What is named may lie in a hidden folder, and must be of use.
	names, _, err = list(t, filepath.Join(dir, ".git"), filepath.Join(dir, ".git", "x.mid"))
	if d := cmp.Diff([]string{".git/x.mid"}, names); d != "" || err != nil { // once, though named twice
		t.Error(d, err)
	}
	if _, _, err := list(t, filepath.Join(dir, "notes.txt")); err == nil || !strings.HasPrefix(err.Error(), "“notes.txt” is not a kind of file that can be used.") {
		t.Error(err)
	}
	if _, _, err := list(t, filepath.Join(dir, "gone.wav")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

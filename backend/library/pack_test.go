package library_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/library"
)

// shelf is a library with a song in it that has one of everything.
func shelf(t testing.TB) (*library.Library, map[string]string) {
	t.Helper()
	l := open(t, filepath.Join(t.TempDir(), "library"))
	shas := map[string]string{"audio": put(t, l, "sound"), "raw": put(t, l, strings.Repeat(`{"notes":[]}`, 500)), "stem": put(t, l, "bass")}
	for name, at := range map[string]string{"mine.mid": l.ExportDir(), "deep.mid": filepath.Join(l.ExportDir(), "Song")} {
		if err := os.MkdirAll(at, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(at, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save(t, l, library.Song{ID: "s", Title: "Nacht", State: "done", Audio: shas["audio"], AudioName: "nacht.wav"},
		library.File{Kind: library.KindAudio, Name: "nacht.wav", SHA: shas["audio"]},
		library.File{Kind: library.KindRaw, Name: "0.json", SHA: shas["raw"]},
		library.File{Kind: library.KindStem, Name: "Bass", SHA: shas["stem"]},
		library.File{Kind: library.KindExport, Name: "mine", Path: filepath.Join(l.ExportDir(), "mine.mid")},
		library.File{Kind: library.KindExport, Name: "elsewhere", Path: filepath.Join(t.TempDir(), "a.mid")})
	return l, shas
}

func damage(t testing.TB, l *library.Library, sha, content string) {
	t.Helper()
	if err := os.WriteFile(l.BlobPath(sha), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestExamineFindsWhatIsWrong(t *testing.T) {
	l, shas := shelf(t)
	put(t, l, "nobody mentions this")
	calls := 0
	h, err := l.Examine(t.Context(), func(done, all int) { calls++ })
	if err != nil || !h.Sound() || h.Songs != 1 || h.Blobs != 3 || h.Orphans != 1 || h.Bytes != 5+6000+4 || calls != 3 {
		t.Fatalf("of a sound library: %+v after %d calls, %v", h, calls, err)
	}
	damage(t, l, shas["audio"], "SOUND")
	if err := os.Remove(l.BlobPath(shas["stem"])); err != nil {
		t.Fatal(err)
	}
	h, err = l.Examine(t.Context(), nil)
	if err != nil || h.Sound() || len(h.Damage) != 2 {
		t.Fatalf("of a damaged one: %+v, %v", h, err)
	}
	if a, b := h.Damage[0], h.Damage[1]; !errors.Is(a.Err, library.ErrDamaged) || a.Title != "Nacht" || a.Name != "nacht.wav" || !b.Missing() || a.Missing() || b.Name != "Bass" {
		t.Errorf("found %+v", h.Damage)
	}
}

// raw opens the database behind a library's back.
func raw(t testing.TB, l *library.Library, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(l.Dir(), "partlift.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(s, err)
		}
	}
}

func TestRebuildMakesTheIndexAnew(t *testing.T) {
	l, _ := shelf(t)
	raw(t, l, "INSERT INTO search (search, rowid, title, audio_name, instruments) SELECT 'delete', seq, title, audio_name, instruments FROM songs")
	find := func() int {
		songs, err := l.Songs(t.Context(), library.Query{Text: "nacht"})
		if err != nil {
			t.Fatal(err)
		}
		return len(songs)
	}
	h, err := l.Examine(t.Context(), nil)
	if err != nil || len(h.Database) != 1 || find() != 0 {
		t.Fatalf("without an index: %+v, %v, %d found", h, err, find())
	}
	if err := l.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h, err := l.Examine(t.Context(), nil); err != nil || !h.Sound() || find() != 1 {
		t.Errorf("afterwards: %+v, %v, %d found", h, err, find())
	}
}

func pack(t testing.TB, l *library.Library) []byte {
	t.Helper()
	var b bytes.Buffer
	lost, err := l.Pack(t.Context(), &b)
	if err != nil || len(lost) != 0 {
		t.Fatal(lost, err)
	}
	return b.Bytes()
}

func unpack(t testing.TB, archive []byte, dir string) error {
	return library.Unpack(t.Context(), bytes.NewReader(archive), int64(len(archive)), dir, clock())
}

func TestAPackedLibraryOpensElsewhere(t *testing.T) {
	l, shas := shelf(t)
	archive := pack(t, l)
	dir := filepath.Join(t.TempDir(), "a new place", "library")
	if err := unpack(t, archive, dir); err != nil {
		t.Fatal(err)
	}
	there := open(t, dir)
	want, err := l.Song(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	got, err := there.Song(t.Context(), "s")
	if err != nil || cmp.Diff(want, got) != "" {
		t.Error(err, cmp.Diff(want, got))
	}
	for what, sha := range shas {
		if err := there.VerifyBlob(sha); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	exports, err := there.Files(t.Context(), "s", library.KindExport)
	if err != nil || len(exports) != 1 || exports[0].Path != filepath.Join(there.ExportDir(), "mine.mid") {
		t.Errorf("exports %+v, %v", exports, err)
	}
	for _, name := range []string{"mine.mid", "Song/deep.mid"} {
		if b, err := os.ReadFile(filepath.Join(there.ExportDir(), name)); err != nil || string(b) != filepath.Base(name) {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	if h, err := there.Examine(t.Context(), nil); err != nil || !h.Sound() || h.Songs != 1 {
		t.Errorf("examined: %+v, %v", h, err)
	}
	if err := unpack(t, archive, dir); !errors.Is(err, library.ErrAccess) {
		t.Errorf("over a library: %v", err)
	}
}

func TestPackLeavesDamageOut(t *testing.T) {
	l, shas := shelf(t)
	damage(t, l, shas["stem"], "b")
	var b bytes.Buffer
	lost, err := l.Pack(t.Context(), &b)
	if err != nil || len(lost) != 1 || lost[0].Name != "Bass" {
		t.Fatalf("lost %+v, %v", lost, err)
	}
	dir := filepath.Join(t.TempDir(), "x")
	if err := unpack(t, b.Bytes(), dir); err != nil {
		t.Fatal(err)
	}
	if h, err := open(t, dir).Examine(t.Context(), nil); err != nil || len(h.Damage) != 1 || !errors.Is(h.Damage[0].Err, library.ErrNotFound) {
		t.Errorf("there: %+v, %v", h, err)
	}
}

// repack rewrites an archive with one file changed, added or, for nil, left
// out.
func repack(t testing.TB, archive []byte, name string, content []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		if f.Name == name {
			continue
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	if content != nil {
		f, err := w.Create(name) // deflated
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestUnpackRefusesHostileArchives(t *testing.T) {
	l, shas := shelf(t)
	good := pack(t, l)
	blob := func(sha string) string { return "blobs/" + sha[:2] + "/" + sha[2:] }
	base := t.TempDir()
	for name, archive := range map[string][]byte{
		"nothing":               {},
		"no zip":                []byte("PK\x03\x04 is how one begins"),
		"cut off":               good[:len(good)-30],
		"no database":           repack(t, good, "partlift.db", nil),
		"not our database":      repack(t, good, "partlift.db", []byte("SQLite format 3\x00 or so")),
		"empty database":        repack(t, good, "partlift.db", []byte{}),
		"upwards":               repack(t, good, "../evil", []byte("x")),
		"upwards in the middle": repack(t, good, "exports/../../evil", []byte("x")),
		"absolute":              repack(t, good, "/tmp/evil", []byte("x")),
		"a Windows path":        repack(t, good, `exports\..\evil`, []byte("x")),
		"a drive":               repack(t, good, "exports/C:evil", []byte("x")),
		"a device":              repack(t, good, "exports/con.mid", []byte("x")),
		"another folder":        repack(t, good, "logs/evil", []byte("x")),
		"a folder":              repack(t, good, "exports/", []byte{}),
		"a hidden file":         repack(t, good, "exports/.desktop", []byte("x")),
		"another blob":          repack(t, good, blob(shas["stem"]), []byte("not the bass")),
		"a bomb":                repack(t, good, blob(strings.Repeat("a", 64)), make([]byte, 100<<20)),
		"the same in capitals":  repack(t, repack(t, good, "exports/x.mid", []byte("x")), "exports/X.mid", []byte("y")),
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(base, "out")
			err := unpack(t, archive, dir)
			if err == nil {
				t.Fatal("taken")
			}
			var told *library.Fault
			if !errors.As(err, &told) || !strings.HasSuffix(told.Error(), ".") {
				t.Errorf("no words for a person: %v", err)
			}
			if left, err := os.ReadDir(base); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// crowded is an archive with a database and many more entries, each of which
// says that it is of a size.
func crowded(t testing.TB, good []byte, entries int, size uint64, name func(i int) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	for i := range entries {
		f, err := w.CreateRaw(&zip.FileHeader{Name: name(i), Method: zip.Store, UncompressedSize64: size, CompressedSize64: size})
		if err == nil {
			_, err = f.Write([]byte("x"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What an archive lists is judged before anything is written.
func TestUnpackRefusesCrowdedArchives(t *testing.T) {
	l, _ := shelf(t)
	good := pack(t, l)
	export := func(i int) string { return fmt.Sprintf("exports/%d.mid", i) }
	long := func(i int) string { return fmt.Sprintf("exports/%d %s", i, strings.Repeat("long ", 220)) }
	blob := func(i int) string { return fmt.Sprintf("blobs/%02x/%062x", i%256, i) }
	for name, c := range map[string]struct {
		archive []byte
		says    string
	}{
		"70,000 exports":              {crowded(t, good, 70_000, 1, export), "20000"},
		"70,000 blobs":                {crowded(t, good, 70_000, 1, blob), "does not name"},
		"70,000 long names":           {crowded(t, good, 70_000, 1, long), "more files than a library has"},
		"one that is larger than all": {crowded(t, good, 1, 1<<40, export), "too large"},
		"some that share their bytes": {crowded(t, good, 3, uint64(len(good)/2), export), "than its size allows"},
	} {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			err := unpack(t, c.archive, filepath.Join(base, "out"))
			if !errors.Is(err, library.ErrForeign) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v", err)
			}
			if left, err := os.ReadDir(base); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestUnpackRefusesADatabaseThatActs(t *testing.T) {
	for _, act := range []string{
		"CREATE TRIGGER act AFTER INSERT ON songs BEGIN DELETE FROM songs; END",
		"CREATE VIEW act AS SELECT 1",
		"DROP TRIGGER search_insert",
		"CREATE TABLE other (x)",
	} {
		l, _ := shelf(t)
		raw(t, l, act)
		if err := unpack(t, pack(t, l), filepath.Join(t.TempDir(), "x")); !errors.Is(err, library.ErrForeign) {
			t.Errorf("%s: %v", act, err)
		}
	}
}

// The database of an archive must not make Open remove files, or name any
// outside.
func TestUnpackForgetsOtherPlaces(t *testing.T) {
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, _ := shelf(t)
	raw(t, l, "INSERT INTO trash VALUES ('export', '"+victim+"', 4)",
		"INSERT INTO files VALUES ('s', 'export', 'a', '', '"+victim+"', 4, NULL), ('s', 'export', 'b', '', 'exports/../../x', 4, NULL)")
	dir := filepath.Join(t.TempDir(), "x")
	if err := unpack(t, pack(t, l), dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(victim); err != nil {
		t.Error(err)
	}
	if files, err := open(t, dir).Files(t.Context(), "s", library.KindExport); err != nil || len(files) != 1 {
		t.Errorf("exports %+v, %v", files, err)
	}
}

// Without a database an archive is refused in the end; what matters is where
// its files go until then.
func FuzzUnpack(f *testing.F) {
	var empty bytes.Buffer
	if err := zip.NewWriter(&empty).Close(); err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"exports/a.mid", "../a", "blobs/aa/" + strings.Repeat("b", 62), "exports/b/../../../a", "/a"} {
		f.Add(repack(f, empty.Bytes(), name, []byte("a")))
	}
	f.Fuzz(func(t *testing.T, archive []byte) {
		if bytes.Contains(archive, []byte("partlift.db")) {
			t.Skip("databases are slow and have tests of their own")
		}
		base := t.TempDir()
		err := library.Unpack(t.Context(), bytes.NewReader(archive), int64(len(archive)), filepath.Join(base, "in", "out"), time.Now)
		left, readErr := filepath.Glob(filepath.Join(base, "*", "*"))
		if err == nil || readErr != nil || len(left) != 0 {
			t.Errorf("unpacked with %v, %v, and left %v", err, readErr, left)
		}
		if up, err := os.ReadDir(base); err != nil || len(up) != 1 {
			t.Errorf("beside it: %v, %v", up, err)
		}
	})
}

package library_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/library"
)

// everything is what a library knows.
type everything struct {
	Songs       []library.Song
	Files       []library.File
	Tasks       []library.Task
	Settings    []string
	Separations []library.Separation
}

func all(t *testing.T, l *library.Library) (e everything) {
	t.Helper()
	songs, err := l.Songs(t.Context(), library.Query{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	e.Songs = songs
	for _, s := range songs {
		files, err := l.Files(t.Context(), s.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		e.Files = append(e.Files, files...)
		set, err := l.SongSettings(t.Context(), s.ID)
		if err != nil {
			t.Fatal(err)
		}
		e.Settings = append(e.Settings, string(set))
		found, err := l.FindSeparations(t.Context(), s.Audio, "", "")
		if err != nil {
			t.Fatal(err)
		}
		e.Separations = append(e.Separations, found...)
	}
	if e.Tasks, err = l.Tasks(t.Context()); err != nil {
		t.Fatal(err)
	}
	return e
}

// stocked makes a library with songs that have one of everything, and returns
// its folder and what it knows.
func stocked(t *testing.T) (string, everything) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "my library")
	l, err := library.Open(dir, clock())
	if err != nil {
		t.Fatal(err)
	}
	for i, title := range []string{"Nacht", "Café 夜", "gone"} {
		id := fmt.Sprint("song ", i)
		sound, bass := put(t, l, "sound of "+title), put(t, l, "bass of "+title)
		task := &library.Task{ID: "task" + id, State: "waiting", Body: json.RawMessage(`{"Separation":"x"}`)}
		err := l.Save(t.Context(), library.Song{ID: id, Title: title, State: "done", Audio: sound, AudioName: title + ".wav", Seconds: 12.5}, task,
			library.File{Kind: library.KindStem, Name: "bass", SHA: bass, Size: 5, Meta: json.RawMessage(`{"id":"b"}`)},
			library.File{Kind: library.KindExport, Name: "out", Path: filepath.Join(l.ExportDir(), title+".mid"), Size: 1})
		if err == nil {
			err = errors.Join(l.SetInstruments(t.Context(), id, "Oboe"), l.SaveSongSettings(t.Context(), id, json.RawMessage(`{"muted":[1]}`)),
				l.AddFile(t.Context(), library.File{SongID: id, Kind: library.KindRaw, Name: "later.json", SHA: put(t, l, "raw of "+title)}),
				l.SaveSeparation(t.Context(), library.Separation{ID: "sep|" + id, Audio: sound, Provider: "kie", Kind: "split", Stems: json.RawMessage(`[1]`)}))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Delete(t.Context(), "song 2"); err != nil {
		t.Fatal(err)
	}
	e := all(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, e
}

// disk is what lies in the folder, by name; lock files and logs left out.
func disk(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Ext(path) == ".lock" {
			return err
		}
		b, err := os.ReadFile(path)
		out[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// blobsOf picks the blobs.
func blobsOf(files map[string]string) map[string]string {
	out := map[string]string{}
	for path, content := range files {
		if strings.Contains(filepath.ToSlash(path), "/blobs/") {
			out[path] = content
		}
	}
	return out
}

func foreignDatabase(t *testing.T, path string, statements ...string) {
	t.Helper()
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
}

// A database that was lost is told from one that never was, nothing is touched
// by looking, and Recover brings back what it knew.
func TestALostDatabaseComesBack(t *testing.T) {
	overwrite := func(f func(b []byte) []byte) func(t *testing.T, db string) {
		return func(t *testing.T, db string) {
			b, err := os.ReadFile(db)
			if err == nil {
				err = os.WriteFile(db, f(b), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(t *testing.T, db string) {
		if err := os.Remove(db); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		hurt func(t *testing.T, db string)
		want error
	}{
		"missing":       {remove, library.ErrLost},
		"of 0 bytes":    {overwrite(func([]byte) []byte { return nil }), library.ErrLost},
		"cut in half":   {overwrite(func(b []byte) []byte { return b[:len(b)/2] }), library.ErrCorrupt},
		"all zeros":     {overwrite(func(b []byte) []byte { return make([]byte, len(b)) }), library.ErrCorrupt},
		"text":          {overwrite(func([]byte) []byte { return []byte("hello\n") }), library.ErrCorrupt},
		"an image":      {overwrite(func([]byte) []byte { return []byte("\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01", 100)) }), library.ErrCorrupt},
		"half overrun":  {overwrite(func(b []byte) []byte { copy(b[len(b)/4:], bytes.Repeat([]byte{0xa5}, len(b)/2)); return b }), nil},
		"without pages": {func(t *testing.T, db string) { foreignDatabase(t, db, "VACUUM") }, library.ErrLost},
		"a program's": {func(t *testing.T, db string) {
			foreignDatabase(t, db, "CREATE TABLE notes (x)", "INSERT INTO notes VALUES ('mine')")
		}, library.ErrCorrupt},
		"a program's with its mark": {func(t *testing.T, db string) {
			foreignDatabase(t, db, "PRAGMA application_id = 77", "CREATE TABLE songs (x)")
		}, library.ErrCorrupt},
		"a folder": {func(t *testing.T, db string) {
			remove(t, db)
			write(t, filepath.Join(db, "inside"), "x")
		}, library.ErrCorrupt},
		"only its log left": {func(t *testing.T, db string) {
			remove(t, db)
			write(t, db+"-wal", "changes that were not folded in")
		}, library.ErrLost},
		"empty beside its log": {func(t *testing.T, db string) {
			remove(t, db)
			write(t, db, "")
			write(t, db+"-wal", "changes that were not folded in")
		}, library.ErrLost},
		"made again by somebody": {func(t *testing.T, db string) {
			remove(t, db)
			fresh := filepath.Join(t.TempDir(), "fresh")
			l, err := library.Open(fresh, clock())
			if err == nil {
				err = errors.Join(l.Close(), os.Rename(filepath.Join(fresh, "partlift.db"), db))
			}
			if err != nil {
				t.Fatal(err)
			}
		}, library.ErrLost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, want := stocked(t)
			db := filepath.Join(dir, "partlift.db")
			c.hurt(t, db)
			before := disk(t, dir)
			for range 2 { // looking changes nothing
				l, err := library.Open(dir, clock())
				if err == nil {
					err = errors.Join(errorOf(l.Songs(t.Context(), library.Query{})), l.Close())
				}
				var told *library.Fault
				if c.want != nil && (!errors.Is(err, c.want) || !errors.As(err, &told)) {
					t.Fatalf("got %v", err)
				}
				if c.want != nil && (!strings.Contains(told.Error(), db) || !strings.Contains(told.Error(), `lift doctor rebuild --library "`+dir+`"`)) {
					t.Errorf("it does not say what to do: %v", told)
				}
			}
			after := disk(t, dir)
			if d := cmp.Diff(before, after); d != "" && c.want != nil && name != "made again by somebody" {
				t.Errorf("touched: %s", d)
			}

			got, err := library.Recover(t.Context(), dir, clock())
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Songs) != 2 || got.Unreadable != 0 {
				t.Errorf("recovered %+v", got)
			}
			for path, content := range before { // nothing that was there is lost
				rest, isDatabase := strings.CutPrefix(path, db)
				if isDatabase {
					path = got.Aside + rest
				}
				if isDatabase && (content == "" || got.Aside == "") {
					continue // nothing to keep, or used as it is
				}
				if now, err := os.ReadFile(path); err != nil || string(now) != content {
					t.Errorf("%s is not what it was: %v", path, err)
				}
			}
			l, err := library.Open(dir, func() time.Time { return time.Now().Add(90 * 24 * time.Hour) })
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if d := cmp.Diff(want, all(t, l)); d != "" {
				t.Errorf("brought back: %s", d)
			}
			for _, text := range []string{"CAFE", "oboe", "nacht.wav"} {
				if n, err := l.Count(t.Context(), library.Query{Text: text}); n == 0 || err != nil {
					t.Errorf("%s is not found: %v", text, err)
				}
			}
			if err := l.Sweep(t.Context()); err != nil {
				t.Error(err)
			}
			if h, err := l.Examine(t.Context(), nil); err != nil || !h.Sound() {
				t.Errorf("examined: %+v, %v", h, err)
			}
			if d := cmp.Diff(blobsOf(before), blobsOf(disk(t, dir))); d != "" {
				t.Errorf("blobs: %s", d)
			}
			again, err := library.Recover(t.Context(), dir, clock())
			if err != nil || len(again.Songs) > 0 || again.Aside != "" {
				t.Errorf("a second time: %+v, %v", again, err)
			}
		})
	}
}

func errorOf[T any](_ T, err error) error { return err }

func TestANewFolderIsNoLoss(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "blobs", "ab", "notes.txt"), "not ours")
	write(t, filepath.Join(dir, "partlift.db"), "") // killed while it was made
	l := open(t, dir)
	if n, err := l.Strays(t.Context()); n != 0 || err != nil {
		t.Errorf("%d strays, %v", n, err)
	}
	if found, err := l.Unnamed(t.Context()); len(found) != 0 || err != nil {
		t.Errorf("%v, %v", found, err)
	}
}

// A blob alone tells of a loss, and so does a record.
func TestWhatTellsOfALoss(t *testing.T) {
	for _, keep := range []string{"blobs", "songs"} {
		dir, _ := stocked(t)
		for _, part := range []string{"partlift.db", "blobs", "songs"} {
			if part != keep {
				if err := os.RemoveAll(filepath.Join(dir, part)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if l, err := library.Open(dir, clock()); !errors.Is(err, library.ErrLost) {
			t.Errorf("%s are left: %v", keep, err)
			l.Close()
		}
		// With nothing to bring back the library opens all the same.
		if _, err := library.Recover(t.Context(), dir, clock()); err != nil {
			t.Fatal(err)
		}
		open(t, dir)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// An older copy of the database, put back, does not know what came after it,
// and must not have it swept away.
func TestAnOlderDatabaseSweepsNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	now := time.Now()
	l, err := library.Open(dir, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	save(t, l, library.Song{ID: "old", Title: "old", Audio: put(t, l, "old")})
	later := put(t, l, "a draft by then")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(dir, "partlift.db")
	copyFile(t, db, db+".backup")
	l = open(t, dir)
	save(t, l, library.Song{ID: "new", Title: "new", Audio: later}, library.File{Kind: library.KindRaw, Name: "r", SHA: put(t, l, "result")})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	copyFile(t, db+".backup", db)

	now = now.Add(48 * time.Hour)
	l, err = library.Open(dir, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(blobFiles(t, dir)); n != 3 {
		t.Errorf("%d blobs are left of 3", n)
	}
	h, err := l.Examine(t.Context(), nil)
	if err != nil || h.Sound() || h.Strays != 1 || h.Unnamed != 1 || h.Orphans != 2 {
		t.Errorf("examined: %+v, %v", h, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := library.Recover(t.Context(), dir, clock())
	if err != nil || !slices.Equal(got.Songs, []string{"new"}) || got.Aside != "" {
		t.Fatalf("%+v, %v", got, err)
	}
	l = open(t, dir)
	if h, err := l.Examine(t.Context(), nil); err != nil || !h.Sound() || h.Songs != 2 {
		t.Errorf("afterwards: %+v, %v", h, err)
	}
}

// A song that the database knows gets what its record has and it has not.
func TestARecordCompletesASong(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	l := open(t, dir)
	save(t, l, library.Song{ID: "a", Title: "first"})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(dir, "partlift.db")
	copyFile(t, db, db+".backup")
	l = open(t, dir)
	save(t, l, library.Song{ID: "a", Title: "second"}, library.File{Kind: library.KindRaw, Name: "r", SHA: put(t, l, "result")})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	copyFile(t, db+".backup", db)
	if got, err := library.Recover(t.Context(), dir, clock()); err != nil || len(got.Songs) != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	l = open(t, dir)
	files, err := l.Files(t.Context(), "a", "")
	if err != nil || len(files) != 1 {
		t.Errorf("files %v, %v", files, err)
	}
}

// Blobs that another database put do not concern this one.
func TestSweepRemovesOnlyWhatTheDatabasePut(t *testing.T) {
	dir, _ := stocked(t)
	for _, gone := range []string{"songs", "partlift.db"} {
		if err := os.RemoveAll(filepath.Join(dir, gone)); err != nil {
			t.Fatal(err)
		}
	}
	before := blobFiles(t, dir)
	if _, err := library.Recover(t.Context(), dir, clock()); err != nil {
		t.Fatal(err)
	}
	l, err := library.Open(dir, func() time.Time { return time.Now().Add(1000 * time.Hour) })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	found, err := l.Unnamed(t.Context())
	if err != nil || len(found) != len(before) {
		t.Errorf("%d of %d unnamed, %v", len(found), len(before), err)
	}
	for _, f := range found {
		if info, err := os.Stat(l.BlobPath(f.SHA)); err != nil || info.Size() != f.Size || !info.ModTime().Equal(f.Stored) {
			t.Errorf("%+v: %v", f, err)
		}
	}
	if err := l.Keep(t.Context(), found[0].SHA); err != nil {
		t.Fatal(err)
	}
	if err := l.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, blobFiles(t, dir)); d != "" {
		t.Error(d)
	}
	if rest, err := l.Unnamed(t.Context()); err != nil || len(rest) != len(found)-1 {
		t.Errorf("%d unnamed after one was kept, %v", len(rest), err)
	}
}

func TestRecoverWaitsForWhoeverWorksOnTheSongs(t *testing.T) {
	dir, _ := stocked(t)
	l := open(t, dir)
	release, err := l.Claim()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if _, err := library.Recover(t.Context(), dir, clock()); !errors.Is(err, library.ErrClaimed) {
		t.Errorf("got %v", err)
	}
}

func TestRecoverLeavesANewerDatabaseAlone(t *testing.T) {
	path := made(t, "PRAGMA user_version = 99")
	before := disk(t, filepath.Dir(path))
	if _, err := library.Recover(t.Context(), filepath.Dir(path), clock()); !errors.Is(err, library.ErrNewer) {
		t.Errorf("got %v", err)
	}
	if d := cmp.Diff(before, disk(t, filepath.Dir(path))); d != "" {
		t.Error(d)
	}
}

func TestUnreadableRecordsArePutAside(t *testing.T) {
	dir, want := stocked(t)
	names, err := filepath.Glob(filepath.Join(dir, "songs", "*.json"))
	if err != nil || len(names) != 5 {
		t.Fatalf("records %v, %v", names, err)
	}
	whole, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"empty": "", "cut": string(whole[:len(whole)/2]), "not JSON": "hello", "of a later format": `{"Format":2,"Song":{"ID":"x"}}`,
		"of nothing": `{"Format":1}`, "under another name": string(whole),
	} {
		write(t, filepath.Join(dir, "songs", name+".json"), content)
	}
	if err := os.Remove(filepath.Join(dir, "partlift.db")); err != nil {
		t.Fatal(err)
	}
	got, err := library.Recover(t.Context(), dir, clock())
	if err != nil || got.Unreadable != 6 || len(got.Songs) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if d := cmp.Diff(want, all(t, open(t, dir))); d != "" {
		t.Error(d)
	}
	if aside, _ := filepath.Glob(filepath.Join(dir, "songs", "*.unreadable")); len(aside) != 6 {
		t.Errorf("put aside: %v", aside)
	}
}

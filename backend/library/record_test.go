package library

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// told reads the records of a folder by the title of their songs.
func told(t *testing.T, l *Library) map[string]record {
	t.Helper()
	names, err := l.records()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]record{}
	for _, name := range names {
		r, err := parseRecord(filepath.Join(l.dir, recordsName, name))
		if err != nil {
			t.Fatal(err)
		}
		title := "a separation"
		if r.Song != nil {
			title = r.Song.Title
		}
		out[title] = r
	}
	return out
}

// left counts the changes whose record is still to be written.
func left(t *testing.T, l *Library) (n int) {
	t.Helper()
	if err := l.read.QueryRow("SELECT count(*) FROM unrecorded").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRecordsFollowTheTables(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"first", "second"} {
		if err := l.Save(t.Context(), Song{ID: "a", Title: title}, &Task{ID: "t", State: title}); err != nil {
			t.Fatal(err)
		}
		if r, ok := told(t, l)[title]; !ok || r.Tasks[0].State != title || r.Settings != nil {
			t.Errorf("after a save: %+v", told(t, l))
		}
	}
	if err := l.SaveSongSettings(t.Context(), "a", json.RawMessage(`{"x":1}`)); err != nil {
		t.Fatal(err)
	}
	if r := told(t, l)["second"]; string(r.Settings) != `{"x":1}` {
		t.Errorf("settings %s", r.Settings)
	}
	if n := left(t, l); n != 1 {
		t.Errorf("%d changes wait; only the last may, for the next", n)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if l, err = Open(dir, time.Now); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if n := left(t, l); n != 0 {
		t.Errorf("%d changes wait after an orderly end", n)
	}
	if _, err := l.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if len(told(t, l)) != 0 {
		t.Errorf("after the deletion: %v", told(t, l))
	}
}

// A crash between a change and its record leaves a mark, by which the next
// start writes the record; a deletion's too.
func TestRecordsAreCaughtUp(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"kept", "gone"} {
		if err := l.Save(t.Context(), Song{ID: id, Title: id}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := connect(l.databasePath(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"UPDATE songs SET title = 'new' WHERE id = 'kept'", "DELETE FROM songs WHERE id = 'gone'", "INSERT INTO unrecorded VALUES ('kept', 1), ('gone', 2)"} {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if l, err = Open(dir, time.Now); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, ok := told(t, l)["new"]; !ok || len(told(t, l)) != 1 || left(t, l) != 0 {
		t.Errorf("records %v, %d wait", told(t, l), left(t, l))
	}
}

// A mark that a later change has set stays until that one's record is there.
func TestAMarkBelongsToItsChange(t *testing.T) {
	l, err := Open(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Save(t.Context(), Song{ID: "a"}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := l.write.Exec("UPDATE unrecorded SET mark = 5"); err != nil { // another process
		t.Fatal(err)
	}
	if err := l.Save(t.Context(), Song{ID: "b"}, nil); err != nil {
		t.Fatal(err)
	}
	if n := left(t, l); n != 2 {
		t.Errorf("%d marks, want that of the other process and the last", n)
	}
}

// A record that cannot be written keeps nobody from saving, and is written when
// that is possible again.
func TestASaveDoesNotNeedItsRecord(t *testing.T) {
	l, err := Open(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	records := filepath.Join(l.dir, recordsName)
	if err := os.Rename(records, records+".away"); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b"} {
		if err := l.Save(t.Context(), Song{ID: id, Title: id}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if n := left(t, l); n != 2 {
		t.Errorf("%d wait", n)
	}
	if err := os.Rename(records+".away", records); err != nil {
		t.Fatal(err)
	}
	if err := l.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(told(t, l)) != 2 || left(t, l) != 0 {
		t.Errorf("records %v, %d wait", told(t, l), left(t, l))
	}
}

// A library of an earlier version gets its records bit by bit, and all at once
// by Sweep.
func TestAnOldLibraryGetsRecords(t *testing.T) {
	l, err := Open(ancient(t, 150), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if n := left(t, l); n != 150-recordsAtOnce {
		t.Errorf("%d wait after the start", n)
	}
	if err := l.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if names, err := l.records(); len(names) != 150 || left(t, l) != 0 {
		t.Errorf("%d records, %d wait, %v", len(names), left(t, l), err)
	}
}

// Two processes may have the same blob put; one that deletes its song leaves it
// to the other.
func TestABlobThatAnotherProcessAwaitsStays(t *testing.T) {
	dir := t.TempDir()
	a, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	blob := putText(t, a, "same")
	if err := a.Save(t.Context(), Song{ID: "a", Audio: blob}, nil); err != nil {
		t.Fatal(err)
	}
	putText(t, b, "same")
	if _, err := a.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if err := b.Save(t.Context(), Song{ID: "b", Audio: blob}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Delete(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	if b.HasBlob(blob) {
		t.Error("nobody awaits it any more, and it stays")
	}
}

func TestExportsOfAnArchiveAreBounded(t *testing.T) {
	l, err := Open(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, name := range []string{"a.mid", "b.mid", ".hidden", "nul.mid"} {
		if err := os.WriteFile(filepath.Join(l.ExportDir(), name), nil, private); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := l.exports(2); len(all) != 2 || err != nil {
		t.Errorf("%v, %v", all, err)
	}
	var told *Fault
	if _, err := l.exports(1); !errors.As(err, &told) || !strings.Contains(told.Error(), l.ExportDir()) {
		t.Errorf("got %v", err)
	}
}

// A record of a later version may mean something else by the same words.
func TestRecordsOfLaterVersionsAreNotRead(t *testing.T) {
	for format, want := range map[int]bool{0: false, 1: true, 2: false} {
		path := filepath.Join(t.TempDir(), recordName("a"))
		body, err := json.Marshal(record{Format: format, Song: &Song{ID: "a"}})
		if err == nil {
			err = os.WriteFile(path, body, private)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseRecord(path); (err == nil) != want {
			t.Errorf("format %d: %v", format, err)
		}
	}
}

// The record of a song that was deleted, as a backup of the folder brings it,
// does not bring the song back.
func TestADeletedSongStaysDeleted(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Save(t.Context(), Song{ID: "a"}, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, recordsName, recordName("a"))
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, body, private); err != nil {
		t.Fatal(err)
	}
	if n, err := l.Strays(t.Context()); n != 0 || err != nil {
		t.Errorf("%d strays, %v", n, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := Recover(t.Context(), dir, time.Now)
	if err != nil || len(got.Songs) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// Whatever lies in a record, the others are read, and what was read can be
// opened and written down again.
func FuzzRecord(f *testing.F) {
	l, err := Open(f.TempDir(), time.Now)
	if err != nil {
		f.Fatal(err)
	}
	defer l.Close()
	for _, seed := range []string{
		`{"Format":1,"Song":{"ID":"a","Title":"x","Created":"2026-01-01T00:00:00Z"},"Files":[{"Kind":"raw","Name":"n","SHA":"../../x","Path":"../../etc","Meta":null}],"Tasks":[{"ID":"t","Body":{}}],"Settings":{"a":1}}`,
		`{"Format":1,"Separation":{"ID":"s","Provider":"p","Audio":"a","Stems":[1]}}`, `{"Format":1}`, `[]`, "",
		`{"Format":1,"Song":{"ID":"b","Seconds":1e308,"Created":"0001-01-01T00:00:00Z","Order":-5},"Tasks":[{"ID":""},{"ID":""}]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var r record
		_ = json.Unmarshal([]byte(text), &r)
		id := "none"
		if r.Separation != nil {
			id = separationID(r.Separation.Provider, r.Separation.ID)
		} else if r.Song != nil {
			id = r.Song.ID
		}
		path := filepath.Join(l.dir, recordsName, recordName(id))
		if err := os.WriteFile(path, []byte(text), private); err != nil {
			t.Fatal(err)
		}
		var got Recovered
		if err := l.readRecords(t.Context(), &got); err != nil {
			t.Fatal(err)
		}
		for _, id := range got.Songs {
			if err := l.keepRecord(t.Context(), id); err != nil {
				t.Errorf("%q is not written again: %v", id, err)
			}
			if _, err := l.Delete(t.Context(), id); err != nil {
				t.Errorf("%q is not deleted: %v", id, err)
			}
		}
		_ = os.Remove(path)
		_ = os.Remove(path + ".unreadable")
	})
}

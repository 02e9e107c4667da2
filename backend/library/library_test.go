package library_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/library"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456000, time.UTC)

// clock returns a now that moves on by a second with each call.
func clock() func() time.Time {
	var mu sync.Mutex
	t := noon
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		t = t.Add(time.Second)
		return t
	}
}

func open(t testing.TB, dir string) *library.Library {
	t.Helper()
	l, err := library.Open(dir, clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func put(t testing.TB, l *library.Library, content string) string {
	t.Helper()
	b, err := l.Put(t.Context(), strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return b.SHA
}

func save(t testing.TB, l *library.Library, s library.Song, files ...library.File) {
	t.Helper()
	if err := l.Save(t.Context(), s, nil, files...); err != nil {
		t.Fatal(err)
	}
}

func titles(songs []library.Song) []string {
	out := []string{}
	for _, s := range songs {
		out = append(out, s.Title)
	}
	return out
}

func TestSongComesBackAsSavedAfterReopening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Müsik 100% #1?&x=y")
	l, err := library.Open(dir, clock())
	if err != nil {
		t.Fatal(err)
	}
	sha := put(t, l, "sound")
	want := library.Song{ID: "s1", Title: "Nacht", State: "running", Engine: "cloud", Provider: "kie", Detail: "d", Step: "separate",
		Progress: 0.5, Audio: sha, AudioName: "nacht.wav", Tracks: 3, Notes: 400, Seconds: 61.5, BPM: 117.98, Demo: true, Created: noon}
	task := library.Task{ID: "t1", State: "waiting", Body: json.RawMessage(`{"a":1}`)}
	file := library.File{Kind: library.KindStem, Name: "bass", SHA: sha, Size: 5, Meta: json.RawMessage(`[1]`)}
	if err := l.Save(t.Context(), want, &task, file); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}

	l = open(t, dir)
	got, err := l.Song(t.Context(), "s1")
	if err != nil {
		t.Fatal(err)
	}
	if got.Updated.IsZero() || got.Order == 0 {
		t.Errorf("Updated %v, Order %d: not set", got.Updated, got.Order)
	}
	want.Updated, want.Order = got.Updated, got.Order
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	gotTask, err := l.TaskOf(t.Context(), "s1")
	if err != nil {
		t.Fatal(err)
	}
	task.SongID, task.Updated = "s1", gotTask.Updated
	if d := cmp.Diff(task, gotTask); d != "" {
		t.Error(d)
	}
	files, err := l.Files(t.Context(), "s1", "")
	file.SongID = "s1"
	if d := cmp.Diff([]library.File{file}, files); err != nil || d != "" {
		t.Error(err, d)
	}
}

func TestSaveReplacesAndKeepsCreated(t *testing.T) {
	l := open(t, t.TempDir())
	save(t, l, library.Song{ID: "a", Title: "one", Created: noon})
	save(t, l, library.Song{ID: "a", Title: "two", Created: noon.Add(time.Hour), BPM: math.NaN(), Seconds: math.Inf(1)})
	got, err := l.Song(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != "two" || !got.Created.Equal(noon) || got.BPM != 0 || got.Seconds != 0 {
		t.Errorf("got %+v", got)
	}
	if n, err := l.Count(t.Context(), library.Query{}); n != 1 || err != nil {
		t.Errorf("count %d, %v", n, err)
	}
}

func TestSaveIsAllOrNothing(t *testing.T) {
	missing := strings.Repeat("ab", 32)
	for name, c := range map[string]struct {
		song library.Song
		task *library.Task
		file library.File
		want error
	}{
		"blob of a file missing": {file: library.File{Kind: "raw", Name: "x", SHA: missing}, want: library.ErrNoBlob},
		"path for a blob":        {file: library.File{Kind: "raw", Name: "x", SHA: "../../etc/passwd"}, want: library.ErrNoBlob},
		"audio missing":          {song: library.Song{Audio: missing}, file: library.File{Kind: "export", Name: "x", Path: "/x"}, want: library.ErrNoBlob},
		"file of nothing":        {file: library.File{Kind: "raw", Name: "x"}},
		"relative path":          {file: library.File{Kind: "export", Name: "x", Path: "a/b"}},
		"meta not JSON":          {file: library.File{Kind: "export", Name: "x", Path: "/x", Meta: json.RawMessage("{")}},
		"body not JSON":          {task: &library.Task{ID: "t", Body: json.RawMessage("{")}, file: library.File{Kind: "export", Name: "x", Path: "/x"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, t.TempDir())
			c.song.ID = "a"
			err := l.Save(t.Context(), c.song, c.task, library.File{Kind: "export", Name: "good", Path: "/good"}, c.file)
			if err == nil || (c.want != nil && !errors.Is(err, c.want)) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if _, err := l.Song(t.Context(), "a"); !errors.Is(err, library.ErrNotFound) {
				t.Errorf("song: %v", err)
			}
		})
	}
}

func TestTasks(t *testing.T) {
	l := open(t, t.TempDir())
	for i, state := range []string{"running", "done", "running"} {
		id := fmt.Sprint(i)
		if err := l.Save(t.Context(), library.Song{ID: "song" + id}, &library.Task{ID: id, State: state}); err != nil {
			t.Fatal(err)
		}
	}
	ids := func(states ...string) []string {
		tasks, err := l.Tasks(t.Context(), states...)
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for _, task := range tasks {
			out = append(out, task.ID)
		}
		return out
	}
	if d := cmp.Diff([]string{"0", "2"}, ids("running", "nonesuch")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"0", "1", "2"}, ids()); d != "" {
		t.Error(d)
	}
	if _, err := l.Task(t.Context(), "9"); !errors.Is(err, library.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if _, err := l.TaskOf(t.Context(), "9"); !errors.Is(err, library.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestSeparationIsFoundByAudio(t *testing.T) {
	l := open(t, t.TempDir())
	for _, s := range []library.Separation{
		{ID: "1", Audio: "aa", Provider: "kie", Kind: "split", Stems: json.RawMessage(`{"bass":"x"}`)},
		{ID: "2", Audio: "aa", Provider: "kie", Kind: "vocal"},
		{ID: "3", Audio: "aa", Provider: "other", Kind: "split"},
		{ID: "4", Audio: "bb", Provider: "kie", Kind: "split"},
	} {
		if err := l.SaveSeparation(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct{ audio, provider, kind, want string }{
		"one":          {"aa", "kie", "split", "1"},
		"any kind":     {"aa", "kie", "", "21"},
		"any provider": {"aa", "", "split", "31"},
		"none":         {"cc", "", "", ""},
	} {
		found, err := l.FindSeparations(t.Context(), c.audio, c.provider, c.kind)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, s := range found {
			got += s.ID
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestSettings(t *testing.T) {
	l := open(t, t.TempDir())
	if _, ok, err := l.Settings(t.Context(), "k"); ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
	for _, v := range []any{map[string]int{"a": 1}, json.RawMessage(`{"a":2}`)} {
		if err := l.SaveSettings(t.Context(), "k", v); err != nil {
			t.Fatal(err)
		}
	}
	if v, ok, err := l.Settings(t.Context(), "k"); string(v) != `{"a":2}` || !ok || err != nil {
		t.Errorf("got %s, %v, %v", v, ok, err)
	}
	if err := l.SaveSongSettings(t.Context(), "a", json.RawMessage(`1`)); !errors.Is(err, library.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	save(t, l, library.Song{ID: "a"})
	if v, err := l.SongSettings(t.Context(), "a"); v != nil || err != nil {
		t.Errorf("got %s, %v", v, err)
	}
	if err := l.SaveSongSettings(t.Context(), "a", json.RawMessage(`{"grid":true}`)); err != nil {
		t.Fatal(err)
	}
	if v, err := l.SongSettings(t.Context(), "a"); string(v) != `{"grid":true}` || err != nil {
		t.Errorf("got %s, %v", v, err)
	}
}

func TestClaimIsExclusive(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, dir), open(t, dir)
	release, err := a.Claim()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Claim(); !errors.Is(err, library.ErrClaimed) {
		t.Errorf("got %v", err)
	}
	save(t, b, library.Song{ID: "no claim needed"})
	release()
	release()
	again, err := b.Claim()
	if err != nil {
		t.Fatal(err)
	}
	again()
}

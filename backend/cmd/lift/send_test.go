package main

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
)

// bench is a library and a service of its own, to run lift song on.
type bench struct {
	t   *testing.T
	sim *kiesim.Sim
	dir string
	url string

	later atomic.Int64 // how far the service's clock is ahead, in nanoseconds
}

func newBench(t *testing.T, script kiesim.Script) *bench {
	t.Helper()
	songs, err := studio.DemoSongs()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, dir: t.TempDir()}
	b.sim = kiesim.New(kiesim.Config{Songs: songs[:1], Script: script, Credits: 1000, Now: func() time.Time { return time.Now().Add(time.Duration(b.later.Load())) }})
	server := httptest.NewServer(b.sim)
	t.Cleanup(func() { server.Close(); b.sim.Close() })
	b.url = server.URL
	return b
}

// song runs lift song and returns its code and what it said.
func (b *bench) song(args ...string) (code int, said string) {
	var out, errs bytes.Buffer
	l := &lift{in: new(bytes.Buffer), out: &out, err: &errs}
	l.places.Key = testKey
	code = l.run(b.t.Context(), append([]string{"song", "-o", filepath.Join(b.dir, "out"), "--library", filepath.Join(b.dir, "library"),
		"--api-base", b.url, "--upload-base", b.url, "--poll", "5ms", "--grid", "off"}, args...))
	return code, errs.String()
}

func (b *bench) file(name string, body []byte) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// large is a WAV file of 21 MB that is nearly silent, so that it packs well.
func large() []byte {
	head := []byte("RIFF\xff\xff\xff\x7fWAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x44\xac\x00\x00\x10\xb1\x02\x00\x04\x00\x10\x00data\xff\xff\xff\x7f")
	return append(head, bytes.Repeat([]byte{0, 0, 0, 0, 9, 0, 9, 0}, 21_000_000/8)...)
}

func TestLargeAudioIsSentAsFLACUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	b := newBench(t, kiesim.Script{})
	wav := b.file("Long.wav", large())
	if code, said := b.song(wav, "--send", "original"); code != 1 || len(b.sim.Charges()) != 0 {
		t.Errorf("as it is: code %d, %d charges\n%s", code, len(b.sim.Charges()), said)
	}
	os.RemoveAll(filepath.Join(b.dir, "library"))
	code, said := b.song(wav)
	if code != 0 || !strings.Contains(said, "“Long.wav”: It is larger than 20 MB, which the service does not take, so it goes there as FLAC (") || len(b.sim.Charges()) != 1 {
		t.Errorf("code %d, %d charges\n%s", code, len(b.sim.Charges()), said)
	}
	if code, said := b.song(wav); code != 0 || len(b.sim.Charges()) != 1 {
		t.Errorf("once more: code %d, %d charges\n%s", code, len(b.sim.Charges()), said)
	}
	if code, said := b.song(wav, "--send", "ogg"); code != 2 {
		t.Errorf("an unknown form: code %d\n%s", code, said)
	}
}

func TestWhatMayBeNoSoundIsNotPaidForWithoutAWord(t *testing.T) {
	t.Parallel()
	b := newBench(t, kiesim.Script{})
	for name, body := range map[string][]byte{"mute.wav": large()[:44], "odd.m4a": []byte("\x00\x00\x00\x20ftypM4A " + strings.Repeat("x", 4000))} {
		path := b.file(name, body)
		code, said := b.song(path)
		if code != 1 || len(b.sim.Requests()) != 0 || !strings.Contains(said, "“"+name+"”") || !strings.Contains(said, "--send-anyway") {
			t.Errorf("%s: code %d, %d requests\n%s", name, code, len(b.sim.Requests()), said)
		}
	}
	if code, said := b.song(filepath.Join(b.dir, "odd.m4a"), "--send-anyway"); code != 0 || len(b.sim.Charges()) != 1 {
		t.Errorf("all the same: code %d, %d charges\n%s", code, len(b.sim.Charges()), said)
	}
}

func TestAnIncompleteSongEndsWithOne(t *testing.T) {
	t.Parallel()
	b := newBench(t, kiesim.Script{MIDI: kiesim.MIDI{Empty: "whole"}, Faults: []kiesim.Fault{{Method: "POST", Path: "/api/v1/midi/generate", Skip: 2, Times: 1, Do: kiesim.DoError, Code: 501}}})
	wav := b.file("song.wav", large()[:2_000_000])
	code, said := b.song(wav)
	if code != 1 || !strings.Contains(said, "“song” is not complete: the notes of ") || !strings.Contains(said, "--per-stem") || !strings.Contains(said, "could not be transcribed, so its notes are missing") {
		t.Fatalf("code %d\n%s", code, said)
	}
	if files, _ := filepath.Glob(filepath.Join(b.dir, "out", "*.mid")); len(files) < 2 {
		t.Errorf("only %q was written", files)
	}
	if code, said := b.song(wav); code != 1 {
		t.Errorf("once more: code %d\n%s", code, said)
	}
	if code, said := b.song(wav, "--per-stem"); code != 0 || len(b.sim.Charges()) != 1 {
		t.Errorf("with --per-stem: code %d, %d charges\n%s", code, len(b.sim.Charges()), said)
	}
}

func TestMissingStemsAreFetchedByAFlag(t *testing.T) {
	t.Parallel()
	b := newBench(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/s/*", Do: kiesim.DoHTML, Code: 404, Times: 13}}})
	wav := b.file("song.wav", large()[:2_000_000])
	if code, said := b.song(wav); code != 0 || !strings.Contains(said, "The stems ") {
		t.Fatalf("code %d\n%s", code, said)
	}
	code, said := b.song(wav)
	if code != 0 || !strings.Contains(said, "--stems") || !strings.Contains(said, " missing;") {
		t.Errorf("once more: code %d\n%s", code, said)
	}
	code, said = b.song(wav, "--stems")
	if code != 0 || !strings.Contains(said, "Fetching 12 missing stems of “song”, which is free.") || strings.Contains(said, "could not be downloaded") {
		t.Errorf("with --stems: code %d\n%s", code, said)
	}
	if code, said := b.song(wav, "--stems"); code != 0 || !strings.Contains(said, "nothing was sent or paid") || strings.Contains(said, "missing") {
		t.Errorf("with nothing missing: code %d\n%s", code, said)
	}
	if n := len(b.sim.Charges()); n != 1 {
		t.Errorf("%d charges", n)
	}
}

// A separation that the service has forgotten is offered again, free first, and
// never bought without a word.
func TestAnExpiredSeparationIsBoughtOnlyWhenTold(t *testing.T) {
	t.Parallel()
	b := newBench(t, kiesim.Script{})
	wav := b.file("song.wav", large()[:2_000_000])
	if code, said := b.song(wav); code != 0 {
		t.Fatalf("code %d\n%s", code, said)
	}
	b.later.Store(int64(15 * 24 * time.Hour))
	for _, flags := range [][]string{{"--again"}, {"--again"}} { // the second asks once more, which is free
		code, said := b.song(append(flags, wav)...)
		if code != 1 || len(b.sim.Charges()) != 1 || !strings.Contains(said, "no longer knows the separation of “song”") || !strings.Contains(said, "Run the same command again to ask once more, which is free") {
			t.Fatalf("%q: code %d, %d charges\n%s", flags, code, len(b.sim.Charges()), said)
		}
	}
	if code, said := b.song("--again", "--send-again", wav); code != 0 || len(b.sim.Charges()) != 2 {
		t.Errorf("told to: code %d, %d charges\n%s", code, len(b.sim.Charges()), said)
	}
}

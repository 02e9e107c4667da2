package studio_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/audio"
	"partlift/backend/session"
)

// soundsIn reads the sounds in a session by their names, of both kinds.
func soundsIn(t *testing.T, path string) map[string]session.Wave {
	t.Helper()
	out, fsys := map[string]session.Wave{}, inside(t, path)
	if err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || !audio.IsAudio(p) {
			return err
		}
		f, err := fsys.Open(p)
		if err != nil {
			return err
		}
		defer f.Close()
		out[d.Name()], err = session.ReadSound(f)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// noisy is a song with stems of 16 and of 24 bits, one and two channels, one of
// which would clip.
func noisy(t *testing.T) studio.SessionSong {
	t.Helper()
	return songOf(studio.SongSound{Name: "Drums", Path: soundFile(t, "a.wav", 44100, 2, 1)}, studio.SongSound{Name: "Bass", Path: soundFile(t, "b.mp3", 44100, 1, 1)},
		studio.SongSound{Name: "Lead", Path: floats(t, 44100, 0.5, 1.5, -1.5, 0.25)})
}

// With FLAC every sample is that of the session with WAV files, in less room, in
// every format that has it; a plain folder has WAV, and says why.
func TestSessionsWithFLACHoldTheSameSamples(t *testing.T) {
	t.Parallel()
	song := noisy(t)
	for _, kind := range kinds {
		wav := sessionOf(t, song, studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}, studio.SessionOptions{Kind: kind})
		flac := sessionOf(t, song, studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}, studio.SessionOptions{Kind: kind, Media: studio.MediaFLAC})
		want, got := soundsIn(t, wav.Path), soundsIn(t, flac.Path)
		told := strings.Contains(strings.Join(flac.Notices, "\n"), "The sound is WAV, since the folder is for any program")
		if len(got) != 3 || told != (kind == "folder") || flac.Shift == 0 {
			t.Errorf("%s: %v, %q", kind, got, flac.Notices)
		}
		if kind == "folder" {
			continue
		}
		if flac.Bytes >= wav.Bytes {
			t.Errorf("%s: %d bytes with FLAC, %d without", kind, flac.Bytes, wav.Bytes)
		}
		for name, w := range want {
			f, ok := got[strings.TrimSuffix(name, ".wav")+".flac"]
			w.Size, w.Sum = f.Size, f.Sum
			if !ok || f != w || f.Stamp == "" {
				t.Errorf("%s: %s is %+v, want %+v", kind, name, f, w)
			}
		}
	}
	_, err := studio.WriteSession(t.Context(), song, studio.ExportOptions{Dir: t.TempDir()}, studio.SessionOptions{Kind: "reaper", Media: "mp3"}, time.Now())
	if err == nil || !strings.Contains(err.Error(), "mp3") {
		t.Errorf("MP3: %v", err)
	}
}

// FLAC that was written before is copied into the next session, and made of the WAV
// file of an earlier one where there is that; what somebody changed is made anew.
func TestFLACIsUsedAgain(t *testing.T) {
	t.Parallel()
	path := soundFile(t, "a.wav", 44100, 2, 0.5)
	for _, first := range kinds {
		for _, next := range kinds[:3] {
			for _, media := range []string{studio.MediaWAV, studio.MediaFLAC} {
				opt := studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}
				was := soundsIn(t, sessionOf(t, songOf(studio.SongSound{Name: "Bass", Path: path, SHA: "one"}), opt, studio.SessionOptions{Kind: first, Media: media}).Path)
				r := sessionOf(t, songOf(studio.SongSound{Name: "Bass", Path: quieter(t, path), SHA: "one"}), opt, studio.SessionOptions{Kind: next, Media: studio.MediaFLAC})
				got := soundsIn(t, r.Path)["Bass stem.flac"]
				if old := was["Bass stem.flac"]; old.Frames > 0 && got != old {
					t.Errorf("%s after %s with %s: %+v, was %+v", next, first, media, got, old)
				}
				for _, old := range was {
					if got.Data != old.Data || got.Stamp != old.Stamp {
						t.Errorf("%s after %s with %s: it was made anew", next, first, media)
					}
				}
			}
		}
	}
	opt := studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}
	song := songOf(studio.SongSound{Name: "Bass", Path: path})
	so := studio.SessionOptions{Kind: "reaper", Media: studio.MediaFLAC}
	one := sessionOf(t, song, opt, so)
	was, file := soundsIn(t, one.Path), filepath.Join(one.Path, "Media", "Bass stem.flac")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-30] ^= 1
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if two := sessionOf(t, song, opt, so); two.Path == one.Path || soundsIn(t, two.Path)["Bass stem.flac"] != was["Bass stem.flac"] {
		t.Errorf("a damaged file was used again at %s", two.Path)
	}
}

// However early or late it is stopped, nothing is left; and the progress ends at its
// end, whether the sound was there already or not.
func TestStopOfASessionWithFLACLeavesNothing(t *testing.T) {
	t.Parallel()
	song := noisy(t)
	for _, kind := range kinds[:3] {
		so := studio.SessionOptions{Kind: kind, Media: studio.MediaFLAC}
		opt := studio.ExportOptions{Dir: t.TempDir(), Grid: on(late())}
		steps, last, whole := 0, int64(0), int64(0)
		so.Progress = func(done, total int64) {
			if steps++; done < last || done > total {
				t.Errorf("%s: %d of %d after %d", kind, done, total, last)
			}
			last, whole = done, total
		}
		for range 2 {
			last = 0
			sessionOf(t, song, opt, so)
			if float64(last) < 0.95*float64(whole) { // the length of MP3 is not known exactly
				t.Errorf("%s: it ends at %d of %d", kind, last, whole)
			}
		}
		for at := 1; at < steps/2; at += max(1, steps/14) {
			dir := t.TempDir()
			ctx, stop := context.WithCancel(t.Context())
			n := 0
			so.Progress = func(int64, int64) {
				if n++; n == at {
					stop()
				}
			}
			_, err := studio.WriteSession(ctx, song, studio.ExportOptions{Dir: dir, Grid: on(late())}, so, time.Now())
			stop()
			if left := entries(t, dir); len(left) > 0 && err != nil || err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("%s, stopped at %d of %d: %q, %v", kind, at, steps, left, err)
			}
		}
	}
}

// A rate that FLAC does not have leaves WAV files, and a song without sound says
// nothing of it.
func TestFLACWhereItCannotBe(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(soundFile(t, "a.wav", 44100, 1, 0.1))
	if err != nil {
		t.Fatal(err)
	}
	const rate = 24
	copy(data[rate:], []byte{0x00, 0x35, 0x0C, 0x00, 0x00, 0x6A, 0x18, 0x00}) // 800,000 Hz
	fast := filepath.Join(t.TempDir(), "fast.wav")
	if err := os.WriteFile(fast, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		song studio.SessionSong
		told bool
	}{{songOf(studio.SongSound{Name: "Bass", Path: fast}), true}, {songOf(), false}} {
		r := sessionOf(t, c.song, studio.ExportOptions{Dir: t.TempDir()}, studio.SessionOptions{Kind: "dawproject", Media: studio.MediaFLAC})
		if told := strings.Contains(strings.Join(r.Notices, "\n"), "FLAC has no rate as high"); told != c.told || (len(soundsIn(t, r.Path)) == 1) != c.told {
			t.Errorf("%q", r.Notices)
		}
	}
}

// The key of a session tells those apart that hold other sound or other mutes.
func TestTheKeyOfASessionKnowsItsSettings(t *testing.T) {
	t.Parallel()
	w, p := stemmed(t)
	seen := map[string]bool{}
	for _, so := range []studio.SessionOptions{{Kind: "reaper"}, {Kind: "ardour"}, {Kind: "reaper", Media: studio.MediaFLAC}, {Kind: "reaper", Unmuted: true}} {
		key, err := w.SessionKey(t.Context(), p.ID, studio.ExportOptions{Page: p}, so)
		if err != nil || seen[key] {
			t.Errorf("%+v has the key of another, %v", so, err)
		}
		seen[key] = true
	}
}

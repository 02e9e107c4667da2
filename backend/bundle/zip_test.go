package bundle_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"partlift/backend/bundle"
	"partlift/backend/say"
)

// patched changes 2 or 4 bytes at an offset in each header of the list of files.
func patched(data []byte, offset int, value []byte) []byte {
	data = slices.Clone(data)
	for at := 0; ; at++ {
		i := bytes.Index(data[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return data
		}
		at += i
		copy(data[at+offset:], value)
	}
}

func long(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }

// bomb packs zeros so often that it is far more than a song.
func bomb(t testing.TB) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for i := range 4 {
		w, err := z.Create(fmt.Sprintf("%d.wav", i))
		if err != nil {
			t.Fatal(err)
		}
		for range 80 {
			if _, err := w.Write(zeros); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func many(t testing.TB, n int) []byte {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%d.mid", i)
	}
	return archive(t, func(_ int, h *zip.FileHeader) { h.Method = zip.Store }, names...)
}

func TestHostileArchivesAreRefused(t *testing.T) {
	good := archive(t, nil, "Drums.mid", "Bass.mid")
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"bomb.zip":      {bomb(t), "“bomb.zip” would unpack to far more than a song in parts. Get it again from where it comes from."},
		"overlap.zip":   {patched(good, 20, long(uint32(len(good)-1))), "“overlap.zip” would unpack to far more than a song in parts. Get it again from where it comes from."},
		"huge.zip":      {patched(good, 24, long(3<<30)), "“huge.zip” would unpack to far more than a song in parts. Get it again from where it comes from."},
		"many.zip":      {many(t, 100_000), "There are too many files in “many.zip”. Choose the folder of one song instead."},
		"lots.zip":      {many(t, 10_001), "There are too many files in “lots.zip”. Choose the folder of one song instead."},
		"locked.zip":    {patched(good, 8, []byte{1, 0}), "“locked.zip” is locked with a password. Unpack it, and choose the folder."},
		"odd.zip":       {patched(good, 10, []byte{14, 0}), "“odd.zip” is packed in a way that is not known here. Unpack it, and choose the folder."},
		"truncated.zip": {good[:len(good)-30], "The archive “truncated.zip” is damaged or incomplete. Download or pack it again."},
		"page.zip":      {[]byte("<html>"), "“page.zip” is not a ZIP archive. Download or pack it again."},
		"none.zip":      {nil, "“none.zip” is not a ZIP archive. Download or pack it again."},
	} {
		_, _, err := list(t, fileOf(t, name, c.body))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// A list of files that never ends is not taken into memory.
func TestMemoryIsBounded(t *testing.T) {
	p := fileOf(t, "many.zip", many(t, 400_000))
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := list(t, p)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; err == nil || got > 80<<20 {
		t.Errorf("%d MB for a list of 400,000 files, %v", got>>20, err)
	}
}

func TestSizesThatLieAreFoundWhileReading(t *testing.T) {
	good := archive(t, nil, "Drums.mid")
	body := crc32.ChecksumIEEE([]byte("Drums.mid"))
	for name, data := range map[string][]byte{
		"short.zip": patched(good, 24, long(4)), "long.zip": patched(good, 24, long(400)), "sum.zip": patched(good, 16, long(body+1)),
		"data.zip": append(append(slices.Clone(good[:39]), 0xff, 0xff, 0xff, 0xff), good[43:]...),
	} {
		b, err := bundle.Open([]string{fileOf(t, name, data)}, os.Open, endings)
		if err != nil {
			t.Fatal(name, err)
		}
		r, err := b.Entries[0].Open()
		if err == nil {
			_, err = io.ReadAll(r)
		}
		var told *say.Trouble
		if !errors.As(err, &told) || told.Error() != "The archive “"+name+"” is damaged or incomplete. Download or pack it again." {
			t.Errorf("%s: %v", name, err)
		}
		b.Close()
	}
}

func FuzzArchive(f *testing.F) {
	good := archive(f, nil, "Drums.mid", "../up.mid", "midi/Bass.mid")
	f.Add(good)
	f.Add(good[:len(good)-9])
	f.Add(patched(good, 24, long(4)))
	p := filepath.Join(f.TempDir(), "fuzz.zip")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(p, data, 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := bundle.Open([]string{p}, os.Open, endings)
		var told *say.Trouble
		if err != nil && !errors.As(err, &told) {
			t.Fatal(err)
		}
		if err != nil {
			return
		}
		defer b.Close()
		once(t, b.Entries, bundle.Sort(b.Entries, nil))
		for _, e := range b.Entries {
			if !strings.HasPrefix(e.Name, "fuzz/") || !filepath.IsLocal(e.Name) {
				t.Fatalf("%q leaves", e.Name)
			}
			r, err := e.Open()
			if err != nil {
				continue
			}
			if n, err := io.Copy(io.Discard, r); n > e.Size || err == nil && n != e.Size {
				t.Fatalf("%d bytes of %d", n, e.Size)
			}
			r.Close()
		}
	})
}

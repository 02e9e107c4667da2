package session_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"partlift/backend/session"
	"partlift/backend/session/dawproject"
)

// packed is an archive of the example, whose sound is not sound.
func packed(t testing.TB) ([]byte, *session.Session) {
	t.Helper()
	f := dawproject.Format{}
	fit := f.Fit(example())
	files, err := f.Files("", fit)
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	var media []dawproject.Entry
	sound := bytes.Repeat([]byte("sound"), 100_000)
	for _, track := range fit.Tracks {
		if track.Sound != nil {
			media = append(media, dawproject.Entry{Path: f.Media("", track.Sound.File), Size: int64(len(sound)), Sum: crc32.ChecksumIEEE(sound),
				Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(sound)), nil }, Done: func() { done++ }})
		}
	}
	var b bytes.Buffer
	moved := int64(0)
	if err := dawproject.Pack(t.Context(), &b, files, media, func(n int64) { moved += n }); err != nil || done != 2 || moved != 2*int64(len(sound)) {
		t.Fatalf("%d of 2 sounds, %d bytes, %v", done, moved, err)
	}
	return b.Bytes(), fit
}

func TestArchivesAreOfThePlainForm(t *testing.T) {
	data, fit := packed(t)
	z, faults, err := dawproject.Unpack(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if want := strings.HasSuffix(f.Name, ".xml"); want != (f.Method == zip.Deflate) {
			t.Errorf("%s is compressed: %t", f.Name, !want)
		}
	}
	if bad := judged(t, dawproject.Format{}, z, fit); len(bad) > 0 {
		t.Error(bad)
	}
	again, _ := packed(t)
	if !bytes.Equal(data, again) {
		t.Error("the same session gives other bytes")
	}
}

// What the usual writer of Go makes is what Cubase cannot read.
func TestSizesBehindAreSeen(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("project.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "<Project/>"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, faults, err := dawproject.Unpack(bytes.NewReader(b.Bytes()), int64(b.Len())); err != nil || len(faults) != 1 || !strings.Contains(faults[0], "behind") {
		t.Errorf("faults %q, %v", faults, err)
	}
	data, _ := packed(t)
	for at, what := range map[int]string{14: "sum", 18: "packed size", 22: "size", 6: "flags", 26: "length of the name"} {
		bad := bytes.Clone(data)
		bad[at] ^= 8
		if _, faults, err := dawproject.Unpack(bytes.NewReader(bad), int64(len(bad))); err == nil && len(faults) == 0 {
			t.Errorf("another %s passes", what)
		}
	}
}

func TestPackingStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	entry := dawproject.Entry{Path: "Media/a.wav", Size: 1 << 20, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(strings.Repeat("x", 1<<20))), nil }, Done: func() { t.Error("done") }}
	if err := dawproject.Pack(ctx, io.Discard, nil, []dawproject.Entry{entry}, func(int64) { stop() }); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped with %v", err)
	}
	entry.Size++
	if err := dawproject.Pack(t.Context(), io.Discard, nil, []dawproject.Entry{entry}, func(int64) {}); err == nil {
		t.Error("a sound that is too short passes")
	}
}

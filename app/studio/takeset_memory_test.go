package studio_test

import (
	"bufio"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// bigStems writes 12 stems of so many bytes each.
func bigStems(t *testing.T, bytes int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "Big")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	piece := studiotest.Tone(44100, 2, 16, 0.5)[44:]
	for i, name := range []string{"Drums", "Bass", "Guitar", "Keyboard", "Synth", "Strings", "Brass", "Woodwinds", "Percussion", "FX", "Vocals", "Backing Vocals"} {
		f, err := os.Create(filepath.Join(dir, "Big ("+name+").wav"))
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(f)
		head := binary.LittleEndian.AppendUint32(studiotest.Tone(44100, 2, 16, 0.5)[:40], uint32(bytes-44)) // #nosec G115 -- far less than 4 GB
		_, _ = w.Write(head)
		piece[0] = byte(i)
		for n := 44; n < bytes; n += len(piece) {
			_, _ = w.Write(piece[:min(len(piece), bytes-n)])
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Stems are copied as a stream: what is held in memory does not grow with them.
// PARTLIFT_STEM_MB makes each of the twelve larger: 42 are four minutes.
func TestStemsAreNotHeldInMemory(t *testing.T) {
	mb := 4
	if v := os.Getenv("PARTLIFT_STEM_MB"); v != "" {
		var err error
		if mb, err = strconv.Atoi(v); err != nil {
			t.Fatal(err)
		}
	}
	w := studiotest.New(t, kiesim.Script{})
	dir := bigStems(t, mb<<20)
	for _, from := range []string{dir, zipOf(t, dir)} {
		h, err := studio.Look([]string{from})
		if err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		got, err := w.TakeHanded(t.Context(), h, studio.Choice{}, nil)
		runtime.ReadMemStats(&now)
		if err != nil || len(got.Songs) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		allocated := (now.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%s: %d MB in %s, %d MB allocated, %d MB from the system", filepath.Base(from), 12*mb, time.Since(began).Round(time.Millisecond), allocated, now.Sys>>20)
		if allocated > uint64(8+12*mb/10) { // unpacking makes tables as it goes
			t.Errorf("%s: %d MB allocated for %d MB of stems", filepath.Base(from), allocated, 12*mb)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
}

package studio_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/library"
	"partlift/backend/secret"
)

// bigResult is a result of 20,000 notes in ten instruments, as the API writes
// it.
func bigResult() []byte {
	names := []string{"Acoustic Grand Piano", "Electric Bass (finger)", "String Ensembles 1", "Synth Voice", "Violin", "Flute", "Trumpet", "Electric Guitar (clean)", "Drawbar Organ", "Vibraphone"}
	type note map[string]any
	var instruments []map[string]any
	for i, name := range names {
		notes := make([]note, 2000)
		for k := range notes {
			start := float64(24*k+i) / 192
			notes[k] = note{"pitch": 36 + (k*7+i*5)%48, "start": start, "end": start + 23.0/192, "velocity": float64(40+k%80) / 127}
		}
		instruments = append(instruments, map[string]any{"name": name, "notes": notes})
	}
	body, err := json.Marshal(map[string]any{"code": 200, "msg": "success", "data": map[string]any{
		"taskId": "3d1d0000000000000000000000000001", "successFlag": 1, "midiData": map[string]any{"state": "complete", "instruments": instruments}}})
	if err != nil {
		panic(err)
	}
	return body
}

// BenchmarkResultToVerifiedFile decodes a result of 20,000 notes, lays it out,
// writes it and reads it back against all checks; nothing touches the disk but
// reading the result and writing the file.
func BenchmarkResultToVerifiedFile(b *testing.B) {
	path, dir := filepath.Join(b.TempDir(), "big.json"), b.TempDir()
	if err := os.WriteFile(path, bigResult(), 0o600); err != nil {
		b.Fatal(err)
	}
	export := func() {
		r, err := studio.ReadResult(path)
		if err != nil {
			b.Fatal(err)
		}
		report, err := studio.Export(r.Song, studio.ExportOptions{Dir: dir, What: studio.What{Combined: true}}, time.Unix(0, 0))
		if err != nil || !report.Receipt.OK || report.Receipt.Files[0].Notes != 20000 {
			b.Fatalf("error %v, receipt %+v", err, report.Receipt)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		export()
	}
	ours := b.Elapsed().Seconds() / float64(b.N)
	if theirs := midoSeconds(b, path); theirs > 0 {
		b.ReportMetric(theirs*1000, "mido-ms")
		b.ReportMetric(theirs/ours, "times-mido")
	}
}

// midoSeconds is how long python3-mido takes for the same, without the time to
// start Python; 0 when it is not installed.
func midoSeconds(b *testing.B, path string) float64 {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import mido").Run() != nil {
			continue
		}
		out, err := exec.Command(python, "testdata/mido_export.py", path, "3").Output()
		if err != nil {
			b.Fatal(err)
		}
		s, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	return 0
}

// BenchmarkStart opens a library and brings the first page of its history to
// the model: all that a window waits for. It must not depend on how many songs
// there are.
func BenchmarkStart(b *testing.B) {
	dirs := map[int]string{0: b.TempDir(), 10000: b.TempDir()}
	fill(b, dirs[10000], 10000)
	for _, songs := range []int{0, 10000} {
		b.Run(fmt.Sprintf("songs=%d", songs), func(b *testing.B) {
			for b.Loop() {
				s, err := studio.Open(b.Context(), benchConfig(dirs[songs]))
				if err != nil {
					b.Fatal(err)
				}
				rows, total, err := s.History(b.Context(), "", 40, 0)
				if err != nil || total != songs || len(rows) != min(songs, 40) {
					b.Fatalf("%d rows of %d, error %v", len(rows), total, err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSearch searches 10,000 songs; a frame is 16 ms.
func BenchmarkSearch(b *testing.B) {
	dir := b.TempDir()
	fill(b, dir, 10000)
	s, err := studio.Open(b.Context(), benchConfig(dir))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for _, text := range []string{"song", "violin", "song 98", "nothing like it"} {
		b.Run(strings.ReplaceAll(text, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := s.History(b.Context(), text, 40, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func benchConfig(dir string) studio.Config {
	return studio.Config{Dir: dir, Keys: secret.Options{Env: "k-0123456789abcdef", Keyring: studiotest.NoKeyring{}}, Now: time.Now, After: time.After, Rand: rand.Reader}
}

// fill puts songs into a library.
func fill(b *testing.B, dir string, songs int) {
	b.Helper()
	lib, err := library.Open(dir, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer lib.Close()
	ctx := context.Background()
	for i := range songs {
		s := library.Song{ID: fmt.Sprintf("%06d", i), Title: fmt.Sprintf("Song %d of the summer", i), State: "done", Tracks: 8, Notes: 3000, Seconds: 200}
		if err := lib.Save(ctx, s, nil); err != nil {
			b.Fatal(err)
		}
		if err := lib.SetInstruments(ctx, s.ID, "Drums Electric Bass (finger) Violin Synth Voice"); err != nil {
			b.Fatal(err)
		}
	}
}

package ear_test

import (
	"context"
	"runtime"
	"runtime/debug"
	"testing"

	"partlift/backend/ear"
	"partlift/backend/music"
)

// BenchmarkListen hears 12 stems of four minutes, with some 20 notes a second in
// all; reading files comes on top. It tells the memory in use at most.
func BenchmarkListen(b *testing.B) {
	const minutes, stemCount = 4, 12
	var all []ear.Stem
	for i := range stemCount {
		t := band(uint64(20+i), 20)[i%3]
		sound := make([]float32, 20*ear.Rate)
		copy(sound, play(t))
		var long []float32
		var notes []music.Note
		for k := range minutes * 3 {
			long = append(long, sound...)
			for _, n := range t.Notes {
				n.Start, n.End = n.Start+20*float64(k), n.End+20*float64(k)
				notes = append(notes, n)
			}
		}
		t.Notes = notes
		all = append(all, ear.Stem{Open: open(long), Parts: []ear.Part{moved(t, -.1)}})
	}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	most := uint64(0)
	for b.Loop() {
		_, err := ear.Listen(context.Background(), all, func(float64) {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(most)/(1<<20), "MB-at-most")
}

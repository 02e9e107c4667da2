package smf_test

import (
	"bytes"
	"io"
	"math"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

// large is 20,000 notes on ten instruments, as the service sends them.
func large() music.Song {
	song := music.Song{Title: "Bench"}
	for i := range 10 {
		t := music.Track{Name: music.ProgramName(uint8(8 * i)), Program: uint8(8 * i), Drums: i == 9}
		for k := range 2000 {
			start := math.Round(float64(k)*0.11*192+float64(i)) / 192
			t.Notes = append(t.Notes, music.Note{Pitch: uint8(40 + (k*7+i)%36), Velocity: uint8(40 + k%80), Start: start, End: start + 0.2})
		}
		song.Tracks = append(song.Tracks, t)
	}
	return song
}

func BenchmarkExport(b *testing.B) {
	song := large()
	opt := smf.Options{Grid: steady(117.98, 0.3)}
	p := arrange(b, song, opt)
	data, want := encode(b, p), wantOf(p, song, opt)
	b.Run("arrange", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			arrange(b, song, opt)
		}
	})
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := p.Encode(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if !verify.Passed(verify.Check(data, want)) {
				b.Fatal("not ok")
			}
		}
	})
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p := arrange(b, song, opt)
			if !verify.Passed(verify.Check(encode(b, p), wantOf(p, song, opt))) {
				b.Fatal("not ok")
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := smf.Read(bytes.NewReader(data)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

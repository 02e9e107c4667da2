package smf_test

import (
	"encoding/binary"
	"math"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// FuzzArrange makes songs and grids of any numbers whatever, also of none: they
// are refused, or the file is good and every note accounted for.
func FuzzArrange(f *testing.F) {
	floats := func(v ...float64) []byte {
		var b []byte
		for _, x := range v {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
		return b
	}
	f.Add(floats(0, 0.5, 0.25, 1, 60.5, 61), uint8(0), 117.98, 0.3, 0.0)
	f.Add(floats(0, 0, 1, 0.5, 1, 3, math.NaN(), 1, -1, 2, 1e300, math.Inf(1)), uint8(1), 22.0, -3.0, 60.0)
	f.Add(floats(0, 0.5, 0.25, 1, 60.5, 61), uint8(33), 117.98, 0.3, 0.0)
	f.Add(floats(0, 0.5, 0.25, 1, 2060.5, 2061), uint8(34), 117.98, 0.3, 1.0)
	f.Add(floats(3000, 3599.9, 3600, 21600, 21601, 9), uint8(2), 999.0, 21600.0, 0.0)
	f.Fuzz(func(t *testing.T, data []byte, kind uint8, bpm, downbeat, tempo float64) {
		song := music.Song{Title: string(data), Tracks: []music.Track{{Name: "Drums", Drums: true}, {Name: "Bass", Program: kind}}}
		for i := 0; len(data) >= 16; i++ {
			track := &song.Tracks[i%2]
			track.Notes = append(track.Notes, music.Note{
				Pitch: data[0], Velocity: data[8],
				Start: math.Float64frombits(binary.LittleEndian.Uint64(data)),
				End:   math.Float64frombits(binary.LittleEndian.Uint64(data[8:])),
			})
			data = data[16:]
		}
		opt := smf.Options{Tempo: tempo, Floor: uint32(kind)}
		switch kind % 5 {
		case 3:
			opt.Grid = metered(steady(bpm, downbeat), meterOf(int(kind)/8%40, 1<<(kind/5%8)), meterAfter{int(kind) % 7, meterOf(3, 4)}, meterAfter{1, meterOf(7, 8)})
		case 4:
			opt.Grid = metered(mapOf(downbeat, [2]float64{2000 * math.Abs(tempo), bpm}, [2]float64{8, 100.1}), meterOf(5, 8), meterAfter{int(kind), meterOf(4, 4)})
		case 1:
			opt.Grid = steady(bpm, downbeat)
		case 2:
			opt.Grid = mapOf(downbeat, [2]float64{math.Abs(tempo), bpm}, [2]float64{8, 100.1}, [2]float64{1, tempo})
		}
		p, err := smf.Arrange(song, opt)
		if err != nil {
			return
		}
		if n := p.NoteCount() + p.Repairs.Merged + p.Repairs.Dropped; n != song.NoteCount() {
			t.Errorf("%d of %d notes are accounted for", n, song.NoteCount())
		}
		passes(t, encode(t, p), wantOf(p, song, opt))
	})
}

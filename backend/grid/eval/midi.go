//go:build eval

package eval

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"

	midi "gitlab.com/gomidi/midi/v2/smf"

	"partlift/backend/music"
)

// LoadMIDI reads every MIDI file below a folder that can serve as truth: long
// enough, quarter-note metres, and with its notes on the lines of its own
// tempo map. The others are counted as skipped.
func LoadMIDI(dir string) (songs []Song, skipped int, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name := strings.ToLower(path)
		if err != nil || d.IsDir() || !(strings.HasSuffix(name, ".mid") || strings.HasSuffix(name, ".mid.gz")) {
			return err
		}
		song, ok := readMIDI(path)
		if !ok {
			skipped++
			return nil
		}
		song.Set = filepath.Base(dir)
		if song.ID, err = filepath.Rel(dir, path); err != nil {
			return err
		}
		songs = append(songs, song)
		return nil
	})
	return songs, skipped, err
}

func readMIDI(path string) (Song, bool) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Song{}, false
	}
	if strings.HasSuffix(strings.ToLower(path), ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return Song{}, false
		}
		if data, err = io.ReadAll(z); err != nil {
			return Song{}, false
		}
	}
	file, ok := parse(data)
	if !ok {
		return Song{}, false
	}
	return file.song()
}

// A file is what matters of a MIDI file, by tick.
type file struct {
	quarter float64
	tempo   []change // microseconds a quarter
	bars    []change // quarters a bar
	odd     bool     // a metre is not in quarters
	key     string
	tracks  map[[3]int]*[]ticked
}

type change struct{ tick, value float64 }

type ticked struct {
	from, to        float64
	pitch, velocity uint8
}

func parse(data []byte) (f file, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	s, err := midi.ReadFrom(bytes.NewReader(data))
	if err != nil {
		return f, false
	}
	division, ok := s.TimeFormat.(midi.MetricTicks)
	if !ok {
		return f, false
	}
	f = file{quarter: float64(division), tracks: map[[3]int]*[]ticked{}}
	for i, track := range s.Tracks {
		f.read(i, track)
	}
	byTick := func(c []change) { sort.SliceStable(c, func(i, j int) bool { return c[i].tick < c[j].tick }) }
	byTick(f.tempo)
	byTick(f.bars)
	return f, true
}

func (f *file) read(index int, track midi.Track) {
	tick := 0.0
	program := map[uint8]uint8{}
	open := map[[2]uint8][]ticked{}
	for _, e := range track {
		tick += float64(e.Delta)
		var ch, a, b, c, d uint8
		var bpm float64
		var key midi.Key
		switch m := e.Message; {
		case m.GetMetaTempo(&bpm):
			f.tempo = append(f.tempo, change{tick, 60e6 / bpm})
		case m.GetMetaTimeSig(&a, &b, &c, &d):
			f.bars = append(f.bars, change{tick, float64(a) * 4 / float64(max(b, 1))})
			f.odd = f.odd || b != 4
		case m.GetMetaKey(&key):
			if f.key == "" {
				f.key = keyName(int(key.Num), key.IsFlat, key.IsMajor)
			}
		case m.GetProgramChange(&ch, &a):
			program[ch] = a
		case m.GetNoteStart(&ch, &a, &b):
			open[[2]uint8{ch, a}] = append(open[[2]uint8{ch, a}], ticked{from: tick, pitch: a, velocity: b})
		case m.GetNoteEnd(&ch, &a):
			id := [2]uint8{ch, a}
			if len(open[id]) == 0 {
				continue
			}
			n := open[id][0]
			open[id] = open[id][1:]
			n.to = tick
			at := [3]int{index, int(ch), int(program[ch])}
			if f.tracks[at] == nil {
				f.tracks[at] = &[]ticked{}
			}
			*f.tracks[at] = append(*f.tracks[at], n)
		}
	}
}

// keyName names a key signature by its tonic, "m" for minor.
func keyName(count int, flat, major bool) string {
	if flat {
		count = -count
	}
	tonic := (count*7%12 + 12) % 12
	if major {
		return pitchNames[tonic]
	}
	return pitchNames[(tonic+9)%12] + "m"
}

var pitchNames = [12]string{"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"}

// seconds converts a tick by the tempo map.
func (f *file) seconds(tick float64) float64 {
	at, last, us := 0.0, 0.0, 500000.0
	for _, c := range f.tempo {
		if c.tick > tick {
			break
		}
		at += (c.tick - last) * us / 1e6 / f.quarter
		last, us = c.tick, c.value
	}
	return at + (tick-last)*us/1e6/f.quarter
}

func (f *file) song() (Song, bool) {
	var out Song
	var ids [][3]int
	for id := range f.tracks {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool {
		a, b := ids[i], ids[j]
		return a[0] < b[0] || a[0] == b[0] && (a[1] < b[1] || a[1] == b[1] && a[2] < b[2])
	})
	var ticks []float64
	for _, id := range ids {
		t := music.Track{Program: uint8(id[2]), Drums: id[1] == 9}
		for _, n := range *f.tracks[id] {
			ticks = append(ticks, n.from)
			from, to := f.seconds(n.from), f.seconds(n.to)
			t.Notes = append(t.Notes, music.Note{Pitch: n.pitch, Velocity: max(n.velocity, 1), Start: from, End: max(to, from+0.005)})
		}
		music.Sort(t.Notes)
		out.Notes.Tracks = append(out.Notes.Tracks, t)
	}
	if f.odd || !f.onLines(ticks) {
		return out, false
	}
	out.Truth = f.truth(ticks)
	return out, len(out.Truth.Beats) >= 30
}

// onLines reports whether the file has enough notes and they lie on 16ths and
// triplets of its own beats.
func (f *file) onLines(ticks []float64) bool {
	if len(ticks) < 150 {
		return false
	}
	near := func(t, g float64) bool { r := math.Mod(t, g); return min(r, g-r) <= f.quarter/24 }
	fine, beat, low, high := 0.0, 0.0, math.Inf(1), 0.0
	for _, t := range ticks {
		if near(t, f.quarter/4) || near(t, f.quarter/3) {
			fine++
		}
		if near(t, f.quarter) {
			beat++
		}
		low, high = min(low, f.seconds(t)), max(high, f.seconds(t))
	}
	n := float64(len(ticks))
	return fine/n >= 0.93 && beat/n >= 0.2 && high-low >= 25
}

func (f *file) truth(ticks []float64) Truth {
	sort.Float64s(ticks)
	low, high := f.seconds(ticks[0])-0.02, f.seconds(ticks[len(ticks)-1])+0.02
	bars := f.bars
	if len(bars) == 0 || bars[0].tick > 0 {
		bars = append([]change{{0, 4}}, bars...)
	}
	t := Truth{Bar: int(bars[0].value), Level: true, Key: f.key}
	if t.Key == "C" {
		t.Key = "" // what programs write when nobody said anything
	}
	longest := 0.0
	for i, c := range bars {
		end := ticks[len(ticks)-1] + 1
		if i+1 < len(bars) {
			end = bars[i+1].tick
		}
		if end-c.tick > longest {
			longest, t.Bar = end-c.tick, int(c.value)
		}
		for k := 0; c.tick+float64(k)*f.quarter < end; k++ {
			s := f.seconds(c.tick + float64(k)*f.quarter)
			if s < low || s > high {
				continue
			}
			t.Beats = append(t.Beats, s)
			if k%max(int(c.value), 1) == 0 {
				t.Downbeats = append(t.Downbeats, s)
			}
		}
	}
	t.Constant = straight(t.Beats, 0.020)
	return t
}

// straight reports whether beats lie on one line within a tolerance.
func straight(beats []float64, tolerance float64) bool {
	if len(beats) < 8 {
		return false
	}
	a, p := regress(beats)
	for k, b := range beats {
		if math.Abs(b-a-p*float64(k)) >= tolerance {
			return false
		}
	}
	return true
}

// regress fits beats by index: beat k at a + p * k.
func regress(beats []float64) (a, p float64) {
	n := float64(len(beats))
	var sy, sxy float64
	for k, b := range beats {
		sy += b
		sxy += float64(k) * b
	}
	sx, sxx := n*(n-1)/2, (n-1)*n*(2*n-1)/6
	p = (n*sxy - sx*sy) / (n*sxx - sx*sx)
	return (sy - p*sx) / n, p
}

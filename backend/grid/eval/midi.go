//go:build eval

package eval

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"hash/fnv"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	midi "gitlab.com/gomidi/midi/v2/smf"
)

// LoadMIDI reads every MIDI file below a folder, or within an archive of a
// game, that can serve as truth: long enough, and with its notes on the lines
// of its own tempo map. The others are counted as skipped.
func LoadMIDI(dir string) (songs []Song, skipped int, err error) {
	seen := map[uint64]bool{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		id, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for name, data := range unpack(strings.ToLower(path), data) {
			h := fnv.New64a()
			h.Write(data)
			if seen[h.Sum64()] {
				continue
			}
			seen[h.Sum64()] = true
			f, ok := parse(data)
			var song Song
			if ok {
				song, ok = f.song()
			}
			if !ok {
				skipped++
				continue
			}
			song.Set, song.ID = filepath.Base(dir), id+name
			songs = append(songs, song)
		}
		return nil
	})
	return songs, skipped, err
}

// unpack goes through the MIDI files in a file: itself, unzipped, or the music
// of a WAD, an archive that begins with where its directory lies.
func unpack(path string, data []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		switch {
		case strings.HasSuffix(path, ".mid"):
			yield("", data)
		case strings.HasSuffix(path, ".mid.gz"):
			z, err := gzip.NewReader(bytes.NewReader(data))
			if err != nil {
				return
			}
			if data, err = io.ReadAll(z); err == nil {
				yield("", data)
			}
		case strings.HasSuffix(path, ".wad") && len(data) > 12:
			word := func(at int) int { return int(binary.LittleEndian.Uint32(data[at:])) }
			for at := word(8); at+16 <= len(data) && at < word(8)+16*word(4); at += 16 {
				from, size := word(at), word(at+4)
				if from+size > len(data) || !bytes.HasPrefix(data[from:], []byte("MThd")) {
					continue
				}
				if !yield("/"+strings.TrimRight(string(data[at+8:at+16]), "\x00"), data[from:from+size]) {
					return
				}
			}
		}
	}
}

// A file is what matters of a MIDI file, by tick.
type file struct {
	quarter float64
	tempo   []change // microseconds a quarter
	metres  []metre
	key     string
	tracks  map[[3]int]*[]ticked
}

type change struct{ tick, value float64 }

// A metre holds from a tick on.
type metre struct {
	tick      float64
	num, unit int
}

// beat is the length of a beat in quarters, and how many are in a bar.
func (m metre) beat() (quarters float64, count int) {
	if m.unit == 8 && m.num > 3 && m.num%3 == 0 {
		return 1.5, m.num / 3
	}
	return 4 / float64(m.unit), m.num
}

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
	sort.SliceStable(f.metres, func(i, j int) bool { return f.metres[i].tick < f.metres[j].tick })
	f.metres = slices.CompactFunc(f.metres, func(a, b metre) bool { return a.num == b.num && a.unit == b.unit })
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
			f.metres = append(f.metres, metre{tick, max(int(a), 1), max(int(b), 1)})
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

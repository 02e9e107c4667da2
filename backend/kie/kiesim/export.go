package kiesim

import (
	"archive/zip"
	"bytes"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"partlift/backend/music"
)

// late is how many seconds after the beat the stems of real exports are heard,
// with how far notes lie around that: measured on the vendor's own.
var late = map[string][2]float64{
	"Drums": {-0.001, 0.002}, "Percussion": {0.002, 0.003}, "Bass": {0.013, 0.008}, "Keyboard": {0.029, 0.008}, "Guitar": {0.007, 0.006},
	"Strings": {0.020, 0.008}, "Vocals": {0.010, 0.012}, "Woodwinds": {0.005, 0.006},
}

// splitInto is how many tracks the bass of an export comes in.
const splitInto = 3

// Export makes the files of a song as the vendor's own export has them: a sound
// and a MIDI file for each stem, as in "Title (Bass).wav", and the mix. Parts are
// late as those of real exports are, hits of drums last a tick, and the bass is in
// several tracks. Equal songs give equal files; add gets one after the other.
func Export(s Song, add func(name string, body []byte) error) error {
	h := hear([]Song{s})[0]
	if err := add(s.Name+".wav", render(h.Music, stemFormat)); err != nil {
		return err
	}
	stems := h.split(nil)
	for _, stem := range stemNames {
		tracks := stems[stem]
		if len(tracks) == 0 {
			continue
		}
		name := s.Name + " (" + strings.ReplaceAll(stem, "_", " ") + ")"
		if err := add(name+".wav", h.stem(tracks)); err != nil {
			return err
		}
		if err := add(name+".mid", midFile(delivered(h.part(tracks), stem))); err != nil {
			return err
		}
	}
	return nil
}

// packed is the archive of a song's export.
func packed(s Song) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	err := Export(s, func(name string, body []byte) error {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(body)
		}
		return err
	})
	if err := errors.Join(err, z.Close()); err != nil {
		panic("kiesim: " + err.Error()) // a buffer does not fail
	}
	return b.Bytes()
}

// delivered are the notes of a stem as they are in its file.
func delivered(song music.Song, stem string) music.Song {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(stem))
	r := rand.New(rand.NewPCG(sum.Sum64(), 0))
	lag := late[stem]
	var out []music.Track
	for _, t := range song.Tracks {
		t.Notes = slices.Clone(t.Notes)
		for i := range t.Notes {
			n := &t.Notes[i]
			by := lag[0] + lag[1]*r.NormFloat64()
			n.Start, n.End = max(n.Start+by, 0), max(n.End+by, 0.01)
			if t.Drums {
				n.End = n.Start
			}
		}
		if stem != "Bass" {
			out = append(out, t)
			continue
		}
		for k := range splitInto {
			one := t
			one.Notes = nil
			for i, n := range t.Notes {
				if i/16%splitInto == k {
					one.Notes = append(one.Notes, n)
				}
			}
			out = append(out, one)
		}
	}
	song.Tracks = out
	return song
}

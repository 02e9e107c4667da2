package kiesim

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"

	"partlift/backend/music"
)

// heard is a song with what the service makes of it: its mix and its stems,
// rendered when somebody first asks.
type heard struct {
	Song
	slug   string
	mu     sync.Mutex
	mixes  map[Format]func() []byte
	stems  map[string]func() []byte
	hashes map[Format]func() [sha256.Size]byte
}

// formats are the forms an upload may have to be known by its audio.
var formats = []Format{{44100, 2}, {44100, 1}, {22050, 2}, {22050, 1}}

// stemFormat is the form of separated audio: small, and quick to make.
var stemFormat = Format{Rate: 22050, Channels: 1}

func hear(songs []Song) []*heard {
	out := make([]*heard, 0, len(songs))
	for _, song := range songs {
		song.Music = song.Music.Clone()
		h := &heard{
			Song: song, slug: song.Slug(), stems: map[string]func() []byte{},
			mixes: map[Format]func() []byte{}, hashes: map[Format]func() [sha256.Size]byte{},
		}
		for _, f := range formats {
			h.mixes[f] = sync.OnceValue(func() []byte { return render(h.Music, f) })
			h.hashes[f] = sync.OnceValue(func() [sha256.Size]byte { return sha256.Sum256(h.mixes[f]()) })
		}
		out = append(out, h)
	}
	return out
}

// render returns the song as the bytes of a WAV file.
func render(song music.Song, f Format) []byte {
	var b bytes.Buffer
	b.Grow(f.size(song))
	if err := RenderWAV(&b, song, f); err != nil {
		panic("kiesim: " + err.Error()) // the formats used here are valid
	}
	return b.Bytes()
}

// recognize returns the song an upload is.
func (s *Sim) recognize(data []byte, name string) *heard {
	var sum [sha256.Size]byte
	for _, h := range s.songs {
		for _, f := range formats {
			if f.size(h.Music) != len(data) {
				continue // cannot be equal, so there is no need to render
			}
			if sum == [sha256.Size]byte{} {
				sum = sha256.Sum256(data)
			}
			if h.hashes[f]() == sum {
				return h
			}
		}
	}
	return s.byName(name)
}

// byName returns the song whose slug is part of the name, else the first one,
// else silence.
func (s *Sim) byName(name string) *heard {
	name = slug(name)
	for _, h := range s.songs {
		if h.slug != "" && strings.Contains(name, h.slug) {
			return h
		}
	}
	if len(s.songs) > 0 {
		return s.songs[0]
	}
	return hear([]Song{{Name: "Silence"}})[0]
}

// part returns the song with only the tracks of these indices.
func (h *heard) part(tracks []int) music.Song {
	out := music.Song{Title: h.Music.Title}
	for _, i := range tracks {
		out.Tracks = append(out.Tracks, h.Music.Tracks[i])
	}
	return out
}

// stem returns the WAV file of one part of the song, as long as the whole.
func (h *heard) stem(tracks []int) []byte {
	key := fmt.Sprint(tracks)
	h.mu.Lock()
	f, ok := h.stems[key]
	if !ok {
		part, frames := h.part(tracks), stemFormat.frames(h.Music)
		f = sync.OnceValue(func() []byte { return renderFrames(part, stemFormat, frames) })
		h.stems[key] = f
	}
	h.mu.Unlock()
	return f()
}

// seconds is the length of the audio.
func (h *heard) seconds() float64 {
	return float64(stemFormat.frames(h.Music)) / float64(stemFormat.Rate)
}

func (h *heard) generation() Generation {
	return Generation{
		Song: h.Name, TaskID: stableID("generation " + h.slug),
		AudioIDs: []string{
			asUUID(stableID("first take of " + h.slug)),
			asUUID(stableID("second take of " + h.slug)),
		},
	}
}

// split sorts the song's tracks into stems; silenced stems lose theirs.
func (h *heard) split(silenced []string) map[string][]int {
	out := map[string][]int{}
	for i, t := range h.Music.Tracks {
		if name := stemOf(t); !slices.Contains(silenced, name) {
			out[name] = append(out[name], i)
		}
	}
	return out
}

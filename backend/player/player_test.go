package player_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"partlift/backend/kie/kiesim/songs"
	"partlift/backend/music"
	"partlift/backend/player"
	"partlift/backend/smf"
)

const rate = 44_100

// render returns the next seconds of p, asked for in uneven pieces.
func render(p *player.Player, seconds float64) (left, right []float32) {
	n := int(math.Round(seconds * float64(p.Rate())))
	left, right = make([]float32, n), make([]float32, n)
	for from, size := 0, 1; from < n; from, size = from+size, size%997+37 {
		size = min(size, n-from)
		p.Render(left[from:from+size], right[from:from+size])
	}
	return left, right
}

// start returns a player that plays a score.
func start(s player.Score) *player.Player {
	p := player.New(rate)
	p.Load(s)
	p.Play()
	return p
}

func tune(program uint8, notes ...music.Note) player.Score {
	return player.Score{Song: music.Song{Tracks: []music.Track{{Program: program, Notes: notes}}}}
}

func beat(pitch uint8, at ...float64) player.Score {
	t := music.Track{Drums: true}
	for _, s := range at {
		t.Notes = append(t.Notes, music.Note{Pitch: pitch, Velocity: 100, Start: s, End: s + .1})
	}
	return player.Score{Song: music.Song{Tracks: []music.Track{t}}}
}

func demo(t testing.TB, i int) music.Song {
	t.Helper()
	song, err := smf.Read(bytes.NewReader(songs.All()[i].Data))
	if err != nil {
		t.Fatal(err)
	}
	return song
}

func peakOf(x ...[]float32) float64 {
	top := 0.0
	for _, s := range x {
		for _, v := range s {
			top = math.Max(top, math.Abs(float64(v)))
		}
	}
	return top
}

func rms(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(max(1, len(x))))
}

// bytesOf makes sound comparable bit for bit.
func bytesOf(x ...[]float32) []byte {
	var b bytes.Buffer
	for _, s := range x {
		binary.Write(&b, binary.LittleEndian, s)
	}
	return b.Bytes()
}

package player_test

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"partlift/backend/audio"
	"partlift/backend/music"
	"partlift/backend/player"
)

// A song page: the notes, the recording they came from, and the fader between
// the two. A speaker.Speaker would call Render; here it is called by hand.
func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p := player.New(44_100)

	file, err := audio.OpenNamed(ctx, filepath.Join("..", "audio", "testdata", "sweep.ogg"), "sweep.ogg")
	if err != nil {
		fmt.Println(audio.Sentence(err))
		return
	}
	defer file.Close()
	sound, err := audio.NewConverter(file, p.Rate(), 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	original, err := player.NewStream(ctx, sound)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer original.Close() // before the file

	song := music.Song{Tracks: []music.Track{{Program: 33, Notes: []music.Note{{Pitch: 40, Velocity: 90, Start: 0, End: 2}}}}}
	p.Load(player.Score{Song: song, Original: original})
	mix := player.Unity()
	mix.Blend = .5 // half the recording, half the notes
	p.SetMix(mix)
	p.Loop(1, 2)
	p.Seek(1.5)
	p.Play()

	left, right := make([]float32, 512), make([]float32, 512)
	for range 87 { // a little more than a second
		if err := p.Prepare(ctx, len(left)); err != nil { // a sound card has no time for that
			fmt.Println(err)
			return
		}
		p.Render(left, right)
	}
	fmt.Printf("at %.2f s, the bass is heard: %v\n", p.Position(), p.Meter(0).Peak > .01)
	// Output: at 1.51 s, the bass is heard: true
}

// The recordings that files decode to can be streams.
var _ interface {
	player.Recording
	io.Closer
} = (*audio.Decoder)(nil)

var _ player.Recording = (*audio.Converter)(nil)

package player

import (
	"errors"
	"fmt"
	"io"

	"github.com/sinshu/go-meltysynth/meltysynth"

	"partlift/backend/music"
	"partlift/backend/say"
)

// ErrFont means that a file is not a SoundFont or is damaged.
var ErrFont = errors.New("not a readable SoundFont 2 file")

// ErrSF3 is returned for a SoundFont whose samples are compressed.
var ErrSF3 = errors.New("a SoundFont 3 file, whose samples are compressed, cannot be played; choose an .sf2 file")

// Font is a SoundFont, instruments made of recordings. It never changes and may
// be in several scores.
type Font struct{ sounds *meltysynth.SoundFont }

// fontTracks is how many tracks a font plays; those after them are played by
// the own synthesizer.
const fontTracks = 64

// Of the font's synthesizers. A block is the grain of time in which notes begin
// and end: 32 frames are 0.7 ms at 44.1 kHz.
const (
	fontBlock  = 32
	fontVoices = 64 // of each track
	fontGain   = 1.6
)

// FontSentence says for people what an error of ReadFont means.
func FontSentence(err error) say.Text {
	switch {
	case err == nil:
		return say.Text{}
	case errors.Is(err, ErrSF3):
		return say.Of("This SoundFont has compressed samples (SF3), which Partlift cannot play. Choose an .sf2 file, or convert it to SF2 with an editor such as Polyphone.")
	case errors.Is(err, ErrFont):
		return say.Of("This file is damaged, or is no SoundFont. Choose another .sf2 file.")
	default:
		return say.Of("The SoundFont could not be read. Check the disk it is on, and try again.")
	}
}

// ReadFont reads an .sf2 file into memory: its samples, and little more.
func ReadFont(r io.ReadSeeker) (f *Font, err error) {
	if err := checkFont(r); err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("%w: %v", ErrFont, p)
		}
	}()
	sounds, err := meltysynth.NewSoundFont(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrFont, err)
	}
	if len(sounds.Presets) == 0 {
		return nil, fmt.Errorf("%w: no instruments", ErrFont)
	}
	f = &Font{sounds}
	return f, f.try()
}

// try builds an instrument, which finds out what reading did not.
func (f *Font) try() error {
	_, err := meltysynth.NewSynthesizer(f.sounds, meltysynth.NewSynthesizerSettings(44_100))
	if err != nil {
		return fmt.Errorf("%w: %v", ErrFont, err)
	}
	return nil
}

// instrument is a track that is played by a font, for one engine.
type instrument struct {
	synth   *meltysynth.Synthesizer
	channel int32
	program int32
	ends    [128]int64 // frame after the note on a key; 0: none sounds
	held    int
	awake   bool
	broken  bool
}

// instruments returns one for each track, or nil without a font.
func (f *Font) instruments(tracks []music.Track, rate int) []*instrument {
	if f == nil {
		return nil
	}
	settings := meltysynth.NewSynthesizerSettings(int32(rate))
	settings.BlockSize, settings.MaximumPolyphony, settings.EnableReverbAndChorus = fontBlock, fontVoices, false
	var out []*instrument
	for _, t := range tracks[:min(len(tracks), fontTracks)] {
		synth, err := meltysynth.NewSynthesizer(f.sounds, settings)
		if err != nil {
			return nil
		}
		synth.MasterVolume = fontGain
		i := &instrument{synth: synth, program: int32(t.Program & 127)}
		if t.Drums {
			i.channel, i.program = 9, 0
		}
		out = append(out, i)
	}
	return out
}

func (i *instrument) silent() bool { return !i.awake || i.broken }

// reset ends all notes at once.
func (i *instrument) reset() {
	defer i.guard()
	i.synth.Reset()
	i.synth.ProcessMidiMessage(i.channel, 0xC0, i.program, 0)
	i.ends, i.held, i.awake = [128]int64{}, 0, false
}

// guard keeps a font that others made, played by code that others wrote, from
// taking the program down: its track falls silent.
func (i *instrument) guard() {
	if recover() != nil {
		i.broken = true
	}
}

func (i *instrument) on(n *note) {
	if i.broken {
		return
	}
	defer i.guard()
	if i.ends[n.pitch] == 0 {
		i.held++
	} else {
		i.synth.NoteOff(i.channel, int32(n.pitch))
	}
	i.ends[n.pitch], i.awake = n.end, true
	i.synth.NoteOn(i.channel, int32(n.pitch), int32(n.velocity))
}

// render adds the frames of l and r, the first of which is at pos.
func (i *instrument) render(l, r []float32, pos int64) {
	defer i.guard()
	var left, right [fontBlock]float32
	heard := float32(0)
	for from := 0; from < len(l); from += fontBlock {
		n := min(fontBlock, len(l)-from)
		i.off(pos + int64(from))
		i.synth.Render(left[:n], right[:n])
		for k := range n {
			l[from+k] += left[k]
			r[from+k] += right[k]
			heard += left[k]*left[k] + right[k]*right[k]
		}
	}
	i.awake = i.held > 0 || heard > 0
}

// off ends the notes that end by pos.
func (i *instrument) off(pos int64) {
	if i.held == 0 {
		return
	}
	for key, end := range i.ends {
		if end != 0 && end <= pos {
			i.ends[key] = 0
			i.held--
			i.synth.NoteOff(i.channel, int32(key))
		}
	}
}

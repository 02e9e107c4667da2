//go:build eval

package eval

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"gitlab.com/gomidi/midi/v2"
	midifile "gitlab.com/gomidi/midi/v2/smf"

	"partlift/backend/audio"
	"partlift/backend/ear"
	"partlift/backend/music"
	"partlift/backend/player"
)

// studio renders tracks into mp3 files, which it keeps.
type studio struct {
	t      *testing.T
	folder string
	late   map[string]float64 // seconds that a font's sound is
}

// take is how a track is rendered.
type take struct {
	font   string // path of a SoundFont; "": the player's own synthesizer
	reverb bool
	kbps   int // of the mp3
}

const rate = 44100

// stem returns the path of the rendered tracks.
func (s studio) stem(k take, tracks ...music.Track) string {
	s.t.Helper()
	h := fnv.New64a()
	fmt.Fprint(h, k, tracks)
	name := filepath.Join(s.folder, fmt.Sprintf("%016x", h.Sum64()))
	if _, err := os.Stat(name + ".mp3"); err == nil {
		return name + ".mp3"
	}
	wav := name + ".wav"
	defer os.Remove(wav)
	if k.font == "" {
		s.own(wav, tracks)
	} else {
		s.fluid(wav, k, tracks)
	}
	s.run("lame", "--quiet", "-b", fmt.Sprint(k.kbps), wav, name+".part")
	if err := os.Rename(name+".part", name+".mp3"); err != nil {
		s.t.Fatal(err)
	}
	return name + ".mp3"
}

func (s studio) run(name string, args ...string) {
	s.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		s.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func (s studio) fluid(wav string, k take, tracks []music.Track) {
	mid := wav + ".mid"
	defer os.Remove(mid)
	if err := os.WriteFile(mid, midiOf(tracks), 0o600); err != nil {
		s.t.Fatal(err)
	}
	reverb := "0"
	if k.reverb {
		reverb = "1"
	}
	s.run("fluidsynth", "-niq", "-F", wav, "-r", fmt.Sprint(rate), "-g", "0.5", "-R", reverb, "-C", "0",
		"-o", "synth.dynamic-sample-loading=1", "-o", "synth.reverb.level=0.8", k.font, mid)
}

// own renders with the player.
func (s studio) own(wav string, tracks []music.Track) {
	p := player.New(rate)
	p.Load(player.Score{Song: music.Song{Tracks: tracks}})
	p.Play()
	frames := int((p.Length() + 1) * rate)
	var b bytes.Buffer
	b.WriteString("RIFF\xff\xff\xff\xffWAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), uint16(2), uint32(rate), uint32(rate * 4), uint16(4), uint16(16)} {
		binary.Write(&b, binary.LittleEndian, v)
	}
	b.WriteString("data")
	binary.Write(&b, binary.LittleEndian, uint32(frames*4))
	left, right := make([]float32, 1024), make([]float32, 1024)
	for range frames / 1024 {
		p.Render(left, right)
		for i := range left {
			binary.Write(&b, binary.LittleEndian, [2]int16{int16(left[i] * 32767), int16(right[i] * 32767)})
		}
	}
	binary.LittleEndian.PutUint32(b.Bytes()[4:], uint32(b.Len()-8))
	if err := os.WriteFile(wav, b.Bytes(), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// midiOf returns tracks as a file whose ticks are a quarter of a millisecond.
func midiOf(tracks []music.Track) []byte {
	file := midifile.New()
	file.TimeFormat = midifile.MetricTicks(2000) // at 120 BPM
	channel := uint8(0)
	for _, t := range tracks {
		c := channel
		if t.Drums {
			c = 9
		} else if channel++; channel == 9 {
			channel++
		}
		type event struct {
			tick    int
			message midi.Message
		}
		var events []event
		for _, n := range t.Notes {
			events = append(events, event{int(n.End*4000 + .5), midi.NoteOff(c, n.Pitch)})
		}
		for _, n := range t.Notes {
			events = append(events, event{int(n.Start*4000 + .5), midi.NoteOn(c, n.Pitch, n.Velocity)})
		}
		slices.SortStableFunc(events, func(a, b event) int { return a.tick - b.tick })
		var out midifile.Track
		out.Add(0, midifile.MetaTempo(120))
		if !t.Drums {
			out.Add(0, midi.ProgramChange(c, t.Program))
		}
		at := 0
		for _, e := range events {
			out.Add(uint32(e.tick-at), e.message)
			at = e.tick
		}
		out.Close(0)
		file.Add(out)
	}
	var b bytes.Buffer
	file.WriteTo(&b)
	return b.Bytes()
}

// opener reads a file as the ear wants it. What was decoded once is kept.
func opener(path string) func(context.Context) (ear.Sound, func() error, error) {
	return func(ctx context.Context) (ear.Sound, func() error, error) {
		if data, err := os.ReadFile(path + ".pcm"); err == nil {
			return &pcm{data: data}, func() error { return nil }, nil
		}
		d, err := audio.OpenNamed(ctx, path, path)
		if err != nil {
			return nil, nil, err
		}
		defer d.Close()
		c, err := audio.NewConverter(d, ear.Rate, 1)
		if err != nil {
			return nil, nil, err
		}
		var data []byte
		for buf := make([]float32, 8192); ; {
			n, err := c.Read(buf)
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, nil, err
			}
			for _, v := range buf[:n] {
				data = binary.LittleEndian.AppendUint16(data, uint16(int16(min(max(v*32768, -32768), 32767))))
			}
		}
		if err := os.WriteFile(path+".pcm", data, 0o600); err != nil {
			return nil, nil, err
		}
		return &pcm{data: data}, func() error { return nil }, nil
	}
}

// pcm is a decoded sound.
type pcm struct {
	data []byte
	at   int
}

func (p *pcm) Shape() (rate, channels int, frames int64) {
	return ear.Rate, 1, int64(len(p.data) / 2)
}

func (p *pcm) Read(samples []float32) (int, error) {
	n := min(len(samples), (len(p.data)-p.at)/2)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range samples[:n] {
		samples[i] = float32(int16(binary.LittleEndian.Uint16(p.data[p.at+2*i:]))) / 32768
	}
	p.at += 2 * n
	return n, nil
}

// latency is by how many seconds what fluidsynth renders with a font comes late:
// when a side stick, a hi-hat and a square wave are first heard.
func (s studio) latency(font string) float64 {
	if font == "" {
		return 0
	}
	var all []float64
	for _, k := range []music.Track{{Drums: true, Notes: []music.Note{{Pitch: 37}}}, {Drums: true, Notes: []music.Note{{Pitch: 42}}}, {Program: 80, Notes: []music.Note{{Pitch: 72}}}} {
		k.Notes[0].Velocity, k.Notes[0].Start, k.Notes[0].End = 110, 1, 1.2
		wav := filepath.Join(s.t.TempDir(), "latency.wav")
		s.fluid(wav, take{font: font}, []music.Track{k})
		d, err := audio.OpenNamed(context.Background(), wav, wav)
		if err != nil {
			s.t.Fatal(err)
		}
		buf := make([]float32, 2*rate*3/2)
		n := 0
		for {
			k, err := d.Read(buf[2*n:])
			n += k
			if err != nil || 2*n == len(buf) {
				break
			}
		}
		d.Close()
		peak := float32(0)
		for _, v := range buf {
			peak = max(peak, v, -v)
		}
		for i, v := range buf {
			if max(v, -v) > peak/50 {
				all = append(all, float64(i/2)/rate-1)
				break
			}
		}
		os.Remove(wav)
	}
	slices.Sort(all)
	s.t.Logf("%s comes %.1f ms late", filepath.Base(font), 1000*all[1])
	return all[1]
}

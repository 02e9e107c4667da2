//go:build train

package local

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"partlift/backend/local/eval"
	"partlift/backend/music"
)

// TestDrumTrain makes drums.bin as TestTrain does judges.bin. TRAIN_KITS lists
// the kits, each a SoundFont, an equals sign and the program to choose in it; -1
// for one that has its drums among the instruments. Those words of TRAIN_HELD
// are kits to leave out in turn, to see how they would be heard; nothing is
// written then.
func TestDrumTrain(t *testing.T) {
	fonts := filepath.SplitList(os.Getenv("TRAIN_SOUNDFONTS"))
	kits := filepath.SplitList(os.Getenv("TRAIN_KITS"))
	if len(fonts) == 0 || len(kits) == 0 {
		t.Fatal("set TRAIN_SOUNDFONTS and TRAIN_KITS; the comments say to what")
	}
	sessions := record(t, fonts, kits)
	if list := os.Getenv("TRAIN_HELD"); list != "" {
		for _, held := range strings.Split(list, ",") {
			fmt.Println("without", held)
			teach(t, sessions, held)
			tell(sessions)
		}
		return
	}
	file := teach(t, sessions, "none")
	tell(sessions)
	if err := os.WriteFile("drums.bin", file, 0o644); err != nil {
		t.Fatal(err)
	}
}

// teach fits both judges to the sessions without the kits whose names hold a
// word.
func teach(t *testing.T, sessions []*session, held string) []byte {
	t.Helper()
	for _, s := range sessions {
		for i := range s.beats.hits {
			s.beats.hits[i].p, s.beats.hits[i].late = [drumKinds]float32{}, 0
		}
	}
	var file bytes.Buffer
	for round := range 2 {
		var all []sample
		for _, s := range sessions {
			if !strings.Contains(s.kit, held) {
				all = append(all, s.samples(round == 1)...)
			}
		}
		j := learn(all, 32, 8, uint64(round))
		fmt.Printf("drums' judge %d learned from %d hits\n", round+1, len(all))
		for _, v := range []any{[3]uint32{uint32(j.in), uint32(j.hidden), uint32(j.outs)}, j.shift, j.unit, j.w, j.bias, j.out, j.outBias} {
			if err := binary.Write(&file, binary.LittleEndian, v); err != nil {
				t.Fatal(err)
			}
		}
		for _, s := range sessions {
			if err := s.beats.judged(context.Background(), j, round == 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	return file.Bytes()
}

// tell prints how well the drums of each kit are heard; only those of the kit
// that was left out are news.
func tell(sessions []*session) {
	wrong, drumless, missed, drummed := 0, 0, 0, 0
	kits := map[string]*[drumKinds]eval.Score{}
	for _, s := range sessions {
		heard := s.beats.notes()
		if s.kit == "" {
			if drumless++; heard != nil {
				wrong++
			}
			continue
		}
		if drummed++; heard == nil {
			missed++
		}
		if kits[s.kit] == nil {
			kits[s.kit] = &[drumKinds]eval.Score{}
		}
		for d := range drumKinds {
			one, sum := eval.Onsets(of(s.drums, d), of(heard, d)), &kits[s.kit][d]
			sum.Hit, sum.Heard, sum.True = sum.Hit+one.Hit, sum.Heard+one.Heard, sum.True+one.True
		}
	}
	for kit, scores := range kits {
		line := filepath.Base(kit)
		for d, s := range scores {
			line += fmt.Sprintf("  %d %.3f", drumKeys[d], s.F1())
		}
		fmt.Println(line)
	}
	fmt.Printf("drums in %d of %d songs without; none in %d of %d with\n", wrong, drumless, missed, drummed)
}

// of returns the notes of one drum, all of one pitch.
func of(notes []music.Note, kind int) (out []music.Note) {
	for _, n := range notes {
		if k, ok := eval.Drum(n.Pitch); ok && k == drumKeys[kind] {
			n.Pitch = k
			out = append(out, n)
		}
	}
	return out
}

// session is a song with drums of a kit, or without any.
type session struct {
	kit   string
	drums []music.Note
	beats *beats
}

// record mixes songs without drums with drums without songs.
func record(t *testing.T, fonts, kits []string) []*session {
	t.Helper()
	const count, seconds = 504, 18
	out := make([]*session, count)
	songs := make([][]eval.Song, len(fonts))
	for f := range songs {
		songs[f] = eval.Practice(uint64(200+f), count, seconds)
	}
	var team sync.WaitGroup
	next := make(chan int)
	for range 2 {
		team.Go(func() {
			for i := range next {
				f := i % len(fonts)
				out[i] = mixed(t, songs[f][i], fonts[f], kits[i/2%len(kits)], i)
			}
		})
	}
	for i := range count {
		next <- i
	}
	close(next)
	team.Wait()
	return out
}

// mixed renders the song, with drums if its number is even, at any balance;
// some have drums alone.
func mixed(t *testing.T, song eval.Song, font, kit string, number int) *session {
	rng := rand.New(rand.NewPCG(uint64(number), 3))
	pitched := eval.Song{}
	for _, track := range song.Tracks {
		if !track.Drums {
			pitched.Tracks = append(pitched.Tracks, track)
		}
	}
	s := &session{beats: &beats{}}
	sound := rendered(t, pitched, font, "0.5")
	if number%2 == 0 {
		s.kit = kit
		name, program, _ := strings.Cut(kit, "=")
		p, err := strconv.Atoi(program)
		if err != nil {
			t.Error(err)
		}
		beat := eval.Beat(uint64(number), 18)
		if beat.Tracks[0].Program = uint8(max(p, 0)); p < 0 {
			beat.Tracks[0].Drums = false
		}
		s.drums = beat.Tracks[0].Notes
		drums := rendered(t, beat, name, "0.5")
		gain := power(sound) / power(drums) * math.Pow(10, (rng.Float64()*18-8)/20)
		if number%10 == 0 {
			sound, gain = make([]float32, len(drums)), 1
		}
		for i := range min(len(sound), len(drums)) {
			sound[i] += float32(gain) * drums[i]
		}
	}
	if number%8 > 5 {
		spoil(sound, uint64(number))
	}
	eye := newLens()
	padded := append(make([]float32, view/2), append(sound, make([]float32, view)...)...)
	for at := 0; at*hop < len(sound); at += kept {
		n := min(kept, len(sound)/hop+1-at)
		rows := make([]uint8, n*bands)
		if err := eye.bands(context.Background(), padded[at*hop:], rows); err != nil {
			t.Error(err)
		}
		s.beats.add(rows, n)
	}
	if err := s.beats.find(context.Background()); err != nil {
		t.Error(err)
	}
	return s
}

// power is the root of the mean square, never 0.
func power(sound []float32) float64 {
	sum := 1e-9
	for _, v := range sound {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(len(sound)+1))
}

// samples pairs each drum with the nearest hit.
func (s *session) samples(second bool) []sample {
	b := s.beats
	b.survey(second)
	out := make([]sample, len(b.hits))
	for i := range out {
		out[i] = sample{evidence: b.evidence(&b.hits[i], second, nil), truth: make([]float32, drumKinds), weight: 1}
	}
	for d := range drumKinds {
		for _, n := range of(s.drums, d) {
			at := n.Start * Rate / hop
			best, nearest := -1, 4.0
			for i := range b.hits {
				if far := math.Abs(float64(b.hits[i].frame) - at); far < nearest {
					best, nearest = i, far
				}
			}
			if best >= 0 {
				out[best].truth[d], out[best].late = 1, float32(float64(b.hits[best].frame)-at)
			}
		}
	}
	return out
}

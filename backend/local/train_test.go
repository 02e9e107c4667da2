//go:build train

package local

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"partlift/backend/audio"
	"partlift/backend/local/eval"
)

// TestTrain makes judges.bin from songs of its own, rendered by fluidsynth with
// the SoundFonts that TRAIN_SOUNDFONTS lists, parted by colons; none may be one
// that the evaluation uses. It was made with FluidR3_GM.sf2, sf_GMbank.sf2 and
// OPL-3_FM_128M.sf2, in this order, of Debian's fluid-soundfont-gm,
// csound-soundfont and opl3-soundfont. The outcome is the same every time on one
// machine; another fluidsynth may round otherwise. TestDrumTrain comes first.
func TestTrain(t *testing.T) {
	fonts := filepath.SplitList(os.Getenv("TRAIN_SOUNDFONTS"))
	if len(fonts) == 0 {
		t.Fatal("set TRAIN_SOUNDFONTS; the comment says to what")
	}
	lessons := gather(t, fonts)
	var file bytes.Buffer
	for round := range 2 {
		var all []sample
		for i := range lessons {
			all = append(all, lessons[i].samples(round == 1)...)
		}
		j := learn(all, 24, 6, uint64(round))
		fmt.Printf("judge %d learned from %d claims\n", round+1, len(all))
		write := func(v any) {
			if err := binary.Write(&file, binary.LittleEndian, v); err != nil {
				t.Fatal(err)
			}
		}
		write([3]uint32{uint32(j.in), uint32(j.hidden), uint32(j.outs)})
		for _, part := range j.parts() {
			write(*part)
		}
		for i := range lessons {
			if err := lessons[i].claims.judged(context.Background(), j, round == 1, func(float64) {}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile("judges.bin", file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// lesson is a song and what the network said about it.
type lesson struct {
	song   eval.Song
	claims *claims
}

// gather composes and renders the songs, some dull and with hiss, and lets the
// network listen.
func gather(t *testing.T, fonts []string) []lesson {
	t.Helper()
	const count, seconds = 135, 25
	var out []lesson
	var order []int
	for f := range fonts {
		for i, s := range eval.Practice(uint64(100+f), count, seconds) {
			out = append(out, lesson{song: s})
			order = append(order, f*1000+i)
		}
	}
	next := make(chan int)
	var team sync.WaitGroup
	for range 2 {
		team.Go(func() {
			for i := range next {
				font, number := order[i]/1000, order[i]%1000
				sound := rendered(t, out[i].song, fonts[font], [...]string{"0.5", "0.2", "1"}[number%3])
				if number%4 == 3 {
					spoil(sound, uint64(number))
				}
				a, b, err := listen(context.Background(), &spool{sound}, int64(len(sound)), 0, mix, func(float64) {})
				if err == nil {
					_, err = b.drums(context.Background())
				}
				if err == nil {
					out[i].claims, err = a.claims(context.Background(), b.hits)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range out {
		next <- i
	}
	close(next)
	team.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return out
}

// spoil makes a sound dull and hiss.
func spoil(sound []float32, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	dull := float32(0)
	for i, v := range sound {
		dull += (v - dull) * 0.45
		sound[i] = dull + float32(rng.NormFloat64())*0.002
	}
}

func rendered(t *testing.T, s eval.Song, font, gain string) []float32 {
	t.Helper()
	dir := t.TempDir()
	score, wave := filepath.Join(dir, "song.mid"), filepath.Join(dir, "song.wav")
	if err := os.WriteFile(score, s.MIDI(), 0o600); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if out, err := exec.Command("fluidsynth", "-ni", "-g", gain, "-r", "44100", "-F", wave, font, score).CombinedOutput(); err != nil {
		t.Fatalf("fluidsynth: %v\n%s", err, out)
	}
	file, err := audio.OpenNamed(context.Background(), wave, wave)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sound, err := audio.NewConverter(file, Rate, 1)
	if err != nil {
		t.Fatal(err)
	}
	var out []float32
	buf := make([]float32, 1<<14)
	for {
		n, err := sound.Read(buf)
		out = append(out, buf[:n]...)
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// spool is samples as a Sound.
type spool struct{ rest []float32 }

func (s *spool) Shape() (int, int, int64) { return Rate, 1, int64(len(s.rest)) }

func (s *spool) Read(p []float32) (int, error) {
	n := copy(p, s.rest)
	if s.rest = s.rest[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// sample is a claim's evidence and the truth about it.
type sample struct {
	evidence []float32
	truth    []float32 // 1 for what it is, else 0
	late     float32   // counts for what is anything
	weight   float32
}

func (s *sample) anything() bool { return slices.Contains(s.truth, 1) }

// samples pairs each note with the claim that fits best; songs of many notes
// weigh more, but not as much as their notes would.
func (l *lesson) samples(second bool) []sample {
	c := l.claims
	if c.survey(context.Background(), second) != nil {
		return nil
	}
	notes := l.song.Pitched()
	out := make([]sample, len(c.all))
	for i := range out {
		out[i] = sample{evidence: c.evidence(i, second, nil), truth: []float32{0}, weight: 30 / (20 + float32(len(notes)))}
	}
	for _, n := range notes {
		at := n.Start * Rate / hop
		best, most := -1, math.Inf(-1)
		for _, i := range c.rows[n.Pitch-lowest] {
			late := float64(c.all[i].frame) - at
			if late < -5 || late > 11 || out[i].anything() {
				continue
			}
			if fit := float64(c.all[i].onset) - math.Abs(late-1)/20; fit > most {
				best, most = int(i), fit
			}
		}
		if best >= 0 {
			out[best].truth[0], out[best].late = 1, float32(float64(c.all[best].frame)-at)
		}
	}
	return out
}

// learn fits a judge by Adam, with a rate that falls as a cosine does.
func learn(all []sample, hidden, rounds int, seed uint64) *judge {
	const batch, rate, decay, lateness = 64, 0.003, 0.03, 0.15
	rng := rand.New(rand.NewPCG(seed, 5))
	j := newJudge(len(all[0].evidence), hidden, len(all[0].truth)+1)
	usual(j, all)
	for i := range all {
		j.level(all[i].evidence)
	}
	for i := range j.w {
		j.w[i] = float32(rng.NormFloat64() / math.Sqrt(float64(j.in)))
	}
	for i := range j.out {
		j.out[i] = float32(rng.NormFloat64() * 0.1)
	}
	slope, units, outcomes := newJudge(j.in, hidden, j.outs), make([]float32, hidden), make([]float32, j.outs)
	var mean, square [4][]float32
	for i, part := range j.parts()[2:] {
		mean[i], square[i] = make([]float32, len(*part)), make([]float32, len(*part))
	}
	order := rng.Perm(len(all))
	steps := rounds * (len(all) / batch)
	step := 0
	for range rounds {
		rng.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		for b := 0; b+batch <= len(order); b += batch {
			for _, part := range slope.parts() {
				clear(*part)
			}
			for _, i := range order[b : b+batch] {
				descend(j, slope, &all[i], units, outcomes, lateness)
			}
			step++
			now := float32(rate / 2 * (1 + math.Cos(math.Pi*float64(step)/float64(steps))))
			c1, c2 := float32(1-math.Pow(0.9, float64(step))), float32(1-math.Pow(0.999, float64(step)))
			for k, part := range j.parts()[2:] {
				fade := float32(decay)
				if k%2 == 1 {
					fade = 0
				}
				for i, g := range *slope.parts()[2+k] {
					g /= batch
					mean[k][i] += 0.1 * (g - mean[k][i])
					square[k][i] += 0.001 * (g*g - square[k][i])
					(*part)[i] -= now * (mean[k][i]/c1/(float32(math.Sqrt(float64(square[k][i]/c2)))+1e-8) + fade*(*part)[i])
				}
			}
		}
	}
	return j
}

// usual sets what evidence usually is.
func usual(j *judge, all []sample) {
	for i := range j.in {
		sum, squares := 0.0, 0.0
		for _, s := range all {
			v := float64(s.evidence[i])
			sum += v
			squares += v * v
		}
		mean := sum / float64(len(all))
		j.shift[i] = float32(mean)
		j.unit[i] = float32(1 / math.Sqrt(max(squares/float64(len(all))-mean*mean, 1e-4)))
	}
}

// descend adds to slope how the loss of a sample grows with the judge's numbers.
func descend(j, slope *judge, s *sample, units, outcomes []float32, lateness float32) {
	j.weigh(s.evidence, units, outcomes)
	last := len(s.truth)
	for o, truth := range s.truth {
		outcomes[o] = (likely(outcomes[o]) - truth) * s.weight
	}
	if outcomes[last] = min(max(outcomes[last]-s.late, -1), 1) * s.weight * lateness; !s.anything() {
		outcomes[last] = 0
	}
	for o, d := range outcomes {
		slope.outBias[o] += d
	}
	for h, v := range units {
		d := float32(0)
		for o, e := range outcomes {
			slope.out[o*j.hidden+h] += e * v
			d += e * j.out[o*j.hidden+h]
		}
		if v < 0 {
			d *= leak
		}
		slope.bias[h] += d
		w := slope.w[h*j.in:][:j.in]
		for i, x := range s.evidence {
			w[i] += d * x
		}
	}
}

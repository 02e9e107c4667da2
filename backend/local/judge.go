package local

import (
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"sync"
)

// learned holds the judges' numbers; train_test.go makes it.
//
//go:generate go test -tags train -count=1 -timeout 60m -run TestTrain -v .
//go:embed judges.bin
var learned []byte

// judge tells by a claim's evidence what is to be held of it: a network of one
// hidden layer.
type judge struct {
	in, hidden  int
	outs        int
	shift, unit []float32 // what evidence usually is, and one over how far it strays
	w, bias     []float32 // of the hidden layer, by its units and the evidence
	out         []float32 // by the outcomes and the hidden units
	outBias     []float32
}

// parts are the judge's numbers in the order of the file.
func (j *judge) parts() []*[]float32 {
	return []*[]float32{&j.shift, &j.unit, &j.w, &j.bias, &j.out, &j.outBias}
}

func newJudge(in, hidden, outs int) *judge {
	j := &judge{in: in, hidden: hidden, outs: outs}
	for i, n := range [...]int{in, in, in * hidden, hidden, outs * hidden, outs} {
		*j.parts()[i] = make([]float32, n)
	}
	return j
}

// weigh sets the outcomes for levelled evidence. It leaves the hidden units in
// units.
func (j *judge) weigh(evidence, units, outcomes []float32) {
	copy(outcomes, j.outBias)
	for h := range j.hidden {
		s := j.bias[h]
		w := j.w[h*j.in:][:len(evidence)]
		var s0, s1, s2, s3 float32
		i := 0
		for ; i+4 <= len(evidence); i += 4 {
			x, w := evidence[i:][:4:4], w[i:][:4:4]
			s0 += w[0] * x[0]
			s1 += w[1] * x[1]
			s2 += w[2] * x[2]
			s3 += w[3] * x[3]
		}
		for ; i < len(evidence); i++ {
			s += w[i] * evidence[i]
		}
		s += (s0 + s1) + (s2 + s3)
		if s < 0 {
			s *= leak
		}
		units[h] = s
		for o := range j.outs {
			outcomes[o] += j.out[o*j.hidden+h] * s
		}
	}
}

// leak is how much of a negative sum a hidden unit lets through.
const leak = 0.1

// level brings evidence to what it usually is.
func (j *judge) level(evidence []float32) {
	for i := range evidence {
		evidence[i] = (evidence[i] - j.shift[i]) * j.unit[i]
	}
}

// likely turns odds as logits into 0–1.
func likely(odds float32) float32 { return float32(1 / (1 + math.Exp(-float64(odds)))) }

// judged lets a judge decide on all claims; the outcomes are the odds that it is
// a note's, and by how many frames its peak is late.
func (c *claims) judged(ctx context.Context, j *judge, second bool, progress func(float64)) error {
	if err := c.survey(ctx, second); err != nil {
		return err
	}
	type verdict struct{ p, late float32 }
	verdicts := make([]verdict, len(c.all))
	evidence, units, outcomes := make([]float32, 0, j.in), make([]float32, j.hidden), make([]float32, j.outs)
	for i := range c.all {
		if i%breath == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			progress(float64(i) / float64(len(c.all)))
		}
		evidence = c.evidence(i, second, evidence[:0])
		if len(evidence) != j.in || j.outs != 2 {
			return fmt.Errorf("a judge of %d pieces of evidence was given %d", j.in, len(evidence))
		}
		j.level(evidence)
		j.weigh(evidence, units, outcomes)
		verdicts[i] = verdict{likely(outcomes[0]), min(max(outcomes[1], -beside), soon)}
	}
	for i, v := range verdicts {
		c.all[i].p, c.all[i].late = v.p, v.late
	}
	return nil
}

// judges are the first and the second, read when they are first needed.
var judges = sync.OnceValues(func() ([2]*judge, error) { return readJudges(learned) })

// readJudges reads two judges: for each the three sizes as 32 bits, and its
// numbers as float32, all little-endian.
func readJudges(data []byte) (out [2]*judge, err error) {
	const most = 1000
	for i := range out {
		var sizes [3]uint32
		n, err := binary.Decode(data, binary.LittleEndian, &sizes)
		if err != nil {
			return out, fmt.Errorf("judge %d is missing", i)
		}
		if max(sizes[0], sizes[1], sizes[2]) > most {
			return out, fmt.Errorf("judge %d is of %v", i, sizes)
		}
		out[i], data = newJudge(int(sizes[0]), int(sizes[1]), int(sizes[2])), data[n:]
		for _, part := range out[i].parts() {
			n, err := binary.Decode(data, binary.LittleEndian, *part)
			if err != nil {
				return out, fmt.Errorf("judge %d is cut short", i)
			}
			data = data[n:]
		}
	}
	if len(data) > 0 {
		return out, fmt.Errorf("the judges have %d bytes over", len(data))
	}
	return out, nil
}

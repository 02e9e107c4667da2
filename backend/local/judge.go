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

// judge tells by a claim's evidence whether it is a note's, and by how much its
// peak is late: a network of one hidden layer.
type judge struct {
	in, hidden  int
	shift, unit []float32 // what evidence usually is, and one over how far it strays
	w, bias     []float32 // of the hidden layer, by its units and the evidence
	out         []float32 // by the two outcomes and the hidden units
	outBias     []float32
}

// parts are the judge's numbers in the order of the file.
func (j *judge) parts() []*[]float32 {
	return []*[]float32{&j.shift, &j.unit, &j.w, &j.bias, &j.out, &j.outBias}
}

func newJudge(in, hidden int) *judge {
	j := &judge{in: in, hidden: hidden}
	for i, n := range [...]int{in, in, in * hidden, hidden, 2 * hidden, 2} {
		*j.parts()[i] = make([]float32, n)
	}
	return j
}

// weigh returns the logit of how likely a claim with this levelled evidence is a
// note's, and by how many frames it is late. It leaves the hidden units in units.
func (j *judge) weigh(evidence, units []float32) (odds, late float32) {
	odds, late = j.outBias[0], j.outBias[1]
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
		odds += j.out[h] * s
		late += j.out[j.hidden+h] * s
	}
	return odds, late
}

// leak is how much of a negative sum a hidden unit lets through.
const leak = 0.1

// level brings evidence to what it usually is.
func (j *judge) level(evidence []float32) {
	for i := range evidence {
		evidence[i] = (evidence[i] - j.shift[i]) * j.unit[i]
	}
}

// judged lets a judge decide on all claims.
func (c *claims) judged(ctx context.Context, j *judge, second bool, progress func(float64)) error {
	if err := c.survey(ctx, second); err != nil {
		return err
	}
	type verdict struct{ p, late float32 }
	verdicts := make([]verdict, len(c.all))
	evidence, units := make([]float32, 0, j.in), make([]float32, j.hidden)
	for i := range c.all {
		if i%breath == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			progress(float64(i) / float64(len(c.all)))
		}
		evidence = c.evidence(i, second, evidence[:0])
		if len(evidence) != j.in {
			return fmt.Errorf("a judge of %d pieces of evidence was given %d", j.in, len(evidence))
		}
		j.level(evidence)
		odds, late := j.weigh(evidence, units)
		verdicts[i] = verdict{float32(1 / (1 + math.Exp(-float64(odds)))), min(max(late, -beside), soon)}
	}
	for i, v := range verdicts {
		c.all[i].p, c.all[i].late = v.p, v.late
	}
	return nil
}

// judges are the first and the second, read when they are first needed.
var judges = sync.OnceValues(func() ([2]*judge, error) { return readJudges(learned) })

// readJudges reads two judges: for each the two sizes as 32 bits, and its
// numbers as float32, all little-endian.
func readJudges(data []byte) (out [2]*judge, err error) {
	for i := range out {
		if len(data) < 8 {
			return out, fmt.Errorf("judge %d is missing", i)
		}
		in, hidden := binary.LittleEndian.Uint32(data), binary.LittleEndian.Uint32(data[4:])
		if in > 1000 || hidden > 1000 {
			return out, fmt.Errorf("judge %d is of %d by %d", i, in, hidden)
		}
		out[i], data = newJudge(int(in), int(hidden)), data[8:]
		for _, part := range out[i].parts() {
			if len(data) < 4*len(*part) {
				return out, fmt.Errorf("judge %d is cut short", i)
			}
			for k := range *part {
				(*part)[k] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*k:]))
			}
			data = data[4*len(*part):]
		}
	}
	if len(data) > 0 {
		return out, fmt.Errorf("the judges have %d bytes over", len(data))
	}
	return out, nil
}

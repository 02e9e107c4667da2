package audio

import (
	"io"
	"math"
)

// downmix returns what each channel out takes from each in. The order of
// channels is that of wav files: left, right, center, bass effects, back or
// side left and right, and so on.
func downmix(in, out int) [][]float32 {
	const half = math.Sqrt2 / 2
	var left, right []float64
	switch in {
	case 1:
		left, right = []float64{1}, []float64{1}
	case 2:
		left, right = []float64{1, 0}, []float64{0, 1}
	case 3:
		left, right = []float64{1, 0, half}, []float64{0, 1, half}
	case 4:
		left, right = []float64{1, 0, half, 0}, []float64{0, 1, 0, half}
	case 5:
		left, right = []float64{1, 0, half, half, 0}, []float64{0, 1, half, 0, half}
	case 6:
		left, right = []float64{1, 0, half, 0, half, 0}, []float64{0, 1, half, 0, 0, half}
	case 7:
		left, right = []float64{1, 0, half, 0, .5, half, 0}, []float64{0, 1, half, 0, .5, 0, half}
	case 8:
		left, right = []float64{1, 0, half, 0, half, 0, half, 0}, []float64{0, 1, half, 0, 0, half, 0, half}
	default: // no order is agreed on: all of them in the middle
		left = make([]float64, in)
		for i := range left {
			left[i] = 1
		}
		right = left
	}
	if out == 1 {
		both := make([]float64, in)
		for i := range both {
			both[i] = (left[i] + right[i]) / 2
		}
		return [][]float32{shares(both)}
	}
	return [][]float32{shares(left), shares(right)}
}

// shares turns a mix down until it cannot exceed full scale.
func shares(v []float64) []float32 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x / max(sum, 1))
	}
	return out
}

// Of listening before channels become one.
const (
	heardPlaces = 24
	heardFrames = 8192 // in each
	cancelled   = .1   // of the louder side's energy: less is no mix of the two
)

// loudMix returns the mix to one channel, or that of one side where the sides
// cancel each other out, as those of opposite polarity do. It leaves src
// anywhere.
func loudMix(src Sound, mono [][]float32) ([][]float32, error) {
	_, in, frames := src.Shape()
	sides := downmix(in, 2)
	mixes := [][]float32{mono[0], sides[0], sides[1]}
	energy := make([]float64, len(mixes))
	buf := make([]float32, heardFrames*in)
	for i := range int64(heardPlaces) {
		if frames < 0 && i > 0 { // only the beginning is known to be there
			break
		}
		if err := src.SeekFrame(i * max(frames, 0) / heardPlaces); err != nil {
			return nil, err
		}
		if err := listen(src, buf, in, mixes, energy); err != nil {
			return nil, err
		}
	}
	if louder := max(energy[1], energy[2]); energy[0] >= cancelled*louder {
		return mono, nil
	}
	if energy[1] >= energy[2] {
		return sides[:1], nil
	}
	return sides[1:], nil
}

// listen adds the energies of mixes over a short time.
func listen(src Sound, buf []float32, channels int, mixes [][]float32, energy []float64) error {
	for done := 0; done < len(buf); {
		n, err := src.Read(buf[done:])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for ; n > 0; n-- {
			frame := buf[done : done+channels]
			for i, shares := range mixes {
				v := 0.0
				for c, x := range frame {
					v += float64(x * shares[c])
				}
				energy[i] += v * v
			}
			done += channels
		}
	}
	return nil
}

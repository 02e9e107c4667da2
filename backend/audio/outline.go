package audio

import (
	"context"
	"errors"
	"io"
	"math"
)

// OutlineRate is the columns a second of an Outline.
const OutlineRate = 100

// outlineMost is how long an Outline may be, in columns: six hours.
const outlineMost = OutlineRate * 3600 * 6

// Outline is what a sound looks like from afar: for each hundredth of a second
// the greatest magnitude of any channel. A value v stands for (v/255)², full
// scale being 1, so that soft sounds keep their shape.
type Outline []uint8

// NewOutline reads a sound to its end, and no more than six hours of it. Damage
// is silence. Its errors are the context's and those of NewDecoder.
func NewOutline(ctx context.Context, r io.ReadSeeker, name string) (Outline, error) {
	d, err := NewDecoder(ctx, r, name)
	if err != nil {
		return nil, err
	}
	rate, channels, _ := d.Shape()
	frames := make([]float32, 4096*channels)
	var out Outline
	var peak float32
	column := func() {
		out = append(out, uint8(math.Round(255*math.Sqrt(min(float64(peak), 1)))))
		peak = 0
	}
	for at := int64(0); len(out) < outlineMost; {
		n, err := d.Read(frames)
		for i := range n {
			if at*OutlineRate/int64(rate) > int64(len(out)) {
				column()
			}
			for _, v := range frames[i*channels:][:channels] {
				peak = max(peak, v, -v)
			}
			at++
		}
		if errors.Is(err, io.EOF) {
			if at > 0 {
				column()
			}
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

package local

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"sync"
)

//go:generate go run pack.go

// packed holds the learned numbers as pack.go laid them.
//
//go:embed weights.bin
var packed []byte

// weights are the tensors of the network in the order of the file. A layer's
// are by frame, bin, plane in and plane out.
type weights struct {
	re, im   []float32 // constant-Q kernels: taps by 36 bins of an octave
	lowPass  []float32 // taps
	loudness []float32 // scale of each bin
	norm     []float32 // scale of the levelled spectrogram
	normBias []float32
	layers   [6]struct{ w, bias []float32 }
}

// The layers in the order of the file.
const (
	harmonic = iota // 3×39, 8 planes to 8
	contour         // 5×5, 8 to 1
	noteIn          // 7×7 every third bin, 1 to 32
	noteOut         // 7×3, 32 to 1
	onsetIn         // 5×5 every third bin, 8 to 32
	onsetOut        // 3×3, 33 to 1
)

// sizes are those of each layer's weights and bias.
var sizes = [6][2]int{{3 * 39 * 8 * 8, 8}, {5 * 5 * 8, 1}, {7 * 7 * 32, 32}, {7 * 3 * 32, 1}, {5 * 5 * 8 * 32, 32}, {3 * 3 * 33, 1}}

// unpack reads the tensors.
func unpack(data []byte) (*weights, error) {
	short := false
	take := func(n int) []float32 {
		if short = short || len(data) < 4*n; short {
			return nil
		}
		out := make([]float32, n)
		for i := range out {
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		}
		data = data[4*n:]
		return out
	}
	w := &weights{re: take(taps * octave), im: take(taps * octave), lowPass: take(taps), loudness: take(bins), norm: take(1), normBias: take(1)}
	for i, size := range sizes {
		w.layers[i].w, w.layers[i].bias = take(size[0]), take(size[1])
	}
	if short || len(data) > 0 {
		return nil, fmt.Errorf("the weights have %d bytes over, or too few", len(data))
	}
	return w, nil
}

// shared is the network, made when it is first needed; it is never written to.
var shared = sync.OnceValues(func() (*network, error) {
	w, err := unpack(packed)
	if err != nil {
		return nil, err
	}
	return newNetwork(w, fastest()), nil
})

package audio

import "math"

// rewinder decodes from the start, wherever it is asked to go.
type rewinder struct {
	in     *input
	decode func(*input) (func() ([]float32, error), error)
	run    func() ([]float32, error)
}

func (r *rewinder) next() ([]float32, error) { return r.run() }

func (r *rewinder) jump(int64) (at int64, err error) {
	r.run, err = r.decode(r.in)
	return 0, err
}

func rewinding(in *input, d *Decoder, c codec) (s stream, err error) {
	if d.info, err = c.probe(in); err != nil {
		return nil, err
	}
	d.frames = int64(math.Round(d.info.Seconds * float64(d.info.SampleRate)))
	r := &rewinder{in: in, decode: c.decode}
	_, err = r.jump(0)
	return r, err
}

func streamWAV(in *input, d *Decoder) (stream, error) {
	return rewinding(in, d, codec{probe: probeWAV, decode: decodeWAV})
}
func streamFLAC(in *input, d *Decoder) (stream, error) {
	return rewinding(in, d, codec{probe: probeFLAC, decode: decodeFLAC})
}
func streamOgg(in *input, d *Decoder) (stream, error) {
	return rewinding(in, d, codec{probe: probeOgg, decode: decodeOgg})
}
func streamMP3(in *input, d *Decoder) (stream, error) {
	return rewinding(in, d, codec{probe: probeMP3, decode: decodeMP3})
}

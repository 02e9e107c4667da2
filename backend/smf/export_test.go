package smf

// Second returns the second of the file at which a tick sounds; less Shift it
// is a second of the audio.
func (p Plan) Second(tick uint32) float64 {
	s := 0.0
	for i, e := range p.Tempo {
		end := tick
		if i+1 < len(p.Tempo) {
			end = min(end, p.Tempo[i+1].Tick)
		}
		if end > e.Tick {
			s += seconds(float64(end-e.Tick), e.Micros)
		}
	}
	return s
}

// TimeSignature is timeSignature.
var TimeSignature = timeSignature

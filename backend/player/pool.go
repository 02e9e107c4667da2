package player

import "math"

const (
	// polyphony is how many voices sound; more make the quietest give way.
	polyphony = 128
	// slots leaves room for voices that are giving way.
	slots = 2 * polyphony
)

// Times in seconds of voices that must end soon.
const (
	stealFor = .004
	chokeFor = .012
)

// pool holds the voices that sound, in voices[:n].
type pool struct {
	rate   float32
	voices [slots]voice
	n      int
	seed   uint32 // of noise, a function of the notes since the start
}

func (p *pool) clear() { p.n, p.seed = 0, 1 }

// add returns a new voice, nil if there is no room.
func (p *pool) add() *voice {
	if p.n >= polyphony {
		p.steal()
	}
	if p.n == slots {
		return nil
	}
	p.n++
	return &p.voices[p.n-1]
}

// steal ends the voice that is missed least, if enough sound to need it.
func (p *pool) steal() {
	sounding := 0
	var victim *voice
	least := float32(math.MaxFloat32)
	for i := range p.voices[:p.n] {
		v := &p.voices[i]
		if v.stage == dying {
			continue
		}
		sounding++
		level := v.env
		if v.stage == rising {
			level = v.peak
		}
		level *= v.gl + v.gr
		if v.stage == released {
			level /= 4
		}
		if level < least {
			least, victim = level, v
		}
	}
	if sounding >= polyphony {
		victim.end(int(stealFor * p.rate))
	}
}

// render makes frames from–to of a quantum of n on the buses of their parts.
func (p *pool) render(d *deck, from, to, n int) {
	for i := 0; i < p.n; {
		v := &p.voices[i]
		b := d.bus(v.part, n)
		if v.render(b.left[from:to], b.right[from:to], p.rate) {
			i++
			continue
		}
		p.n--
		p.voices[i] = p.voices[p.n]
	}
}

// loudness returns the amplitude of a velocity, 1 for the hardest.
func loudness(velocity uint8) float32 { return float32(math.Pow(float64(velocity)/127, 1.5)) }

// hertz returns the frequency of a key.
func hertz(pitch uint8) float64 { return 440 * math.Exp2((float64(pitch)-69)/12) }

// on begins a note that began since frames ago.
func (p *pool) on(d *deck, n *note, since int64) {
	p.seed = p.seed*69069 + 12345
	if patch := d.parts[n.part].patch; patch != nil {
		p.tone(patch, n, hertz(n.pitch)*d.detune, since)
		return
	}
	if int(n.part) == len(d.gains) {
		p.hit(click(n.pitch), n, 1)
		return
	}
	p.hit(kit[n.pitch], n, kitGain)
}

// tone begins a note of a pitched instrument at a frequency, and its breath.
func (p *pool) tone(s *patch, n *note, hz float64, since int64) {
	rate := float64(p.rate)
	tab, inc := s.wave.at(hz, rate)
	if tab == nil {
		return
	}
	v := p.add()
	if v == nil {
		return
	}
	gain := loudness(n.velocity) * s.gain
	left, right := place(s.pan + (float32(n.pitch)-64)/320)
	*v = voice{pitch: n.pitch, part: n.part, left: n.end - n.start - since, patch: s, tab: tab,
		gl: gain * left, gr: gain * right, inc: [2]uint32{inc, inc}}
	if s.wide > 0 {
		v.kind = double
		apart := math.Exp2(float64(s.wide) / 2400)
		v.inc = [2]uint32{uint32(float64(inc) * apart), uint32(float64(inc) / apart)}
		v.phase[1] = uint32(n.pitch) * 2654435769
		v.gl, v.gr = v.gl*.85, v.gr*.85
	}
	touch := math.Exp2(float64(s.touch) * (float64(n.velocity) - 96) / 127)
	v.cutoff = float32(2 * math.Pi * (float64(s.cut) + float64(s.track)*hz) * touch / rate)
	shorter := exp(float32(n.pitch-min(n.pitch, 36)) / 12 * s.short * math.Ln2 / 2)
	v.shape(s, p.rate, shorter, float32(since)/p.rate)
	if s.breath > 0 {
		p.breathe(v, hz)
	}
}

// breathe adds the noise beside a tone.
func (p *pool) breathe(of *voice, hz float64) {
	twin := *of
	v := p.add()
	if v == nil {
		return
	}
	*v = twin
	v.kind, v.seed = hissing, p.seed
	v.svf = newFilter(2*hz, 2, float64(p.rate))
	v.svf.band = 1
	k := v.patch.breath / v.patch.gain
	v.gl, v.gr = v.gl*k, v.gr*k
}

// shape sets the envelope of a note that began since seconds ago; one that did
// rises quickly to where it would be by now.
func (v *voice) shape(s *patch, rate, shorter, since float32) {
	v.peak, v.sus = 1, s.hold
	v.line = max(1, int(s.rise*rate))
	v.fall, v.fade = newLapse(s.fall*rate/shorter), newLapse(s.fade*rate/shorter)
	v.release, v.dim = newLapse(s.release*rate), newLapse(s.dim*rate)
	v.shine = s.bite
	if since <= 0 {
		return
	}
	v.age = since
	v.line = int(stealFor * rate)
	if s.rise >= stealFor {
		v.line = int(s.rise * rate)
	}
	frames := int(since * rate)
	v.sus *= v.fade.over(frames)
	v.peak = v.sus + (1-s.hold)*v.fall.over(frames)
	v.shine *= v.dim.over(frames)
}

// place returns the gains for a pan, 1 both in the middle.
func place(pan float32) (left, right float32) {
	l, r := equalPower((min(max(pan, -1), 1) + 1) / 2)
	return l * math.Sqrt2, r * math.Sqrt2
}

package pianoroll

import (
	"image"
	"image/color"
	"strconv"

	"partlift/backend/music"
)

// Names of rows, written once.
var pitchNames, drumNames = func() (p, d [pitches][]byte) {
	for i := range p {
		p[i] = []byte(music.PitchName(uint8(i)))
		name, _ := music.DrumName(uint8(i))
		d[i] = []byte(name)
	}
	return p, d
}()

// paintKeys paints the keyboard, or the names of drums.
func (p *painter) paintKeys(s *picture) {
	if p.left == 0 || p.top >= p.h {
		return
	}
	first := min(int(p.view.Pitch(0)), pitches-1)
	if s.kits {
		p.paintNames(first)
	} else {
		for pitch := first; pitch >= 0 && p.bottom(pitch+1) < p.h; pitch-- {
			p.key(pitch)
		}
		p.keyLabels(first)
	}
	p.fill(p.left-p.hair, p.top, p.left, p.h, inkOf(mix(p.palette.Black, p.palette.Line, 0.3)))
}

// key paints one key. Between two white keys there is a line; a black key lies
// over the left of one.
func (p *painter) key(pitch int) {
	pal := &p.palette
	y0, y1 := max(p.bottom(pitch+1), p.top), min(p.bottom(pitch), p.h)
	right := p.left - p.hair
	p.fill(0, y0, right, y1, inkOf(pal.Key))
	seam := inkOf(mix(pal.Key, pal.Sharp, 0.42))
	if !sharp(pitch) {
		if c := pitch % 12; c == 0 || c == 5 {
			p.fill(0, y1-p.hair, right, y1, seam)
		}
		return
	}
	middle := (p.bottom(pitch+1) + p.bottom(pitch)) / 2
	if middle >= p.top {
		p.fill(0, middle, right, min(middle+p.hair, p.h), seam)
	}
	p.fill(0, y0, p.left*58/100, y1, inkOf(pal.Sharp))
}

// keyLabels writes the octaves, and on high rows all white keys.
func (p *painter) keyLabels(first int) {
	pen := p.pens[1]
	clip := image.Rect(0, p.top, p.left, p.h)
	row := p.view.PerPitch
	for pitch := first; pitch >= 0 && p.bottom(pitch+1) < p.h; pitch-- {
		c := pitch%12 == 0
		if !c && (sharp(pitch) || row < float64(pen.height)*1.15) || 12*row < float64(pen.caps)*1.6 {
			continue
		}
		middle := (p.bottom(pitch) + p.bottom(pitch+1) - p.hair) / 2
		ink := inkOf(p.palette.KeyText)
		if !c {
			ink = inkOf(mix(p.palette.Key, p.palette.KeyText, 0.55))
		}
		name := pitchNames[pitch]
		pen.write(p.sheet, name, p.left-5*p.hair-pen.width(name), middle+(pen.caps+1)/2, ink, clip)
	}
}

// paintNames paints the rows of drums and their names. Where rows are too low
// for all, drums that are played come first.
func (p *painter) paintNames(first int) {
	pal := &p.palette
	p.fill(0, p.top, p.left, p.h, inkOf(pal.Ruler))
	for pitch := first; pitch >= 0 && p.bottom(pitch+1) < p.h; pitch-- {
		y := p.bottom(pitch)
		p.fill(0, y-p.hair, p.left, y, inkOf(mix(pal.Ruler, pal.Line, ruleInk)))
	}
	p.nameRows(first, true, pal.Text)
	if p.view.PerPitch >= float64(p.pens[1].height)*0.95 {
		p.nameRows(first, false, mix(pal.Ruler, pal.Faint, 0.7))
	}
}

// nameRows writes the numbers and names of drums that are played, or of all
// others, leaving out what would touch the name before.
func (p *painter) nameRows(first int, played bool, c color.NRGBA) {
	pen := p.pens[1]
	clip := image.Rect(0, p.top, p.left-2*p.hair, p.h)
	faint := inkOf(mix(p.palette.Ruler, p.palette.Faint, 0.75))
	free := p.top - pen.height
	for pitch := first; pitch >= 0 && p.bottom(pitch+1) < p.h; pitch-- {
		middle := (p.bottom(pitch) + p.bottom(pitch+1) - p.hair) / 2
		if p.used[pitch] != played || middle-pen.caps < free {
			continue
		}
		free = middle + pen.caps/2
		base := middle + (pen.caps+1)/2
		p.label = strconv.AppendInt(p.label[:0], int64(pitch), 10)
		if played {
			c := p.palette.Drums[drumGroups[pitch]]
			p.fill(0, max(p.bottom(pitch+1), p.top), 3*p.hair, min(p.bottom(pitch)-p.hair, p.h), inkOf(c))
		}
		column := 26 * p.hair
		pen.write(p.sheet, p.label, column-pen.width(p.label), base, faint, clip)
		name := drumNames[pitch]
		if len(name) == 0 {
			name = pitchNames[pitch]
		}
		pen.write(p.sheet, name, column+6*p.hair, base, inkOf(c), clip)
	}
}

// paintRuler paints bars and beats, or minutes and seconds.
func (p *painter) paintRuler(s *picture) {
	pal := &p.palette
	p.fill(0, 0, p.w, p.top, inkOf(pal.Ruler))
	t := s.time
	first := t.steps[p.scale.fine]
	for k := -floorDiv(-p.scale.from, first) * first; k <= p.scale.to; k += first {
		if t.void(k) {
			continue
		}
		step := t.step(&p.scale, k)
		x := p.left + p.column(s, k)
		tall := p.top * 5 / 26
		if step >= p.scale.label {
			tall = p.top * 11 / 26
		}
		c := inkOf(mix(pal.Ruler, pal.Line, p.scale.ink[step]*0.38))
		p.fill(max(x, p.left), p.top-tall, x+p.hair, p.top, c)
	}
	p.writeRuler(s)
	p.fill(0, p.top-p.hair, p.w, p.top, inkOf(mix(pal.Ruler, pal.Line, 0.16)))
}

// writeRuler writes numbers beside their lines. Bars stand out against beats.
func (p *painter) writeRuler(s *picture) {
	t, pen := s.time, p.pens[0]
	clip := image.Rect(p.left, 0, p.w, p.top)
	base := p.top*10/26 + (pen.caps+1)/2
	each := t.steps[p.scale.label]
	for k := floorDiv(p.scale.from, each) * each; k <= p.scale.to; k += each {
		x := p.left + p.column(s, k)
		c := inkOf(p.numeral(t.grid != nil && k%t.bar != 0))
		p.label = t.appendLabel(p.label[:0], k, each)
		if t.void(k) || t.second(k) < -1e-9 || x < p.left-2*p.hair {
			continue
		}
		pen.write(p.sheet, p.label, x+4*p.hair, base, c, clip)
	}
}

// numeral returns the color of a number on the ruler.
func (p *painter) numeral(minor bool) color.NRGBA {
	if minor {
		return p.palette.Faint
	}
	return p.palette.Text
}

package pianoroll

import "math"

// Viewport says which seconds and pitches are where on a pane of notes. It
// counts in whatever its scales count in: the widget in points, the painter in
// pixels.
type Viewport struct {
	Start     float64 // second at the left edge
	Top       float64 // pitch at the upper edge; pitch p fills p up to p+1
	PerSecond float64 // width of a second, > 0
	PerPitch  float64 // height of a semitone, > 0
}

// X returns where a second is.
func (v Viewport) X(second float64) float64 { return (second - v.Start) * v.PerSecond }

// Second is the inverse of X.
func (v Viewport) Second(x float64) float64 { return v.Start + x/v.PerSecond }

// Y returns where the lower edge of a pitch is.
func (v Viewport) Y(pitch float64) float64 { return (v.Top - pitch) * v.PerPitch }

// Pitch is the inverse of Y; its floor is the pitch whose row is there.
func (v Viewport) Pitch(y float64) float64 { return v.Top - y/v.PerPitch }

// ZoomTime widens a second by a factor; the second at x stays there.
func (v Viewport) ZoomTime(factor, x float64) Viewport {
	at := v.Second(x)
	v.PerSecond *= factor
	v.Start = at - x/v.PerSecond
	return v
}

// ZoomPitch heightens a semitone by a factor; the pitch at y stays there.
func (v Viewport) ZoomPitch(factor, y float64) Viewport {
	at := v.Pitch(y)
	v.PerPitch *= factor
	v.Top = at + y/v.PerPitch
	return v
}

// Pan moves the notes by a distance to the right and down.
func (v Viewport) Pan(dx, dy float64) Viewport {
	v.Start -= dx / v.PerSecond
	v.Top += dy / v.PerPitch
	return v
}

// scaled returns the same view on a pane with finer units.
func (v Viewport) scaled(by float64) Viewport {
	v.PerSecond *= by
	v.PerPitch *= by
	return v
}

// sane reports whether a view is one at all; a pane without room has none.
func (v Viewport) sane() bool {
	sum := v.Start + v.Top + v.PerSecond + v.PerPitch
	return !math.IsNaN(sum) && !math.IsInf(sum, 0) && v.PerSecond > 0 && v.PerPitch > 0
}

// whole moves the view by less than a pixel, so that what is scrolled keeps its
// size in pixels.
func (v Viewport) whole() Viewport {
	v.Start = math.Round(v.Start*v.PerSecond) / v.PerSecond
	v.Top = math.Round(v.Top*v.PerPitch) / v.PerPitch
	return v
}

// pane is the room for notes in points and what there is to see in it.
type pane struct {
	width, height float64
	length        float64 // seconds of the song
	low, high     int     // pitches of its notes; low > high: no notes
}

// The limits of zooming, in points.
const (
	minRow    = 4.0  // lowest row, unless all 128 fit in higher ones
	maxRow    = 48.0 // highest row
	fitRow    = 18.0 // highest row after Fit
	maxSecond = 4000.0
	pitches   = 128
)

// spare is the room behind the end, as a share of the width.
const spare = 0.3

// seconds returns the length that the scales are limited by.
func (p pane) seconds() float64 {
	if p.length <= 0 {
		return 60
	}
	return math.Max(p.length, 1)
}

// limit keeps a view inside the song and its zoom within bounds. When a zoom
// stops at its bound, what was in the middle stays there.
func (p pane) limit(v Viewport) Viewport {
	if p.width < 1 || p.height < 1 {
		return v
	}
	if !v.sane() {
		return p.fit()
	}
	lowest := math.Min(p.width/(p.seconds()*1.25), maxSecond)
	if s := bound(v.PerSecond, lowest, maxSecond); s != v.PerSecond {
		v = v.ZoomTime(s/v.PerSecond, p.width/2)
	}
	shortest := math.Max(minRow, p.height/pitches)
	if h := bound(v.PerPitch, shortest, math.Max(maxRow, shortest)); h != v.PerPitch {
		v = v.ZoomPitch(h/v.PerPitch, p.height/2)
	}
	seen := p.width / v.PerSecond
	behind := math.Max(p.seconds()-seen, 0)
	v.Start = bound(v.Start, 0, behind+math.Min(behind, seen*spare))
	v.Top = bound(v.Top, math.Min(p.height/v.PerPitch, pitches), pitches)
	return v
}

// bound keeps x between two bounds; what is not a number becomes the lower.
func bound(x, low, high float64) float64 {
	if !(x > low) {
		return low
	}
	return math.Min(x, high)
}

// fit shows all notes, or three octaves around middle C when there are none.
func (p pane) fit() Viewport {
	low, high := p.low, p.high
	if low > high {
		low, high = 42, 78
	}
	rows := math.Max(float64(high-low+1)+4, 20)
	v := Viewport{
		PerSecond: p.width * 0.98 / p.seconds(),
		PerPitch:  bound(p.height/rows, math.Max(minRow, p.height/pitches), math.Max(fitRow, p.height/pitches)),
	}
	middle := float64(low+high+1) / 2
	v.Top = middle + p.height/v.PerPitch/2
	return p.limit(v)
}

// frame shows an area with some room around it.
func (p pane) frame(a area) Viewport {
	long := math.Max(a.to-a.from, 0.05)
	rows := float64(a.high-a.low+1) + 6
	v := Viewport{PerSecond: p.width * 0.8 / long, PerPitch: math.Min(p.height/rows, 28)}
	v.Start = (a.from+a.to)/2 - p.width/2/v.PerSecond
	v.Top = float64(a.low+a.high+1)/2 + p.height/2/v.PerPitch
	return p.limit(v)
}

package player

import "math"

// Source is decoded audio that can be read anywhere. Both methods are called
// while sound is made, so they must return at once.
type Source interface {
	// Format returns the sample rate in Hz and the length in frames.
	Format() (rate int, frames int64)
	// ReadAt fills left and right, which are equally long, with the frames from
	// frame on, full scale being 1, and returns how many it has there.
	ReadAt(left, right []float32, frame int64) int
}

// tape plays a source at the player's rate.
type tape struct {
	src         Source
	step        float64 // source frames a frame
	early       float64 // source frames that it is heard before its time
	frames      int64   // of the source
	left, right []float32
	gain        side
	live        readAhead        // nil: all of it is always there
	level       [engines]float32 // of what an engine hears: 1, or 0 while it waits
}

// readAhead is a source that is told what will be needed, such as a Stream.
type readAhead interface {
	Ready(frame int64, n int) int
	Want(frame, loop int64)
}

// ramp is the frames in which a recording that comes or goes does so.
const ramp = 256

// want says which frame is played and where a loop goes back to, and reports
// whether the frame is not there.
func (t *tape) want(pos, loop int64) (late bool) {
	if t.live == nil {
		return false
	}
	at := int64(max(t.place(pos), 0))
	t.live.Want(at, int64(max(t.place(loop), 0)))
	return t.live.Ready(at, 1) == 0
}

// enter lets an engine begin at a frame.
func (t *tape) enter(engine int, pos int64) {
	if t == nil {
		return
	}
	t.level[engine] = 0
	if t.there(pos, quantum) {
		t.level[engine] = 1
	}
}

// there reports whether n frames, and those for a ramp after them, can be read.
func (t *tape) there(pos int64, n int) bool {
	if t.live == nil {
		return true
	}
	need := int(float64(n+ramp)*t.step) + 4
	at := max(0, int64(t.place(pos))-1)
	return t.live.Ready(at, need) >= need
}

// read fills b with the frames from frame on, faded to silence where they are
// not there.
func (t *tape) read(b *bus, n int, frame int64, engine int) {
	t.fill(b, n, frame)
	level, target := t.level[engine], float32(0)
	if t.there(frame, n) {
		target = 1
	}
	if level == target && target == 1 {
		return
	}
	step := (target - level) / max(1, float32(math.Abs(float64(target-level)))*ramp)
	for i := range n {
		level = min(max(level+step, 0), 1)
		b.left[i] *= level
		b.right[i] *= level
	}
	t.level[engine] = level
}

// maxSourceRate in Hz keeps the scratch buffers small.
const maxSourceRate = 768_000

// newTape returns nil for a source that cannot be played.
func newTape(src Source, rate, early float64) *tape {
	if src == nil {
		return nil
	}
	hz, frames := src.Format()
	if hz <= 0 || hz > maxSourceRate || frames <= 0 {
		return nil
	}
	t := &tape{src: src, step: float64(hz) / rate, frames: frames}
	if math.Abs(early) < longest {
		t.early = math.Round(early*rate) * t.step // whole frames, which need no interpolation at one rate
	}
	t.live, _ = src.(readAhead)
	n := int(quantum*t.step) + 5
	t.left, t.right = make([]float32, n), make([]float32, n)
	return t
}

// place returns where a frame of the player lies in the source, in its frames;
// it may lie outside.
func (t *tape) place(frame int64) float64 { return float64(frame)*t.step + t.early }

// end returns the first frame, at the player's rate, after the last one.
func (t *tape) end() int64 { return int64(math.Ceil((float64(t.frames) - t.early) / t.step)) }

// fill fills b with the frames from frame on; outside the recording is silence.
func (t *tape) fill(b *bus, n int, frame int64) {
	if t.step == 1 {
		t.fetch(b.left[:n], b.right[:n], frame+int64(t.early))
		return
	}
	at := t.place(frame)
	first := int64(math.Floor(at))
	need := int(at-float64(first)+float64(n-1)*t.step) + 4
	t.fetch(t.left[:need], t.right[:need], first-1)
	for i := range n {
		p := at - float64(first) + float64(i)*t.step
		k := int(p)
		x := float32(p - float64(k))
		b.left[i] = hermite(t.left[k:k+4:k+4], x)
		b.right[i] = hermite(t.right[k:k+4:k+4], x)
	}
}

// fetch reads frames that may lie outside the source, as zeros. What is no
// finite number becomes zero as well: it would never leave the mix again.
func (t *tape) fetch(left, right []float32, frame int64) {
	clear(left)
	clear(right)
	skip := 0
	if frame < 0 {
		skip = int(min(-frame, int64(len(left))))
	}
	frame += int64(skip)
	n := int(max(0, min(int64(len(left)-skip), t.frames-frame)))
	if n == 0 {
		return
	}
	l, r := left[skip:skip+n], right[skip:skip+n]
	got := max(0, min(n, t.src.ReadAt(l, r, frame)))
	clear(l[got:])
	clear(r[got:])
	for i := range got {
		l[i], r[i] = finite(l[i]), finite(r[i])
	}
}

// loudest is the largest magnitude a recording may have; full scale is 1.
const loudest = 4

func finite(v float32) float32 {
	if !(v >= -loudest && v <= loudest) {
		return 0
	}
	return v
}

// hermite interpolates between y[1] and y[2], x being 0–1.
func hermite(y []float32, x float32) float32 {
	c1 := (y[2] - y[0]) / 2
	c2 := y[0] - 2.5*y[1] + 2*y[2] - y[3]/2
	c3 := (y[3]-y[0])/2 + 1.5*(y[1]-y[2])
	return ((c3*x+c2)*x+c1)*x + y[1]
}

package player

import "sync/atomic"

// marks is how many jumps a trail remembers; latency is far shorter than the
// time in which that many happen.
const marks = 64

// trail says where in the song each rendered frame was, for whoever knows which
// of them is heard now. One goroutine writes, any may read, none waits.
type trail struct {
	rendered atomic.Int64 // frames handed out so far
	count    atomic.Int64 // marks written so far
	marks    [marks]trailMark

	// The writer's own: what the next quantum is if nothing jumps.
	next, pos int64
	runs      bool
}

// trailMark begins a stretch without jumps.
type trailMark struct {
	out  atomic.Int64 // frame rendered
	song atomic.Int64 // frame of the song
	runs atomic.Bool  // the song moves
}

// mark says that the frames from out on are at song.
func (t *trail) mark(out, song int64, runs bool) {
	expected := t.pos
	if t.runs {
		expected += out - t.next
	}
	if n := t.count.Load(); n == 0 || runs != t.runs || song != expected {
		m := &t.marks[n%marks]
		m.out.Store(out)
		m.song.Store(song)
		m.runs.Store(runs)
		t.count.Store(n + 1)
	}
	t.next, t.pos, t.runs = out, song, runs
}

// at returns the frame of the song at a rendered frame.
func (t *trail) at(out int64) int64 {
	for {
		n := t.count.Load()
		song := int64(0)
		for i := n - 1; i >= max(0, n-marks+1); i-- {
			m := &t.marks[i%marks]
			began := m.out.Load()
			song = m.song.Load()
			if began <= out {
				if m.runs.Load() {
					song += out - began
				}
				break
			}
		}
		if t.count.Load() == n {
			return song
		}
	}
}

// Rendered returns how many frames Render has handed out since New.
func (p *Player) Rendered() int64 { return p.trail.rendered.Load() }

// PositionAt returns the second of the song at a frame that was rendered, which
// is counted since New: who knows how much of the sound still waits in a
// sound card's buffer finds here what is heard now. It jumps where a seek or a
// loop is heard and moves on steadily between.
func (p *Player) PositionAt(frame int64) float64 {
	return float64(p.trail.at(max(0, min(frame, p.Rendered())))) / p.rate
}

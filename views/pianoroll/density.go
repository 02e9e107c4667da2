package pianoroll

// manyNotes is how many notes a scene must have to be worth a density.
const manyNotes = 20_000

// cell says what is heard on one pitch during a stretch of time.
type cell struct {
	track uint16
	level uint8 // 1–255: how much of the stretch is filled, and how loudly; 0: nothing
	style style
}

// density is the scene seen from far away: for each pitch rows of cells, each
// row with cells twice as long as the row before. A view in which many notes
// fall on one pixel is painted from it in the same time for any number of notes.
type density struct {
	first uint // the shortest cells last 1<<first steps
	rows  [pitches][][]cell
}

// The shortest cells are as short as this many of them allow.
const maxCells = 1 << 14

func newDensity(x *index) *density {
	d := &density{first: 6}
	end := instantOf(x.length)
	for end>>d.first > maxCells {
		d.first++
	}
	n := int(end>>d.first) + 1
	for p := range d.rows {
		if len(x.rows[p].marks)+len(x.ghosts[p].marks) == 0 {
			continue
		}
		cells := make([]cell, n)
		d.sweep(cells, x.ghosts[p].marks)
		d.sweep(cells, x.rows[p].marks)
		d.rows[p] = halve(cells)
	}
	return d
}

// sweep fills cells with marks. A cell belongs to the mark that starts in it,
// else to the first that reaches it, so that the work is one step for each mark
// and each cell, however long the notes are.
func (d *density) sweep(cells []cell, marks []mark) {
	span := instant(1) << d.first
	filled := instant(0) // what is before it counts as covered
	for _, m := range marks {
		here := m.start >> d.first
		first := min(m.end, (here+1)*span)
		from := max(m.start, filled)
		own(&cells[here], m, first-min(from, first), span)
		for t := max(from, first); t < m.end; t = (t>>d.first + 1) * span {
			own(&cells[t>>d.first], m, min(m.end, (t>>d.first+1)*span)-t, span)
		}
		filled = max(filled, m.end)
	}
}

// own gives a cell to a mark that fills a part of it.
func own(c *cell, m mark, part, span instant) {
	level := uint32(c.level)
	if c.style == ghost && m.style != ghost {
		level = 0
	}
	loud := 64 + 191*uint32(m.velocity&127)/127
	level += loud * uint32(part) / uint32(span)
	*c = cell{track: m.track, level: uint8(min(max(level, 1), 255)), style: m.style}
}

// halve returns rows of cells, each half as long as the row before.
func halve(cells []cell) [][]cell {
	rows := [][]cell{cells}
	for len(cells) > 64 {
		half := make([]cell, (len(cells)+1)/2)
		for i := range half {
			half[i] = cells[2*i]
			if 2*i+1 < len(cells) {
				half[i] = merge(cells[2*i], cells[2*i+1])
			}
		}
		rows = append(rows, half)
		cells = half
	}
	return rows
}

// merge makes one cell of two neighbours: notes in front win over ghosts, then
// the fuller cell over the other.
func merge(a, b cell) cell {
	switch {
	case a.level == 0:
		a, b = b, a
	case b.level == 0:
	case (a.style == ghost) != (b.style == ghost):
		if a.style == ghost {
			a, b = b, a
		}
	case b.level > a.level:
		a, b = b, a
	}
	if a.level > 0 {
		a.level = uint8(max((uint32(a.level)*5+uint32(b.level)*3)/8, 1))
	}
	return a
}

// level returns which row of cells to paint from when a pixel lasts some steps:
// the longest cells that are not longer than the pixel; ok is false when even
// the shortest are.
func (d *density) level(steps float64) (k int, ok bool) {
	k = -1
	for float64(uint64(1)<<(d.first+uint(k+1))) <= steps {
		k++
	}
	return k, k >= 0
}

package pianoroll

// manyNotes is how many notes a scene must have to be worth a density.
const manyNotes = 20_000

// cell says what is heard on one pitch during a stretch of time, 0: nothing. It
// is laid out so that of two cells the greater one is to be seen: what sounds
// wins over what is muted or taken out, and that over ghosts; then the fuller
// and louder cell over the other.
type cell uint32

const (
	cellRank  = 30
	cellLevel = 22 // 8 bits: how much of the stretch is filled, and how loudly
	cellStyle = 16 // 6 bits
)

// ranks are the ranks of styles.
var ranks = [styles]cell{solid: 3, unsure: 3, muted: 2, taken: 1, ghost: 0}

func newCell(m *mark, level uint32) cell {
	return ranks[m.style]<<cellRank | cell(level)<<cellLevel | cell(m.style)<<cellStyle | cell(m.track)
}

func (c cell) rank() cell    { return c >> cellRank }
func (c cell) level() uint32 { return uint32(c) >> cellLevel & 255 }
func (c cell) style() style  { return style(c >> cellStyle & 63) }
func (c cell) track() uint16 { return uint16(c) }

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
	for i := range marks {
		m := &marks[i]
		here := m.start >> d.first
		first := min(m.end, (here+1)*span)
		from := max(m.start, filled)
		cells[here] = cells[here].join(m, first-min(from, first), span)
		for t := max(from, first); t < m.end; t = (t>>d.first + 1) * span {
			c := &cells[t>>d.first]
			*c = c.join(m, min(m.end, (t>>d.first+1)*span)-t, span)
		}
		filled = max(filled, m.end)
	}
}

// join gives a cell to a mark that fills a further part of it, unless the cell
// is of a higher rank.
func (c cell) join(m *mark, part, span instant) cell {
	level := c.level()
	switch rank := ranks[m.style]; {
	case c != 0 && rank < c.rank():
		return c
	case rank > c.rank():
		level = 0
	}
	loud := 64 + 191*uint32(m.velocity&127)/127
	level += loud * uint32(part) / uint32(span)
	return newCell(m, min(max(level, 1), 255))
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

// merge makes one cell of two neighbors. It is as full as both together, but
// a short note alone does not fade away.
func merge(a, b cell) cell {
	a, b = max(a, b), min(a, b)
	if a == 0 {
		return 0
	}
	level := max((a.level()*5+b.level()*3)/8, 1)
	return a&^(255<<cellLevel) | cell(level)<<cellLevel
}

// level returns which row of cells to paint from when a pixel lasts some steps:
// the longest cells that are not longer than the pixel, -1 when all are.
func (d *density) level(steps float64) int {
	k := -1
	for float64(uint64(1)<<(d.first+uint(k+1))) <= steps {
		k++
	}
	return k
}

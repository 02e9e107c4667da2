package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/music"
	"partlift/views/kit"
	"partlift/views/overview"
	"partlift/views/pianoroll"
	"partlift/views/words"
)

// lanes are what all parts have in common on their page: the ruler above them,
// the stretch of the song that they show, the playhead over them, and what the
// sounds look like under their notes.
type lanes struct {
	m      *app.Model
	rows   *kit.RowList
	ruler  *pianoroll.Roll
	head   *kit.Plate
	second float64 // of the playhead
	lines  []overview.Line
	height float32 // of a row in points
	scene  laneScene
}

// laneScene is what the ruler was given last, to know when it must be given again.
type laneScene struct {
	song string
	page *edit.Part
	grid *music.Grid
}

func newLanes(m *app.Model, keys func(fyne.KeyName) bool) *lanes {
	l := &lanes{m: m, ruler: pianoroll.NewRuler(), head: kit.NewPlate(theme.ColorNameForeground, "", 0), height: rowHeight}
	l.ruler.OnSeek, l.ruler.OnLoop = m.Seek, m.SetLoop
	l.ruler.OnView = func() { l.redraw() }
	l.ruler.OnKey = func(e *fyne.KeyEvent) { keys(e.Name) }
	m.Playback.Watch(func(p app.Playback) { l.ruler.SetLoop(p.Loop[0], p.Loop[1]) })
	m.Outlines.Watch(func(app.Outlines) {
		if l.rows != nil {
			l.rows.Refresh()
		}
	})
	return l
}

// show gives the ruler the bars of a page where they have changed.
func (l *lanes) show(p *edit.Page) {
	if p == nil {
		return
	}
	next := laneScene{song: p.ID, grid: p.Counted()}
	if len(p.Parts) > 0 {
		next.page = &p.Parts[0]
	}
	if next == l.scene {
		return
	}
	l.scene = next
	l.fit(l.rows.Size().Height)
	l.ruler.SetScene(pianoroll.Scene{Song: p.ID, Grid: p.Counted(), FirstBar: p.FirstBar(), Length: p.Length()})
	l.redraw()
}

// redraw takes over what the ruler shows.
func (l *lanes) redraw() {
	l.lines = l.gridLines()
	l.rows.Refresh()
	l.placeHead()
}

// gridLines are the ruler's lines in the theme's color.
func (l *lanes) gridLines() (out []overview.Line) {
	th, variant := kit.ThemeOf(l.ruler)
	ink := color.NRGBAModel.Convert(th.Color(theme.ColorNameForeground, variant)).(color.NRGBA)
	view := l.ruler.View()
	for _, line := range l.ruler.Lines() {
		strength := 10 * line.Ink
		if line.Bar {
			strength = 30 * line.Ink
		}
		ink.A = uint8(strength)
		if ink.A > 0 {
			out = append(out, overview.Line{Second: view.Second(line.X), Color: ink})
		}
	}
	return out
}

// stretch returns what lanes of a width show.
func (l *lanes) stretch(width float32) stretch {
	v := l.ruler.View()
	return stretch{v.Start, float64(width) / v.PerSecond}
}

// ground is what lies under the notes of a part.
func (l *lanes) ground(p *edit.Page, part edit.Part) overview.Ground {
	g := overview.Ground{Lines: l.lines, Rate: studio.OutlineRate, Early: p.Offset()}
	if stem, ok := p.StemOf(part); ok {
		g.Peaks = l.m.Outlines.Now()[stem.SHA]
	}
	return g
}

// SetPlayhead moves the playhead to a second.
func (l *lanes) SetPlayhead(second float64) {
	l.second = second
	l.ruler.SetPlayhead(second)
	l.placeHead()
}

// placeHead puts the playhead over the lanes.
func (l *lanes) placeHead() {
	size := l.rows.Size()
	c := columnsOf(size.Width)
	v := l.ruler.View()
	x := float32(v.X(l.second))
	shown := x >= 0 && x <= c.laneWidth && size.Height > 0
	kit.Show(shown, l.head)
	if shown {
		all := float32(l.rows.Length()) * (l.height + l.rows.Theme().Size(theme.SizeNamePadding))
		kit.Place(l.head, c.lane+x-0.5, l.rows.Position().Y, 1.5, min(size.Height, all))
	}
}

// content returns rows under their headings, with the playhead over them.
func (l *lanes) content() fyne.CanvasObject {
	return container.New(board{l}, kit.NewSmall(words.L("Part")), l.ruler, l.rows, l.head)
}

// board lays the page out: the ruler stands over the lanes of the rows.
type board struct{ l *lanes }

func (board) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := objects[2].MinSize()
	return fyne.NewSize(least.Width, least.Height+objects[1].MinSize().Height)
}

func (b board) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c, top := columnsOf(size.Width), objects[1].MinSize().Height
	head := objects[0].MinSize().Height
	kit.Place(objects[0], c.name, (top-head)/2, c.nameWidth, head)
	kit.Place(objects[1], c.lane, 0, c.laneWidth, top)
	b.l.fit(size.Height - top)
	kit.Place(objects[2], 0, top, size.Width, size.Height-top)
	b.l.redraw()
}

// How high rows are, in points: as many as fit are shown, and a few are not
// stretched over a tall window.
const (
	lowRow  = 38
	highRow = 160
)

// fit makes rows as high as a height has room for.
func (l *lanes) fit(height float32) {
	if n := l.rows.Length(); n > 0 {
		padding := l.rows.Theme().Size(theme.SizeNamePadding)
		l.height = min(max(height/float32(n)-padding, lowRow), highRow)
	}
}

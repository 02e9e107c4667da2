package parts

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app/edit"
	"partlift/backend/music"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/overview"
)

// picture is the overview of a part's notes: one raster, painted again only
// when what it shows has changed.
type picture struct {
	widget.BaseWidget
	raster *canvas.Raster
	buffer *image.RGBA
	part   edit.Part
	notes  []music.Note
	plain  bool // no part's: in a quiet color
	view   overview.View
	ground overview.Ground
	shown  shown // as asked for last
	asked  int   // how often a new picture was asked for
}

// shown is what a picture shows, to know when it must be painted again.
type shown struct {
	view  overview.View
	peaks *uint8
	lines *overview.Line
}

func newPicture() *picture {
	p := &picture{}
	p.raster = canvas.NewRaster(p.paint)
	p.ExtendBaseWidget(p)
	return p
}

func (p *picture) set(part edit.Part, notes []music.Note, t stretch, g overview.Ground) {
	same := len(notes) == len(p.notes) && (len(notes) == 0 || &notes[0] == &p.notes[0])
	p.part, p.ground = part, g
	if !same || p.view.Seconds == 0 {
		p.notes = notes
		p.view = overview.Fit(notes, 0)
		p.shown = shown{}
	}
	p.view.Start, p.view.Seconds = t.from, t.seconds
	p.repaint()
}

// stretch is the time that lanes show, in seconds.
type stretch struct{ from, seconds float64 }

// color is the instrument's, or a gray while it is muted.
func (p *picture) color() color.NRGBA {
	th, v := kit.ThemeOf(p)
	if p.plain {
		return color.NRGBAModel.Convert(th.Color(look.ColorMuted, v)).(color.NRGBA)
	}
	if p.part.Silent {
		return color.NRGBAModel.Convert(th.Color(theme.ColorNameDisabled, v)).(color.NRGBA)
	}
	return look.PartColor(p.part.Program, p.part.Drums, look.IsDark(th, v))
}

// repaint asks for a new picture if it would differ from the last one.
func (p *picture) repaint() {
	next := shown{view: p.view}
	next.view.Color = p.color()
	if len(p.ground.Peaks) > 0 {
		next.peaks = &p.ground.Peaks[0]
	}
	if len(p.ground.Lines) > 0 {
		next.lines = &p.ground.Lines[0]
	}
	if next == p.shown {
		return
	}
	p.shown = next
	p.asked++
	p.raster.Refresh()
}

// paint is called by the toolkit with a size in device pixels.
func (p *picture) paint(w, h int) image.Image {
	if p.buffer == nil || p.buffer.Rect.Dx() != w || p.buffer.Rect.Dy() != h {
		p.buffer = image.NewRGBA(image.Rect(0, 0, w, h))
	}
	v := p.view
	v.Color = p.color()
	if height := p.raster.Size().Height; height > 0 {
		v.Scale = float32(h) / height
	}
	overview.Paint(p.buffer, v, p.ground, p.notes)
	return p.buffer
}

// CreateRenderer shows the raster.
func (p *picture) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.raster) }

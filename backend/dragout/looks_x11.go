//go:build linux || freebsd || netbsd || openbsd || dragonfly

package dragout

import (
	"image"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/shape"
	"github.com/jezek/xgb/xproto"
)

// looks is what the user sees of a drag.
type looks struct {
	shapes         bool          // windows can be transparent to the pointer
	accept, refuse xproto.Cursor // 0 if the server has no cursor font
}

// shapes reports whether windows can be transparent to the pointer, and makes
// the connection ready for it. The library's own way would also write to tables
// that the readers of all connections use.
func shapes(c *xgb.Conn) bool {
	const name = "SHAPE"
	r, err := xproto.QueryExtension(c, uint16(len(name)), name).Reply()
	if err != nil || !r.Present {
		return false
	}
	c.ExtLock.Lock()
	defer c.ExtLock.Unlock()
	c.Extensions[name] = r.MajorOpcode
	return true
}

// cursors makes the two shapes of the pointer.
func cursors(c *xgb.Conn) (accept, refuse xproto.Cursor) {
	const plus, circle = 90, 24 // glyphs of the cursor font
	font, err := xproto.NewFontId(c)
	if err != nil || xproto.OpenFontChecked(c, font, uint16(len("cursor")), "cursor").Check() != nil {
		return 0, 0
	}
	defer xproto.CloseFont(c, font)
	glyph := func(n uint16) xproto.Cursor {
		id, err := xproto.NewCursorId(c)
		if err != nil || xproto.CreateGlyphCursorChecked(c, id, font, font, n, n+1, 0, 0, 0, 0xffff, 0xffff, 0xffff).Check() != nil {
			return 0
		}
		return id
	}
	return glyph(plus), glyph(circle)
}

// showCursor says by the pointer's shape whether a release would deliver. The
// toolkit's grab shows the cursor of its window, which everybody may set.
func (d *desk) showCursor(w xproto.Window, accepted bool) {
	shape := d.looks.refuse
	if accepted {
		shape = d.looks.accept
	}
	if shape != 0 {
		xproto.ChangeWindowAttributes(d.c, w, xproto.CwCursor, []uint32{uint32(shape)})
	}
}

// hideCursor gives the window its usual pointer back; the toolkit sets another
// when the pointer moves.
func (d *desk) hideCursor(w xproto.Window) {
	xproto.ChangeWindowAttributes(d.c, w, xproto.CwCursor, []uint32{0})
}

// picture is a small window that follows the pointer. Nothing under it is
// hidden from the search for targets, as its input shape is empty.
type picture struct{ win xproto.Window }

const (
	pictureAside = 14  // pixels from the pointer's tip, right and down
	pictureMost  = 512 // pixels, width and height
)

// newPicture shows an image beside the pointer. It returns nil if there is
// none, or if the screen is of a kind that would need other pixels.
func (d *desk) newPicture(img image.Image, at pointer) *picture {
	if img == nil || !d.looks.shapes || d.screen.RootDepth != 24 || xproto.Setup(d.c).ImageByteOrder != xproto.ImageOrderLSBFirst {
		return nil
	}
	b := img.Bounds().Intersect(image.Rectangle{img.Bounds().Min, img.Bounds().Min.Add(image.Pt(pictureMost, pictureMost))})
	win, err := xproto.NewWindowId(d.c)
	if err != nil || b.Empty() {
		return nil
	}
	w, h := uint16(b.Dx()), uint16(b.Dy())
	xproto.CreateWindow(d.c, d.screen.RootDepth, win, d.screen.Root, at.x+pictureAside, at.y+pictureAside, w, h, 0,
		xproto.WindowClassInputOutput, d.screen.RootVisual, xproto.CwBackPixmap|xproto.CwOverrideRedirect|xproto.CwSaveUnder, []uint32{0, 1, 1})
	d.putWords(win, d.atoms["_NET_WM_WINDOW_TYPE"], xproto.AtomAtom, []xproto.Atom{d.atoms["_NET_WM_WINDOW_TYPE_DND"]})
	shape.Rectangles(d.c, shape.SoSet, shape.SkInput, 0, win, 0, 0, nil)
	d.paint(win, img, b)
	xproto.MapWindow(d.c, win)
	return &picture{win}
}

// paint makes an image the ground of a window, so that the server draws it.
func (d *desk) paint(win xproto.Window, img image.Image, b image.Rectangle) {
	pixmap, err := xproto.NewPixmapId(d.c)
	if err != nil {
		return
	}
	gc, err := xproto.NewGcontextId(d.c)
	if err != nil {
		return
	}
	w, h := uint16(b.Dx()), uint16(b.Dy())
	xproto.CreatePixmap(d.c, d.screen.RootDepth, pixmap, xproto.Drawable(win), w, h)
	xproto.CreateGC(d.c, gc, xproto.Drawable(pixmap), 0, nil)
	pixels, row := pixelsOf(img, b), 4*b.Dx()
	const request = 200_000 // bytes; the server's limit is above
	for y, rows := 0, max(1, request/row); y < b.Dy(); y += rows {
		n := min(rows, b.Dy()-y)
		xproto.PutImage(d.c, xproto.ImageFormatZPixmap, xproto.Drawable(pixmap), gc, w, uint16(n), 0, int16(y), 0, d.screen.RootDepth, pixels[y*row:(y+n)*row])
	}
	xproto.ChangeWindowAttributes(d.c, win, xproto.CwBackPixmap, []uint32{uint32(pixmap)})
	xproto.FreeGC(d.c, gc)
	xproto.FreePixmap(d.c, pixmap)
}

// pixelsOf lays an image out as blue, green, red and a spare byte.
func pixelsOf(img image.Image, b image.Rectangle) []byte {
	out := make([]byte, 0, 4*b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			red, green, blue, _ := img.At(x, y).RGBA()
			out = append(out, byte(blue>>8), byte(green>>8), byte(red>>8), 0)
		}
	}
	return out
}

func (d *desk) movePicture(p *picture, at pointer) {
	if p != nil {
		xproto.ConfigureWindow(d.c, p.win, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowStackMode,
			[]uint32{uint32(int32(at.x) + pictureAside), uint32(int32(at.y) + pictureAside), xproto.StackModeAbove})
	}
}

func (d *desk) closePicture(p *picture) {
	if p != nil {
		xproto.DestroyWindow(d.c, p.win)
	}
}

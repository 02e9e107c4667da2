package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// glyph is an icon of the transport that the toolkit does not have.
func glyph(name, path string) fyne.Resource {
	return theme.NewThemedResource(fyne.NewStaticResource(name+".svg",
		[]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><path fill="#000000" d="`+path+`"/></svg>`)))
}

// Icons of the transport.
var (
	LoopIcon      = glyph("loop", "M7 7h10v3l4-4-4-4v3H5v6h2V7zm10 10H7v-3l-4 4 4 4v-3h12v-6h-2v4z")
	MetronomeIcon = glyph("metronome", "M9 3h6l4 18H5L9 3zm1.6 2-3.1 14h9L13.4 5h-2.8zM11 8h2v6h-2zM8 15h8v2H8z")
	FollowIcon    = glyph("follow", "M4 4h2v16H4zM9 11h7l-3-3 1.4-1.4L20 12l-5.6 5.4L13 16l3-3H9z")
	RelayIcon     = glyph("relay", "M12 3a9 9 0 0 1 9 9h-2a7 7 0 0 0-7-7V3zm0 4a5 5 0 0 1 5 5h-2a3 3 0 0 0-3-3V7zm-2 3a4 4 0 1 0 4 4h-2a2 2 0 1 1-2-2v-2z")
	GripIcon      = glyph("grip", "M8 4h3v3H8zm5 0h3v3h-3zM8 10.500h3v3H8zm5 0h3v3h-3zM8 17h3v3H8zm5 0h3v3h-3z")
	SidebarIcon   = glyph("sidebar", "M3 5h6v14H3zm8 0h10v2H11zm0 12h10v2H11zm8-10h2v10h-2z")
	OffsetIcon    = glyph("offset", "M3 6h11v3H3zm7 9h11v3H10zm7-10 4 2.5-4 2.5zM7 14v5l-4-2.5z")
	SplitIcon     = glyph("split", "M11 3h2v18h-2zM9 8v8H7L3 12l4-4zm6 0v8h2l4-4-4-4z")
	SnapIcon      = glyph("snap", "M5 8h4v4a3 3 0 0 0 6 0V8h4v4a7 7 0 0 1-14 0zM5 4h4v3H5zm10 0h4v3h-4z")
	VelocityIcon  = glyph("velocity", "M4 12h3v8H4zm6-8h3v16h-3zm6 5h3v11h-3z")
	RollIcon      = glyph("roll", "M3 5h8v3H3zm7 5h7v3h-7zm-5 5h6v3H5zm11 0h5v3h-5z")
	BarsIcon      = glyph("bars", "M3 4h2.500v16H3zm7.500 6H12v10h-1.500zm4 0H16v10h-1.500zm4-6H21v16h-2.500zM7 10h1.500v10H7z")
	SwingIcon     = glyph("swing", "M6 4h14v10.200A3.500 3 0 1 1 18 12.500V8H8v8.200A3.500 3 0 1 1 6 14.500z")
	ReceiptIcon   = glyph("receipt", "M5 2l2 1.500L9.300 2l2.700 1.500L14.700 2 17 3.500 19 2v20l-2-1.500-2.300 1.500-2.700-1.500L9.300 22 7 20.500 5 22zm5.800 13.200 5.700-5.700-1.400-1.400-4.300 4.300-2-2-1.400 1.400z")
	SessionIcon   = glyph("session", "M3 5h4v3H3zm6 0h12v3H9zm-6 5.500h4v3H3zm9 0h9v3h-9zM3 16h4v3H3zm6 0h7v3H9z")
	StemIcon      = glyph("stem", "M3 10h2v4H3zm4-4h2v12H7zm4-3h2v18h-2zm4 5h2v8h-2zm4 2h2v4h-2z")
)

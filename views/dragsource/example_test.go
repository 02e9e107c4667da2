package dragsource_test

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"partlift/backend/dragout"
	"partlift/views/dragsource"
)

// partRow is a row that can be dragged, because it embeds a Gesture.
type partRow struct {
	widget.BaseWidget
	dragsource.Gesture
}

func (r *partRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(widget.NewLabel("Bass"))
}

// One Out serves all rows and chips of a window, and one Port the whole
// program. The outcome comes by the channel, on no goroutine in particular.
func Example() {
	var window fyne.Window                  // of the program
	var port dragout.Port                   // closed when the program ends
	tell := func(error) {}                  // shows a notice
	watch := func(<-chan dragout.Result) {} // waits for it in the background

	out := &dragsource.Out{Window: window, Failed: tell,
		Begin: func(w dragsource.Native, files []string, picture image.Image) error {
			result, err := port.Start(dragout.Window{System: dragout.System(w.System), Handle: w.Handle}, files, picture)
			if err != nil {
				return err
			}
			watch(result)
			return nil
		}}

	row := &partRow{}
	row.ExtendBaseWidget(row)
	row.Out = out
	row.Prepare = func() (dragsource.Load, error) { // each time the list shows another part in the row
		return dragsource.Load{Label: "Bass", Color: color.NRGBA{200, 90, 20, 255}, Files: []string{"/library/exports/Song/Song - Bass.mid"}}, nil
	}

	all := dragsource.Wrap(widget.NewLabel("All parts"), out, row.Prepare)
	window.SetContent(all)
}

package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/app/studio"
	"partlift/backend/say"
)

func TestTheWindowComesBackAsLargeAsItWas(t *testing.T) {
	for _, c := range []struct {
		kept studio.Size
		want fyne.Size
	}{
		{studio.Size{}, usualSize},
		{studio.Size{Width: 1700, Height: 900}, fyne.NewSize(1700, 900)},
		{studio.Size{Width: 3, Height: 900}, usualSize}, // of a library that was written to by hand
	} {
		r := newRig(t)
		s := r.m.Settings.Now()
		s.Window = c.kept
		r.m.SaveSettings(s)
		w := newWindow(r.window.app, r.m, r.window.host.about)
		if got := w.win.Canvas().Size(); got != c.want {
			t.Errorf("of %v the window is %v, want %v", c.kept, got, c.want)
		}
		w.win.Close()
	}
}

func TestASongThatIsReadyIsToldWhenNobodyLooks(t *testing.T) {
	r := newRig(t)
	done := say.Notice{Name: "ready x", Text: "“X” is ready.", Alert: true}
	test.AssertNotificationSent(t, nil, func() { r.m.Notify(done) })
	r.m.Dismiss(done.Name)
	r.window.away = true
	test.AssertNotificationSent(t, fyne.NewNotification("Partlift", done.Text), func() { r.m.Notify(done) })
	test.AssertNotificationSent(t, nil, func() { r.m.Notify(say.Notice{Name: "settings", Text: "Something else."}) })
}

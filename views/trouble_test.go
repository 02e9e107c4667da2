package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"partlift/backend/say"
	"partlift/views/kit"
)

// shown returns the texts of a window, and its buttons by what they say.
func shown(w fyne.Window) (texts string, buttons map[string]*kit.Button) {
	buttons = map[string]*kit.Button{}
	for _, o := range test.LaidOutObjects(w.Content()) {
		switch o := o.(type) {
		case *kit.Text:
			texts += o.String() + "\n"
		case *widget.RichText:
			texts += o.String() + "\n"
		case *widget.Label:
			texts += o.Text + "\n"
		case *kit.Button:
			buttons[o.Text] = o
		}
	}
	return texts, buttons
}

func TestALostListIsMadeAgainFromTheFirstWindow(t *testing.T) {
	a := test.NewTempApp(t)
	var done func(say.Notice)
	w := NewTrouble(a, say.Notice{Level: say.Failure, Text: "The list is lost.", Hint: "Make it again."}, func(f func(say.Notice)) { done = f })
	defer w.Close()
	texts, buttons := shown(w)
	if !strings.Contains(texts, "The list is lost.") || len(buttons) != 2 || w.Canvas().Focused() != fyne.Focusable(buttons["Close"]) {
		t.Fatalf("it shows %q with %v", texts, buttons)
	}
	test.Tap(buttons["Make the list again"])
	if done == nil || !buttons["Close"].Disabled() || !buttons["Make the list again"].Disabled() {
		t.Fatal("not under way, or it can be begun twice")
	}
	done(say.Notice{Level: say.Success, Text: "12 songs were brought back."})
	texts, buttons = shown(w)
	if !strings.Contains(texts, "12 songs") || strings.Contains(texts, "lost") || len(buttons) != 1 || buttons["Close"].Disabled() {
		t.Errorf("afterwards it shows %q with %v", texts, buttons)
	}
}

func TestATroubleWithoutAWayOutOffersNone(t *testing.T) {
	w := NewTrouble(test.NewTempApp(t), say.Notice{Text: "The disk is full."}, nil)
	defer w.Close()
	if _, buttons := shown(w); len(buttons) != 1 || buttons["Close"] == nil {
		t.Errorf("buttons %v", buttons)
	}
}

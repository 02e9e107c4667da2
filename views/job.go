package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// job is the page of a song that is on its way, waits or stopped: its steps, what
// it took and cost, and what can be done.
type job struct {
	m       *app.Model
	host    *host
	title   *kit.Text
	state   *kit.Text
	why     *widget.Label
	steps   *fyne.Container
	facts   *fyne.Container
	retry   *kit.Button
	check   *kit.Button
	answer  *kit.Button
	cancel  *kit.Button
	buttons *fyne.Container
	box     *fyne.Container
}

func newJob(m *app.Model, h *host) *job {
	v := &job{m: m, host: h, title: kit.NewHeading("", look.SizeTitleText).Shrinking(), state: kit.NewText("").Shrinking(), why: kit.Paragraph(""), steps: kit.Stacked(10), facts: kit.Stacked(6)}
	does := func(label string, icon fyne.Resource, verb func(songID string)) *kit.Button {
		return kit.NewButton(label, icon, func() {
			if j := m.Job.Now(); j != nil {
				verb(j.Row.ID)
			}
		}, h.Back)
	}
	v.retry = does(words.L("Retry from where it stopped"), theme.MediaReplayIcon(), m.Retry).As(widget.HighImportance)
	v.check = does(words.L("Check now"), theme.ViewRefreshIcon(), m.CheckNow).As(widget.HighImportance)
	v.answer = does(words.L("Answer…"), theme.QuestionIcon(), m.Resolve).As(widget.HighImportance)
	v.cancel = does(words.L("Cancel"), theme.CancelIcon(), m.Cancel)
	log := kit.NewButton(words.L("Show log"), theme.DocumentIcon(), h.log, h.Back)
	v.buttons = kit.Inline(8, v.retry, v.check, v.answer, v.cancel, log)
	m.Job.Watch(func(*studio.Job) { v.show() })
	return v
}

func (v *job) content() fyne.CanvasObject {
	back := kit.NewIcon(v.host.Window, theme.NavigateBackIcon(), words.L("Back (Escape)"), v.m.CloseJob)
	head := kit.Edged(nil, nil, container.NewCenter(back), nil, kit.Margins(0, 0, 8, 0, kit.Stacked(2, v.title, v.state)))
	v.box = kit.Stacked(16, head, v.buttons, kit.Flush(v.why), kit.Card(v.steps), kit.Card(v.facts))
	return kit.Scrolling(kit.Margins(16, 16, 20, 20, kit.Middle(640, v.box)))
}

// stepIcons are how steps look.
var stepIcons = [...]struct {
	icon  func() fyne.Resource
	color fyne.ThemeColorName
}{
	studio.StepLater:   {theme.RadioButtonIcon, look.ColorMuted},
	studio.StepNow:     {theme.MediaPlayIcon, look.ColorAccent},
	studio.StepDone:    {theme.ConfirmIcon, look.ColorGood},
	studio.StepStopped: {theme.ErrorIcon, look.ColorBad},
}

// show brings the page in step with the song.
func (v *job) show() {
	j := v.m.Job.Now()
	if j == nil || v.box == nil {
		return
	}
	v.title.Set(j.Row.Title)
	v.state.Set(j.Row.Detail)
	v.why.SetText(j.Why)
	kit.Show(j.Why != "" && j.Why != j.Row.Detail, v.why)
	v.steps.Objects = nil
	for _, s := range j.Steps {
		look := stepIcons[s.State]
		sign := container.NewGridWrap(fyne.NewSquareSize(18), widget.NewIcon(theme.NewColoredResource(look.icon(), look.color)))
		v.steps.Add(kit.Inline(10, sign, kit.NewText(s.Name), layout.NewSpacer(), kit.NewSmall(s.Note).Shrinking()))
	}
	v.facts.Objects = nil
	v.fact(words.L("Taken so far"), v.taken(j))
	v.fact(words.L("Charged"), j.Charged)
	for _, id := range j.IDs {
		copied := kit.NewIcon(v.host.Window, theme.ContentCopyIcon(), words.L("Copy"), func() { v.host.Copy(id.ID) })
		v.facts.Add(kit.Line(id.Name, kit.Edged(nil, nil, nil, copied, kit.NewSmall(id.ID).Shrinking())))
	}
	kit.Show(j.Row.CanRetry() && j.Row.State != studio.RowWaiting, v.retry)
	kit.Show(j.Row.State == studio.RowWaiting, v.check)
	kit.Show(j.Row.State == studio.RowAsking, v.answer)
	kit.Show(j.Row.CanCancel(), v.cancel)
	v.buttons.Refresh()
	v.box.Refresh()
}

// taken is how long the song has been on its way, or was.
func (v *job) taken(j *studio.Job) string {
	end := j.Ended
	if end.IsZero() {
		end = v.host.about.Now()
	}
	return say.Clock(max(end.Sub(j.Began), 0).Truncate(time.Second).Seconds())
}

func (v *job) fact(name, value string) {
	if value == "" {
		value = words.L("nothing")
	}
	v.facts.Add(kit.Line(name, kit.NewText(value).Shrinking()))
}

// age says again how long a song has been on its way.
func (v *job) age() { v.show() }

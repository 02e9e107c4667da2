package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/words"
)

// webhookForm has the relay take only callbacks that the service signed. The
// key is never shown.
type webhookForm struct {
	m          *app.Model
	key        *kit.Field
	use, leave *kit.Button
	set, unset *fyne.Container
}

func newWebhookForm(m *app.Model, h *kit.Window) *webhookForm {
	f := &webhookForm{m: m, key: kit.NewSecret(words.L("Webhook key, if your account has one"), h.Back)}
	f.use = kit.NewButton(words.L("Check signatures"), theme.ConfirmIcon(), f.send, h.Back)
	f.leave = kit.NewButton(words.L("Stop checking"), theme.DeleteIcon(), func() { m.SetWebhookKey("") }, h.Back)
	f.key.OnSubmitted = func(string) { f.send() }
	f.unset = kit.Edged(nil, nil, nil, f.use, f.key)
	f.set = kit.Inline(8, kit.NewText(words.L("Only callbacks signed with your webhook key are taken.")).Shrinking(), layout.NewSpacer(), f.leave)
	return f
}

func (f *webhookForm) content() fyne.CanvasObject { return kit.Stacked(6, f.set, f.unset) }

func (f *webhookForm) send() {
	if f.key.Text != "" {
		f.m.SetWebhookKey(f.key.Text)
	}
}

func (f *webhookForm) show(r studio.Relay) {
	kit.Show(r.Hub != "" && r.Signed, f.set)
	kit.Show(r.Hub != "" && !r.Signed, f.unset)
	if r.Signed || r.Hub == "" {
		f.key.SetText("")
	}
}

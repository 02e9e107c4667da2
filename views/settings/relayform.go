package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// RelayForm sets the relay up and says how it stands.
type RelayForm struct {
	m               *app.Model
	Address, invite *kit.Field
	file            *kit.Tick
	use, leave      *kit.Button
	hub             *kit.Text
	status          *widget.Label
	set, unset      *fyne.Container
	webhook         *webhookForm
}

// newRelayForm returns the form in step with the model's relay.
func newRelayForm(m *app.Model, h *kit.Window) *RelayForm {
	r := &RelayForm{m: m, hub: kit.NewText("").Shrinking(), status: kit.Paragraph("")}
	r.status.SizeName = look.SizeSmallText
	r.Address, r.invite = kit.Called(words.L("Address of the relay"), kit.NewField("https://relay.example.com", h.Back)), kit.NewSecret(words.L("Invitation, if the relay asks for one"), h.Back)
	r.file = kit.NewTick(words.L("Keep its secret in a file if there is no keychain"), nil, h.Back)
	r.use = kit.NewButton(words.L("Set up"), theme.ConfirmIcon(), r.send, h.Back).As(widget.HighImportance)
	r.leave = kit.NewButton(words.L("Do without"), theme.DeleteIcon(), m.LeaveRelay, h.Back)
	r.Address.OnSubmitted = func(string) { r.send() }
	r.invite.OnSubmitted = r.Address.OnSubmitted
	r.unset = kit.Stacked(8, kit.Edged(nil, nil, nil, r.use, r.Address), r.invite, kit.Margins(0, 0, -6, 0, r.file))
	r.webhook = newWebhookForm(m, h)
	r.set = kit.Inline(8, r.hub, layout.NewSpacer(), r.leave)
	m.Relay.Watch(r.show)
	return r
}

func (r *RelayForm) content() fyne.CanvasObject {
	return kit.Stacked(6, r.set, r.unset, kit.Flush(r.status), r.webhook.content())
}

func (r *RelayForm) send() {
	if r.Address.Text != "" {
		r.m.SetUpRelay(r.Address.Text, r.invite.Text, r.file.Checked)
	}
}

func (r *RelayForm) show(s studio.Relay) {
	kit.Show(s.Hub != "", r.set)
	kit.Show(s.Hub == "", r.unset)
	r.hub.Set(s.Hub)
	r.webhook.show(s)
	text := words.L("Results arrive the moment they exist instead of when they are asked for. Without a relay everything works as well.")
	r.status.Importance = widget.MediumImportance
	if s.Hub != "" {
		text = s.Text
		if s.Tested != "" {
			text += " " + s.Tested
		}
		if s.Fleeting {
			text += " " + words.L("There is no keychain here, so it is forgotten when Partlift ends.")
		}
		if !s.Connected {
			r.status.Importance = widget.WarningImportance
		} else {
			r.status.Importance = widget.SuccessImportance
			r.invite.SetText("")
		}
	}
	r.status.SetText(text)
}

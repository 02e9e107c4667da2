package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/look"
	"partlift/views/words"
)

// relayForm sets the relay up and says how it stands.
type relayForm struct {
	m               *app.Model
	address, invite *field
	file            *tick
	use, leave      *button
	hub             *text
	status          *widget.Label
	set, unset      *fyne.Container
}

func newRelayForm(m *app.Model, h *host) *relayForm {
	r := &relayForm{m: m, hub: newText("").shrinking(), status: paragraph("")}
	r.status.SizeName = look.SizeSmallText
	r.address, r.invite = called(words.L("Address of the relay"), newField("https://relay.example.com", h.back)), newSecret(words.L("Invitation, if the relay asks for one"), h.back)
	r.file = newTick(words.L("Keep its secret in a file if there is no keychain"), nil, h.back)
	r.use = newButton(words.L("Set up"), theme.ConfirmIcon(), r.send, h.back).as(widget.HighImportance)
	r.leave = newButton(words.L("Do without"), theme.DeleteIcon(), m.LeaveRelay, h.back)
	r.address.OnSubmitted = func(string) { r.send() }
	r.invite.OnSubmitted = r.address.OnSubmitted
	r.unset = stacked(8, edged(nil, nil, nil, r.use, r.address), r.invite, margins(0, 0, -6, 0, r.file))
	r.set = inline(8, r.hub, layout.NewSpacer(), r.leave)
	m.Relay.Watch(r.show)
	return r
}

func (r *relayForm) content() fyne.CanvasObject {
	return stacked(6, r.set, r.unset, flush(r.status))
}

func (r *relayForm) send() {
	if r.address.Text != "" {
		r.m.SetUpRelay(r.address.Text, r.invite.Text, r.file.Checked)
	}
}

func (r *relayForm) show(s app.Relay) {
	show(s.Hub != "", r.set)
	show(s.Hub == "", r.unset)
	r.hub.set(s.Hub)
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

package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// KeyForm takes an API key, has it checked and says what came of it.
type KeyForm struct {
	m      *app.Model
	Entry  *kit.Field
	File   *kit.Tick
	Button *kit.Button
	status *widget.Label
	told   fyne.CanvasObject // the status with its margins
	about  bool              // tell where a key comes from
}

// NewKeyForm returns a form with no key in it; about has it tell where one comes
// from.
func NewKeyForm(m *app.Model, h *kit.Window, about bool) *KeyForm {
	k := &KeyForm{m: m, about: about}
	k.Entry = kit.Called(words.L("API key"), kit.NewSecret(words.L("Paste the key here"), h.Back))
	k.Entry.OnSubmitted = func(string) { k.send() }
	k.Entry.OnChanged = func(string) { k.enable() }
	k.File = kit.NewTick(words.L("Keep it in a file if there is no keychain"), nil, h.Back)
	k.Button = kit.NewButton(words.L("Check key"), theme.ConfirmIcon(), k.send, h.Back).As(widget.HighImportance)
	k.status = kit.Paragraph("")
	k.status.SizeName = look.SizeSmallText
	k.told = kit.Flush(k.status)
	m.Account.Watch(k.show)
	return k
}

// Content returns what a page shows.
func (k *KeyForm) Content() fyne.CanvasObject {
	rows := []fyne.CanvasObject{kit.Edged(nil, nil, nil, k.Button, k.Entry), kit.Margins(0, 0, -6, 0, k.File), k.told}
	if k.about {
		where := kit.Paragraph(words.L("A key comes from the account page of {{.Site}} (or {{.Others}}: choose in Settings). Checking it is free.",
			words.With{"Site": sites()[0], "Others": strings.Join(sites()[1:], ", ")}))
		where.SizeName = look.SizeSmallText
		rows = append([]fyne.CanvasObject{kit.Flush(where)}, rows...)
	}
	return kit.Stacked(8, rows...)
}

func (k *KeyForm) send() {
	if k.Entry.Text == "" || k.m.Account.Now().Status == studio.AccountChecking {
		return
	}
	k.m.SetKey(k.Entry.Text, k.File.Checked)
}

func (k *KeyForm) show(a studio.Account) {
	k.status.SetText(a.Text)
	k.status.Importance = widget.MediumImportance
	switch a.Status {
	case studio.AccountReady:
		k.status.Importance = widget.SuccessImportance
		k.Entry.SetText("")
	case studio.AccountRefused, studio.AccountOffline:
		k.status.Importance = widget.WarningImportance
	}
	kit.Show(a.Text != "" && (a.Status != studio.AccountMissing || k.Entry.Text != ""), k.told)
	k.status.Refresh()
	k.enable()
}

func (k *KeyForm) enable() {
	if k.Entry.Text == "" || k.m.Account.Now().Status == studio.AccountChecking {
		k.Button.Disable()
	} else {
		k.Button.Enable()
	}
}

package app

import (
	"context"
	"reflect"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/say"
)

// CheckKey looks for a key and tests it by asking for the balance, which is
// free.
func (m *Setup) CheckKey() {
	if m.Account.Now().Status != studio.AccountReady {
		a := m.Account.Now()
		a.Status = studio.AccountChecking
		m.Account.Set(a)
	}
	m.inOrder("key", func(ctx context.Context) func() {
		a := m.studio.CheckAccount(ctx)
		return func() { m.Account.Set(a) }
	})
}

// SetKey tests a pasted key and keeps it in the system's keychain, or, when
// file is true and there is none, in a file only this user can read. A key that
// the service refuses is not kept.
func (m *Setup) SetKey(text string, file bool) {
	a := m.Account.Now()
	a.Status, a.Text = studio.AccountChecking, m.say("Checking the key…")
	m.Account.Set(a)
	m.inOrder("key", func(ctx context.Context) func() {
		a, err := m.studio.SetKey(ctx, text, file)
		return func() {
			m.Account.Set(a)
			if !m.fail("key", "use this key", err) {
				m.Dismiss("key")
			}
		}
	})
}

// ClearKey forgets the key wherever it was kept.
func (m *Setup) ClearKey() {
	m.inOrder("key", func(ctx context.Context) func() {
		err := m.studio.ClearKey(ctx)
		return func() {
			m.fail("key", "forget the key", err)
			m.CheckKey()
		}
	})
}

// SaveSettings keeps the user's choices and applies them.
func (m *Setup) SaveSettings(s studio.Settings) {
	before := m.Settings.Now()
	if reflect.DeepEqual(s, before) {
		return
	}
	m.Settings.Set(s)
	if s.SoundFont != before.SoundFont {
		m.model.loadFont()
	}
	if p := m.model.Page.Now(); p != nil && s.Drums != before.Drums {
		next := *p
		next.Kits = s.Drums == edit.DrumsMapped
		m.model.Page.Set(&next)
		m.model.reapply()
	}
	m.inOrder("settings", func(ctx context.Context) func() {
		err := m.studio.SaveSettings(context.WithoutCancel(ctx), s)
		return func() {
			m.fail("settings", "keep the settings", err)
			if s.Provider != before.Provider || s.APIBase != before.APIBase {
				m.CheckKey()
			}
		}
	})
}

// UseLibrary makes dir the library folder from the next start on. Songs are not
// moved.
func (m *Setup) UseLibrary(dir string) {
	if !m.studio.CanMove() {
		m.Notify(say.Notice{Name: "library", Level: say.Warning, Text: m.say("The library folder was set when Partlift was started."), Hint: m.say("Start it without --library and PARTLIFT_LIBRARY to choose here.")})
		return
	}
	if !m.fail("library", "change the library folder", m.studio.Move(dir)) {
		m.Notify(say.Notice{Name: "library", Level: say.Info, Text: m.say("The library is in {{.Folder}} from the next start on.", say.With{"Folder": dir}), Hint: m.say("Songs of this library stay where they are; choose its folder again to come back to them.")})
	}
}

package app

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"partlift/backend/kie"
	"partlift/backend/secret"
)

// checkLimit bounds the free call that tests a key.
const checkLimit = 20 * time.Second

// CheckKey looks for a key and tests it by asking for the balance, which is
// free.
func (m *Model) CheckKey() {
	if m.Account.Now().Status != AccountReady {
		a := m.Account.Now()
		a.Status = AccountChecking
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
func (m *Model) SetKey(text string, file bool) {
	a := m.Account.Now()
	a.Status, a.Text = AccountChecking, m.say("Checking the key…")
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
func (m *Model) ClearKey() {
	m.inOrder("key", func(ctx context.Context) func() {
		err := m.studio.ClearKey(ctx)
		return func() {
			m.fail("key", "forget the key", err)
			m.CheckKey()
		}
	})
}

// SaveSettings keeps the user's choices and applies them.
func (m *Model) SaveSettings(s Settings) {
	before := m.Settings.Now()
	if reflect.DeepEqual(s, before) {
		return
	}
	m.Settings.Set(s)
	if s.SoundFont != before.SoundFont {
		m.loadFont()
	}
	if p := m.Page.Now(); p != nil && s.Drums != before.Drums {
		next := *p
		next.kits = s.Drums == DrumsMapped
		m.Page.Set(&next)
		m.reapply()
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
func (m *Model) UseLibrary(dir string) {
	if !m.studio.CanMove() {
		m.Notify(Notice{Name: "library", Level: Warning, Text: m.say("The library folder was set when Partlift was started."), Hint: m.say("Start it without --library and PARTLIFT_LIBRARY to choose here.")})
		return
	}
	if !m.fail("library", "change the library folder", m.studio.Move(dir)) {
		m.Notify(Notice{Name: "library", Level: Info, Text: m.say("The library is in {{.Folder}} from the next start on.", with{"Folder": dir}), Hint: m.say("Songs of this library stay where they are; choose its folder again to come back to them.")})
	}
}

// CheckAccount tests the kept key by a free call.
func (s *Studio) CheckAccount(ctx context.Context) Account {
	a := Account{Provider: s.Settings().Provider}
	key, source, err := s.keys().Load(ctx)
	if err != nil {
		a.Status, a.Text = AccountMissing, s.say("No API key yet.")
		if !errors.Is(err, secret.ErrNone) {
			n := explainIn(s.words, "read the API key", err)
			a.Text = n.Text + " " + n.Hint
		}
		return a
	}
	a.Source, a.Hint = s.say(sourceText(source)), fmt.Sprint(key)
	return s.balance(ctx, a, key)
}

// SetKey tests a key and keeps it if the service takes it, or cannot be
// reached to ask.
func (s *Studio) SetKey(ctx context.Context, text string, file bool) (Account, error) {
	a := Account{Provider: s.Settings().Provider, Status: AccountMissing}
	key := secret.Key(text)
	if err := secret.Valid(key); err != nil {
		a.Text = s.say(err.Error())
		return a, &Trouble{Text: "This does not look like an API key.", Hint: err.Error(), Err: err}
	}
	a = s.balance(ctx, a, key)
	if a.Status == AccountRefused {
		return a, trouble("Copy it again from the service's key page; every character counts.", "The service does not accept this key.")
	}
	want := secret.Keychain
	if file {
		want = secret.File
	}
	source, err := s.keys().Save(ctx, key, want)
	a.Source, a.Hint = s.say(sourceText(source)), fmt.Sprint(key)
	var remark *secret.Notice
	if errors.As(err, &remark) && source == secret.Memory {
		a.Text += " " + s.say(remark.Sentence)
		a.Fleeting, err = true, nil
	}
	return a, err
}

// ClearKey forgets the key.
func (s *Studio) ClearKey(ctx context.Context) error { return s.keys().Clear(ctx) }

// balance fills in what a free call says about a key.
func (s *Studio) balance(ctx context.Context, a Account, key secret.Secret) Account {
	ctx, stop := context.WithTimeout(ctx, checkLimit)
	defer stop()
	credits, err := s.ask(ctx, key)
	var (
		service *kie.Error
		told    *Trouble
	)
	switch {
	case errors.Is(err, errNoBalance):
		a.Status, a.Balance = AccountReady, -1
		a.Text = s.say("This service cannot be asked for a balance; the key is tested by the first song.")
	case err == nil:
		a.Status, a.Balance = AccountReady, credits
		a.Text = s.say("The key works. Balance: {{.Credits}} credits.", with{"Credits": Credits(credits)})
	case errors.As(err, &service) && service.Kind == kie.KindDenied:
		a.Status, a.Text = AccountRefused, s.say(service.Message+" "+service.Hint)
	case errors.As(err, &told):
		a.Status, a.Text = AccountOffline, s.say(told.Error())
	default:
		a.Status = AccountOffline
		a.Text = s.say("The key could not be checked, because the service cannot be reached. Songs in the library open and export without it.")
	}
	return a
}

// errNoBalance says that a service has no call for the balance.
var errNoBalance = errors.New("the service has no balance to ask for")

// sourceText says in words where a key is kept.
func sourceText(s secret.Source) string {
	switch s {
	case secret.Environment:
		return key("from PARTLIFT_API_KEY")
	case secret.Keychain:
		return key("in the system's keychain")
	case secret.File:
		return key("in a file that only you can read")
	case secret.Memory:
		return key("until the window closes")
	default:
		return ""
	}
}

// ask returns the balance that a key stands for.
func (s *Studio) ask(ctx context.Context, key secret.Secret) (float64, error) {
	c, err := s.connect(s.Settings().Provider, key)
	if err != nil {
		return 0, err
	}
	if c.Profile.CreditPath == "" {
		return 0, errNoBalance
	}
	return c.Credits(ctx)
}

// Credits writes an amount of credits without needless digits.
func Credits(n float64) string {
	if n == float64(int64(n)) {
		return fmt.Sprintf("%d", int64(n))
	}
	return fmt.Sprintf("%.1f", n)
}

package studio

import (
	"context"
	"errors"
	"fmt"
	"time"

	"partlift/backend/kie"
	"partlift/backend/say"
	"partlift/backend/secret"
)

// checkLimit bounds the free call that tests a key.
const checkLimit = 20 * time.Second

// CheckAccount tests the kept key by a free call.
func (s *Studio) CheckAccount(ctx context.Context) Account {
	a := Account{Provider: s.Settings().Provider}
	key, source, err := s.keys().Load(ctx)
	if err != nil {
		a.Status, a.Text = AccountMissing, s.say("No API key yet.")
		if !errors.Is(err, secret.ErrNone) {
			n := ExplainIn(s.words, "read the API key", err)
			a.Text = say.Join(n.Text, n.Hint)
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
		why, _ := explained(say.Text{}, err)
		a.Text = why.In(s.words)
		return a, say.Told(say.Of("This does not look like an API key."), why, err)
	}
	a = s.balance(ctx, a, key)
	if a.Status == AccountRefused {
		return a, say.Refuse("Copy it again from the service's key page; every character counts.", "The service does not accept this key.")
	}
	want := secret.Keychain
	if file {
		want = secret.File
	}
	source, err := s.keys().Save(ctx, key, want)
	a.Source, a.Hint = s.say(sourceText(source)), fmt.Sprint(key)
	var remark *secret.Notice
	if errors.As(err, &remark) && source == secret.Memory {
		a.Text = say.Join(a.Text, remark.Sentence.In(s.words))
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
		told    *say.Trouble
	)
	switch {
	case errors.Is(err, errNoBalance):
		a.Status, a.Balance = AccountReady, -1
		a.Text = s.say("This service cannot be asked for a balance; the key is tested by the first song.")
	case err == nil:
		a.Status, a.Balance = AccountReady, credits
		a.Text = s.say("The key works. Balance: {{.Credits}} credits.", say.With{"Credits": say.Credits(credits)})
	case errors.As(err, &service) && service.Kind == kie.KindDenied:
		a.Status, a.Text = AccountRefused, service.Message.And(service.Hint).In(s.words)
	case errors.As(err, &told):
		text, hint := told.In(s.words)
		a.Status, a.Text = AccountOffline, say.Join(text, hint)
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
		return say.Key("from PARTLIFT_API_KEY")
	case secret.Keychain:
		return say.Key("in the system's keychain")
	case secret.File:
		return say.Key("in a file that only you can read")
	case secret.Memory:
		return say.Key("until the window closes")
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

// AccountStatus says how far the program has come with the API key.
type AccountStatus int

// The states of an account.
const (
	AccountUnknown  AccountStatus = iota // nothing looked at yet
	AccountMissing                       // no key: show the first-run panel
	AccountChecking                      // a free call is on its way
	AccountReady                         // the key works; Balance is known
	AccountRefused                       // the service does not take the key
	AccountOffline                       // there is a key, but no connection to check it
)

// Account is what the window shows of the API key. It never holds the key.
type Account struct {
	Status   AccountStatus
	Provider string  // ID of one of Providers
	Source   string  // where the key lives, in words: "system keychain", "this session only"
	Hint     string  // last characters of the key, "••••9f3a"
	Balance  float64 // credits; negative: the service does not tell
	Fleeting bool    // the key is kept only until the program ends
	Text     string  // what there is to say, in sentences
}

package studio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"

	"partlift/backend/audio"
	"partlift/backend/kie"
	"partlift/backend/say"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// silence is the level below which a stem holds nothing to transcribe: -60 dB
// of full scale.
const silence = 0.001

// demoProvider is the provider of the simulated service.
const demoProvider = "demo"

// profile returns the service profile of a provider with the user's addresses.
func (s *Studio) profile(provider string) (kie.Profile, error) {
	p, ok := kie.ProfileNamed(provider)
	if !ok {
		return p, say.Refuse("Choose another one in Settings.", "The service “{{.Name}}” is not known.", say.With{"Name": provider})
	}
	set := s.Settings()
	if provider == set.Provider {
		p = p.WithBases(set.APIBase, set.UploadBase)
	}
	if set.Market || s.cfg.Market {
		p.Route = kie.RouteMarket
	}
	p = p.WithBases(s.cfg.APIBase, s.cfg.UploadBase)
	if p.UploadBase == "" {
		p.UploadBase = p.APIBase
	}
	for _, base := range []string{p.APIBase, p.UploadBase} {
		if err := validBase(base); err != nil {
			return p, err
		}
	}
	return p, nil
}

// validBase rejects malformed addresses, and those to which the key would
// travel in the clear; this computer itself needs no encryption.
func validBase(base string) error {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return say.Refuse("It must look like https://api.example.com; change it in Settings.", "“{{.Address}}” is not a valid service address.", say.With{"Address": base})
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return say.Refuse("Use https:// for it; change it in Settings.", "The address “{{.Address}}” would carry your API key unprotected.", say.With{"Address": base})
	}
	return nil
}

// keys returns the store of the chosen provider's key.
func (s *Studio) keys() *secret.Store { return s.vault.For(s.Settings().Provider) }

// connect returns a client of a provider that uses key.
func (s *Studio) connect(provider string, key secret.Secret) (*kie.Client, error) {
	p, err := s.profile(provider)
	if err != nil {
		return nil, err
	}
	return s.clientOf(p, key.Reveal()), nil
}

// clientOf returns a client of a service.
func (s *Studio) clientOf(p kie.Profile, key string) *kie.Client {
	return &kie.Client{Profile: p, Key: key, HTTP: s.cfg.HTTP, UserAgent: s.cfg.UserAgent, Limits: s.limits, After: s.cfg.After}
}

// client returns a client of a provider with the kept key, or of the demo.
func (s *Studio) client(ctx context.Context, provider string) (*kie.Client, error) {
	if provider == demoProvider {
		return s.demoClient()
	}
	key, _, err := s.vault.For(provider).Load(ctx)
	if err != nil {
		return nil, err
	}
	return s.connect(provider, key)
}

// cloud gives the tasks a service to talk to.
func (s *Studio) cloud(ctx context.Context, provider string) (task.Cloud, error) {
	c, err := s.client(ctx, provider)
	if err != nil {
		text, hint := explained(say.Of("Could not reach the service."), err)
		return nil, &task.Fault{Kind: task.Denied, Message: text, Hint: hint, Err: err}
	}
	return cloud{c}, nil
}

// credits returns the balance at a provider.
func (s *Studio) credits(ctx context.Context, provider string) (float64, error) {
	c, err := s.client(ctx, provider)
	if err != nil {
		return 0, err
	}
	return c.Credits(ctx)
}

// silent reports whether a stem has nothing to transcribe. A format that
// cannot be decoded here counts as sounding.
func (s *Studio) silent(ctx context.Context, sha, name string) (bool, error) {
	f, err := s.lib.OpenBlob(sha)
	if err != nil {
		return false, err
	}
	defer f.Close()
	quiet, _, err := audio.Silent(ctx, f, name, silence)
	if errors.Is(err, audio.ErrFormat) {
		return false, nil
	}
	return quiet, err
}

// cloud speaks the tasks' words to a kie.Client.
type cloud struct{ c *kie.Client }

func (c cloud) Upload(ctx context.Context, f task.File, progress func(sent, total int64)) (string, error) {
	body, err := f.Open()
	if err != nil {
		return "", err
	}
	defer body.Close()
	url, err := c.c.Upload(ctx, kie.UploadFile{Name: f.Name, Size: f.Size, Body: body}, progress)
	return url, fault(err)
}

func (c cloud) Separate(ctx context.Context, s task.Separation) (string, error) {
	id, err := c.c.Separate(ctx, kie.Separation{AudioURL: s.URL, TaskID: s.TaskID, AudioID: s.AudioID, Type: s.Kind, Callback: s.Callback})
	if kie.KindOf(err) == kie.KindOther && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		// The client promises that a bare context error means nothing was sent.
		return "", &task.Fault{Kind: task.Temporary, Code: -1, Message: say.Of("The order was stopped before it was sent."), Hint: say.Of("Try again."), Err: err}
	}
	return id, fault(err)
}

func (c cloud) Stems(ctx context.Context, id string) (task.StemsAnswer, error) {
	got, err := c.c.Stems(ctx, id)
	if err != nil {
		return task.StemsAnswer{}, polled(err, got.State == kie.Failed)
	}
	if got.State == kie.Unknown {
		return task.StemsAnswer{}, gone(id)
	}
	out := task.StemsAnswer{Done: got.State == kie.Done || got.State == kie.Empty, Raw: got.Raw}
	for _, s := range got.Stems {
		out.Stems = append(out.Stems, task.Stem{ID: s.ID, Name: s.Name, URL: s.URL})
	}
	return out, nil
}

func (c cloud) Transcribe(ctx context.Context, separation, audioID, callback string) (string, error) {
	id, err := c.c.Transcribe(ctx, separation, audioID, callback)
	return id, fault(err)
}

func (c cloud) Notes(ctx context.Context, id string) (task.NotesAnswer, error) {
	got, err := c.c.Notes(ctx, id)
	if err != nil {
		return task.NotesAnswer{}, polled(err, got.State == kie.Failed)
	}
	if got.State == kie.Unknown {
		return task.NotesAnswer{}, gone(id)
	}
	out := task.NotesAnswer{Done: got.State == kie.Done || got.State == kie.Empty, Empty: got.State == kie.Empty, Raw: got.Raw, MIDI: got.MIDI}
	out.Notes = got.Result.Song.NoteCount()
	for _, t := range got.Result.Song.Tracks {
		if len(t.Notes) > 0 {
			out.Instruments++
		}
	}
	return out, nil
}

func (c cloud) Fetch(ctx context.Context, url string, w io.Writer, progress func(done, total int64)) error {
	_, err := c.c.Download(ctx, url, w, progress)
	return fault(err)
}

func gone(id string) error {
	return &task.Fault{Kind: task.Gone, Code: 404, Message: say.Of("The service does not know this task."), Hint: say.Of("Results are kept for 14 days there; check the task id."), Err: fmt.Errorf("unknown task %s", id)}
}

// kinds translates the client's kinds of error; what is not listed is final.
var kinds = map[kie.Kind]task.Kind{
	kie.KindDenied:      task.Denied,
	kie.KindSubKey:      task.Denied,
	kie.KindCredits:     task.Credits,
	kie.KindNotFound:    task.Gone,
	kie.KindBusy:        task.Busy,
	kie.KindInvalid:     task.Invalid,
	kie.KindSource:      task.Source,
	kie.KindMaintenance: task.Temporary,
	kie.KindTemporary:   task.Temporary,
	kie.KindDoubt:       task.Doubt,
	kie.KindEmpty:       task.Empty,
	kie.KindOversize:    task.Oversize,
	kie.KindInsecure:    task.Denied,
}

// polled turns the error of a poll into a fault. Only a task's own record says
// that it failed; a poll that is refused says nothing about it.
func polled(err error, failed bool) error {
	err = fault(err)
	var f *task.Fault
	if !failed && errors.As(err, &f) && (f.Kind == task.Final || f.Kind == task.Source) {
		f.Kind = task.Invalid
	}
	return err
}

// fault turns a client's error into one the tasks understand.
func fault(err error) error {
	var e *kie.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	kind, ok := kinds[e.Kind]
	if !ok {
		kind = task.Final
	}
	return &task.Fault{Kind: kind, Code: cmp.Or(e.Code, e.HTTP), Message: e.Message, Hint: e.Hint, Err: err}
}

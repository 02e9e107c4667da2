package secret_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partlift/backend/secret"
)

// ring is a keychain in memory that can be told to fail.
type ring struct {
	mu   sync.Mutex
	keys map[string]string
	fail func() error // nil: works
}

func (r *ring) do(fn func() error) error {
	if r.fail != nil {
		if err := r.fail(); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return fn()
}

func (r *ring) Get(service, user string) (key string, err error) {
	err = r.do(func() error {
		var ok bool
		if key, ok = r.keys[service+"/"+user]; !ok {
			return secret.ErrAbsent
		}
		return nil
	})
	return key, err
}

func (r *ring) Set(service, user, key string) error {
	return r.do(func() error { r.keys[service+"/"+user] = key; return nil })
}

func (r *ring) Delete(service, user string) error {
	return r.do(func() error {
		if _, ok := r.keys[service+"/"+user]; !ok {
			return secret.ErrAbsent
		}
		delete(r.keys, service+"/"+user)
		return nil
	})
}

func newRing() *ring { return &ring{keys: map[string]string{}} }

func wantKey(t *testing.T, s *secret.Store, key string, from secret.Source) {
	t.Helper()
	got, source, err := s.Load(t.Context())
	if got.Reveal() != key || source != from || (key == "") != errors.Is(err, secret.ErrNone) {
		t.Errorf("got %q from %q, %v; want %q from %q", got.Reveal(), source, err, key, from)
	}
}

func TestKeyIsFoundWhereItWasSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "keys.json")
	r := newRing()
	reopen := func() *secret.Store {
		return secret.Open(secret.Options{Service: "partlift", User: "kie", FilePath: path, Keyring: r})
	}
	s := reopen()
	wantKey(t, s, "", secret.None)
	for _, c := range []struct {
		to    secret.Source
		after string // found by a later run
	}{{secret.Memory, ""}, {secret.Keychain, "key-keychain"}, {secret.File, "key-file"}, {secret.Keychain, "key-keychain"}} {
		key := "key-" + string(c.to)
		if to, err := s.Save(t.Context(), secret.Key(key), c.to); to != c.to || err != nil {
			t.Fatalf("%s: saved to %q, %v", c.to, to, err)
		}
		wantKey(t, s, key, c.to)
		if from := c.to; c.after == "" {
			wantKey(t, reopen(), "", secret.None)
		} else {
			wantKey(t, reopen(), c.after, from)
		}
	}
	if err := s.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantKey(t, s, "", secret.None)
	wantKey(t, reopen(), "", secret.None)
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) || len(r.keys) != 0 {
		t.Errorf("left behind: %v, %v", err, r.keys)
	}
}

func TestEnvironmentComesFirstAndIsForItsProfileOnly(t *testing.T) {
	s := secret.Open(secret.Options{Env: " Bearer from-env\n", User: "kie", Keyring: newRing()})
	if _, err := s.Save(t.Context(), secret.Key("saved"), secret.Memory); err != nil {
		t.Fatal(err)
	}
	wantKey(t, s, "from-env", secret.Environment)
	wantKey(t, s.For("kie"), "from-env", secret.Environment)
	wantKey(t, s.For("other"), "", secret.None)
	if err := s.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantKey(t, s, "from-env", secret.Environment)

	s = secret.Open(secret.Options{Env: "two words", User: "kie", Keyring: newRing()})
	if _, _, err := s.Load(t.Context()); err == nil || errors.Is(err, secret.ErrNone) {
		t.Errorf("bad key from the environment: %v", err)
	}
}

func TestEachProfileHasItsOwnKey(t *testing.T) {
	for _, to := range []secret.Source{secret.Memory, secret.File, secret.Keychain} {
		a := secret.Open(secret.Options{User: "a", FilePath: filepath.Join(t.TempDir(), "keys"), Keyring: newRing()})
		b := a.For("b")
		for _, s := range []*secret.Store{a, b} {
			key := "key-b"
			if s == a {
				key = "key-a"
			}
			if _, err := s.Save(t.Context(), secret.Key(key), to); err != nil {
				t.Fatal(err)
			}
		}
		wantKey(t, a, "key-a", to)
		wantKey(t, b, "key-b", to)
		if err := a.Clear(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantKey(t, a, "", secret.None)
		wantKey(t, b, "key-b", to)
	}
}

func TestRefusedByTheKeychainStaysInMemory(t *testing.T) {
	for name, fail := range map[string]func() error{
		"error":              func() error { return errors.New("no such bus") },
		"error with the key": func() error { return errors.New("cannot store " + plain) },
		"panic":              func() error { panic(plain) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRing()
			r.fail = fail
			s := secret.Open(secret.Options{User: "kie", Keyring: r})
			to, err := s.Save(t.Context(), secret.Key(plain), secret.Keychain)
			var notice *secret.Notice
			if to != secret.Memory || !errors.As(err, &notice) || !strings.Contains(notice.Error(), "until Partlift closes") {
				t.Fatalf("saved to %q, %v", to, err)
			}
			for ; err != nil; err = errors.Unwrap(err) {
				if strings.Contains(err.Error(), plain) {
					t.Errorf("the key leaks: %v", err)
				}
			}
			wantKey(t, s, plain, secret.Memory)
			if err := s.Clear(t.Context()); !errors.As(err, &notice) {
				t.Errorf("clear: %v", err)
			}
			if _, _, err := s.Load(t.Context()); !errors.Is(err, secret.ErrNone) || !errors.As(err, &notice) {
				t.Errorf("load: %v", err)
			}
		})
	}
}

func TestHungKeychainBlocksNobodyAndIsAskedOnce(t *testing.T) {
	r, release := newRing(), make(chan struct{})
	var asked atomic.Int32
	r.fail = func() error { asked.Add(1); <-release; return nil }
	s := secret.Open(secret.Options{User: "kie", Keyring: r, Timeout: 20 * time.Millisecond})

	if to, err := s.Save(t.Context(), secret.Key(plain), secret.Keychain); to != secret.Memory || !errors.Is(err, secret.ErrSlow) {
		t.Fatalf("saved to %q, %v", to, err)
	}
	wantKey(t, s, plain, secret.Memory)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, _, err := s.For("other").Load(context.Background()); !errors.Is(err, secret.ErrNone) || !errors.Is(err, secret.ErrSlow) {
				t.Errorf("load: %v", err)
			}
		})
	}
	wg.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("%d calls wait in the keychain", n)
	}

	close(release) // somebody answered the dialog
	for {
		// Until the call has come back the store keeps failing at once.
		if _, _, err := s.For("other").Load(t.Context()); !errors.Is(err, secret.ErrSlow) {
			break
		}
	}
	if to, err := s.Save(t.Context(), secret.Key(plain), secret.Keychain); to != secret.Keychain || err != nil {
		t.Errorf("saved to %q, %v", to, err)
	}
}

func TestCallerWhoLeavesDoesNotSpoilTheKeychain(t *testing.T) {
	r, entered, release := newRing(), make(chan struct{}), make(chan struct{})
	r.fail = func() error { entered <- struct{}{}; <-release; return nil }
	s := secret.Open(secret.Options{User: "kie", Keyring: r, Timeout: time.Minute})
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, _, err := s.Load(ctx)
		left <- err
	}()
	<-entered
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	go func() { release <- struct{}{}; <-entered; release <- struct{}{} }()
	if to, err := s.Save(t.Context(), secret.Key(plain), secret.Keychain); to != secret.Keychain || err != nil {
		t.Errorf("saved to %q, %v", to, err)
	}
}

func TestInvalidKeyIsNotSaved(t *testing.T) {
	s := secret.Open(secret.Options{User: "kie", Keyring: newRing()})
	for _, text := range []string{"", "a b"} {
		if to, err := s.Save(t.Context(), secret.Key(text), secret.Memory); to != secret.None || err == nil {
			t.Errorf("%q: saved to %q", text, to)
		}
	}
	if to, err := s.Save(t.Context(), secret.Key("k"), secret.File); to != secret.None || err == nil {
		t.Errorf("saved to %q without a file", to)
	}
	wantKey(t, s, "", secret.None)
}

func TestKeyFileIsForItsOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes here")
	}
	path := filepath.Join(t.TempDir(), "keys")
	s := secret.Open(secret.Options{User: "kie", FilePath: path, Keyring: newRing()})
	if _, err := s.Save(t.Context(), secret.Key(plain), secret.File); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o666} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, _, loadErr := s.Load(t.Context())
		_, saveErr := s.Save(t.Context(), secret.Key("other"), secret.File)
		for _, err := range []error{loadErr, saveErr} {
			if !errors.Is(err, secret.ErrOpenFile) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), plain) {
				t.Errorf("%v: got %v", mode, err)
			}
		}
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	wantKey(t, s, plain, secret.File)
}

func TestForeignKeyFileIsLeftAlone(t *testing.T) {
	for _, content := range []string{"", "not json " + plain, `["` + plain + `"]`, `{"kie": 5}`, "null"} {
		path := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s := secret.Open(secret.Options{User: "kie", FilePath: path, Keyring: newRing()})
		_, _, err := s.Load(t.Context())
		if err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), plain) {
			t.Errorf("%q: got %v", content, err)
		}
		if _, err := s.Save(t.Context(), secret.Key("k"), secret.File); err == nil {
			t.Errorf("%q: replaced", content)
		}
		if got, err := os.ReadFile(path); string(got) != content || err != nil {
			t.Errorf("%q: now %q, %v", content, got, err)
		}
	}
}

// A writer that was killed leaves a key behind that nobody would ever clear.
func TestHalfWrittenKeyFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	old, young, other := filepath.Join(dir, ".key-1"), filepath.Join(dir, ".key-2"), filepath.Join(dir, "my.key-3")
	hour := time.Now().Add(-time.Hour)
	for _, path := range []string{old, young, other} {
		if err := os.WriteFile(path, []byte(plain), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Chtimes(old, hour, hour), os.Chtimes(other, hour, hour)); err != nil {
		t.Fatal(err)
	}
	s := secret.Open(secret.Options{User: "kie", FilePath: filepath.Join(dir, "keys"), Keyring: newRing()})
	there := func(path string) bool { _, err := os.Stat(path); return err == nil }
	if _, err := s.Save(t.Context(), secret.Key(plain), secret.File); err != nil {
		t.Fatal(err)
	}
	if there(old) || !there(young) || !there(other) {
		t.Errorf("after saving: old %v, young %v, another's %v", there(old), there(young), there(other))
	}
	if err := s.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	if there(young) {
		t.Error("it is there after the key was cleared")
	}
}

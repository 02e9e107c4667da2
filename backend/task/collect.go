package task

import (
	"context"
	"errors"
	"io"
	"net/url"
	"sync"
	"time"

	"partlift/backend/say"
)

const (
	stemTries = 3                // of a stem whose host gives trouble
	stemLimit = 10 * time.Minute // for one try, so that no host can hold up the song by dripping
)

var errSlow = errors.New("task: a stem takes too long")

// collect downloads every stem that is not here yet. A stem that cannot be had
// is a warning: the notes do not depend on it. A host that cannot be reached or
// sends without end is left alone after its first stem.
func collect(ctx context.Context, x *run) (Step, error) {
	fresh := false // the addresses were asked for again
	dead := map[string]bool{}
	for i := 0; i < len(x.t.Stems); i++ {
		s := x.t.Stems[i]
		if x.have(s.SHA) {
			continue
		}
		if s.SHA != "" {
			x.t.Stems[i].SHA = "" // it was deleted
		}
		if dead[hostOf(s.URL)] {
			continue
		}
		sha, f, err := x.stem(ctx, i)
		if err != nil {
			return "", err
		}
		if f != nil && !fresh && f.Kind != Temporary && f.Kind != Busy && f.Kind != Oversize {
			fresh = true
			if x.refresh(ctx) {
				i = min(i, len(x.t.Stems)) - 1
				continue
			}
		}
		if f != nil {
			x.deps.Log.Warn("stem not collected", "task", x.t.ID, "stem", s.Name, "kind", f.Kind, "code", f.Code)
			dead[hostOf(s.URL)] = f.offline() || f.Kind == Oversize
			continue
		}
		x.t.Stems[i].SHA = sha
		x.t.Stems[i].Silent = x.silent(ctx, sha, s.Name)
		x.t.Progress = float64(i+1) / float64(len(x.t.Stems))
		x.t.Delay, x.t.Tries = "", 0
		if err := x.save(ctx); err != nil {
			return "", err
		}
	}
	x.warnOfStems()
	x.remember(ctx)                               // now with the stems' blobs
	x.t.Collected, x.t.Since = true, x.deps.Now() // the service is not to blame for this time
	switch {
	case x.t.StemsOnly:
		return StepSave, nil
	case len(x.wanted()) > 0:
		return StepTranscribe, nil
	}
	return StepNotes, nil
}

// warnOfStems names the stems that are not here in the place of those that an
// earlier attempt named.
func (x *run) warnOfStems() {
	x.t.unwarn(StemsAway)
	var names []string
	for _, s := range x.t.Missing() {
		names = append(names, s.Name)
	}
	if len(names) > 0 {
		x.t.warn(Warning{Kind: StemsAway, Stems: names})
	}
}

// hostOf is the machine that an address leads to.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

// have reports whether a blob is really there: a reused stem may have been
// deleted with its song.
func (x *run) have(sha string) bool {
	if sha == "" {
		return false
	}
	f, err := x.deps.Blobs.Open(sha)
	if err != nil {
		return false
	}
	_ = f.Close() // it was only looked for
	return true
}

func (x *run) silent(ctx context.Context, sha, name string) bool {
	if x.deps.Silent == nil {
		return false
	}
	quiet, err := x.deps.Silent(ctx, sha, name)
	if err != nil {
		x.deps.Log.Warn("stem not measured", "task", x.t.ID, "stem", name, "err", err)
		return false
	}
	return quiet
}

// refresh asks once for new addresses of the stems; they live for some days.
func (x *run) refresh(ctx context.Context) bool {
	a, err := x.cloud.Stems(ctx, x.t.Separation)
	if err != nil || !a.Done || len(a.Stems) == 0 {
		return false
	}
	x.merge(a.Stems)
	return true
}

// stem downloads one stem, with repeats. A fault is the stem's, an error the
// task's.
func (x *run) stem(ctx context.Context, i int) (sha string, f *Fault, err error) {
	x.t.Tries = 0
	if x.t.Stems[i].URL == "" {
		return "", &Fault{Kind: Gone, Code: noSense, Message: say.Of("The stem has no address.")}, nil
	}
	for tries := 0; ; {
		sha, fetchErr, putErr := x.download(ctx, i)
		switch cause := context.Cause(ctx); {
		case cause != nil:
			return "", nil, cause
		case putErr != nil:
			return "", nil, storageFault(putErr)
		case fetchErr == nil:
			return sha, nil, nil
		}
		f := asFault(fetchErr)
		if errors.Is(fetchErr, errSlow) {
			return "", f, nil
		}
		if err := x.patient(ctx, f, &tries); err != nil {
			if cause := context.Cause(ctx); cause != nil {
				return "", nil, cause
			}
			return "", f, nil
		}
	}
}

// patient pauses after a failed attempt at a stem, or returns the fault when it
// was the last. No answer from one host is not a cut network while the service
// itself answers; then it counts.
func (x *run) patient(ctx context.Context, f *Fault, tries *int) error {
	if !f.offline() || x.cutOff(ctx) {
		return x.again(ctx, f, backoffUnit)
	}
	if *tries++; *tries >= stemTries {
		return f
	}
	x.say(HostTrouble)
	return x.pause(ctx, backoff(*tries-1), false)
}

// cutOff reports whether the service cannot be reached either. It asks for
// something that is free.
func (x *run) cutOff(ctx context.Context) bool {
	_, err := x.cloud.Stems(ctx, x.t.Separation)
	return err != nil && asFault(err).offline()
}

// download pipes one stem into the blobs. The two errors are kept apart: one is
// the network's, the other the disk's.
func (x *run) download(ctx context.Context, i int) (sha string, fetchErr, putErr error) {
	m := x.meter(ctx)
	pr, pw := io.Pipe()
	in := &source{r: pr}
	var put sync.WaitGroup
	put.Go(func() {
		sha, _, putErr = x.deps.Blobs.Put(ctx, in)
		pr.CloseWithError(putErr)
	})
	n := float64(len(x.t.Stems))
	limited, stop := x.limited(ctx)
	fetchErr = x.cloud.Fetch(limited, x.t.Stems[i].URL, pw, func(done, total int64) {
		if total > 0 {
			m.set((float64(i) + float64(done)/float64(total)) / n)
		}
	})
	if stop(); fetchErr != nil && context.Cause(limited) == errSlow {
		fetchErr = &Fault{Kind: Temporary, Message: say.Of("The server with the stems is too slow."), Err: errSlow}
	}
	pw.CloseWithError(fetchErr)
	put.Wait()
	x.t.Progress = m.end()
	if in.broken {
		putErr = nil // it only passed on what the network did
	}
	if putErr != nil {
		fetchErr = nil
	}
	return sha, fetchErr, putErr
}

// limited ends what takes longer than stemLimit.
func (x *run) limited(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	var watch sync.WaitGroup
	watch.Go(func() {
		select {
		case <-x.deps.After(stemLimit):
			cancel(errSlow)
		case <-ctx.Done():
		}
	})
	return ctx, func() { cancel(nil); watch.Wait() }
}

// source notes whether reading failed, as opposed to what reads from it.
type source struct {
	r      io.Reader
	broken bool
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.broken = true
	}
	return n, err
}

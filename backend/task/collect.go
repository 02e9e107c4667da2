package task

import (
	"context"
	"io"
	"sync"
)

// collect downloads every stem that is not here yet. A stem that cannot be had
// is a warning: the notes do not depend on it.
func collect(ctx context.Context, x *run) (Step, error) {
	fresh := false // the addresses were asked for anew
	for i := 0; i < len(x.t.Stems); i++ {
		s := x.t.Stems[i]
		if x.have(s.SHA) {
			continue
		}
		sha, f, err := x.stem(ctx, i)
		if err != nil {
			return "", err
		}
		if f != nil && !fresh && f.Kind != Temporary && f.Kind != Busy {
			fresh = true
			if x.refresh(ctx) {
				i = min(i, len(x.t.Stems)) - 1
				continue
			}
		}
		if f != nil {
			x.deps.Log.Warn("stem not collected", "task", x.t.ID, "stem", s.Name, "kind", f.Kind, "code", f.Code)
			x.t.warn("The stem " + s.Name + " could not be downloaded, so it cannot be listened to. The notes are not affected.")
			continue
		}
		x.t.Stems[i].SHA = sha
		x.t.Stems[i].Silent = x.silent(ctx, sha, s.Name)
		x.t.Progress = float64(i+1) / float64(len(x.t.Stems))
		x.t.Detail, x.t.Tries = "", 0
		if err := x.save(ctx); err != nil {
			return "", err
		}
	}
	x.remember(ctx) // now with the stems' blobs
	return StepTranscribe, nil
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
		return "", &Fault{Kind: Gone, Code: noSense, Message: "The stem has no address."}, nil
	}
	for {
		sha, fetchErr, putErr := x.download(ctx, i)
		switch cause := context.Cause(ctx); {
		case cause != nil:
			return "", nil, cause
		case putErr != nil:
			return "", nil, storageFault("write a stem to", putErr)
		case fetchErr == nil:
			return sha, nil, nil
		}
		if err := x.again(ctx, asFault(fetchErr), backoffUnit); err != nil {
			if cause := context.Cause(ctx); cause != nil {
				return "", nil, cause
			}
			return "", asFault(err), nil
		}
	}
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
	fetchErr = x.cloud.Fetch(ctx, x.t.Stems[i].URL, pw, func(done, total int64) {
		if total > 0 {
			m.set((float64(i) + float64(done)/float64(total)) / n)
		}
	})
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

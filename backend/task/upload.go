package task

import (
	"context"
	"encoding/hex"
	"io"
	"path/filepath"
	"strings"
	"time"

	"partlift/backend/say"
)

// uploadLife is how long an upload is trusted. The service keeps it for 24 h,
// and the separation needs some of that to fetch it.
const uploadLife = 20 * time.Hour

func (x *run) uploaded() bool {
	return x.t.Upload != nil && x.deps.Now().Sub(x.t.Upload.At) < uploadLife
}

func upload(ctx context.Context, x *run) (Step, error) {
	if next, err := x.reuse(ctx); next != "" || err != nil {
		return next, err
	}
	if x.uploaded() {
		return StepSeparate, nil
	}
	file, err := x.file()
	if err != nil {
		return "", err
	}
	for {
		url, err := x.send(ctx, file)
		if err == nil && url != "" {
			x.t.Upload = &Upload{URL: url, At: x.deps.Now()}
			return StepSeparate, nil
		}
		if err := x.again(ctx, asFault(err), backoffUnit); err != nil {
			return "", err
		}
	}
}

func (x *run) send(ctx context.Context, f File) (string, error) {
	m := x.meter(ctx)
	url, err := x.cloud.Upload(ctx, f, func(sent, total int64) {
		if total > 0 {
			m.set(float64(sent) / float64(total))
		}
	})
	x.t.Progress = m.end()
	return url, err
}

// file describes the audio under a name that is new each time: the service
// caches by name.
func (x *run) file() (File, error) {
	sha, given := x.t.Request.Audio, x.t.Request.AudioName
	if x.t.Request.Send != "" {
		sha, given = x.t.Request.Send, x.t.Request.SendName
	}
	b, err := x.random(8)
	if err != nil {
		return File{}, storageFault(err)
	}
	size, err := x.size(sha)
	if err != nil {
		return File{}, &Fault{Kind: Invalid, Code: noSense, Err: err,
			Message: say.Of("The audio of this song is no longer in the library."),
			Hint:    say.Of("Add the audio file again; a separation that was paid for is found by its content.")}
	}
	name := hex.EncodeToString(b) + strings.ToLower(filepath.Ext(given))
	return File{Name: name, Size: size, Open: func() (io.ReadCloser, error) {
		return x.deps.Blobs.Open(sha)
	}}, nil
}

func (x *run) size(sha string) (int64, error) {
	f, err := x.deps.Blobs.Open(sha)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return f.Seek(0, io.SeekEnd)
}

// reuse looks for a separation that was paid for. A library that cannot answer
// stops the task, since going on could pay twice.
func (x *run) reuse(ctx context.Context) (Step, error) {
	if x.t.Separation != "" {
		return StepStems, nil
	}
	if x.t.Fresh {
		return "", nil
	}
	q := x.t.Request
	id, stems, ok, err := x.deps.Reuse.Find(ctx, q.Source(), q.Provider, q.Variant())
	switch {
	case err != nil:
		return "", readingFault(err)
	case !ok || id == "":
		return "", nil
	}
	x.t.Separation, x.t.Reused, x.t.Stems, x.t.Since = id, true, stems, x.deps.Now()
	if len(stems) == 0 {
		return StepStems, nil
	}
	return x.separated(), nil
}

package task_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"partlift/backend/say"
	"partlift/backend/task"
)

func (p *process) Upload(ctx context.Context, f task.File, progress func(sent, total int64)) (string, error) {
	if p.w.upload != nil {
		p.w.upload(f, progress)
	}
	in, err := f.Open()
	if err != nil {
		return "", err
	}
	b, _ := io.ReadAll(in)
	progress(int64(len(b)), f.Size)
	url := ""
	err = p.op(ctx, "upload", "", func() error {
		p.w.uploads++
		url = fmt.Sprintf("up:%d:%s", p.w.uploads, b)
		return nil
	})
	return url, errors.Join(err, in.Close())
}

func (p *process) Separate(ctx context.Context, s task.Separation) (string, error) {
	if (s.URL == "") == (s.TaskID == "") || s.Kind == "" || s.Callback == "" {
		return "", &task.Fault{Kind: task.Invalid, Code: 422, Message: say.Of(fmt.Sprintf("bad order %+v", s))}
	}
	id := ""
	err := p.op(ctx, "separate", "", func() error {
		p.w.charges++
		p.w.credits -= 50
		id = p.w.id("sep")
		p.w.separations[id] = &job{}
		return nil
	})
	if err == nil {
		p.w.mu.Lock()
		p.w.delivers[id] = true
		p.w.mu.Unlock()
		return id, nil
	}
	return "", err
}

func (p *process) Stems(ctx context.Context, id string) (a task.StemsAnswer, err error) {
	err = p.op(ctx, "stems", id, func() error {
		j := p.w.separations[id]
		if j == nil {
			return &task.Fault{Kind: task.Gone, Code: 404, Message: say.Of("unknown")}
		}
		if j.polls++; j.polls > p.w.polls {
			a = task.StemsAnswer{Done: true, Stems: slices.Clone(p.w.stems), Raw: []byte("stems of " + id)}
		}
		return nil
	})
	return a, err
}

func (p *process) Transcribe(ctx context.Context, separation, audioID, callback string) (id string, err error) {
	err = p.op(ctx, "transcribe", audioID, func() error {
		if p.w.separations[separation] == nil {
			return &task.Fault{Kind: task.Gone, Code: 404, Message: say.Of("unknown separation")}
		}
		id = p.w.id("midi")
		p.w.midis[id], p.w.pairs[id] = &job{}, audioID
		return nil
	})
	return id, err
}

func (p *process) Notes(ctx context.Context, id string) (a task.NotesAnswer, err error) {
	err = p.op(ctx, "notes", "", func() error {
		j := p.w.midis[id]
		if j == nil {
			return &task.Fault{Kind: task.Gone, Code: 404, Message: say.Of("unknown")}
		}
		if j.polls++; j.polls <= p.w.polls {
			return nil
		}
		a = task.NotesAnswer{Done: true, Notes: 5, Instruments: 2, Raw: []byte("notes of " + p.w.pairs[id])}
		if p.w.notes != nil {
			a, err = p.w.notes(p.w.pairs[id])
		}
		return err
	})
	return a, err
}

func (p *process) Fetch(ctx context.Context, url string, w io.Writer, progress func(done, total int64)) error {
	if err := p.op(ctx, "fetch", url, func() error { return nil }); err != nil {
		return err
	}
	progress(1, 2)
	_, err := io.WriteString(w, "audio of "+url)
	progress(2, 2)
	return err
}

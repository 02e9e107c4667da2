package task

import (
	"context"
	"encoding/hex"
	"sync"
	"time"

	"partlift/backend/say"
)

// chargeUnit paces repeats of a separation that was refused: the service is
// known to refuse an address for a minute and then to take it.
const chargeUnit = 20 * time.Second

func separate(ctx context.Context, x *run) (Step, error) {
	if x.t.Separation == "" && x.t.Intent != nil {
		return "", x.doubt(ctx)
	}
	if next, err := x.reuse(ctx); next != "" || err != nil {
		return next, err
	}
	if x.t.Request.TaskID == "" && !x.uploaded() {
		return StepUpload, nil
	}
	for {
		f, err := x.charge(ctx)
		switch {
		case err != nil:
			return "", err
		case f == nil:
			return StepStems, nil
		case f.Kind == Source && x.t.Upload != nil && x.t.Reuploads == 0:
			x.t.Upload, x.t.Reuploads = nil, 1
			return StepUpload, nil
		}
		if err := x.again(ctx, f, chargeUnit); err != nil {
			return "", err
		}
	}
}

// order is the separation as it is asked for.
func (x *run) order() Separation {
	q := x.t.Request
	s := Separation{Kind: q.Kind, Callback: x.callback()}
	if s.Kind == "" {
		s.Kind = KindSplit
	}
	if q.TaskID != "" {
		s.TaskID, s.AudioID = q.TaskID, q.AudioID
	} else {
		s.URL = x.t.Upload.URL
	}
	return s
}

func (x *run) callback() string {
	if x.deps.Callback == nil {
		return ""
	}
	return x.deps.Callback(x.t.Token)
}

// charge sends the request that costs money: intent, request, id, each
// journalled before the next. A fault means that it was surely not accepted;
// errAsking that nobody knows.
func (x *run) charge(ctx context.Context) (*Fault, error) {
	key, err := x.random(8)
	if err != nil {
		return nil, storageFault(err)
	}
	before := x.balance(ctx)
	x.t.Intent = &Intent{Step: StepSeparate, At: x.deps.Now(), Key: hex.EncodeToString(key), Balance: before}
	if err := x.save(ctx); err != nil {
		x.t.Intent = nil
		return nil, err
	}
	if cause := context.Cause(ctx); cause != nil {
		x.t.Intent = nil
		if err := x.save(ctx); err != nil {
			return nil, err
		}
		return nil, cause
	}
	id, err := x.detached(func(ctx context.Context) (string, error) {
		return x.cloud.Separate(ctx, x.order())
	})
	if err == nil && id != "" {
		return nil, x.bought(ctx, id)
	}
	f := asChargedFault(err)
	if f.Kind == Doubt {
		return nil, x.doubt(ctx)
	}
	x.t.Intent = nil
	return f, x.save(ctx)
}

// bought journals the id of a paid separation. If that fails the sentence the
// user sees holds the id, so that it is not lost with the process.
func (x *run) bought(ctx context.Context, id string) error {
	x.t.Separation, x.t.Intent, x.t.Step, x.t.Fresh = id, nil, StepStems, false
	x.t.Since, x.t.Delay, x.t.Tries = x.deps.Now(), "", 0
	x.deps.Log.Info("separation ordered", "task", x.t.ID, "separation", id)
	var err error
	for range 3 {
		if err = x.save(ctx); err == nil {
			return nil
		}
	}
	f := storageFault(err)
	f.Message = say.Of("The separation {{.ID}} was ordered and could not be written to the library.", say.With{"ID": id})
	f.Hint = say.Of("Note this id. Make room on the disk, then try again; if Partlift asks, use this id.")
	return f
}

// detached runs a request that must not be torn off by a cancelled task or a
// shutdown. It ends by itself after chargeLimit, or when Close loses patience.
func (x *run) detached(send func(context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithCancel(x.hard)
	var limit sync.WaitGroup
	defer limit.Wait()
	defer cancel()
	limit.Go(func() {
		select {
		case <-x.deps.After(chargeLimit):
			cancel()
		case <-ctx.Done():
		}
	})
	return send(ctx)
}

// balance returns the credits, nil if they cannot be had.
func (x *run) balance(ctx context.Context) *float64 {
	if x.deps.Balance == nil {
		return nil
	}
	b, err := x.deps.Balance(ctx, x.t.Request.Provider)
	if err != nil {
		x.deps.Log.Debug("balance not known", "task", x.t.ID, "err", err)
		return nil
	}
	return &b
}

// doubt makes the question that follows a request without an answer.
func (x *run) doubt(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	q := Question{Kind: QuestionDoubt, Before: x.t.Intent.Balance, Now: x.balance(ctx),
		Answers: []AnswerKind{UseSeparation, SendAgain, GiveUp}}
	sent := say.Of("The request to separate {{.Song}} left at {{.Time}} and no answer came, so it may have been charged.",
		say.With{"Song": x.t.title(), "Time": x.t.Intent.At.Format("2006-01-02 15:04")})
	balance := say.Of("The balance before and after is not known.")
	switch {
	case q.Before == nil || q.Now == nil:
	case *q.Now < *q.Before:
		balance = say.Of("The balance was {{.Before}} credits before and is {{.Now}} now, so it was probably accepted.", say.With{"Before": *q.Before, "Now": *q.Now})
	default:
		balance = say.Of("The balance was {{.Before}} credits before and is {{.Now}} now, so it was probably not accepted.", say.With{"Before": *q.Before, "Now": *q.Now})
	}
	q.Text = sent.And(balance, say.Of("Look at the service's log page: if the separation is listed there, give its id and nothing is paid again; "+
		"otherwise send it again, which is charged, or give up."))
	x.t.ask(q)
	return errAsking
}

func (t *Task) title() say.Text {
	if t.Request.Title == "" {
		return say.Of("this song")
	}
	return say.Of("“{{.Title}}”", say.With{"Title": t.Request.Title})
}

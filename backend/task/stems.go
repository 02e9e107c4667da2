package task

import (
	"bytes"
	"context"
	"errors"

	"partlift/backend/say"
)

func stems(ctx context.Context, x *run) (Step, error) {
	var got StemsAnswer
	young := !x.t.Reused && x.t.Request.Separation == ""
	err := x.poll(ctx, x.t.Separation, young, func(ctx context.Context) (done bool, err error) {
		got, err = x.cloud.Stems(ctx, x.t.Separation)
		return got.Done, err
	})
	if err != nil {
		if f := new(Fault); x.t.Intent != nil && errors.As(err, &f) && (f.Kind == Gone || f.Kind == Invalid) {
			return "", x.mistyped(ctx)
		}
		x.offer(err)
		return "", err
	}
	x.t.Intent = nil
	if x.t.SeparationRaw, err = x.keep(ctx, got.Raw); err != nil {
		return "", err
	}
	x.merge(got.Stems)
	if len(x.t.Stems) == 0 {
		x.t.warn(Warning{Kind: NoStems})
	}
	x.remember(ctx)
	return x.separated(), nil
}

// separated is the step after the stems are known: notes are ordered before the
// stems are fetched, so that no trouble with these holds up what was paid for.
// One by one it is the other way round, as silent stems are left out.
func (x *run) separated() Step {
	if x.t.Request.PerStem {
		return StepCollect
	}
	return StepTranscribe
}

// keep stores an answer as it came; none gives "".
func (x *run) keep(ctx context.Context, raw []byte) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	sha, _, err := x.deps.Blobs.Put(ctx, bytes.NewReader(raw))
	switch {
	case context.Cause(ctx) != nil:
		return "", context.Cause(ctx)
	case err != nil:
		return "", storageFault(err)
	}
	return sha, nil
}

// MaxStems is how many stems of a separation are taken, far above the 12 that one
// gives.
const MaxStems = 64

// merge takes the stems of an answer and keeps what is already known of them.
func (x *run) merge(fresh []Stem) {
	if len(fresh) > MaxStems {
		x.t.warn(Warning{Kind: ManyStems, Sent: len(fresh)})
		fresh = fresh[:MaxStems]
	}
	old := x.t.Stems
	x.t.Stems = make([]Stem, len(fresh))
	for i, s := range fresh {
		for _, o := range old {
			if o.ID == s.ID && o.Name == s.Name {
				s.SHA, s.Silent = o.SHA, o.Silent
			}
		}
		x.t.Stems[i] = s
	}
}

// mistyped asks the question of the doubt again: the id that was its answer is
// nobody's, and whether the request arrived is as open as before.
func (x *run) mistyped(ctx context.Context) error {
	id, doubt := x.t.Separation, x.t.Intent
	x.t.abandon()
	x.t.Intent, x.t.Step = doubt, StepSeparate
	err := x.doubt(ctx)
	if x.t.Question != nil {
		x.t.Question.Text = say.Of("The service knows no separation with the id {{.ID}}.", say.With{"ID": id}).And(x.t.Question.Text)
	}
	return err
}

// offer puts the question whether to buy a new separation, when this one is of
// no more use and there is something to separate.
func (x *run) offer(err error) {
	var f *Fault
	if !errors.As(err, &f) || x.t.Request.Separation != "" {
		return
	}
	answers := []AnswerKind{SendAgain, UseSeparation, GiveUp}
	about := say.With{"Song": x.t.title()}
	var text say.Text
	switch f.Kind {
	case Final:
		text = say.Of("The separation of {{.Song}} failed.", about)
	case Source:
		x.t.Upload = nil // of no use to the next order
		text = say.Of("The service could not fetch the audio of {{.Song}}.", about)
	case Gone:
		text = say.Of("The service no longer knows the separation of {{.Song}}. Asking again is free.", about)
		answers = append([]AnswerKind{AskAgain}, answers...)
	case Invalid:
		text = say.Of("The service does not answer about the separation of {{.Song}}. Asking again is free.", about)
		answers = append([]AnswerKind{AskAgain}, answers...)
	default:
		return
	}
	x.t.ask(Question{Kind: QuestionAgain, Answers: answers,
		Text: text.And(say.Of("A new one can be ordered at the usual price, or you can give the id of another separation, or give up."))})
}

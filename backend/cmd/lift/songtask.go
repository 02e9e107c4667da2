package main

import (
	"context"
	"slices"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
)

// goOn takes up the stopped task that would have brought the same: beginning
// over could pay again for what the service has. It returns the song's id, ""
// if there is no such task.
func (l *lift) goOn(ctx context.Context, st *studio.Studio, d studio.Draft, s songFlags) (string, error) {
	t, ok, err := st.Stopped(ctx, d)
	if err != nil || !ok {
		return "", err
	}
	l.say("Going on with “%s”.", t.Request.Title)
	answer, answers := s.answer(t.Question)
	switch {
	case answers:
		err = st.Answer(ctx, t.SongID, answer)
	case s.perStem && t.Separation != "":
		err = st.Answer(ctx, t.SongID, studio.Answer{Kind: studio.PerStem})
	default:
		err = st.Retry(ctx, t.SongID)
	}
	return t.SongID, err
}

func (l *lift) draft(ctx context.Context, st *studio.Studio, s songFlags, paths []string) (studio.Draft, string, error) {
	if len(paths) == 0 {
		d, err := st.Prepare(ctx, studio.IDs{TaskID: s.taskID, AudioID: s.audioID, Separation: s.separation})
		return d, "", err
	}
	d, id, err := st.Take(ctx, paths[0])
	if err == nil && id == "" && s.separation != "" && !d.Running {
		d.Request.Separation = s.separation
	}
	return d, id, err
}

// resume goes on with what the last run left, answering its question if the
// flags do.
func (l *lift) resume(ctx context.Context, st *studio.Studio, id string, s songFlags) error {
	if err := st.Resume(ctx); err != nil {
		return err
	}
	t, err := st.TaskOf(ctx, id)
	if err != nil {
		return err
	}
	answer, answers := s.answer(t.Question)
	switch {
	case t.State == studio.StateWaiting:
		return st.Check(ctx, id)
	case t.State == studio.StateAsking && answers:
		return st.Answer(ctx, id, answer)
	}
	return nil
}

// answer is what the flags say to the question of a task, if there is one.
func (s songFlags) answer(q *studio.Question) (a studio.Answer, ok bool) {
	if q == nil {
		return a, false
	}
	switch {
	case s.separation != "":
		return studio.Answer{Kind: studio.UseSeparation, Question: q.Number, Separation: s.separation}, true
	case s.sendAgain:
		return studio.Answer{Kind: studio.SendAgain, Question: q.Number}, true
	}
	return a, false
}

// hint says how a question is answered on a command line.
func hint(q *studio.Question) string {
	text := "with --separation ID to use one that exists, or with --send-again to order it again."
	if slices.Contains(q.Answers, studio.AskAgain) {
		return "Run the same command again to ask once more, which is free, " + text
	}
	return "Run the same command " + text
}

// wait shows the steps until the task rests, and turns a bad end into words.
func (l *lift) wait(ctx context.Context, st *studio.Studio, id string) error {
	last := ""
	st.Listen(func(e studio.Event) {
		text := strings.TrimRight(studio.Progress(e.Task).Detail, "0123456789 %")
		if e.Task.SongID != id || e.Task.State != studio.StateRunning || text == last {
			return
		}
		last = text
		if !strings.HasSuffix(text, ".") {
			text += " …"
		}
		l.say("%s", text)
	})
	defer st.Listen(nil)
	t, err := st.Wait(ctx, id)
	if err != nil {
		return err
	}
	if t.State == studio.StateDone {
		if t.Fault != nil { // of fetching stems; the song is there
			l.say("%s %s", t.Fault.Message, t.Fault.Hint)
		}
		return nil // its warnings are on the receipt
	}
	for _, w := range studio.WarningTexts(t) {
		l.say("%s", w)
	}
	switch {
	case t.Question != nil:
		return say.Told(t.Question.Text, say.Text{Key: hint(t.Question)}, nil)
	case t.Fault != nil:
		return t.Fault
	case t.State == studio.StateWaiting:
		return &say.Trouble{Text: "The service is still working on this.", Hint: "Run the same command again later to go on; nothing is lost."}
	default:
		return &say.Trouble{Text: "“" + t.Request.Title + "” was stopped elsewhere.", Hint: "Run the same command again to go on."}
	}
}

package app_test

import (
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// A song that stopped says where, why and what it cost; when it comes after all,
// it opens in the place of that.
func TestASongThatStoppedSaysHowItStands(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoError, Code: 422}}})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	d, _, err := w.Take(t.Context(), w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	s.BeginAll([]studio.Draft{d})
	s.until("it has failed", func() bool { return s.row(0).State == studio.RowFailed })
	id := s.row(0).ID
	s.OpenJob(id)
	s.until("it is looked at", func() bool { return s.Job.Now() != nil })
	j := s.Job.Now()
	states := map[studio.StepState]int{}
	for _, step := range j.Steps {
		states[step.State]++
	}
	if len(j.Steps) != 5 || states[studio.StepDone] != 1 || states[studio.StepStopped] != 1 || j.Steps[0].State != studio.StepDone || j.Steps[4].State != studio.StepLater {
		t.Errorf("the steps are %+v", j.Steps)
	}
	if j.Why == "" || j.Charged != "" || len(j.IDs) > 0 || j.Alone || j.Ended.IsZero() || !j.Row.CanRetry() {
		t.Errorf("it says %+v", j)
	}
	s.Retry(id)
	s.until("it has come and is open", func() bool { p := s.Page.Now(); return p != nil && p.ID == id })
	if s.Job.Now() != nil {
		t.Error("how it stood is still shown")
	}
	if j, err := w.JobOf(t.Context(), id); err != nil || j.Charged != "About 50 credits" || len(j.IDs) < 2 || j.IDs[0].ID == "" || j.Why != "" || j.Steps[4].State != studio.StepDone {
		t.Errorf("when it is done: %+v, %v", j, err)
	}
}

// What is heard on this computer has other steps, and costs nothing.
func TestASketchHasItsOwnSteps(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	path, _ := studiotest.Piano(t)
	id, _ := w.SketchWAV(t, w.TakeWAV(t, path))
	j, err := w.JobOf(t.Context(), id)
	if err != nil || len(j.Steps) != 2 || j.Steps[1].State != studio.StepDone || j.Charged != "" || !j.Alone || len(j.IDs) > 0 {
		t.Errorf("%+v, %v", j, err)
	}
}

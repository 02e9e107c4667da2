package views

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/app/studio"
)

// A song that stopped is a page of its own, with what can be done.
func TestASongOnItsWayHasAPage(t *testing.T) {
	r := newRig(t)
	r.add()
	copied := ""
	r.host.Copy = func(s string) { copied = s }
	j := studio.Job{Row: studio.Row{ID: "7", Title: "Night Bus", State: studio.RowFailed, Detail: "No answer."}, Began: r.now.Add(-75 * time.Second), Ended: r.now.Add(-10 * time.Second),
		Why: "No answer. Try again.", Charged: "About 50 credits", IDs: []studio.JobID{{Name: "Separation", ID: "abc-1"}},
		Steps: []studio.JobStep{{Name: "Upload the audio", State: studio.StepDone}, {Name: "Separate the instruments", State: studio.StepStopped, Note: "No answer."}, {Name: "Keep the result"}}}
	r.m.Job.Set(&j)
	said := texts(r.pages.job)
	for _, want := range []string{"Night Bus", "Upload the audio", "Keep the result", "1:05", "About 50 credits", "abc-1"} {
		if !slices.Contains(said, want) {
			t.Errorf("the page does not say %q: %q", want, said)
		}
	}
	if !r.pages.job.Visible() || r.pages.song.Visible() || !r.job.retry.Visible() || r.job.cancel.Visible() || r.job.check.Visible() || r.job.answer.Visible() {
		t.Error("a song that failed offers something else than to try again")
	}
	test.Tap(find(r, r.pages.job, "Copy"))
	if copied != "abc-1" {
		t.Errorf("copied %q", copied)
	}
	next := j
	next.Row.State, next.Ended, next.Why = studio.RowWaiting, time.Time{}, ""
	r.m.Job.Set(&next)
	if r.job.retry.Visible() || !r.job.check.Visible() || !r.job.cancel.Visible() || r.job.why.Visible() {
		t.Error("a song that waits offers something else than to look and to cancel")
	}
	r.now = r.now.Add(time.Hour)
	r.job.age()
	if said := texts(r.pages.job); !slices.Contains(said, "1:01:15") && !slices.Contains(said, "61:15") {
		t.Errorf("an hour later it says %q", said)
	}
	r.host.Focus(r.job.check)
	r.key(fyne.KeyEscape)
	if r.pages.job.Visible() || r.m.Job.Now() != nil || r.m.Page.Now() == nil || !r.pages.song.Visible() {
		t.Error("Escape does not go back to what was there")
	}
}

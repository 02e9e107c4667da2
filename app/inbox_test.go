package app

import (
	"testing"

	"partlift/backend/task"
)

// However often a task reports, one of its events waits, the newest, in the
// place of the first; and one drain is posted for all.
func TestInboxKeepsTheNewestOfEachTask(t *testing.T) {
	var b inbox
	event := func(id string, progress float64) task.Event {
		return task.Event{Task: task.Task{ID: id, Progress: progress}}
	}
	posts := 0
	for _, e := range []task.Event{event("a", 0.1), event("b", 0.2), event("a", 0.3), event("c", 0.4), event("a", 0.5)} {
		if b.put(e) {
			posts++
		}
	}
	if posts != 1 {
		t.Errorf("%d drains were posted", posts)
	}
	got := b.take()
	want := []task.Event{event("a", 0.5), event("b", 0.2), event("c", 0.4)}
	if len(got) != len(want) {
		t.Fatalf("%d events, want %d: %+v", len(got), len(want), got)
	}
	for i := range want {
		if got[i].Task.ID != want[i].Task.ID || got[i].Task.Progress != want[i].Task.Progress {
			t.Errorf("event %d is %s %v", i, got[i].Task.ID, got[i].Task.Progress)
		}
	}
	if again := b.take(); len(again) != 0 {
		t.Errorf("taken twice: %+v", again)
	}
	if !b.put(event("a", 1)) {
		t.Error("after it was emptied no drain is posted")
	}
	if got := b.take(); len(got) != 1 || got[0].Task.Progress != 1 {
		t.Errorf("then %+v", got)
	}
}

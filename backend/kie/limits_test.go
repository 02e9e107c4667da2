package kie_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"partlift/backend/kie"
)

// hands is a clock that only moves when somebody waits.
type hands struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hands) time() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hands) after(d time.Duration) <-chan time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
	ch := make(chan time.Time, 1)
	ch <- h.now
	return ch
}

// crowded returns the most events in any window of that length, which is open
// at its end.
func crowded(times []time.Time, window time.Duration) (most int) {
	for i := range times {
		n := 0
		for _, t := range times[i:] {
			if t.Sub(times[i]) < window {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func TestLimits(t *testing.T) {
	tests := []struct {
		name   string
		do     func(*kie.Client) error
		n      int
		window time.Duration
		most   int
		within time.Duration
	}{
		{"new tasks", verbs["Transcribe"], 60, 10 * time.Second, 20, 51 * time.Second},
		{"charged tasks", verbs["Separate"], 60, 10 * time.Second, 20, 51 * time.Second},
		{"twelve stems", verbs["Transcribe"], 12, 10 * time.Second, 12, 3 * time.Second},
		{"polls", verbs["Notes"], 30, time.Second, 3, 10 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, ok(`{"taskId":"t","successFlag":0}`))
			h := &hands{now: time.Unix(1790000000, 0)}
			limits := kie.NewLimits(h.time)
			start := h.now
			var times []time.Time
			for range test.n {
				// Another client of the same account shares the limits.
				c := &kie.Client{Profile: profile("kie", d.URL), Key: key, Limits: limits, After: h.after}
				if err := test.do(c); err != nil {
					t.Fatal(err)
				}
				times = append(times, h.time())
			}
			if got := crowded(times, test.window); got > test.most {
				t.Errorf("%d requests within %v", got, test.window)
			}
			if took := h.time().Sub(start); took > test.within {
				t.Errorf("took %v, want at most %v", took, test.within)
			}
		})
	}
}

func TestAWaitForTheLimitsCanBeCancelled(t *testing.T) {
	d := newDesk(t, ok(`{"taskId":"t","successFlag":0}`))
	h := &hands{now: time.Unix(1790000000, 0)}
	c := &kie.Client{Profile: profile("kie", d.URL), Key: key, Limits: kie.NewLimits(h.time)}
	if _, err := c.Notes(background, "t"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(background)
	c.After = func(time.Duration) <-chan time.Time { cancel(); return nil }
	if _, err := c.Notes(ctx, "t"); err != context.Canceled {
		t.Errorf("error is %v", err)
	}
	// The place that was given back is free a third of a second later.
	h.after(334 * time.Millisecond)
	c.After = func(d time.Duration) <-chan time.Time {
		t.Errorf("still waited %v", d)
		return h.after(d)
	}
	if _, err := c.Notes(background, "t"); err != nil {
		t.Fatal(err)
	}
}

func TestFreeQuestionsDoNotUseUpTasks(t *testing.T) {
	d := newDesk(t, ok(`"https://a.example.invalid"`))
	h := &hands{now: time.Unix(1790000000, 0)}
	c := &kie.Client{Profile: profile("kie", d.URL), Key: key, Limits: kie.NewLimits(h.time), After: h.after}
	for range 50 {
		if _, err := c.DownloadURL(background, "https://a.example.invalid"); err != nil {
			t.Fatal(err)
		}
	}
	if !h.time().Equal(time.Unix(1790000000, 0)) {
		t.Error("download links were held back")
	}
}

package task

import (
	"context"
	"time"
)

const (
	unclearTimes = 4                // how often the service has to say that it does not know an id, for Pace.patience
	goneLimit    = 30 * time.Second // a new id may be unknown to the service for so long
	freeTries    = 3                // of a free request that is answered with trouble
	busyTries    = 5
	backoffUnit  = 3 * time.Second
	backoffMost  = time.Minute
	busyUnit     = 10 * time.Second
)

// pause waits for d, a wake-up if wakeable, or the end of ctx.
func (x *run) pause(ctx context.Context, d time.Duration, wakeable bool) error {
	var woken chan struct{}
	if wakeable {
		woken = x.entry.wake
	}
	select {
	case <-x.deps.After(d):
	case <-woken:
	case <-ctx.Done():
	}
	return context.Cause(ctx)
}

// unclear counts answers in a row that something is not known, or that the
// question is wrong. One of these is often a hiccup, and what follows can cost
// money; they only count when they go on for minutes.
type unclear struct {
	times int
	since time.Time
}

// believe takes one more such answer about an id and reports whether it is to
// be believed now.
func (x *run) believe(id string) bool {
	if x.unclear == nil {
		x.unclear = map[string]*unclear{}
	}
	u := x.unclear[id]
	if u == nil {
		u = &unclear{since: x.deps.Now()}
		x.unclear[id] = u
	}
	u.times++
	return u.times >= unclearTimes && x.deps.Now().Sub(u.since) >= x.deps.Pace.patience()
}

// clear forgets such answers, as there was another.
func (x *run) clear(id string) { delete(x.unclear, id) }

// poll asks until it hears done, at the pace for the age of the step. A cut
// network is waited out however long it lasts; trouble that is answered ends in
// errWaiting with the schedule. A young id was just given out, and may be
// unknown to the service for a moment. Answers that it is not known end the poll
// once they are believed; id is what is asked for.
func (x *run) poll(ctx context.Context, id string, young bool, ask func(context.Context) (done bool, err error)) error {
	for {
		done, err := ask(ctx)
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if err == nil && done {
			x.t.Tries = 0
			x.say("")
			return nil
		}
		wait, wakeable, err := x.patience(err, id, young)
		if err != nil {
			return err
		}
		if err := x.pause(ctx, wait, wakeable); err != nil {
			return err
		}
	}
}

// patience decides how long to pause before the next poll, after an answer of
// "not yet" (nil) or an error.
func (x *run) patience(err error, id string, young bool) (wait time.Duration, wakeable bool, _ error) {
	age := x.deps.Now().Sub(x.t.Since)
	wait, more := x.deps.Pace.next(age)
	if err == nil {
		x.clear(id)
		x.t.Tries = 0
		if !more {
			return 0, false, errWaiting
		}
		x.say("")
		return wait, true, nil
	}
	f := asFault(err)
	switch unknown := f.Kind == Gone || f.Kind == Invalid; {
	case f.Kind == Gone && young && age < goneLimit && more:
		return wait, true, nil
	case unknown && x.t.Request.Separation == "": // else nothing is at stake
		if x.believe(id) {
			return 0, false, f
		}
		x.say(Strange)
		return max(wait, x.deps.Pace.last().Every), true, nil
	case !unknown:
		x.clear(id)
	}
	tries := x.t.Tries
	x.t.Tries++
	switch {
	case f.offline():
		x.say(NoNetwork)
		wait = backoff(tries)
		x.t.Since = x.t.Since.Add(wait) // the service cannot be blamed for this time
		return wait, true, nil
	case f.Kind == Busy && more:
		x.say(TooBusy)
		return x.busyPause(tries), false, nil
	case (f.Kind == Temporary || f.Kind == Doubt) && more:
		x.say(Trouble)
		return max(wait, backoff(tries)), true, nil
	case f.Kind == Busy || f.Kind == Temporary || f.Kind == Doubt:
		return 0, false, errWaiting
	}
	return 0, false, f
}

// again pauses after a failed attempt at a request that may be repeated, or
// returns the fault when it may not.
func (x *run) again(ctx context.Context, f *Fault, unit time.Duration) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	tries := x.t.Tries
	x.t.Tries++
	switch {
	case f.offline():
		x.say(NoNetwork)
		return x.pause(ctx, backoff(tries), false)
	case f.Kind == Busy && x.t.Tries < busyTries:
		x.say(TooBusy)
		return x.pause(ctx, x.busyPause(tries), false)
	case (f.Kind == Temporary || f.Kind == Doubt) && x.t.Tries < freeTries:
		x.say(Trouble)
		return x.pause(ctx, min(unit<<min(tries, 5), backoffMost), false)
	}
	return f
}

func backoff(tries int) time.Duration {
	return min(backoffUnit<<min(tries, 5), backoffMost)
}

// busyPause is at least 10 s, with up to 5 s of jitter so that several tasks do
// not come back together.
func (x *run) busyPause(tries int) time.Duration {
	wait := min(busyUnit<<min(tries, 3), backoffMost)
	if b, err := x.random(1); err == nil {
		wait += time.Duration(b[0]) * 5 * time.Second / 255
	}
	return wait
}

package task

import (
	"cmp"
	"context"
	"slices"
)

// partialStems is the number of audible stems from which a whole-song answer
// with a single instrument counts as partial. It only counts where silence was
// measured, since silent stems are delivered like any other.
const partialStems = 3

// transcribe orders every transcription that is still wanted. It is free, so an
// order whose answer was lost is simply made again.
func transcribe(ctx context.Context, x *run) (Step, error) {
	want := x.wanted()
	for i, s := range want {
		if err := x.orderNotes(ctx, s); err != nil {
			x.expired(Transcription{State: TranscriptionFailed, Fault: asFault(err)})
			return "", err
		}
		x.t.Progress, x.t.Since = float64(i+1)/float64(len(want)), x.deps.Now()
		x.t.Delay, x.t.Tries = "", 0
		if err := x.save(ctx); err != nil {
			return "", err
		}
	}
	if !x.t.Collected {
		return StepCollect, nil
	}
	return StepNotes, nil
}

// wanted lists what has to be ordered next: the whole song (a Stem without ID)
// first; each audible stem if the user asked for that, or the whole song gave
// nothing or clearly too little.
func (x *run) wanted() []Stem {
	whole, ordered := x.last("")
	audible := x.t.audible()
	switch perStem := x.t.Request.PerStem; {
	case perStem && len(audible) > 0:
	case !ordered || whole.State == TranscriptionGone && x.count("") < 2:
		return []Stem{{}}
	case whole.State == TranscriptionRunning || whole.State == TranscriptionDone && !x.partial(whole):
		return nil
	}
	return slices.DeleteFunc(audible, func(s Stem) bool {
		t, ordered := x.last(s.ID)
		return ordered && (t.State != TranscriptionGone || x.count(s.ID) >= 2)
	})
}

func (x *run) partial(whole Transcription) bool {
	return x.deps.Silent != nil && whole.Instruments == 1 && len(x.t.audible()) >= partialStems
}

// last returns the newest transcription of a stem, "" being the whole song.
func (x *run) last(audioID string) (Transcription, bool) {
	for _, t := range slices.Backward(x.t.Transcriptions) {
		if t.AudioID == audioID {
			return t, true
		}
	}
	return Transcription{}, false
}

func (x *run) count(audioID string) int {
	n := 0
	for _, t := range x.t.Transcriptions {
		if t.AudioID == audioID {
			n++
		}
	}
	return n
}

// orderNotes orders one transcription and enters it, as failed if only this one
// stem is refused.
func (x *run) orderNotes(ctx context.Context, s Stem) error {
	x.t.Tries = 0
	entry := Transcription{AudioID: s.ID, Stem: s.Name, State: TranscriptionRunning}
	for {
		id, err := x.cloud.Transcribe(ctx, x.t.Separation, s.ID, x.callback())
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		entry.ID, entry.At = id, x.deps.Now()
		if err == nil && id != "" {
			break
		}
		f := asFault(err)
		if f.Kind == Gone {
			if known, err := x.known(ctx); err != nil {
				return err
			} else if known {
				continue
			}
		}
		if x.refused(s.ID, f) {
			x.fail(&entry, f)
			break
		}
		if err := x.again(ctx, passing(f), backoffUnit); err != nil {
			if cause := context.Cause(ctx); cause != nil {
				return cause
			}
			return f
		}
	}
	x.t.Transcriptions = append(x.t.Transcriptions, entry)
	return nil
}

// known asks for the separation that an order says is not there, and pauses; it
// reports false when there is no more doubt. Both must say so twice, or the
// order must for minutes.
func (x *run) known(ctx context.Context) (bool, error) {
	id, wait := x.t.Separation, busyUnit
	_, err := x.cloud.Stems(ctx, id)
	switch f := asFault(err); {
	case err != nil && f.offline(): // says nothing
	case err != nil && f.Kind == Gone && x.forgotten == id:
		return false, nil
	case err != nil && f.Kind == Gone:
		x.forgotten = id
	default:
		if x.forgotten = ""; x.believe("order " + id) {
			return false, nil
		}
		wait = max(wait, x.deps.Pace.last().Every)
	}
	x.say(Strange)
	return true, x.pause(ctx, wait, false)
}

// passing lets a refusal of a free request count as trouble that may pass.
func passing(f *Fault) *Fault {
	if f.Kind != Invalid {
		return f
	}
	g := *f
	g.Kind = Temporary
	g.Code = cmp.Or(g.Code, noSense)
	return &g
}

// refused reports whether a fault speaks about one transcription, so that the
// others are still worth a try. The whole song has the stems to fall back on.
func (x *run) refused(audioID string, f *Fault) bool {
	switch f.Kind {
	case Final:
		return true
	case Gone, Source:
		return audioID != ""
	case Invalid:
		return audioID != "" && x.t.Tries >= freeTries-1
	default:
		return false
	}
}

func (x *run) fail(t *Transcription, f *Fault) {
	t.State, t.Fault = TranscriptionFailed, f
	x.deps.Log.Warn("transcription failed", "task", x.t.ID, "stem", t.Stem, "kind", f.Kind, "code", f.Code, "err", f.Err)
}

// expired offers a new separation when an order was refused because the service
// no longer knows this one.
func (x *run) expired(t Transcription) {
	if t.State == TranscriptionFailed && t.Fault.Kind == Gone {
		x.offer(t.Fault)
	}
}

package task

import (
	"context"
	"errors"
)

// save hands the result over. Only then is the task journalled as done, so that
// a crash in between hands it over again.
func save(ctx context.Context, x *run) (Step, error) {
	x.remember(ctx)
	if x.deps.Finish == nil {
		return "", nil
	}
	err := x.deps.Finish(ctx, x.t.clone())
	var f *Fault
	switch cause := context.Cause(ctx); {
	case cause != nil:
		return "", cause
	case errors.As(err, &f):
		return "", f
	case err != nil:
		return "", storageFault(err)
	}
	return "", nil
}

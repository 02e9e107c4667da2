package ear

import (
	"context"
	"runtime"
	"sync"
)

// workers is how many stems are heard at once.
const workers = 4

// each does something with all stems, some at once. Work tells how much of a
// stem is done, 0–1; progress is called by the calling goroutine with the share
// of all. The first error in the order of the stems is returned.
func each(ctx context.Context, stems []Stem, work func(ctx context.Context, stem int, done func(float64)) error, progress func(float64)) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, len(stems))
	next, news := make(chan int), make(chan float64)
	var wait sync.WaitGroup
	for range min(workers, runtime.GOMAXPROCS(0), len(stems)) {
		wait.Go(func() {
			for i := range next {
				told := 0.0
				errs[i] = work(inner, i, func(done float64) {
					news <- done - told
					told = done
				})
				if errs[i] != nil {
					cancel()
				}
			}
		})
	}
	go func() {
		for i := range stems {
			if inner.Err() != nil {
				break
			}
			next <- i
		}
		close(next)
		wait.Wait()
		close(news)
	}()
	sum := 0.0
	for d := range news {
		sum += d
		progress(sum / float64(len(stems)))
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return first(errs)
}

// first returns the first error that is not only that another one ended all
// work.
func first(errs []error) error {
	var ended error
	for i, err := range errs {
		if err != nil && err != context.Canceled {
			return &StemError{i, err}
		}
		if err != nil {
			ended = &StemError{i, err}
		}
	}
	return ended
}

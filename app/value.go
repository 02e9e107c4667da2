package app

// Value is one piece of state that can be watched. Like the Model it belongs
// to, it is touched only on the goroutine that the Model's post runs on.
type Value[T any] struct {
	now      T
	watchers []*func(T)
}

// Now returns the current state.
func (v *Value[T]) Now() T { return v.now }

// Set replaces the state and tells the watchers in the order they came. Views
// read and watch; only the Model sets.
func (v *Value[T]) Set(now T) {
	v.now = now
	for _, w := range append([]*func(T){}, v.watchers...) {
		(*w)(v.now) // not now: a watcher may have set again
	}
}

// Watch calls f with the current state now and with every later one, until
// stop is called.
func (v *Value[T]) Watch(f func(T)) (stop func()) {
	w := &f
	v.watchers = append(v.watchers, w)
	f(v.now)
	return func() {
		for i, have := range v.watchers {
			if have == w {
				v.watchers = append(v.watchers[:i:i], v.watchers[i+1:]...)
				return
			}
		}
	}
}

//go:build race

package hub_test

// large is smaller here: the race detector makes 30 MB last longer than a
// callback may.
const large = 5 << 20

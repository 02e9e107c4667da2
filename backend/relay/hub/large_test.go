//go:build !race

package hub_test

// large is a callback near the limit, in bytes.
const large = 30 << 20

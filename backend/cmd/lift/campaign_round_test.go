package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"partlift/backend/smf/verify"
)

// tally is what a campaign comes to.
type tally struct {
	mu                               sync.Mutex
	faults, kills                    map[string]int
	rounds, runs, asked, said, twice int
}

func (c *tally) note(do func(c *tally)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	do(c)
}

// table says what was done to lift and what came of it.
func (c *tally) table() string {
	var b strings.Builder
	lines := func(counts map[string]int) (all int) {
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			fmt.Fprintf(&b, "  %4d × %s\n", counts[name], name)
			all += counts[name]
		}
		return all
	}
	fmt.Fprintf(&b, "%d rounds ended well\n", c.rounds)
	faults := lines(c.faults)
	kills := lines(c.kills)
	fmt.Fprintf(&b, "%d faults, %d kills, %d runs of lift; it asked %d times and said %d times that parts were missing; 0 parts lost, %d double charges",
		faults, kills, c.runs, c.asked, c.said, c.twice)
	return b.String()
}

// judge looks at a round that ended well.
func (r *round) judge(stdout []byte, said string) {
	var receipt verify.Receipt
	if err := json.Unmarshal(stdout, &receipt); err != nil || !receipt.OK || len(receipt.Files) < 2 {
		r.fail("the receipt of %d bytes is no good", len(stdout), said)
	}
	if n := len(r.gate.sim.Charges()); n != 1 {
		r.fail("%d charges", n, said)
	}
	var want, have, parts []string
	for i, f := range receipt.Files {
		want = append(want, filepath.Base(f.Path))
		if i > 0 {
			parts = append(parts, f.Path)
		}
	}
	left, err := os.ReadDir(r.out)
	if err != nil {
		r.Fatal(err)
	}
	for _, e := range left {
		if e.Name() != ".partlift.json" { // the list of what is lift's own
			have = append(have, e.Name())
		}
	}
	slices.Sort(want)
	if !slices.Equal(have, want) {
		r.Errorf("the folder holds %q, the receipt has %q", have, want)
	}
	sounds(r.T, r.heard, receipt.Files[0].Path)
	sounds(r.T, r.heard, parts...)
	if strings.Contains(said, testKey) || strings.Contains(said, "?t=") {
		r.fail("a secret is in %d bytes", len(said), said)
	}
	if r.Failed() {
		r.fail("after %d faults", len(r.faults), said)
	}
	r.sum.note(func(c *tally) {
		c.rounds++
		for _, m := range r.faults {
			c.faults[m.name]++
		}
	})
}

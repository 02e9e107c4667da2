//go:build soak && linux

package soak_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"partlift/app/studio"
)

// verdict is what a soak is judged by.
type verdict struct {
	*world
	person *person
	storm  *storm

	notes   int // that every song has
	samples []sample
	open    [][]string // what was open at each of them
	lines   []string
}

// settle lets everything come to its end and answers what is asked on the way.
// It reports whether it did within a time.
func (v *verdict) settle(limit time.Duration) bool {
	stop := time.Now().Add(limit)
	for time.Now().Before(stop) {
		v.storm.move() // which sees a window that has ended
		open := v.person.help(1)
		for _, s := range v.person.songs {
			if !s.confirmed && !s.gone {
				if v.person.see(s.title) != nil {
					s.confirmed = true
				} else {
					v.person.confirm(s)
				}
				open++
			}
		}
		if open == 0 {
			v.person.clear()
			v.person.forget()
			return true
		}
		rest(500 * time.Millisecond)
	}
	v.logf("not at its end after %v: %s", limit, v.state())
	return false
}

// state lists what is not done.
func (v *verdict) state() string {
	var out []string
	for _, r := range v.rows() {
		if r.State != studio.RowDone {
			out = append(out, fmt.Sprintf("%s %s: %s", r.Title, r.State, r.Detail))
		}
	}
	return strings.Join(out, "; ")
}

// measure takes a sample when nothing moves.
func (v *verdict) measure() {
	rest(4 * time.Second)
	s := sample{hours: time.Since(v.win.since).Hours(), songs: len(v.rows()), anon: memory(v.win.pid())}
	files := open(v.win.pid())
	s.files = len(files)
	v.samples, v.open = append(v.samples, s), append(v.open, files)
	v.logf("a quiet moment: %d songs, %.1f MB, %d files", s.songs, s.anon, s.files)
}

// note adds a line to the table, and a complaint where it is not as it must be.
func (v *verdict) note(ok bool, format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	v.lines = append(v.lines, "  "+line)
	if !ok {
		v.complain("%s", line)
	}
}

// judge looks at what is left when all is over.
func (v *verdict) judge() {
	v.songs()
	v.money()
	v.tools()
	v.leaks()
	for _, c := range v.complaints {
		v.t.Error(c)
	}
	if len(v.complaints) > 0 {
		v.keep()
	}
}

// keep saves the program's log, which lies on a disk that goes away.
func (v *verdict) keep() {
	dir, err := os.MkdirTemp("", "partlift-soak-")
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(filepath.Join(v.library, "logs")))
	}
	v.t.Logf("the program's log is in %s (%v)", dir, err)
}

// songs: what was confirmed and not removed must be there, whole.
func (v *verdict) songs() {
	have := map[string][]studio.Row{}
	for _, r := range v.rows() {
		have[r.Title] = append(have[r.Title], r)
	}
	var fed, done, lost, asked, bare int
	for _, s := range v.person.songs {
		if !s.confirmed || s.gone {
			continue
		}
		fed++
		if s.asked {
			asked++
		}
		rows := have[s.title]
		if len(rows) == 1 && rows[0].State == studio.RowDone && rows[0].Notes == v.notes {
			done++
			if rows[0].StemsMissing {
				bare++
			}
			continue
		}
		lost++
		v.logf("lost: %s has the rows %+v", s.title, rows)
	}
	gone := v.person.deeds["songs removed"] + v.person.slips
	v.note(lost == 0 && fed > 0, "%d songs fed, %d removed by hand, %d done with all their notes; %d had asked a question; %d lost", fed+gone, gone, done, asked, lost)
	// What cannot be listened to is told, and is no note lost.
	v.note(bare == 0 || v.storm.spoiledStems(), "%d songs lack stems, which lay on a host that was unfit", bare)
}

// money: no audio may have been paid for twice, and no song may have the
// separation of another.
func (v *verdict) money() {
	b := v.front.books
	bought, double := b.separations()
	charges := v.sim.Charges()
	v.note(double == 0 && len(charges) == bought, "%d separations ordered and %d charged; %d double charges", bought, len(charges), double)
	wrong := 0
	for _, r := range v.rows() {
		t, err := v.eyes.TaskOf(v.t.Context(), r.ID)
		ids, _ := b.look(t.Request.Audio)
		if err != nil || !slices.Contains(ids, t.Separation) {
			wrong++
			v.logf("%s has the separation %q, its audio was separated as %q: %v", r.Title, t.Separation, ids, err)
		}
	}
	v.note(wrong == 0, "%d songs with the separation of another", wrong)
	all, again := b.transcriptions()
	v.note(true, "%d transcriptions ordered, %d of them again, which is free", all, again)
}

// tools: what the program's own tools say from outside.
func (v *verdict) tools() {
	out, err := v.run("doctor", "check", "--json", "--library", v.library)
	var health struct{ OK bool }
	v.note(err == nil && json.Unmarshal(out, &health) == nil && health.OK, "lift doctor check: %s", word(err, once(string(out))))
	out, err = v.run("history", "--json", "--limit", "1000", "--library", v.library)
	var history struct {
		Total int
		Songs []studio.Row
	}
	same := err == nil && json.Unmarshal(out, &history) == nil && history.Total == len(v.rows())
	for _, r := range history.Songs {
		same = same && r.State == studio.RowDone && v.person.song(r.Title) != nil
	}
	v.note(same, "lift history: %d songs, all done and all of them fed: %v", history.Total, same)
	files, err := filepath.Glob(filepath.Join(v.exports, "*", "*.mid"))
	if err == nil && len(files) > 0 {
		out, err = v.run(append([]string{"check"}, files...)...)
	}
	v.note(err == nil, "lift check: %d exported files, %s", len(files), word(err, once(string(out))))
	left, err := filepath.Glob(filepath.Join(v.exports, "*", ".*"))
	v.note(err == nil && len(left) == 0, "%d unfinished files left in the folder of exports", len(left))
}

func (v *verdict) run(args ...string) ([]byte, error) {
	cmd := exec.Command(v.lift, args...)
	cmd.Env = append(cmd.Environ(), v.env...)
	return cmd.CombinedOutput()
}

// word is "sound", or what a tool said.
func word(err error, said string) string {
	if err == nil {
		return "sound"
	}
	return err.Error() + ": " + said[max(0, len(said)-600):]
}

// table is what a run prints at its end.
func (v *verdict) table() []string {
	faults, sum := v.storm.table()
	out := append([]string{fmt.Sprintf("faults injected: %d in %v, seed %d", sum, time.Since(v.began).Round(time.Second), v.seed)}, faults...)
	out = append(out, "what the person did:")
	for _, name := range slices.Sorted(maps.Keys(v.person.deeds)) {
		out = append(out, fmt.Sprintf("  %4d × %s", v.person.deeds[name], name))
	}
	out = append(out, fmt.Sprintf("  %4d × removed another song than was meant", v.person.slips))
	out = append(out, "what came of it:")
	out = append(out, v.lines...)
	if len(v.complaints) == 0 {
		return append(out, "0 lost, 0 double charges, 0 leaks")
	}
	return append(out, fmt.Sprintf("%d complaints", len(v.complaints)))
}

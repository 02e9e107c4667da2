//go:build soak && linux

package soak_test

import (
	"time"

	"partlift/app/studio"
	"partlift/backend/task"
)

// stuck is how long a song may seem to stand still before the person looks.
const stuck = 25 * time.Second

// help sees to every song that rests and is not done, the longest one first,
// and reports how many are not done.
func (p *person) help(most int) (open int) {
	for _, r := range p.rows() {
		s := p.song(r.Title)
		if s == nil || r.State == studio.RowDone {
			continue
		}
		open++
		s.asked = s.asked || r.State == studio.RowAsking
		if now := string(r.State) + r.Detail; now != s.seen {
			s.seen, s.since = now, time.Now()
		}
		// What the disk did not take stands in the window only: there the song has
		// stopped, and the library has it running.
		still := r.State == studio.RowRunning && time.Since(s.since) < stuck
		if most == 0 || still || time.Since(s.tried) < 8*time.Second {
			continue
		}
		most--
		s.tried = time.Now()
		p.attend(s, r)
	}
	return open
}

func (p *person) attend(s *song, r studio.Row) {
	switch r.State {
	case studio.RowAsking:
		p.answer(s, r)
	case studio.RowWaiting:
		p.find(s.title)
		p.win.press("Return")
		p.deeds["checks asked for"]++
	default:
		p.find(s.title)
		p.win.press("r")
		p.deeds["retries of songs that were "+string(r.State)]++
	}
	p.forget()
}

// answer looks at the log page, as the question says, and answers.
func (p *person) answer(s *song, r studio.Row) {
	t, err := p.eyes.TaskOf(p.t.Context(), r.ID)
	if err != nil || t.State != task.StateAsking {
		return
	}
	ids, early := p.front.books.look(t.Request.Audio)
	if early {
		p.unsure++
		return
	}
	before := p.asking()
	p.find(s.title)
	p.win.press("Return")
	rest(700 * time.Millisecond)
	if p.asking() != before { // another question may lie over the one that was called up
		p.unsure++
		p.clear()
		return
	}
	if len(ids) > 0 {
		p.win.write(ids[len(ids)-1])
		p.win.press("Return")
		p.deeds["questions answered: it is there"]++
		return
	}
	p.win.press("Tab", "Tab", "Tab", "space")
	p.deeds["questions answered: order it again"]++
}

// asking lists the songs that ask something.
func (p *person) asking() (titles string) {
	for _, r := range p.rows() {
		if r.State == studio.RowAsking {
			titles += r.Title + " "
		}
	}
	return titles
}

//go:build soak && linux

package soak_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"partlift/app/studio"
)

// song is one audio file and what the person did with it.
type song struct {
	title, sha string
	confirmed  bool // its row was seen
	removing   int  // times it was asked to be removed
	gone       bool // and it was
	exported   bool
	asked      bool      // a question was asked about it
	tried      time.Time // when the person helped it on last
	seen       string    // its row as it was last
	since      time.Time // that it has been so
}

// person uses the program as a careful person does: nothing is paid without a
// look at the service's log page, and what stops is helped on.
type person struct {
	*world
	songs  []*song
	deeds  map[string]int
	slips  int // songs removed that were not meant
	unsure int // questions left for later, because the log page could not tell yet
}

// feed gives the program a song it has never heard, and confirms its price.
func (p *person) feed() {
	n := len(p.songs)
	s := &song{title: fmt.Sprintf("soak%04d", n)}
	wav := slices.Clone(p.wav)
	for i := range 512 { // a tail of noise of its own
		binary.LittleEndian.PutUint16(wav[len(wav)-2-2*i:], uint16(p.dice.IntN(600)))
	}
	sum := sha256.Sum256(wav)
	s.sha = hex.EncodeToString(sum[:])
	path := filepath.Join(p.inbox, s.title+".wav")
	if err := os.WriteFile(path, wav, 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.songs = append(p.songs, s)
	p.confirm(s)
}

// confirm hands a song over and pays for it, if its row is not there yet.
func (p *person) confirm(s *song) {
	p.clear()
	ctx, cancel := context.WithTimeout(p.t.Context(), 5*time.Second)
	defer cancel()
	if !studio.HandOver(ctx, p.library, []string{filepath.Join(p.inbox, s.title+".wav")}) {
		p.deeds["songs handed over in vain"]++
		return
	}
	before := p.asking()
	rest(1200 * time.Millisecond)
	if p.asking() != before {
		return // a question lies over the price, which is asked for again later
	}
	// The keyboard is on Cancel; the next stop is the price. In any other dialog
	// that may have come first, that is nothing that costs.
	p.win.press("Tab", "space")
	if until(4*time.Second, func() bool { return p.see(s.title) != nil }) {
		s.confirmed = true
		p.deeds["songs fed"]++
	}
}

// see returns the row of a song.
func (p *person) see(title string) *studio.Row {
	for _, r := range p.rows() {
		if r.Title == title {
			return &r
		}
	}
	return nil
}

// clear leaves every dialog and page.
func (p *person) clear() {
	p.win.press("Escape", "Escape", "Escape", "Escape")
}

// find puts the keyboard on a song's row.
func (p *person) find(title string) {
	p.clear()
	p.win.press("ctrl+f", "ctrl+a")
	p.win.write(title)
	rest(700 * time.Millisecond)
	p.win.press("Return")
	rest(150 * time.Millisecond)
}

// forget shows all songs again.
func (p *person) forget() { p.win.press("ctrl+f", "ctrl+a", "BackSpace", "Escape") }

// open opens a song and reports its title; "" when none is done.
func (p *person) open() *song {
	var done []*song
	for _, r := range p.rows() {
		if s := p.song(r.Title); s != nil && r.State == studio.RowDone {
			done = append(done, s)
		}
	}
	if len(done) == 0 {
		return nil
	}
	s := done[p.dice.IntN(len(done))]
	p.find(s.title)
	p.win.press("Return")
	rest(700 * time.Millisecond)
	p.deeds["songs opened"]++
	return s
}

func (p *person) song(title string) *song {
	for _, s := range p.songs {
		if s.title == title {
			return s
		}
	}
	return nil
}

// export writes the files of a song.
func (p *person) export() {
	s := p.open()
	if s == nil {
		return
	}
	p.win.press("ctrl+e")
	if until(8*time.Second, func() bool { return p.written(s.title) > 0 }) {
		s.exported = true
		p.deeds["songs exported"]++
	}
	p.clear()
	p.forget()
}

// written is how many files of a song were exported.
func (p *person) written(title string) int {
	found, err := filepath.Glob(filepath.Join(p.exports, "*", title+"*.mid"))
	if err != nil {
		p.t.Fatal(err)
	}
	return len(found)
}

// tricks are what a person does in an open song or around it; none of them
// pays, removes or renames.
var tricks = [][]string{
	{"ctrl+p", "Down", "m"}, {"ctrl+p", "s", "s"}, {"ctrl+p", "Down", "Down", "space"}, {"space"}, {"space", "Right", "Right", "Left"},
	{"ctrl+l", "f"}, {"ctrl+l", "plus", "plus", "minus"}, {"ctrl+l", "ctrl+a", "Up"}, {"ctrl+l", "ctrl+a", "shift+Down"}, {"ctrl+l", "z"},
	{"ctrl+z"}, {"ctrl+shift+z"}, {"ctrl+comma"}, {"ctrl+k"}, {"ctrl+i"}, {"Escape"}, {"ctrl+h", "Next", "Prior"},
}

// play does a few things at random.
func (p *person) play() {
	if p.open() == nil {
		return
	}
	for range 3 + p.dice.IntN(8) {
		trick := tricks[p.dice.IntN(len(tricks))]
		p.win.press(trick...)
		p.deeds["tricks with keys"]++
	}
	p.clear()
	p.forget()
}

// remove takes a finished song out of the library.
func (p *person) remove() {
	var done []*song
	for _, r := range p.rows() {
		if s := p.song(r.Title); s != nil && r.State == studio.RowDone {
			done = append(done, s)
		}
	}
	if len(done) < 4 {
		return
	}
	s := done[p.dice.IntN(len(done))]
	before := p.rows()
	p.find(s.title)
	p.win.press("Delete")
	rest(400 * time.Millisecond)
	s.removing++
	p.win.press("Tab", "space")
	if until(4*time.Second, func() bool { return p.see(s.title) == nil }) {
		s.gone = true
		p.deeds["songs removed"]++
	} else {
		p.slipped(before)
	}
	p.forget()
}

// slipped notes a song that was removed in place of the one that was meant,
// because the keys came before what they were for.
func (p *person) slipped(before []studio.Row) {
	for _, r := range before {
		if s := p.song(r.Title); s != nil && p.see(r.Title) == nil {
			s.gone = true
			p.slips++
		}
	}
}

// stop cancels a song that is on its way; it is helped on later.
func (p *person) stop() {
	for _, r := range p.rows() {
		if r.State == studio.RowRunning && strings.HasPrefix(r.Title, "soak") {
			p.find(r.Title)
			p.win.press("c")
			p.deeds["songs cancelled"]++
			p.forget()
			return
		}
	}
}

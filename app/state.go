package app

import (
	"slices"

	"partlift/app/studio"
)

// Ask is a question that must be answered before something is spent, removed
// or done twice. The user picks one choice by Model.Answer.
type Ask struct {
	Title    string
	Text     string
	Details  []string                       // facts in lines, such as the cost table
	Choices  []Choice                       // first is the recommended one; there is always one that does nothing
	Ticks    []Tick                         // what can be chosen by Model.Choose, instead of details
	Entry    string                         // placeholder of a text field, "" for none; its text goes to Answer
	task     string                         // the task that asks, "" for none
	question int                            // the number of its question
	song     string                         // the song of that
	answer   func(choice int, text string)  // not called for the choice to cancel
	refused  func()                         // called for that; may be nil
	purse    studio.Purse                   // what there was to spend when it was asked
	ticked   func(i int, on bool) Ask       // asks again after a tick
	remake   func(studio.Purse) (Ask, bool) // asks again after that has changed, false: not any more; nil where it does not matter
}

// Choice is one answer to an Ask.
type Choice struct {
	Label  string
	Danger bool // removes for good
	Pays   bool // spends credits
	Cancel bool // does nothing; Escape picks it
	Off    bool // cannot be picked now
}

// Weighs reports whether a choice removes or spends, and so has to be meant.
func (c Choice) Weighs() bool { return c.Danger || c.Pays }

// Tick is one of several things that a question is about.
type Tick struct {
	Label string
	Facts string   // such as its cost
	Notes []string // what else there is to say of it
	On    bool
}

func (t Tick) same(o Tick) bool {
	return t.Label == o.Label && t.Facts == o.Facts && t.On == o.On && slices.Equal(t.Notes, o.Notes)
}

package app

import (
	"partlift/app/studio"
)

// Ask is a question that must be answered before something is spent, removed
// or done twice. The user picks one choice by Model.Answer.
type Ask struct {
	Title    string
	Text     string
	Details  []string                       // facts in lines, such as the cost table
	Choices  []Choice                       // first is the recommended one; there is always one that does nothing
	Entry    string                         // placeholder of a text field, "" for none; its text goes to Answer
	task     string                         // the task that asks, "" for none
	question int                            // the number of its question
	song     string                         // the song of that
	answer   func(choice int, text string)  // not called for the choice to cancel
	refused  func()                         // called for that; may be nil
	purse    studio.Purse                   // what there was to spend when it was asked
	remake   func(studio.Purse) (Ask, bool) // asks again after that has changed, false: not any more; nil where it does not matter
}

// Choice is one answer to an Ask.
type Choice struct {
	Label  string
	Danger bool // removes or spends
	Cancel bool // does nothing; Escape picks it
}

package main

import "time"

// hurryFrom tells lift as a process to have its pauses over sooner: it holds the
// moment at which its clock begins to run ahead, so that one run after the other
// goes on from where the last one was.
const hurryFrom = "PARTLIFT_TEST_HURRY_FROM"

// hurry is how much faster time goes.
const hurry = 50

// hurried is a time that runs ahead since a moment; "" is the system's. What
// lasts more than a minute guards against silence and is no pause.
func hurried(since string) timepiece {
	if since == "" {
		return timepiece{}
	}
	begun, err := time.Parse(time.RFC3339Nano, since)
	if err != nil {
		panic(err)
	}
	return timepiece{
		now: func() time.Time { return begun.Add(hurry * time.Since(begun)) },
		after: func(d time.Duration) <-chan time.Time {
			if d <= time.Minute {
				d /= hurry
			}
			return time.After(d)
		},
	}
}

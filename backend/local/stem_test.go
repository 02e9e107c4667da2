package local_test

import (
	"context"
	"errors"
	"testing"

	"partlift/backend/local"
)

var (
	drumRole   = local.Role{Drums: true}
	pitched    = local.Role{Pitched: true}
	onlyOne    = local.Role{Pitched: true, Mono: true}
	lowNotes   = local.Role{Pitched: true, Low: 21, High: 57}
	everything = local.Role{Pitched: true, Drums: true}
)

// A stem is heard for what it is: drums in nothing else, and no drums where
// there are none.
func TestAStemIsHeardForWhatItIs(t *testing.T) {
	few := func() *tape { // too few strokes to be called drums in a mix
		k := kit(12)
		k.length = 3 * local.Rate / 2
		return k
	}
	for name, c := range map[string]struct {
		sound  *tape
		role   local.Role
		drums  bool // there are some
		notes  bool
		silent bool // there is nothing
	}{
		"drums as drums":              {sound: kit(12), role: drumRole, drums: true},
		"a few strokes as drums":      {sound: few(), role: drumRole, drums: true},
		"drums as instruments":        {sound: kit(12), role: pitched, notes: true},
		"strings as instruments":      {sound: struck(scale()...), role: pitched, notes: true},
		"strings as anything":         {sound: struck(scale()...), role: everything, notes: true},
		"low strings alone, of a few": {sound: struck(scale()...), role: lowNotes, notes: true},
		"a role without anything":     {sound: struck(scale()...), silent: true},
		"above what it can have":      {sound: struck(scale()[:8]...), role: local.Role{Pitched: true, Low: 21, High: 40}, silent: true},
	} {
		t.Run(name, func(t *testing.T) {
			song, err := local.TranscribeStem(context.Background(), c.sound, c.role, nil)
			if c.silent {
				if !errors.Is(err, local.ErrNoNotes) || !local.Unheard(err) || len(song.Tracks) > 0 {
					t.Fatalf("heard %+v, %v", song.Tracks, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, track := range song.Tracks {
				if track.Drums && !c.drums || !track.Drums && !c.notes {
					t.Errorf("heard %d notes, drums %t", len(track.Notes), track.Drums)
				}
				for _, n := range track.Notes {
					if c.role.High > 0 && (n.Pitch < c.role.Low || n.Pitch > c.role.High) {
						t.Errorf("heard %+v", n)
					}
				}
			}
		})
	}
	if local.Unheard(context.Canceled) || !local.Unheard(local.ErrSilent) || local.Unheard(local.ErrLong) {
		t.Error("what is nothing to hear is told wrongly")
	}
}

// A voice has one note at a time.
func TestOneVoiceHasOneNoteAtATime(t *testing.T) {
	song, err := local.TranscribeStem(context.Background(), struck(scale()...), onlyOne, nil)
	if err != nil {
		t.Fatal(err)
	}
	notes := song.Tracks[0].Notes
	for i := 1; i < len(notes); i++ {
		if notes[i].Start < notes[i-1].End {
			t.Errorf("%+v and %+v sound at once", notes[i-1], notes[i])
		}
	}
	right := 0
	for _, n := range scale()[:8] {
		for _, h := range notes {
			if h.Pitch == n.Pitch && h.Start > n.Start-.06 && h.Start < n.Start+.06 {
				right++
			}
		}
	}
	if right < 7 {
		t.Errorf("%d of 8 notes of the scale are left in %+v", right, notes)
	}
}

func TestAStemIsHeardUntilSomebodyStops(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	sound := kit(12)
	sound.onRead = stop
	if _, err := local.TranscribeStem(ctx, sound, drumRole, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	last := 0.0
	if _, err := local.TranscribeStem(context.Background(), kit(12), drumRole, func(done float64) {
		if done < last {
			t.Errorf("%v after %v", done, last)
		}
		last = done
	}); err != nil || last != 1 {
		t.Errorf("it ended at %v: %v", last, err)
	}
}

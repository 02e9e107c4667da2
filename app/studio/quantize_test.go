package studio_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
)

// Two drums that become one may come to the same tick: the louder is left, and
// the receipt counts it.
func TestDrumsThatMeetOnATickAreMergedAndCounted(t *testing.T) {
	song := studiotest.Groove(100, 0, 8)
	kit := &song.Tracks[0]
	at := 60.0 / 100 * 4
	kit.Notes = append(kit.Notes,
		music.Note{Pitch: 27, Velocity: 70, Start: at + 0.03, End: at + 0.1}, // both become claves
		music.Note{Pitch: 75, Velocity: 90, Start: at - 0.03, End: at + 0.1})
	opt := studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Combined: true}, Grid: edit.FindGrid(song, edit.GridChoice{}), Treat: &edit.Treatment{Quantize: "1/4"}}
	r, err := studio.Export(song, opt, time.Now())
	if err != nil || !r.Receipt.OK || r.Receipt.Repairs.Merged != 1 {
		t.Fatal(err, r.Receipt.Repairs, r.Receipt.Checks)
	}
	body, err := json.Marshal(r.Receipt)
	if err != nil || !strings.Contains(string(body), `"unmapped_pitches":[27]`) {
		t.Errorf("the receipt says %s: %v", body, err)
	}
	if got := r.Receipt.Files[0].Notes; got != song.NoteCount()-1 {
		t.Errorf("%d notes of %d", got, song.NoteCount())
	}
}

func TestAnyKitCanBeQuantized(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 4))
		song := studiotest.Groove(70+100*r.Float64(), 0, 8)
		end := song.End()
		for range 200 {
			at := end * r.Float64()
			song.Tracks[0].Notes = append(song.Tracks[0].Notes, music.Note{Pitch: uint8(r.IntN(128)), Velocity: uint8(1 + r.IntN(127)), Start: at, End: at + 0.05})
		}
		opt := studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Combined: true, Each: true}, Grid: edit.FindGrid(song, edit.GridChoice{}),
			Drums: []string{"gm", "asis", "map"}[r.IntN(3)],
			Treat: &edit.Treatment{Quantize: edit.Divisions[r.IntN(len(edit.Divisions))], Strength: 1 + r.IntN(100), Ends: r.IntN(2) == 0}}
		if opt.Grid.Grid == nil {
			opt.Grid.Grid = &music.Grid{Tempo: []music.TempoPoint{{BPM: 100}}}
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rep, err := studio.Export(song, opt, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range rep.Receipt.Checks {
				if !c.OK {
					t.Errorf("rule %d: %s", c.Rule, c.Detail)
				}
			}
			if rep.Receipt.OK {
				body, err := os.ReadFile(rep.Receipt.Files[0].Path)
				if err != nil {
					t.Fatal(err)
				}
				if n := studiotest.OwnSong(t, body).NoteCount(); n+rep.Receipt.Repairs.Merged != song.NoteCount() {
					t.Errorf("%d notes and %d merged of %d", n, rep.Receipt.Repairs.Merged, song.NoteCount())
				}
			}
		})
	}
}

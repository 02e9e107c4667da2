package smf_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

// delivered is a file as a generator exports it: no names, keys that there are
// not, a tempo event for every beat, and drums that last a tick, each as loud as
// it likes.
func delivered(beats int) (file string, second func(beat int) float64) {
	metas := []meta{{0, 0x59, "\x0b\x07"}, {0, 0x59, "\xf0\x00"}, {0, 0x59, "\x00"}}
	at := make([]float64, beats+1)
	for i := range beats {
		micros := uint32(687700 + 4000*math.Sin(float64(i)/9))
		metas = append(metas, tempoAt(uint32(480*i), micros))
		at[i+1] = at[i] + float64(micros)/1e6
	}
	var conductor, drums strings.Builder
	last := uint32(0)
	for _, m := range metas {
		conductor.WriteString(vlq(m.tick-last) + "\xff" + string([]byte{m.kind, byte(len(m.data))}) + m.data)
		last = m.tick
	}
	wait := uint32(0)
	for i := range beats {
		loud := byte(40 + i*37%80)
		drums.WriteString(vlq(wait) + "\x99\x24" + string([]byte{loud}) + "\x01\x89\x24\x00")
		wait = 479
	}
	return header(1, 2, 480) + chunk("MTrk", conductor.String(), endOfTrack) + chunk("MTrk", drums.String(), endOfTrack), func(beat int) float64 { return at[beat] }
}

func TestFilesAsTheyAreDeliveredAreReadWithoutComplaint(t *testing.T) {
	const beats = 240
	file, second := delivered(beats)
	song, report, err := smf.Load([]byte(file))
	if err != nil || report != (smf.Report{}) || len(report.Notices()) > 0 {
		t.Fatalf("%v, %+v", err, report)
	}
	if len(song.Tracks) != 1 || !song.Tracks[0].Drums || len(song.Tracks[0].Notes) != beats {
		t.Fatalf("%d tracks", len(song.Tracks))
	}
	for i, n := range song.Tracks[0].Notes {
		if math.Abs(n.Start-second(i)) > 1e-6 || n.End <= n.Start || n.End-n.Start > 0.002 || n.Velocity != uint8(40+i*37%80) {
			t.Fatalf("note %d is %+v, at %v", i, n, second(i))
		}
	}
	if song.Own == nil || len(song.Own.Tempo) < beats/2 || song.Own.Key != nil {
		t.Errorf("its own grid is %s", saysOwn(song.Own))
	}
	plan, err := smf.Arrange(song, smf.Options{Grid: song.Own})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := plan.Encode(&b); err != nil {
		t.Fatal(err)
	}
	again, err := verify.Parse(b.Bytes())
	if err != nil || len(again.Tracks) != 2 {
		t.Errorf("written and read again: %v", err)
	}
}

package studio_test

import (
	"bytes"
	"context"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/task"
)

func TestLargeAudioIsSentInAnotherFormAndStaysTheSameSong(t *testing.T) {
	t.Parallel()
	for _, format := range []string{studio.SendFLAC, studio.SendMP3} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			w, u := studiotest.WithLarge(t)
			d, _, err := w.Take(t.Context(), w.WAV)
			if err != nil || !d.TooLarge() || !d.Doubt.Empty() {
				t.Fatalf("draft %+v, %v", d, err)
			}
			forms, err := w.Sends(t.Context(), d)
			if err != nil || len(forms) != 2 || forms[0].Format != studio.SendFLAC || forms[1] != (studio.Sending{Format: studio.SendMP3, Kbps: 320, Size: 142*40_000 + 10_000}) {
				t.Fatalf("forms %+v, %v", forms, err)
			}
			original := d.Request.Audio
			for _, f := range forms {
				if f.Format == format {
					d.Send = f
				}
			}
			id, err := w.Begin(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			got, err := w.Wait(t.Context(), id)
			if err != nil || got.State != task.StateDone {
				t.Fatalf("ended %s, fault %v, %v", got.State, got.Fault, err)
			}
			magic := map[string]string{studio.SendFLAC: "fLaC", studio.SendMP3: "\xff\xfb"}[format]
			if len(u.Seen) != 1 || !bytes.Contains(u.Seen[0], []byte("."+format+"\"")) || !bytes.Contains(u.Seen[0], []byte(magic)) || int64(len(u.Seen[0])) > d.Send.Size+20_000 {
				t.Errorf("uploaded %d files, the first of %d bytes: %q", len(u.Seen), len(u.Seen[0]), u.Seen[0][:400])
			}
			if got.Request.Audio != original {
				t.Error("the song has another audio than the file that was added")
			}
			again, _, err := w.Take(t.Context(), w.WAV)
			if err != nil || len(again.Earlier) != 1 || again.Earlier[0].ID != id || again.TooLarge() || again.Cost != 0 {
				t.Errorf("added again: %+v, %v", again, err)
			}
			p, err := w.Page(t.Context(), id)
			if err != nil || p.Audio == nil || p.Audio.Size != d.Request.AudioSize {
				t.Errorf("the page has %+v, %v", p.Audio, err)
			}
			if n := len(w.Sim.Charges()); n != 1 {
				t.Errorf("%d charges", n)
			}
		})
	}
}

func TestFormsOfLongAudio(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	for seconds, want := range map[float64]int{60: 320, 499: 320, 500: 256, 620: 256, 640: 192, 832: 192, 840: 128, 1249: 128, 1250: 0} {
		path := studiotest.FileOf(t, "long.wav", string(studiotest.Tone(8000, 1, 8, seconds)))
		d, _, err := w.Take(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		got, ok, err := w.Sending(t.Context(), d, studio.SendMP3)
		if err != nil || got.Kbps != want || ok != (want > 0) || got.Size > 20_000_000 {
			t.Errorf("%g s: %+v, %v, %v; want %d kbit/s", seconds, got, ok, err, want)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	d, _, _ := w.Take(t.Context(), studiotest.FileOf(t, "long.wav", string(studiotest.Tone(8000, 1, 8, 60))))
	if _, err := w.Sends(ctx, d); err == nil {
		t.Error("nothing says that it was stopped")
	}
}

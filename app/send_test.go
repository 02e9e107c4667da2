package app_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"partlift/app"
	"partlift/backend/kie/kiesim"
	"partlift/backend/task"
)

// tone is a WAV file of a low and quiet sine.
func tone(rate, channels, bits int, seconds float64) []byte {
	frames := int(seconds * float64(rate))
	data := make([]byte, 0, frames*channels*bits/8)
	for i := range frames {
		v := 0.1 * math.Sin(float64(i)*0.02)
		for range channels {
			if bits == 8 {
				data = append(data, byte(128+100*v))
			} else {
				data = binary.LittleEndian.AppendUint16(data, uint16(int16(32000*v)))
			}
		}
	}
	var b bytes.Buffer
	b.WriteString("RIFF")
	binary.Write(&b, binary.LittleEndian, uint32(36+len(data)))
	b.WriteString("WAVEfmt ")
	binary.Write(&b, binary.LittleEndian, struct {
		Size           uint32
		Kind, Channels uint16
		Rate, Bytes    uint32
		Block, Bits    uint16
	}{16, 1, uint16(channels), uint32(rate), uint32(rate * channels * bits / 8), uint16(channels * bits / 8), uint16(bits)})
	b.WriteString("data")
	binary.Write(&b, binary.LittleEndian, uint32(len(data)))
	b.Write(data)
	return b.Bytes()
}

// uploads notes what is uploaded.
type uploads struct {
	mu   sync.Mutex
	seen [][]byte
}

func (u *uploads) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, "/api/file-") {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		u.mu.Lock()
		u.seen = append(u.seen, body)
		u.mu.Unlock()
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	return http.DefaultTransport.RoundTrip(r)
}

// withLarge is a world with a song of 25 MB, and what is uploaded.
func withLarge(t *testing.T) (w *world, u *uploads) {
	t.Helper()
	w, u = newWorld(t, kiesim.Script{}), new(uploads)
	w.Close()
	w.cfg.HTTP = &http.Client{Transport: u}
	w.open(t)
	w.wav = filepath.Join(t.TempDir(), "Long Song.wav")
	if err := os.WriteFile(w.wav, tone(44100, 2, 16, 142), 0o600); err != nil {
		t.Fatal(err)
	}
	return w, u
}

func TestLargeAudioIsSentInAnotherFormAndStaysTheSameSong(t *testing.T) {
	t.Parallel()
	for _, format := range []string{app.SendFLAC, app.SendMP3} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			w, u := withLarge(t)
			d, _, err := w.Take(t.Context(), w.wav)
			if err != nil || !d.TooLarge() || d.Doubt != "" {
				t.Fatalf("draft %+v, %v", d, err)
			}
			forms, err := w.Sends(t.Context(), d)
			if err != nil || len(forms) != 2 || forms[0].Format != app.SendFLAC || forms[1] != (app.Sending{Format: app.SendMP3, Kbps: 320, Size: 142*40_000 + 10_000}) {
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
			magic := map[string]string{app.SendFLAC: "fLaC", app.SendMP3: "\xff\xfb"}[format]
			if len(u.seen) != 1 || !bytes.Contains(u.seen[0], []byte("."+format+"\"")) || !bytes.Contains(u.seen[0], []byte(magic)) || int64(len(u.seen[0])) > d.Send.Size+20_000 {
				t.Errorf("uploaded %d files, the first of %d bytes: %q", len(u.seen), len(u.seen[0]), u.seen[0][:400])
			}
			if got.Request.Audio != original {
				t.Error("the song has another audio than the file that was added")
			}
			again, _, err := w.Take(t.Context(), w.wav)
			if err != nil || len(again.Earlier) != 1 || again.Earlier[0].ID != id || again.TooLarge() || again.Cost != 0 {
				t.Errorf("added again: %+v, %v", again, err)
			}
			p, err := w.Page(t.Context(), id)
			if err != nil || p.Audio == nil || p.Audio.Size != d.Request.AudioSize {
				t.Errorf("the page has %+v, %v", p.Audio, err)
			}
			if n := len(w.sim.Charges()); n != 1 {
				t.Errorf("%d charges", n)
			}
		})
	}
}

func TestFormsOfLongAudio(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	for seconds, want := range map[float64]int{60: 320, 499: 320, 500: 256, 620: 256, 640: 192, 832: 192, 840: 128, 1249: 128, 1250: 0} {
		path := fileOf(t, "long.wav", string(tone(8000, 1, 8, seconds)))
		d, _, err := w.Take(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		got, ok, err := w.Sending(t.Context(), d, app.SendMP3)
		if err != nil || got.Kbps != want || ok != (want > 0) || got.Size > 20_000_000 {
			t.Errorf("%g s: %+v, %v, %v; want %d kbit/s", seconds, got, ok, err, want)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	d, _, _ := w.Take(t.Context(), fileOf(t, "long.wav", string(tone(8000, 1, 8, 60))))
	if _, err := w.Sends(ctx, d); err == nil {
		t.Error("nothing says that it was stopped")
	}
}

func TestLargeAudioIsAskedAbout(t *testing.T) {
	t.Parallel()
	w, u := withLarge(t)
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == app.AccountReady })
	s.AddFiles([]string{w.wav})
	s.until("the forms are offered", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	if len(a.Choices) != 3 || !strings.HasPrefix(a.Choices[0].Label, "Send as FLAC (") || a.Choices[1].Label != "Send as MP3 (320 kbit/s, 6 MB)" || !a.Choices[2].Cancel {
		t.Fatalf("it asks %q with %+v", a.Text, a.Choices)
	}
	s.Answer(a, 1, "")
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil && s.Ask.Now() != a })
	cost := s.Ask.Now()
	if !strings.Contains(strings.Join(cost.Details, " "), "so it goes there as MP3 (320 kbit/s, 6 MB)") || !cost.Choices[0].Danger {
		t.Errorf("it asks %q, %+v", cost.Details, cost.Choices)
	}
	s.Answer(cost, 0, "")
	s.until("it is done", func() bool { return len(s.Rows.Now()) == 1 && s.row(0).State == app.RowDone })
	if len(u.seen) != 1 || !bytes.Contains(u.seen[0], []byte(".mp3\"")) {
		t.Errorf("%d uploads", len(u.seen))
	}
}

func TestWhatCannotBeMadeSmallEnoughIsNotSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == app.AccountReady })
	s.AddFiles([]string{fileOf(t, "huge.m4a", "\x00\x00\x00\x20ftypM4A "+strings.Repeat("x", 20_000_000))})
	s.until("it is refused", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	if !strings.Contains(a.Text, "“huge.m4a” has 20.0 MB, and the service takes 20 MB. Nothing was sent or paid.") || len(a.Choices) != 2 || a.Choices[0].Label != "Sketch here (free)" {
		t.Errorf("it says %q with %+v", a.Text, a.Choices)
	}
	s.Answer(a, 1, "")
	if n := len(w.sim.Requests()); len(w.sim.Charges()) != 0 || s.Ask.Now() != nil {
		t.Errorf("%d requests, %d charges", n, len(w.sim.Charges()))
	}
}

func TestSeveralLargeFilesAreSentWithoutLoss(t *testing.T) {
	t.Parallel()
	w, u := withLarge(t)
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == app.AccountReady })
	s.AddFiles([]string{w.wav, fileOf(t, "Small.wav", string(tone(8000, 1, 8, 3)))})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	if said := strings.Join(a.Details, " "); !strings.Contains(said, "so it goes there as FLAC (") || strings.Count(said, "goes there as") != 1 {
		t.Errorf("it says %q", a.Details)
	}
	s.Answer(a, 0, "")
	s.until("both are done", func() bool {
		return len(s.Rows.Now()) == 2 && s.row(0).State == app.RowDone && s.row(1).State == app.RowDone
	})
	if len(u.seen) != 2 {
		t.Errorf("%d uploads", len(u.seen))
	}
}

func TestWhatMayBeNoSoundIsSaidBeforeItCosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	for name, c := range map[string]struct{ body, doubt string }{
		"mute.wav":   {string(tone(44100, 2, 16, 0)), "“mute.wav” has no sound in it"},
		"broken.m4a": {"\x00\x00\x00\x20ftypM4A " + strings.Repeat("x", 5000), "“broken.m4a” cannot be decoded here"},
		"fine.wav":   {string(tone(8000, 1, 8, 1)), ""},
	} {
		path := fileOf(t, name, c.body)
		d, _, err := w.Take(t.Context(), path)
		if err != nil || !strings.HasPrefix(d.Doubt, c.doubt) || (d.Doubt == "") != (c.doubt == "") {
			t.Errorf("%s: doubt %q, %v", name, d.Doubt, err)
		}
	}
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == app.AccountReady })
	s.AddFiles([]string{fileOf(t, "mute.wav", string(tone(44100, 2, 16, 0)))})
	s.until("it asks", func() bool { return s.Ask.Now() != nil })
	if said := strings.Join(s.Ask.Now().Details, " "); !strings.Contains(said, "“mute.wav” has no sound in it") {
		t.Errorf("it says %q", said)
	}
}

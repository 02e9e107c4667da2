package kiesim_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/kie/kiesim"
)

// fullScript has every switch there is.
const fullScript = `{
	"strict": false,
	"latency": {"upload":"10ms","answer":"1ms","separation":"150ms","midi":"1m30s","generation":"2m"},
	"upload": {"quickStart":true,"stale":true},
	"separation": {"flag":"CALLBACK_EXCEPTION","flagTimes":1,"noOriginData":true,"silent":["Guitar","FX"]},
	"midi": {"flag":3,"flagTimes":2,"empty":"whole","emptyAs":"null","partial":3,"stringNumbers":true,"jsonText":true,"running":"1s"},
	"generation": {"flag":"GENERATE_AUDIO_FAILED","code":413},
	"market": {"result":"mid"},
	"callback": {"layout":"D","removalInfo":true,"duplicates":2,"beforeAnswer":true,"drop":true,"signature":"on","key":"k","retry":"5ms","anywhere":true},
	"errors": {"status":true,"rateLimit":-1,"unknown":"404"},
	"expiry": {"uploads":"1h","records":"2h","files":"3h","links":"4m"},
	"userAgent": "browser",
	"faults": [{"method":"POST","path":"/s/*","skip":1,"times":2,"do":"slow","code":455,"msg":"m","pause":"3ms"}]
}`

func TestReadScriptKnowsEverySwitch(t *testing.T) {
	s, err := kiesim.ReadScript(strings.NewReader(fullScript))
	if err != nil {
		t.Fatal(err)
	}
	if time.Duration(s.Latency.MIDI) != 90*time.Second || *s.Strict || s.Faults[0].Skip != 1 {
		t.Errorf("read %+v", s)
	}
	written, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(keys(t, []byte(fullScript)), keys(t, written)); d != "" {
		t.Errorf("a switch was lost:\n%s", d)
	}
	again, err := kiesim.ReadScript(strings.NewReader(string(written)))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s, again); d != "" {
		t.Error(d)
	}
}

func TestReadScriptRefuses(t *testing.T) {
	for script, want := range map[string]string{
		``:                                        "ends too early",
		`{"latency":`:                             "ends too early",
		`{"latncy":{}}`:                           `no switch called "latncy"`,
		`{"midi":{"Layout":"A"}}`:                 `no switch called "Layout"`,
		`{} {}`:                                   "more text",
		`{"latency":{"midi":3}}`:                  "like \"150ms\"",
		`{"latency":{"midi":"-3s"}}`:              "like \"150ms\"",
		`{"callback":{"layout":"E"}}`:             "callback.layout",
		`{"callback":{"signature":"on"}}`:         "callback.key",
		`{"midi":{"flag":1}}`:                     "midi.flag",
		`{"midi":{"partial":-1}}`:                 "negative",
		`{"separation":{"silent":["X"]}}`:         `"X"`,
		`{"faults":[{"path":"x"}]}`:               "slash",
		`{"faults":[{"path":"/x"}]}`:              "faults[0]",
		`{"faults":[{"path":"/x","do":"error"}]}`: "code",
		`{"faults":[{"path":"/x","do":"lost","skip":-1}]}`:   "negative",
		`{"userAgent":"` + strings.Repeat("x", 1<<20) + `"}`: "larger",
	} {
		_, err := kiesim.ReadScript(strings.NewReader(script))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", script, err, want)
		}
	}
}

func FuzzReadScript(f *testing.F) {
	f.Add(fullScript)
	f.Add(`{}`)
	f.Add(`{"latency":{"midi":"1ns"},"faults":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := kiesim.ReadScript(strings.NewReader(text))
		if err != nil {
			return
		}
		if err := s.Check(); err != nil {
			t.Fatalf("read, but does not check: %v", err)
		}
		if err := kiesim.New(kiesim.Config{Script: s, Now: newClock().Now}).Close(); err != nil {
			t.Fatal(err)
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := kiesim.ReadScript(strings.NewReader(string(written)))
		if err != nil {
			t.Fatalf("%s is not read back: %v", written, err)
		}
		if b, err := json.Marshal(again); err != nil || string(b) != string(written) {
			t.Fatalf("%s became %s", written, b)
		}
	})
}

func TestNewPanicsOnMistakesInTheProgram(t *testing.T) {
	now := newClock().Now
	for name, cfg := range map[string]kiesim.Config{
		"no clock":        {},
		"unknown profile": {Now: now, Profile: "suno"},
		"bad script":      {Now: now, Script: kiesim.Script{UserAgent: "x"}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			kiesim.New(cfg)
		}()
	}
}

func TestSameRandomnessGivesTheSameIDs(t *testing.T) {
	if a, b := serve(t, "").separated("split_stem"), serve(t, "").separated("split_stem"); a != b || len(a) != 32 {
		t.Errorf("%q and %q", a, b)
	}
}

func TestNoSongsAreSilence(t *testing.T) {
	s := serve(t, "", func(c *kiesim.Config) { c.Songs = nil })
	id := s.midiFor(hook)
	if in := rawInstruments(t, s.get(midiInfo+id).Data); len(in) != 0 {
		t.Errorf("%d instruments", len(in))
	}
}

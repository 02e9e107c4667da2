package smf_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

// turned lists controllers.
func turned(controls []music.Control) string {
	var out []string
	for _, c := range controls {
		out = append(out, fmt.Sprintf("%d=%d@%g", c.Kind, c.Value, c.Second))
	}
	return strings.Join(out, " ")
}

func TestControllersAreRead(t *testing.T) {
	note := on60 + "\x87\x40\x80\x3c\x00"
	for name, c := range map[string]struct {
		tracks []string
		want   []string
	}{
		"pedals, knobs, the wheel": {[]string{"\x00\xb0\x40\x7f\x00\xb0\x07\x64\x00\xb0\x42\x7f" + on60 + "\x83\x60\xe0\x00\x50\x00\xd0\x20\x83\x60\xb0\x40\x00\x00\x80\x3c\x00"},
			[]string{"64=127@0 7=100@0 66=127@0 128=2048@0.5 129=32@0.5 64=0@1"}},
		"the wheel's range":         {[]string{"\x00\xb0\x65\x00\x00\xb0\x64\x00\x00\xb0\x06\x0c\x00\xb0\x26\x32\x00\xb0\x06\x05" + note}, []string{"130=1200@0 130=1250@0 130=550@0"}},
		"other parameters":          {[]string{"\x00\xb0\x65\x00\x00\xb0\x64\x01\x00\xb0\x06\x0c\x00\xb0\x63\x00\x00\xb0\x62\x00\x00\xb0\x06\x0c" + note}, []string{""}},
		"another follows the range": {[]string{"\x00\xb0\x65\x00\x00\xb0\x64\x00\x00\xb0\x63\x00\x00\xb0\x62\x00\x00\xb0\x06\x0c" + note}, []string{""}},
		"no parameter":              {[]string{"\x00\xb0\x65\x00\x00\xb0\x64\x00\x00\xb0\x65\x7f\x00\xb0\x64\x7f\x00\xb0\x06\x0c" + note}, []string{""}},
		"a set-up track":            {[]string{"\x00\xb0\x07\x50\x00\xb1\x07\x51", note}, []string{"7=80@0"}},
		"one's own first":           {[]string{"\x00\xb0\x07\x50\x00\xb0\x40\x7f", "\x00\xb0\x07\x51" + note, note}, []string{"64=127@0 7=81@0", "7=80@0 64=127@0 7=81@0"}},
		"two instruments":           {[]string{"\x00\xb0\x07\x50\x00\xc0\x28" + on60 + off60 + "\x00\xc0\x49" + on61 + off61}, []string{"7=80@0", "7=80@0"}},
		"all put back": {[]string{"\x00\xb0\x40\x7f\x00\xb0\x01\x10\x00\xb0\x0b\x10\x00\xb0\x07\x10\x00\xe0\x00\x50" + on60 + "\x83\x60\xb0\x79\x00" + off60},
			[]string{"64=127@0 1=16@0 11=16@0 7=16@0 128=2048@0 1=0@0.5 11=127@0.5 64=0@0.5 128=0@0.5"}},
		"another port": {[]string{onAnotherPort + "\x00\xb0\x07\x50", note}, []string{""}},
	} {
		file := header(1, uint16(len(c.tracks)), 480)
		for _, events := range c.tracks {
			file += chunk("MTrk", events, endOfTrack)
		}
		song, _ := load(t, file)
		var got []string
		for _, track := range song.Tracks {
			got = append(got, turned(track.Controls))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// sung is a song with a note of 2 s and controllers.
func sung(controls ...music.Control) music.Song {
	song := one(music.Note{Pitch: 60, Velocity: 80, Start: 0, End: 2})
	song.Tracks[0].Controls = controls
	return song
}

func TestControllersAreWrittenOnTheGrid(t *testing.T) {
	song := sung(
		music.Control{Second: 0, Kind: music.BendRange, Value: 1250}, music.Control{Second: 0, Kind: music.Bend, Value: 100},
		music.Control{Second: 0, Kind: music.Volume, Value: 90}, music.Control{Second: 0.25, Kind: music.Volume, Value: 90},
		music.Control{Second: 0.5, Kind: music.Sustain, Value: 127}, music.Control{Second: 0.5, Kind: music.Pressure, Value: 9},
		music.Control{Second: 1, Kind: music.Volume, Value: 10}, music.Control{Second: 1.0001, Kind: music.Volume, Value: 300},
		music.Control{Second: 9, Kind: music.Sustain, Value: 0}, music.Control{Second: 1, Kind: 6, Value: 1}, music.Control{Second: 1, Kind: 123, Value: 1},
	)
	for name, c := range map[string]struct {
		opt   smf.Options
		shift int
	}{"without a grid": {}, "with one": {smf.Options{Grid: steady(120, 0.5)}, 1440}} {
		p := arrange(t, song, c.opt)
		if want := (smf.Controls{Kept: 6, Repeated: 2, LeftOut: 3, Reset: 3}); p.Controls != want {
			t.Errorf("%s: %+v, want %+v", name, p.Controls, want)
		}
		data := encode(t, p)
		passes(t, data, wantOf(p, song, c.opt))
		passes(t, data, nil)
		last := int(p.EOT) - 1
		want := []string{
			fmt.Sprint(c.shift, " B0 [101 0]"), fmt.Sprint(c.shift, " B0 [100 0]"), fmt.Sprint(c.shift, " B0 [6 12]"), fmt.Sprint(c.shift, " B0 [38 50]"),
			fmt.Sprint(c.shift, " B0 [101 127]"), fmt.Sprint(c.shift, " B0 [100 127]"), fmt.Sprint(c.shift, " E0 [100 64]"), fmt.Sprint(c.shift, " B0 [7 90]"),
			fmt.Sprint(c.shift+480, " D0 [9]"), fmt.Sprint(c.shift+480, " B0 [64 127]"), fmt.Sprint(c.shift+960, " B0 [7 127]"),
			fmt.Sprint(last, " D0 [0]"), fmt.Sprint(last, " E0 [0 64]"), fmt.Sprint(last, " B0 [64 0]"),
		}
		var got []string
		for line := range strings.Lines(events(t, data)) {
			if f := strings.Fields(line); len(f) > 2 && slices.Contains([]string{"B0", "D0", "E0"}, f[1]) {
				got = append(got, strings.TrimSpace(line))
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// What is turned on the very last tick is put back on it.
func TestNothingHangsOnTheLastTick(t *testing.T) {
	song := sung(music.Control{Second: 1919.0 / 960, Kind: music.Bend, Value: 100})
	p := arrange(t, song, smf.Options{})
	if want := []smf.Control{{Tick: 1919, Kind: music.Bend}}; p.EOT != 1920 || !cmp.Equal(want, p.Parts[0].Controls) {
		t.Errorf("end %d, controllers %+v", p.EOT, p.Parts[0].Controls)
	}
	passes(t, encode(t, p), wantOf(p, song, smf.Options{}))
}

// The checklist judges controllers: none may be missing, moved, of another
// value or hang.
func TestTheChecklistSeesControllers(t *testing.T) {
	song := sung(music.Control{Second: 0.5, Kind: music.Sustain, Value: 127}, music.Control{Second: 0.75, Kind: music.BendRange, Value: 1200},
		music.Control{Second: 1, Kind: music.Bend, Value: -8192}, music.Control{Second: 1.5, Kind: music.Sustain, Value: 0}, music.Control{Second: 1.75, Kind: music.Bend, Value: 0})
	good := arrange(t, song, smf.Options{})
	judged := func(p smf.Plan, want *verify.Want) verify.Result { return verify.Check(encode(t, p), want)[10] }
	if r := judged(good, wantOf(good, song, smf.Options{})); !r.OK || r.Skipped {
		t.Fatalf("%+v", r)
	}
	for name, change := range map[string]func(*smf.Part){
		"missing":       func(p *smf.Part) { p.Controls = p.Controls[1:] },
		"moved":         func(p *smf.Part) { p.Controls[0].Tick += 10 },
		"other value":   func(p *smf.Part) { p.Controls[0].Value = 126 },
		"other kind":    func(p *smf.Part) { p.Controls[0].Kind = music.Soft },
		"other range":   func(p *smf.Part) { p.Controls[1].Value = 200 },
		"one too many":  func(p *smf.Part) { p.Controls = append(p.Controls, smf.Control{Tick: 1900, Kind: 7, Value: 1}) },
		"pedal hangs":   func(p *smf.Part) { p.Controls[3].Value = 64 },
		"wheel hangs":   func(p *smf.Part) { p.Controls[4].Value = 1 },
		"none are left": func(p *smf.Part) { p.Controls = nil },
	} {
		p := good.Only(0)
		p.Parts[0].Controls = slices.Clone(p.Parts[0].Controls)
		change(&p.Parts[0])
		if r := judged(p, wantOf(good, song, smf.Options{})); r.OK {
			t.Errorf("%s: went unnoticed by the model", name)
		}
		// A plan that is wrong itself: the song still says what is right.
		if r := judged(p, wantOf(p, song, smf.Options{})); r.OK && name != "one too many" {
			t.Errorf("%s: went unnoticed by the song", name)
		}
		if r := judged(p, nil); r.OK == (strings.HasSuffix(name, "hangs") || name == "other kind") {
			t.Errorf("%s without a model: %+v", name, r)
		}
	}
}

func TestTheChecklistRefusesSpecialControllers(t *testing.T) {
	for name, events := range map[string]string{
		"bank": "\x00\xb0\x00\x01", "fine bank": "\x00\xb0\x20\x01", "data": "\x00\xb0\x06\x01", "a parameter": "\x00\xb0\x63\x01\x00\xb0\x62\x01",
		"all off": "\x00\xb0\x7b\x00", "reset": "\x00\xb0\x79\x00", "key": "\x00\xa0\x3c\x01", "exclusive": "\x00\xf0\x02\x7d\xf7",
		"another parameter": "\x00\xb0\x65\x00\x00\xb0\x64\x01\x00\xb0\x06\x01\x00\xb0\x26\x00\x00\xb0\x65\x7f\x00\xb0\x64\x7f",
		"left open":         "\x00\xb0\x65\x00\x00\xb0\x64\x00\x00\xb0\x06\x01",
		"in steps":          "\x00\xb0\x65\x00\x01\xb0\x64\x00\x00\xb0\x06\x01\x00\xb0\x26\x00\x00\xb0\x65\x7f\x00\xb0\x64\x7f",
		"not let go":        "\x00\xb0\x65\x00\x00\xb0\x64\x00\x00\xb0\x06\x01\x00\xb0\x26\x00\x00\xb0\x65\x00\x00\xb0\x64\x00",
	} {
		file := header(1, 2, 480) + chunk("MTrk", endOfTrack) + chunk("MTrk", events, on60, off60, endOfTrack)
		if r := verify.Check([]byte(file), nil)[10]; r.OK || r.Rule != 11 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

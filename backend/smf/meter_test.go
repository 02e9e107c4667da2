package smf_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
	"partlift/backend/smf"
)

func meterOf(numerator, denominator int) music.Meter {
	return music.Meter{Numerator: numerator, Denominator: denominator}
}

// metered gives a grid more meters, each that many bars after the one before.
func metered(g *music.Grid, first music.Meter, rest ...meterAfter) *music.Grid {
	out := *g
	out.Meter, out.MeterConfidence, out.Changes = &first, 1, nil
	beat, meter := g.Beat(g.Downbeat), first
	for _, c := range rest {
		beat += float64(c.bars) * meter.Beats()
		out.Changes, meter = append(out.Changes, music.MeterPoint{Beat: beat, Meter: c.meter}), c.meter
	}
	return &out
}

type meterAfter struct {
	bars  int
	meter music.Meter
}

func TestMetersChangeOnBarLines(t *testing.T) {
	four, three, six, seven := meterOf(4, 4), meterOf(3, 4), meterOf(6, 8), meterOf(7, 8)
	for name, c := range map[string]struct {
		grid *music.Grid
		last float64 // second of the last note
		opt  smf.Options
		want []smf.Meter
		end  uint32
	}{
		"two bars of four, then three": {
			metered(steady(120, 0), four, meterAfter{2, three}), 5, smf.Options{}, []smf.Meter{{0, four}, {3840, three}}, 3840 + 1440,
		},
		"the end is a bar line of the last meter": {
			metered(steady(120, 0), four, meterAfter{1, seven}, meterAfter{2, six}), 5.9, smf.Options{},
			[]smf.Meter{{0, four}, {1920, seven}, {1920 + 2*1680, six}}, 1920 + 2*1680 + 1440,
		},
		"a change behind the last bar is left out": {
			metered(steady(120, 0), four, meterAfter{3, three}), 5, smf.Options{}, []smf.Meter{{0, four}}, 3 * 1920,
		},
		"a pick-up lies in a bar of the first meter": {
			metered(steady(120, 0.5), four, meterAfter{1, three}), 4, smf.Options{}, []smf.Meter{{0, four}, {2 * 1920, three}}, 2*1920 + 2*1440,
		},
		"a pick-up that is a bar of its own": {
			metered(steady(120, 0), meterOf(1, 4), meterAfter{1, four}), 3, smf.Options{}, []smf.Meter{{0, meterOf(1, 4)}, {480, four}}, 480 + 2*1920,
		},
		"what lies before the audio": {
			metered(steady(120, -2), four, meterAfter{1, three}), 2, smf.Options{}, []smf.Meter{{0, three}}, 2 * 1440,
		},
		"another tempo keeps the bars": {
			metered(steady(120, 0), four, meterAfter{2, three}), 5, smf.Options{Tempo: 121}, []smf.Meter{{0, four}, {3840, three}}, 3840 + 1440,
		},
		"the same again, as it is": {
			metered(steady(120, 0), four, meterAfter{1, four}), 3, smf.Options{}, []smf.Meter{{0, four}, {1920, four}}, 3840,
		},
	} {
		t.Run(name, func(t *testing.T) {
			song := one(music.Note{Pitch: 60, Velocity: 1, Start: c.last, End: c.last + 0.1})
			c.opt.Grid = c.grid
			p := arrange(t, song, c.opt)
			if d := cmp.Diff(c.want, p.Meters); d != "" || p.EOT != c.end {
				t.Errorf("end %d, want %d, meters (-want +got):\n%s", p.EOT, c.end, d)
			}
			passes(t, encode(t, p), wantOf(p, song, c.opt))
		})
	}
}

func TestMarkersFindTheLinesOfTheirMeter(t *testing.T) {
	song := one(music.Note{Pitch: 60, Velocity: 1, End: 9})
	opt := smf.Options{Grid: metered(steady(120, 0), meterOf(4, 4), meterAfter{1, meterOf(3, 4)}), Markers: []smf.Label{
		{Second: 0.9, Text: "a"}, {Second: 1.1, Text: "b"}, {Second: 2.7, Text: "c"}, {Second: 2.8, Text: "d"}, {Second: 6.6, Text: "e"},
	}}
	p := arrange(t, song, opt)
	want := []smf.Marker{{0, "a"}, {1920, "b"}, {1920, "c"}, {1920 + 1440, "d"}, {1920 + 3*1440, "e"}}
	if d := cmp.Diff(want, p.Markers); d != "" {
		t.Errorf("markers (-want +got):\n%s", d)
	}
	passes(t, encode(t, p), wantOf(p, song, opt))
}

func TestMetersThatNoFileCanHoldAreLeftOut(t *testing.T) {
	four, song := meterOf(4, 4), duet()
	for name, change := range map[string]meterAfter{
		"33/4": {1, meterOf(33, 4)}, "4/128": {1, meterOf(4, 128)}, "4/3": {1, meterOf(4, 3)}, "0/4": {1, meterOf(0, 4)}, "at once": {0, meterOf(3, 4)},
	} {
		g := metered(steady(120, 0), four, change)
		if p := arrange(t, song, smf.Options{Grid: g}); p.Meters != nil {
			t.Errorf("%s: written as %v", name, p.Meters)
		}
	}
	off := metered(steady(120, 0), four, meterAfter{1, meterOf(3, 4)})
	off.Changes[0].Beat += 0.4
	if p := arrange(t, song, smf.Options{Grid: off}); p.Meters != nil {
		t.Errorf("inside a bar: written as %v", p.Meters)
	}
}

// meters of all kinds change at random places of random tempo maps.
func TestAnyMapOfMetersPassesTheChecklist(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 5))
		meter := func() music.Meter { return meterOf(1+r.IntN(12), 1<<(1+r.IntN(4))) }
		g := steady(60+140*r.Float64(), 4*r.Float64()-1)
		if r.IntN(2) == 0 {
			g = human(seed, 300)
		}
		var rest []meterAfter
		for range r.IntN(30) {
			rest = append(rest, meterAfter{1 + r.IntN(6), meter()})
		}
		g = metered(g, meter(), rest...)
		song, opt := random(r, 3, 100, exact), smf.Options{Grid: g}
		if r.IntN(4) == 0 {
			opt.Tempo = 60 + 100*r.Float64()
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) { roundTrip(t, song, opt) })
	}
}

// The metronome clicks on the beat: 24 clocks are a quarter note.
func TestTheClickIsOnTheBeat(t *testing.T) {
	for meter, clocks := range map[music.Meter]byte{
		meterOf(4, 4): 24, meterOf(3, 4): 24, meterOf(2, 2): 48, meterOf(7, 8): 12, meterOf(5, 16): 6, meterOf(1, 128): 1,
		meterOf(3, 8): 36, meterOf(6, 8): 36, meterOf(9, 8): 36, meterOf(12, 8): 36, meterOf(6, 4): 24, meterOf(6, 16): 6,
	} {
		got := smf.TimeSignature(meter)
		power := byte(0)
		for 1<<power < meter.Denominator {
			power++
		}
		if want := []byte{0xFF, 0x58, 4, byte(meter.Numerator), power, clocks, 8}; string(got) != string(want) {
			t.Errorf("%d/%d is % X, want % X", meter.Numerator, meter.Denominator, []byte(got), want)
		}
	}
}

package smf_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

// vlq writes a variable-length number.
func vlq(n uint32) string {
	b := []byte{byte(n & 127)}
	for n >>= 7; n > 0; n >>= 7 {
		b = append([]byte{byte(n&127) | 128}, b...)
	}
	return string(b)
}

// midiFile makes a file of format 1 from meta events with ticks from the start
// and notes, each that many ticks long, one after another.
func midiFile(division uint16, metas []meta, notes ...uint32) string {
	var b strings.Builder
	last := uint32(0)
	for _, m := range metas {
		b.WriteString(vlq(m.tick-last) + "\xff" + string([]byte{m.kind, byte(len(m.data))}) + m.data)
		last = m.tick
	}
	var n strings.Builder
	for _, length := range notes {
		n.WriteString("\x00\x90\x3c\x50" + vlq(length) + "\x80\x3c\x00")
	}
	return header(1, 2, division) + chunk("MTrk", b.String(), endOfTrack) + chunk("MTrk", n.String(), endOfTrack)
}

type meta struct {
	tick uint32
	kind byte
	data string
}

func tempoAt(tick, micros uint32) meta {
	return meta{tick, 0x51, string([]byte{byte(micros >> 16), byte(micros >> 8), byte(micros)})}
}

func signatureAt(tick uint32, numerator, power byte) meta {
	return meta{tick, 0x58, string([]byte{numerator, power, 24, 8})}
}

// saysOwn writes a grid in short.
func saysOwn(g *music.Grid) string {
	if g == nil {
		return "none"
	}
	var b strings.Builder
	for _, p := range g.Tempo {
		fmt.Fprintf(&b, "%.6g:%.0f ", p.Beat, 60e6/p.BPM)
	}
	if g.Meter != nil {
		fmt.Fprintf(&b, "%d/%d", g.Meter.Numerator, g.Meter.Denominator)
		for _, c := range g.Changes {
			fmt.Fprintf(&b, " %.6g:%d/%d", c.Beat, c.Meter.Numerator, c.Meter.Denominator)
		}
	}
	if g.Key != nil {
		b.WriteString(g.Key.Name)
	}
	return strings.TrimSpace(b.String())
}

func TestAFileHasAGridOfItsOwn(t *testing.T) {
	key := func(tick uint32, data string) meta { return meta{tick, 0x59, data} }
	for name, c := range map[string]struct {
		metas []meta
		want  string
	}{
		"nothing":                      {nil, "none"},
		"only a key":                   {[]meta{key(0, "\x02\x00")}, "none"},
		"a tempo":                      {[]meta{tempoAt(0, 689655)}, "0:689655"},
		"a tempo and a meter":          {[]meta{tempoAt(0, 689655), signatureAt(0, 3, 2)}, "0:689655 3/4"},
		"a meter alone":                {[]meta{signatureAt(0, 7, 3)}, "0:500000 7/8"},
		"a tempo that comes later":     {[]meta{tempoAt(480, 600000)}, "0:500000 1:600000"},
		"the last of two tempos":       {[]meta{tempoAt(0, 600000), tempoAt(0, 700000), tempoAt(960, 1), tempoAt(960, 500000)}, "0:700000 2:500000"},
		"an equal tempo at every beat": {[]meta{tempoAt(0, 600000), tempoAt(480, 600000), tempoAt(960, 600000)}, "0:600000 1:600000 2:600000"},
		"a tempo of nothing":           {[]meta{tempoAt(0, 0), tempoAt(0, 600000)}, "0:600000"},
		"meters that change":           {[]meta{signatureAt(0, 4, 2), signatureAt(2*1920, 6, 3), signatureAt(2*1920+1440, 4, 2)}, "0:500000 4/4 8:6/8 11:4/4"},
		"a pick-up of a bar":           {[]meta{signatureAt(0, 1, 2), signatureAt(480, 4, 2)}, "0:500000 1/4 1:4/4"},
		"the last of two meters":       {[]meta{signatureAt(0, 4, 2), signatureAt(0, 3, 2)}, "0:500000 3/4"},
		"four before the first":        {[]meta{signatureAt(1920, 3, 2)}, "0:500000 4/4 4:3/4"},
		"a first a little late":        {[]meta{signatureAt(1, 3, 2)}, "0:500000 3/4"},
		"a change a little late":       {[]meta{signatureAt(0, 4, 2), signatureAt(1930, 3, 2)}, "0:500000 4/4 4:3/4"},
		"a change a little early":      {[]meta{signatureAt(0, 4, 2), signatureAt(1910, 3, 2)}, "0:500000 4/4 4:3/4"},
		"a change inside a bar":        {[]meta{signatureAt(0, 4, 2), signatureAt(1920+1440, 6, 3)}, "0:500000 4/4 4:3/4 7:6/8"},
		"a change inside bar one":      {[]meta{signatureAt(0, 4, 2), signatureAt(720, 6, 3)}, "0:500000 3/8 1.5:6/8"},
		"a change nowhere":             {[]meta{signatureAt(0, 4, 2), signatureAt(1920+123, 6, 3)}, "0:500000 4/4"},
		"meters that nobody writes":    {[]meta{signatureAt(0, 0, 2), signatureAt(0, 33, 2), signatureAt(0, 4, 7), signatureAt(0, 4, 255)}, "none"},
		"a short signature":            {[]meta{{0, 0x58, "\x04\x02"}, tempoAt(0, 600000)}, "0:600000"},
		"a key":                        {[]meta{tempoAt(0, 600000), key(0, "\xfd\x01")}, "0:600000 C minor"},
		"the first of two keys":        {[]meta{tempoAt(0, 600000), key(0, "\x07\x00"), key(0, "\x01\x00")}, "0:600000 C# major"},
		"a key that comes later":       {[]meta{tempoAt(0, 600000), key(480, "\x01\x00")}, "0:600000"},
		"keys that there are not":      {[]meta{tempoAt(0, 600000), key(0, "\x08\x00"), key(0, "\x01\x02"), key(0, "\x01")}, "0:600000"},
		"a note that is held":          {[]meta{tempoAt(0, 500000), tempoAt(480, 60e6/5), tempoAt(960, 500000)}, "0:500000 1:12000000 2:500000"},
		"faster than a file of ours":   {[]meta{tempoAt(0, 60e6/1500)}, "none"},
	} {
		t.Run(name, func(t *testing.T) {
			song, err := smf.Read(strings.NewReader(midiFile(480, c.metas, 480, 480)))
			if err != nil {
				t.Fatal(err)
			}
			if got := saysOwn(song.Own); got != c.want {
				t.Errorf("own grid %q, want %q", got, c.want)
			}
			if g := song.Own; g != nil && (g.Downbeat != 0 || g.MeterConfidence != 1 != (g.Meter == nil) || g.KeyConfidence != 1 != (g.Key == nil)) {
				t.Errorf("downbeat %v, confidence %v and %v", g.Downbeat, g.MeterConfidence, g.KeyConfidence)
			}
		})
	}
}

// A file that is read and written on its own grid has every note, tempo and
// meter where it had them, whatever its resolution.
func TestAFileKeepsItsTicksOnItsOwnGrid(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 6))
		division := []uint16{24, 48, 96, 120, 240, 480, 960, 1920}[r.IntN(8)]
		unit := max(uint32(division)/480, 1) // the shortest length that 480 ticks have too
		var metas []meta
		at := uint32(0)
		for range 1 + r.IntN(400) {
			metas = append(metas, tempoAt(at, 60e6/uint32(30+r.IntN(400))+uint32(r.IntN(1000))))
			at += unit * uint32(1+r.IntN(3*int(division)/int(unit)))
		}
		metas = append([]meta{signatureAt(0, byte(2+r.IntN(6)), 2)}, metas...)
		var lengths []uint32
		for range 50 + r.IntN(1000) {
			lengths = append(lengths, unit*uint32(1+r.IntN(4*int(division)/int(unit))))
		}
		song, err := smf.Read(strings.NewReader(midiFile(division, metas, lengths...)))
		if err != nil || song.Own == nil {
			t.Fatal(seed, err)
		}
		opt := smf.Options{Grid: song.Own}
		p := arrange(t, song, opt)
		tick, to480 := uint32(0), func(t uint32) uint32 { return uint32(uint64(t) * 480 / uint64(division)) }
		for i, n := range p.Parts[0].Notes {
			if n.On != to480(tick) || n.Off != to480(tick+lengths[i]) {
				t.Fatalf("seed %d, division %d: note %d lies on %d to %d, want %d to %d", seed, division, i, n.On, n.Off, to480(tick), to480(tick+lengths[i]))
			}
			tick += lengths[i]
		}
		if p.Shift != 0 {
			t.Errorf("seed %d: shifted by %v s", seed, p.Shift)
		}
		for i, e := range p.Tempo {
			m := metas[i+1]
			if want := tempoAt(m.tick, e.Micros); e.Tick != to480(m.tick) || want.data != m.data {
				t.Fatalf("seed %d: tempo %d is %+v, the file has %d:% x", seed, i, e, to480(m.tick), m.data)
			}
		}
		passes(t, encode(t, p), wantOf(p, song, opt))
	}
}

// A held note may be slower than any tempo that people set; its file is exact
// where the ticks of both agree, and off by half a tick at most elsewhere.
func TestHeldNotesKeepTheirTempo(t *testing.T) {
	for _, division := range []uint16{480, 960, 1000} {
		metas := []meta{tempoAt(0, 500000), tempoAt(uint32(division), 60e6/4), tempoAt(2*uint32(division), 500000)}
		var lengths []uint32
		for range 100 {
			lengths = append(lengths, uint32(division)/20-1)
		}
		song, err := smf.Read(strings.NewReader(midiFile(division, metas, lengths...)))
		if err != nil || song.Own == nil {
			t.Fatal(err)
		}
		opt := smf.Options{Grid: song.Own}
		p := arrange(t, song, opt)
		if len(p.Tempo) != 3 || p.Tempo[1].Micros != 60e6/4 || p.Tempo[1].Tick != 480 {
			t.Errorf("division %d: tempi %v", division, p.Tempo)
		}
		for i, n := range p.Parts[0].Notes {
			if want := float64(i) * float64(lengths[0]) * 480 / float64(division); math.Abs(float64(n.On)-want) > 0.5001 {
				t.Fatalf("division %d: note %d lies on %d, want %.2f", division, i, n.On, want)
			}
		}
		passes(t, encode(t, p), wantOf(p, song, opt))
	}
}

// A pick-up, a ramp and changes of meter go through reading and writing as
// bytes of the conductor.
func TestAConductorOfItsOwnStaysAsItIs(t *testing.T) {
	metas := []meta{signatureAt(0, 1, 2), {0, 0x59, "\xfe\x00"}, tempoAt(0, 500000), signatureAt(480, 4, 2)}
	for i := range uint32(8) {
		metas = append(metas, tempoAt(480*(i+1), 510000+10000*i))
	}
	metas = append(metas, meta{480 + 3*1920, 0x58, "\x07\x03\x0c\x08"})
	song, err := smf.Read(strings.NewReader(midiFile(480, metas, 480, 3*1920, 1680)))
	if err != nil {
		t.Fatal(err)
	}
	p := arrange(t, song, smf.Options{Grid: song.Own})
	f, err := verify.Parse(encode(t, p))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range f.Tracks[0].Events {
		if e.Kind >= 0x51 {
			got = append(got, fmt.Sprintf("%d %x % x", e.Tick, e.Kind, e.Data))
		}
	}
	var want []string
	for _, m := range metas {
		want = append(want, fmt.Sprintf("%d %x % x", m.tick, m.kind, m.data))
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("conductor\n%s\nwant\n%s", g, w)
	}
	again, err := smf.Read(bytes.NewReader(encode(t, p)))
	if err != nil || saysOwn(again.Own) != saysOwn(song.Own) {
		t.Errorf("read again %s, want %s: %v", saysOwn(again.Own), saysOwn(song.Own), err)
	}
	if math.Abs(again.End()-song.End()) > 1e-9 {
		t.Errorf("ends at %v, want %v", again.End(), song.End())
	}
}

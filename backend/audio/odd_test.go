package audio_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/backend/audio"
	"partlift/backend/audio/layer3"
	"partlift/backend/say"
)

// sized changes the length that a chunk says it has.
func sized(file []byte, id string, length uint32) []byte {
	file = slices.Clone(file)
	binary.LittleEndian.PutUint32(file[bytes.Index(file, []byte(id))+4:], length)
	return file
}

func named(file []byte, id string) []byte { return append([]byte(id), file[4:]...) }

// unpadded is a chunk without the byte that makes its length even.
func unpadded(id string, body []byte) []byte { return chunk(id, body)[:8+len(body)] }

// What programs write into wav files and should not is read even so.
func TestOddWAVs(t *testing.T) {
	data := noise(8000)
	plain := format(1, 1, 8000, 16)
	good := wave(chunk("fmt ", plain), chunk("data", data))
	want, _ := heard(t, good, "good.wav")
	ds64 := func(length uint64) []byte { return chunk("ds64", le[uint64](0, length, 0, 0)) }
	odd := []byte("made by x")
	for name, c := range map[string]struct {
		file []byte
		cut  bool
	}{
		"data of 0":                    {sized(good, "data", 0), false},
		"data and RIFF of 0":           {sized(sized(good, "data", 0), "RIFF", 0), false},
		"data of 0 after JUNK":         {sized(wave(chunk("JUNK", make([]byte, 28)), chunk("fmt ", plain), chunk("data", data)), "data", 0), false},
		"data of 0xffffffff":           {sized(good, "data", math.MaxUint32), false},
		"data of 0xffffffff less head": {sized(good, "data", math.MaxUint32-36), false},
		"data of 0x7fffffff":           {sized(good, "data", math.MaxInt32), false},
		"data of 0x7ffff000":           {sized(good, "data", 0x7ffff000), false},
		"data 44 too large":            {sized(good, "data", uint32(len(data)+44)), false},
		"data twice too large":         {sized(good, "data", uint32(2*len(data))), true},
		"RF64 with ds64":               {sized(named(wave(ds64(uint64(len(data))), chunk("fmt ", plain), chunk("data", data)), "RF64"), "data", math.MaxUint32), false},
		"RF64 with 0 in data":          {sized(named(wave(ds64(uint64(len(data))), chunk("fmt ", plain), chunk("data", data)), "RF64"), "data", 0), false},
		"RF64 with 0 everywhere":       {sized(named(wave(ds64(0), chunk("fmt ", plain), chunk("data", data)), "RF64"), "data", 0), false},
		"RF64 without ds64":            {sized(named(good, "RF64"), "data", math.MaxUint32), false},
		"BW64":                         {sized(named(wave(ds64(uint64(len(data))), chunk("fmt ", plain), chunk("data", data)), "BW64"), "data", math.MaxUint32), false},
		"RF64 cut off":                 {sized(named(wave(ds64(1<<33), chunk("fmt ", plain), chunk("data", data)), "RF64"), "data", math.MaxUint32), true},
		"odd LIST without its pad":     {wave(chunk("fmt ", plain), unpadded("LIST", odd), chunk("data", data)), false},
		"odd LIST before the format":   {wave(unpadded("LIST", odd), chunk("fmt ", plain), chunk("data", data)), false},
		"odd LIST padded by x":         {wave(chunk("fmt ", plain), append(unpadded("LIST", odd), 'x'), chunk("data", data)), false},
		"LIST too long":                {sized(wave(chunk("fmt ", plain), chunk("LIST", odd), chunk("data", data)), "LIST", 99), false},
		"LIST too short":               {sized(wave(chunk("fmt ", plain), chunk("LIST", make([]byte, 40)), chunk("data", data)), "LIST", 22), false},
		"LIST beyond the file":         {sized(wave(chunk("fmt ", plain), chunk("LIST", odd), chunk("data", data)), "LIST", 1<<30), false},
		"LIST behind":                  {wave(chunk("fmt ", plain), chunk("data", data), chunk("LIST", odd)), false},
		"extensible":                   {wave(chunk("fmt ", extensible(1, 1, 8000, 16)), chunk("data", data)), false},
		"a long format":                {wave(chunk("fmt ", append(slices.Clone(plain), make([]byte, 60)...)), chunk("data", data)), false},
	} {
		got, info := heard(t, c.file, name)
		if same := sameUpTo(got, want); same < len(want) || info.Flaws.Cut != c.cut {
			t.Errorf("%s: %d samples, %d of them right, want %d; %+v", name, len(got), same, len(want), info.Flaws)
		}
	}
	empty := wave(chunk("fmt ", plain), chunk("data", nil), chunk("LIST", odd), chunk("id3 ", odd))
	if got, info := heard(t, empty, "empty.wav"); len(got) != 0 || info.Seconds != 0 {
		t.Errorf("no samples and chunks behind: %d samples, %g s", len(got), info.Seconds)
	}
}

func TestWAVsOfOtherWidths(t *testing.T) {
	narrow := format(1, 1, 8000, 16)
	narrow[14] = 12 // of 16
	wide := format(1, 2, 8000, 32)
	wide[14] = 20 // of 32
	for name, c := range map[string]struct {
		file []byte
		want []float32
	}{
		"12 of 16 bits": {wave(chunk("fmt ", narrow), chunk("data", le[int16](1<<14, -1<<15))), []float32{.5, -1}},
		"20 of 32 bits": {wave(chunk("fmt ", wide), chunk("data", le[int32](1<<30, -1<<31))), []float32{.5, -1}},
		"mu-law":        {wave(chunk("fmt ", format(7, 1, 8000, 8)), chunk("data", []byte{0xff, 0x7f, 0x80, 0x00, 0xe7})), []float32{0, 0, 32124. / 32768, -32124. / 32768, 260. / 32768}},
		"A-law":         {wave(chunk("fmt ", format(6, 1, 8000, 8)), chunk("data", []byte{0xd5, 0x55, 0xaa, 0x2a, 0x80})), []float32{8. / 32768, -8. / 32768, 32256. / 32768, -32256. / 32768, 5504. / 32768}},
	} {
		if got, _ := heard(t, c.file, name); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Numbers with a point that are as large as whole ones are divided, and that is
// said; loud ones and damage are left alone.
func TestFloatsInTheRangeOfIntegers(t *testing.T) {
	quiet, _ := heard(t, wave(chunk("fmt ", format(1, 1, 8000, 16)), chunk("data", noise(30_000))), "x")
	for _, full := range []float64{1, 8, 1 << 15, 1 << 23, 1 << 31} {
		var file []float64
		for _, v := range quiet {
			file = append(file, float64(v)*full)
		}
		got, info := heard(t, wave(chunk("fmt ", format(3, 1, 8000, 64)), chunk("data", le(file...))), "x.wav")
		scale := full
		if full < 16 {
			scale = 1
		}
		for i, v := range got {
			if want := float32(file[i] / scale); math.Abs(float64(v-want)) > 1e-6 {
				t.Errorf("times %g: sample %d is %g, want %g", full, i, v, want)
				break
			}
		}
		if said := info.Sentences("x.wav"); info.Flaws.Loud != (scale > 1) || (len(said) == 1) != (scale > 1) {
			t.Errorf("times %g: %+v %q", full, info.Flaws, said)
		}
	}
}

// mono mixes a stereo sound to one channel and returns its level.
func mono(t *testing.T, left, right func(i int) float64) float64 {
	t.Helper()
	var data []byte
	for i := range 100_000 {
		data = append(data, le(int16(20_000*left(i)), int16(20_000*right(i)))...)
	}
	d := decoder(t, wave(chunk("fmt ", format(1, 2, 44_100, 16)), chunk("data", data)), "x.wav")
	c, err := audio.NewConverter(d, 44_100, 1)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, v := range all(t, c) {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum/100_000) * 32_768 / 20_000 * math.Sqrt2
}

// Channels that cancel each other out are not mixed, but the louder is heard.
func TestOppositeChannelsAreHeard(t *testing.T) {
	tone := func(i int) float64 { return math.Sin(float64(i) / 20) }
	other := func(i int) float64 { return math.Sin(float64(i) / 7.7) }
	late := func(i int) float64 {
		if i < 60_000 {
			return 0
		}
		return tone(i)
	}
	times := func(f func(int) float64, k float64) func(int) float64 {
		return func(i int) float64 { return k * f(i) }
	}
	for name, c := range map[string]struct {
		left, right func(int) float64
		want        float64
	}{
		"the same":                {tone, tone, 1},
		"opposite":                {tone, times(tone, -1), 1},
		"opposite, right louder":  {times(tone, -.8), tone, 1},
		"opposite, after silence": {late, times(late, -1), math.Sqrt(.4)},
		"only left":               {tone, times(tone, 0), .5},
		"only right":              {times(tone, 0), tone, .5},
		"different":               {tone, other, math.Sqrt(.5)},
		"silence":                 {times(tone, 0), times(tone, 0), 0},
	} {
		if got := mono(t, c.left, c.right); math.Abs(got-c.want) > .01 {
			t.Errorf("%s: a level of %.3f, want %.3f", name, got, c.want)
		}
	}
}

// A flac file whose head is wrong in parts is read by its frames.
func TestOddFLACs(t *testing.T) {
	good := songs(t)["x.flac"]
	want, _ := heard(t, good, "x.flac")
	change := func(at int, with ...byte) []byte {
		b := slices.Clone(good)
		copy(b[at:], with)
		return b
	}
	withBlock := slices.Concat(good[:4], []byte{good[4] &^ 0x80}, good[5:42], []byte{0x81, 0, 4, 0}, make([]byte, 1024), good[42:])
	wrongBlock := slices.Clone(withBlock)
	wrongBlock[44] = 2
	for name, c := range map[string]struct {
		file []byte
		cut  bool
	}{
		"no length":                {change(21, good[21]&0xf0, 0, 0, 0, 0), false},
		"too great a length":       {change(21, good[21]&0xf0, 0, 99, 0, 0), true},
		"no sizes of blocks":       {change(8, 0, 0, 0, 0), false},
		"wrong sizes of blocks":    {change(8, 0, 16, 1, 0), false},
		"a block of padding":       {withBlock, false},
		"a block that is too long": {wrongBlock, false},
		"the next song behind":     {slices.Concat(good, good), false},
	} {
		got, info := heard(t, c.file, name)
		if same := sameUpTo(got, want); same < len(want) || len(got) != len(want) || info.Flaws.Cut != c.cut || info.Flaws.Gaps > 0 {
			t.Errorf("%s: %d samples, %d of them right, want %d; %+v", name, len(got), same, len(want), info.Flaws)
		}
	}
	// The beginning is missing, and its time is kept; or the length is not known,
	// so that what there is is all.
	cut := bytes.Index(good[5000:], []byte{0xff, 0xf8}) + 5000
	got, info := heard(t, slices.Concat(good[:42], good[cut:]), "beginning")
	if from := sameFrom(got, want); len(got) != len(want) || from == 0 || from > len(want)/4 || info.Flaws.Gaps != 1 {
		t.Errorf("without its beginning: %d samples, right from %d on; %+v", len(got), from, info.Flaws)
	}
	got, info = heard(t, slices.Concat(change(21, good[21]&0xf0, 0, 0, 0, 0)[:42], good[cut:]), "part")
	if n := len(want) - len(got); n <= 0 || n > len(want)/4 || !slices.Equal(got, want[n:]) || info.Flaws.Gaps > 0 {
		t.Errorf("a part of a stream: %d samples; %+v", len(got), info.Flaws)
	}
	for _, b := range [][]byte{good[:42], good[:60], change(42, make([]byte, len(good)-42)...)} {
		if _, err := audio.NewDecoder(t.Context(), bytes.NewReader(b), "x"); !errors.Is(err, audio.ErrFormat) {
			t.Errorf("without a frame: %v", err)
		}
	}
}

// pages takes an Ogg file apart.
func pages(file []byte) (out [][]byte) {
	for len(file) > 0 {
		n := 27 + int(file[26])
		for _, s := range file[27 : 27+int(file[26])] {
			n += int(s)
		}
		out, file = append(out, file[:n]), file[n:]
	}
	return out
}

func TestOddOggs(t *testing.T) {
	good := load(t, "pages.ogg")
	want, _ := heard(t, good, "x.ogg")
	p := pages(good)
	// Without a page, its time is silent.
	got, info := heard(t, slices.Concat(slices.Concat(p[:10]...), slices.Concat(p[11:]...)), "lost")
	if len(got) != len(want) || info.Flaws.Gaps != 1 || info.Flaws.Lost > .3 {
		t.Errorf("a page is missing: %d samples, want %d; %+v", len(got), len(want), info.Flaws)
	}
	// The beginning is missing, and its time is kept.
	got, info = heard(t, slices.Concat(slices.Concat(p[:2]...), slices.Concat(p[5:]...)), "beginning")
	if from := sameFrom(got, want); len(got) != len(want) || from == 0 || from > len(want)/4 || info.Flaws.Gaps != 1 {
		t.Errorf("without its beginning: %d samples, right from %d on; %+v", len(got), from, info.Flaws)
	}
	// A part of a stream counts from elsewhere.
	part := slices.Concat(p[:2]...)
	for _, page := range p[2:] {
		page = slices.Clone(page)
		binary.LittleEndian.PutUint64(page[6:], binary.LittleEndian.Uint64(page[6:])+3600*44_100)
		part = append(part, page...)
	}
	part = resealed(part)
	got, info = heard(t, part, "part")
	if n := len(want) - len(got); n < 0 || n > 4096 || sameFrom(got, want[n:]) > 4096 || info.Flaws.Gaps > 0 {
		t.Errorf("a part of a stream: %d samples of %d; %+v", len(got), len(want), info.Flaws)
	}
	d := decoder(t, part, "part")
	for _, at := range []int64{60_000, 5, 80_001} {
		piece := make([]float32, 2000)
		if err := d.SeekFrame(at); err != nil {
			t.Fatal(err)
		}
		if n, err := d.Read(piece); err != nil || sameUpTo(piece[:2*n], got[2*at:]) < 2*n {
			t.Errorf("a part of a stream: another sound at %d, %v", at, err)
		}
	}
	// A program that writes no checksums.
	unsummed := slices.Clone(good)
	for at := 0; at < len(good); at += len(pages(good[at:])[0]) {
		clear(unsummed[at+22 : at+26])
	}
	if got, _ := heard(t, unsummed, "unsummed"); !slices.Equal(got, want) {
		t.Errorf("without checksums: %d samples, want %d", len(got), len(want))
	}
	if got, info := heard(t, slices.Concat(good, good), "two"); len(got) != 2*len(want) || !slices.Equal(got[len(want):], want) || info.Flaws.Cut {
		t.Errorf("two songs: %d samples, want %d; %+v", len(got), 2*len(want), info.Flaws)
	}
}

// free rewrites frames of one length as such with a free bit rate, with a
// checksum or without.
func free(file []byte, sum bool) (out []byte) {
	for len(file) > 0 {
		h, _ := layer3.ParseHeader(file)
		frame := slices.Clone(file[:h.Length()])
		frame[2] &= 0x0f
		if sum {
			frame[1] &^= 1
			frame = slices.Insert(frame, 4, 0xab, 0xcd)
		}
		out, file = append(out, frame...), file[h.Length():]
	}
	return out
}

func TestMP3sOfFreeBitRateAndWithChecksums(t *testing.T) {
	for _, kbps := range []int{64, 128, 320} {
		good := encodedMP3(t, tones(16, 2, 48_000, 50_000), kbps)
		want, _ := heard(t, good, "x")
		for _, sum := range []bool{false, true} {
			d := decoder(t, free(good, sum), "x")
			if got := all(t, d); !slices.Equal(got, want) || d.Info().Flaws != (audio.Flaws{}) {
				t.Errorf("%d kbit/s, checksum %v: %d samples, want %d; %+v", kbps, sum, len(got), len(want), d.Info().Flaws)
			}
		}
	}
}

func TestMP3InWAV(t *testing.T) {
	inner := load(t, "sweep.mp3")
	want, _ := heard(t, inner, "x.mp3")
	got, info := heard(t, wave(chunk("fmt ", append(format(0x55, 2, 44_100, 0), make([]byte, 14)...)), chunk("fact", make([]byte, 4)), chunk("data", inner)), "x.wav")
	if !slices.Equal(got, want) || info.Format != "mp3" {
		t.Errorf("%d samples, want %d; %+v", len(got), len(want), info)
	}
}

// A file of a format that is read here is damaged when it is not, whether
// ffmpeg is there or not. One of other programs wants ffmpeg. No sentence
// advises what the file is, nor names it by anything but its name.
func TestSentencesOfFilesThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	cut := func(name string, n int) []byte { return load(t, name)[:n] }
	type refused struct {
		name    string
		file    []byte
		foreign bool // wants ffmpeg
	}
	table := []refused{
		{"cut.ogg", cut("sweep.ogg", 50), false}, {"heads.ogg", cut("sweep.ogg", 3000), false}, {"cut.flac", cut("sweep22.flac", 60), false}, {"cut.wav", wave(chunk("fmt ", format(1, 1, 8000, 16))), false},
		{"cut.mp3", cut("tone-untagged.mp3", 100), false}, {"zeros.wav", make([]byte, 5000), false}, {"text.mp3", []byte(strings.Repeat("no sound here. ", 1000)), false}, {"empty.flac", nil, false},
		{"bare.wav", wave(chunk("fmt ", format(1, 1, 8000, 12)), chunk("data", nil)), false},
		{"song.opus", load(t, "tone.opus"), true}, {"adpcm.wav", wave(chunk("fmt ", append(format(2, 1, 8000, 4), 0, 0)), chunk("data", nil)), true},
		{"song.m4a", cut("sweep.m4a", 500), true}, {"song.aiff", []byte("FORM\x00\x00\x00\x20AIFFCOMM\x00\x00\x00\x12"), true}, {"song.wma", []byte("\x30\x26\xb2\x75\x8e\x66\xcf\x11 and some more bytes of it"), true},
		{"layer2.mp3", bytes.Repeat([]byte{0xff, 0xfd, 0x80, 0x00, 1, 2, 3, 4}, 500), true}, {"song.aac", bytes.Repeat([]byte{0xff, 0xf1, 0x50, 0x80, 2, 0x1f, 0xfc}, 300), true},
	}
	paths := []string{t.TempDir()}
	if program, err := exec.LookPath("ffmpeg"); err == nil {
		paths = append(paths, filepath.Dir(program))
	}
	for _, path := range paths {
		t.Setenv("PATH", path)
		for _, c := range table {
			hashed := filepath.Join(dir, fmt.Sprintf("%x", []byte(c.name)))
			if err := os.WriteFile(hashed, c.file, 0o600); err != nil {
				t.Fatal(err)
			}
			d, err := audio.OpenNamed(t.Context(), hashed, "folder/"+c.name)
			if err == nil {
				_, err = drain(d)
				_ = d.Close()
			}
			if err == nil && path != paths[0] { // which ffmpeg can read, though there is nothing in it
				continue
			}
			says := audio.Sentence(err).String()
			if !strings.HasPrefix(says, "“"+c.name+"” ") || strings.Contains(says, filepath.Base(hashed)) || strings.Contains(err.Error(), filepath.Base(hashed)) && path == paths[0] {
				t.Errorf("%s: %v; %s", c.name, err, says)
			}
			kind := strings.ToUpper(filepath.Ext(c.name)[1:])
			if strings.Contains(says, "as "+kind) || strings.Contains(says, "or "+kind) {
				t.Errorf("%s: the advice is what it is: %s", c.name, says)
			}
			if wants := errors.Is(err, audio.ErrNoFFmpeg); wants != (c.foreign && path == paths[0]) || !wants && !errors.Is(err, audio.ErrFormat) {
				t.Errorf("%s, programs in %s: %v", c.name, path, err)
			}
		}
	}
}

func TestSentences(t *testing.T) {
	for err, want := range map[error]string{
		os.ErrNotExist: "not there any more", os.ErrPermission: "may not be read", context.Canceled: "was stopped", errors.New("disk"): "Check the disk", audio.ErrFormat: "is damaged",
	} {
		if says := audio.Sentence(fmt.Errorf("x: %w", err)).String(); !strings.Contains(says, want) {
			t.Errorf("%v: %s", err, says)
		}
	}
	if !audio.Sentence(nil).Empty() {
		t.Error("nothing went wrong, and it says something")
	}
	for info, want := range map[audio.Info]string{
		{Seconds: 83.9, Flaws: audio.Flaws{Cut: true}}:          "“x.mp3” is cut off: the first 1:23 of it was read.",
		{Seconds: .86, Flaws: audio.Flaws{Cut: true}}:           "“x.mp3” is cut off: the first 0:00.8 of it was read.",
		{Seconds: 3600, Flaws: audio.Flaws{Gaps: 2, Lost: .26}}: "“x.mp3” is damaged: 0.3 s of its sound is missing and was left silent.",
		{Seconds: 9, Flaws: audio.Flaws{Gaps: 1, Lost: .001}}:   "“x.mp3” is damaged: 0.1 s of its sound is missing and was left silent.",
		{Seconds: 9, Flaws: audio.Flaws{Loud: true}}:            "“x.mp3” has a level far above full scale, which was turned down.",
		{Seconds: 9}: "",
	} {
		if says := strings.Join(say.English(info.Sentences("a/x.mp3")), " "); says != want {
			t.Errorf("%+v: %q, want %q", info, says, want)
		}
	}
}

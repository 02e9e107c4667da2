package audio_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"partlift/backend/audio"
	"partlift/backend/say"
)

// songs are the same sound in every format that is read here.
func songs(t testing.TB) map[string][]byte {
	t.Helper()
	wav := tones(16, 2, 44_100, 132_000)
	var flac file
	if err := audio.EncodeFLAC(t.Context(), bytes.NewReader(wav), "x", &flac, nil); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"x.wav": wav, "x.flac": flac.b, "x.mp3": encodedMP3(t, wav, 128), "vbr.mp3": load(t, "sweep-vbr.mp3"), "x.ogg": load(t, "pages.ogg")}
}

// heard decodes a file to its end.
func heard(t testing.TB, b []byte, name string) ([]float32, audio.Info) {
	t.Helper()
	d, err := audio.NewDecoder(t.Context(), bytes.NewReader(b), name)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return nil, audio.Info{}
	}
	_, channels, frames := d.Shape()
	got := all(t, d)
	if int64(len(got)) != frames*int64(channels) {
		t.Errorf("%s: %d samples, promised were %d", name, len(got), frames*int64(channels))
	}
	return got, d.Info()
}

// What there is of a file that was cut off is read, sample for sample, and said.
func TestCutOffFilesAreReadAsFarAsTheyGo(t *testing.T) {
	for name, file := range songs(t) {
		whole, info := heard(t, file, name)
		if info.Flaws != (audio.Flaws{}) || len(info.Sentences(name)) > 0 {
			t.Errorf("%s has flaws: %+v", name, info.Flaws)
		}
		if len(whole) == 0 {
			continue
		}
		for _, share := range []float64{.3, .5, .77, .95} {
			got, info := heard(t, file[:int(share*float64(len(file)))], name)
			if short := float64(len(got)) / float64(len(whole)); short > share+.06 || short < share-.15 {
				t.Errorf("%s: %.2f of the file are %.2f of the sound", name, share, short)
			}
			if same := sameUpTo(got, whole); same < len(got)-4*1152 {
				t.Errorf("%s: after %d of %d samples it is another sound", name, same, len(got))
			}
			if said := say.English(info.Sentences("a/b/" + name)); !info.Flaws.Cut || len(said) != 1 || said[0][:len("“"+name+"” is cut off")] != "“"+name+"” is cut off" {
				t.Errorf("%s: %+v %q", name, info.Flaws, said)
			}
			if p := info.Flaws.Promised; name != "x.ogg" && share < .8 && math.Abs(p-float64(len(whole))/2/44_100) > .03 {
				t.Errorf("%s: %g s were promised", name, p)
			}
			if probed, err := audio.Probe(bytes.NewReader(file[:int(share*float64(len(file)))]), name); err != nil || probed.Seconds != info.Seconds || !probed.Flaws.Cut {
				t.Errorf("%s: probed as %+v, %v; want %+v", name, probed, err, info)
			}
		}
	}
}

func sameUpTo(a, b []float32) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// Damage in the middle is silent, what comes after it stays at its time, and
// how much is lost is said. Going there leads to the same.
func TestDamageKeepsTheTime(t *testing.T) {
	files := songs(t)
	delete(files, "x.wav") // which has nothing to tell damage by
	for name, file := range files {
		whole, _ := heard(t, file, name)
		for kind, hurt := range map[string]func([]byte){
			"noise": func(b []byte) {
				r := rand.New(rand.NewPCG(1, 1))
				for i := range b {
					b[i] = byte(r.Uint32())
				}
			},
			"zeros": func(b []byte) { clear(b) },
			"ones":  func(b []byte) { copy(b, bytes.Repeat([]byte{0xff}, len(b))) },
		} {
			for _, length := range []int{1, 600, 3000} {
				bad := slices.Clone(file)
				hurt(bad[len(bad)/2 : len(bad)/2+length])
				if bytes.Equal(bad, file) {
					continue
				}
				got, info := heard(t, bad, name)
				if len(got) != len(whole) {
					t.Errorf("%s, %d of %s: %d samples, want %d", name, length, kind, len(got), len(whole))
					continue
				}
				before, after := sameUpTo(got, whole), sameFrom(got, whole)
				if lost := float64(after-before) / 2 / 44_100; lost > 1.2 || lost < 0 || before < len(got)/8 || after > len(got)*15/16 {
					t.Errorf("%s, %d of %s: another sound from %d to %d of %d", name, length, kind, before, after, len(got))
				}
				if f := info.Flaws; length > 1 && (f.Gaps < 1 || f.Gaps > 4 || f.Lost <= 0 || f.Lost > 1.2 || f.Cut) || length > 1 && len(info.Sentences(name)) != 1 {
					t.Errorf("%s, %d of %s: %+v", name, length, kind, f)
				}
				testPlaces(t, name, bad, got)
			}
		}
	}
}

func sameFrom(a, b []float32) int {
	i := len(a)
	for i > 0 && a[i-1] == b[i-1] {
		i--
	}
	return i
}

// testPlaces goes to places of a damaged file.
func testPlaces(t *testing.T, name string, file []byte, whole []float32) {
	t.Helper()
	d := decoder(t, file, name)
	for _, share := range []float64{.9, .1, .52, .49, .7} {
		at := int(share * float64(len(whole)/2))
		if err := d.SeekFrame(int64(at)); err != nil {
			t.Fatal(err)
		}
		got := make([]float32, 2000)
		k, err := d.Read(got)
		if err != nil || k == 0 {
			t.Fatal(k, err)
		}
		if same := sameUpTo(got[:2*k], whole[2*at:]); same < 2*k && name[len(name)-3:] != "mp3" {
			t.Errorf("%s: at %d, sample %d of %d is another", name, at, same, 2*k)
		}
	}
}

// A flac frame of which one bit is wrong is left out, and counted once however
// often it is heard.
func TestLossIsCountedOnce(t *testing.T) {
	file := songs(t)["x.flac"]
	file[len(file)/2] ^= 4
	d := decoder(t, file, "x.flac")
	for range 3 {
		if err := d.SeekFrame(0); err != nil {
			t.Fatal(err)
		}
		all(t, d)
		if f := d.Info().Flaws; f.Gaps != 1 || math.Abs(f.Lost-4096/44_100.) > 1e-9 {
			t.Errorf("%+v", f)
		}
	}
}

// id3 is a tag with that many bytes, whose size is written in one way or another.
func id3(bytes int, size func(int) [4]byte) []byte {
	s := size(bytes)
	b := append([]byte("ID3\x04\x00\x00"), s[:]...)
	r := rand.New(rand.NewPCG(2, uint64(bytes)))
	for range bytes {
		b = append(b, byte(r.Uint32()))
	}
	return b
}

func synchsafe(n int) [4]byte {
	return [4]byte{byte(n >> 21 & 0x7f), byte(n >> 14 & 0x7f), byte(n >> 7 & 0x7f), byte(n & 0x7f)}
}

func plain(n int) (b [4]byte) {
	binary.BigEndian.PutUint32(b[:], uint32(n))
	return b
}

// ape is a tag with a head and a foot, or with a foot alone.
func ape(head bool) []byte {
	part := func(flags uint32) []byte {
		b := append([]byte("APETAGEX"), le(uint32(2000), uint32(100+32), uint32(1), flags)...)
		return append(b, make([]byte, 8)...)
	}
	body := bytes.Repeat([]byte{7}, 100)
	if head {
		return slices.Concat(part(1<<31|1<<29), body, part(1<<31))
	}
	return slices.Concat(body, part(0))
}

// What stands before and behind the sound changes nothing of it.
func TestTagsAroundTheSound(t *testing.T) {
	less := func(n int) [4]byte { return synchsafe(n - 300) }
	more := func(n int) [4]byte { return synchsafe(n + 5000) }
	tag1 := append([]byte("TAG"), make([]byte, 125)...)
	for name, file := range songs(t) {
		want, _ := heard(t, file, name)
		for around, b := range map[string][]byte{
			"ID3v2":                       slices.Concat(id3(3000, synchsafe), file),
			"ID3v2, plain size":           slices.Concat(id3(30_000, plain), file),
			"ID3v2, size too small":       slices.Concat(id3(3000, less), file),
			"ID3v2, size too large":       slices.Concat(id3(3000, more), file),
			"ID3v2, size beyond the file": slices.Concat(id3(3000, func(int) [4]byte { return synchsafe(1 << 27) }), file),
			"two ID3v2":                   slices.Concat(id3(300, synchsafe), id3(500, synchsafe), file),
			"ID3v2 and zeros":             slices.Concat(id3(300, synchsafe), make([]byte, 100_000), file),
			"ID3v2 and APE":               slices.Concat(id3(300, synchsafe), ape(true), file),
			"zeros":                       slices.Concat(make([]byte, 70_001), file),
			"ID3v1 behind":                slices.Concat(file, tag1),
			"APE and ID3v1 behind":        slices.Concat(file, ape(true), tag1),
			"ID3v2 behind":                slices.Concat(file, id3(777, synchsafe)),
			"zeros behind":                slices.Concat(file, make([]byte, 4096)),
		} {
			got, info := heard(t, b, name+" with "+around)
			if same := sameUpTo(got, want); same < len(want) || len(got) != len(want) {
				t.Errorf("%s with %s: %d samples, %d of them right, want %d", name, around, len(got), same, len(want))
			}
			if info.Flaws != (audio.Flaws{}) {
				t.Errorf("%s with %s: %+v", name, around, info.Flaws)
			}
		}
	}
}

// Only mp3 has no signature that tells where it begins.
func TestJunkAroundMP3(t *testing.T) {
	junk := make([]byte, 100_000)
	r := rand.New(rand.NewPCG(6, 6))
	for i := range junk {
		junk[i] = byte(r.Uint32())
	}
	for _, name := range []string{"sweep.mp3", "tone-untagged.mp3", "low-id3v1.mp3", "eight.mp3"} {
		file := load(t, name)
		want, _ := heard(t, file, name)
		for around, b := range map[string][]byte{
			"junk before": slices.Concat(junk, file), "junk after a tag": slices.Concat(id3(400, synchsafe), junk[:5000], file),
			"the end of a frame before": slices.Concat(file[len(file)/2+100:len(file)/2+300], file),
		} {
			got, _ := heard(t, b, name)
			if same := sameUpTo(got, want); same < len(want) || len(got) != len(want) {
				t.Errorf("%s with %s: %d samples, %d of them right, want %d", name, around, len(got), same, len(want))
			}
		}
		if got, _ := heard(t, slices.Concat(file, junk), name); sameUpTo(got, want) < len(want) {
			t.Errorf("%s with junk behind: %d samples, want %d", name, len(got), len(want))
		}
	}
}

// Songs that were written one behind the other are heard one after the other.
func TestJoinedMP3s(t *testing.T) {
	a := load(t, "tone.mp3")
	got, info := heard(t, slices.Concat(a, id3(2000, synchsafe), a), "x.mp3")
	if math.Abs(info.Seconds-1) > .12 || info.Flaws.Gaps > 0 || len(got) == 0 {
		t.Errorf("%+v", info)
	}
}

package kie_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"partlift/backend/kie"
)

// record is a result of 20,000 notes as the service writes them: times on the
// 1/192 s raster, velocities n/127, long numbers as text if asked for.
func record(text bool) []byte {
	rnd := rand.New(rand.NewPCG(3, 4))
	number := func(v float64) string {
		s := fmt.Sprint(v)
		if text && len(s) > 15 {
			return quote(s)
		}
		return s
	}
	var tracks []string
	for i := range 8 {
		var notes []string
		for j := range 2500 {
			start := float64(j*14+rnd.IntN(10)) / 192
			notes = append(notes, fmt.Sprintf(`{"pitch":%d,"start":%s,"end":%s,"velocity":%s}`,
				30+rnd.IntN(60), number(start), number(start+float64(1+rnd.IntN(90))/192), number(float64(1+rnd.IntN(127))/127)))
		}
		tracks = append(tracks, fmt.Sprintf(`{"name":"%s","notes":[%s]}`,
			[]string{"Drums", "Electric Bass (finger)", "Acoustic Grand Piano", "Synth Voice"}[i%4], strings.Join(notes, ",")))
	}
	return []byte(`{"code":200,"msg":"success","data":{"taskId":"t","midiData":{"state":"complete","instruments":[` +
		strings.Join(tracks, ",") + `]},"successFlag":1}}`)
}

func BenchmarkDecode(b *testing.B) {
	for name, body := range map[string][]byte{"numbers": record(false), "texts": record(true)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := kie.Decode(body)
				if err != nil || r.Song.NoteCount() != 20000 {
					b.Fatal(r.Song.NoteCount(), err)
				}
			}
		})
	}
}

// BenchmarkDecodeByStandardLibrary is what the scanner replaces, without any
// of the rules.
func BenchmarkDecodeByStandardLibrary(b *testing.B) {
	body := record(false)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var v struct {
			Data struct {
				MidiData struct {
					Instruments []struct {
						Name  string
						Notes []struct{ Pitch, Start, End, Velocity float64 }
					}
				}
			}
		}
		if err := json.Unmarshal(body, &v); err != nil {
			b.Fatal(err)
		}
	}
}

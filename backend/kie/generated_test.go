package kie_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"partlift/backend/kie"
)

// writer makes up results as odd as the service's, and odder.
type writer struct{ *rand.Rand }

func (w writer) oneOf(s ...string) string { return s[w.IntN(len(s))] }

func (w writer) blank() string { return w.oneOf("", "", "", " ", "\n\t") }

func (w writer) number() string {
	n := w.oneOf("0", "1", "-0", "60", "127", "128", "0.49606299212598426", "0.5", "-1", "1e2", "1E-1", "7.911458333333333",
		"3600", "3600.5", "1e400", "123456789012345678901234567890", fmt.Sprint(w.Float64()*200), fmt.Sprint(w.IntN(130)))
	return w.oneOf(n, n, n, quote(n), quote(" "+n+" "), quote("+"+strings.TrimPrefix(n, "-")), "null", `"x"`, `"0x1"`, `"NaN"`, "[1]", "{}", "true", `"\u0036`+`0"`)
}

func (w writer) note() string {
	if w.IntN(12) == 0 {
		return w.oneOf("null", "[]", "1", `"x"`, "{}")
	}
	var fields []string
	for range 2 + w.IntN(5) {
		k := w.oneOf("pitch", "start", "end", "velocity", "start_time", "end_time", "pitch ", " end", "other", `v\u0065locity`)
		fields = append(fields, `"`+k+`"`+w.blank()+":"+w.blank()+w.number())
	}
	fields = append(fields, `"pitch":`+fmt.Sprint(w.IntN(128)), `"start":1`, `"end":2`)
	w.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	return "{" + strings.Join(fields, w.blank()+","+w.blank()) + "}"
}

func (w writer) list(n int, each func() string) string {
	var l []string
	for range w.IntN(n) {
		l = append(l, each())
	}
	return "[" + strings.Join(l, ",") + "]"
}

func (w writer) instrument() string {
	if w.IntN(10) == 0 {
		return w.oneOf("null", "[]", "1", `"x"`, "{}")
	}
	fields := []string{
		`"name":` + w.oneOf(`"Drums"`, `""`, "null", "3", `"\ud83d\ude00 \ud800"`, "\"\xff\"", `"Électric"`),
		`"` + w.oneOf("notes", "notes", "notes ", "noten") + `":` + w.list(6, w.note),
	}
	if w.IntN(4) == 0 {
		fields = append(fields, `"notes":`+w.oneOf("null", "[]", `"x"`, w.list(3, w.note)))
	}
	w.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	return "{" + strings.Join(fields, ",") + "}"
}

func (w writer) result() string {
	s := `{"state":"complete","` + w.oneOf("instruments", "instruments", "instruments ") + `":` + w.list(5, w.instrument) + `}`
	for range w.IntN(8) {
		if w.IntN(3) == 0 {
			s = quote(s)
		}
		switch k := w.oneOf("data", "midiData", "a", "param", "resultJson "); w.IntN(4) {
		case 0:
			s = "[" + w.oneOf("", "null,", `{"instruments":null},`) + s + "]"
		case 1:
			s = `{"x":` + w.oneOf("1", `"{"`, `"{\"instruments\":[{}"`, `{"instruments":3}`) + `,"` + k + `":` + s + "}"
		default:
			s = `{"` + k + `":` + s + `,"code":200}`
		}
	}
	if w.IntN(8) == 0 { // cut or spoil
		i := w.IntN(len(s))
		s = s[:i] + w.oneOf("", "x", ",", "}") + s[min(len(s), i+w.IntN(3)):]
	}
	return s
}

func TestGeneratedResultsAgainstReference(t *testing.T) {
	w := writer{rand.New(rand.NewPCG(1, 2))}
	with, without, broken := 0, 0, 0
	for range 20000 {
		body := w.result()
		tracks, repairs, valid := reference([]byte(body))
		r, err := kie.Decode([]byte(body))
		switch {
		case !valid:
			broken++
			if kie.KindOf(err) != kie.KindInvalid {
				t.Fatalf("took malformed JSON %s", body)
			}
			continue
		case len(tracks) == 0:
			without++
		default:
			with++
		}
		if len(r.Song.Tracks) != len(tracks) || r.Repairs != repairs {
			t.Fatalf("%s\n%d tracks, %+v; the reference has %d, %+v (%v)", body, len(r.Song.Tracks), r.Repairs, len(tracks), repairs, err)
		}
		for i, want := range tracks {
			if got := r.Song.Tracks[i]; got.Name != want.Name || !slices.Equal(got.Notes, want.Notes) {
				t.Fatalf("%s\ntrack %d is %q %+v; the reference has %q %+v", body, i, got.Name, got.Notes, want.Name, want.Notes)
			}
		}
	}
	if with < 5000 || without < 1000 || broken < 500 {
		t.Errorf("%d with notes, %d without, %d broken: too few of a kind", with, without, broken)
	}
}

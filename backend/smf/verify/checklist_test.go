package verify_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
	"partlift/backend/smf/verify"
)

// failing returns the rules that are not ok.
func failing(results []verify.Result) []int {
	var out []int
	for _, r := range results {
		if !r.OK {
			out = append(out, r.Rule)
		}
	}
	return out
}

// byHand are the rules that no bytes can answer.
var byHand = []int{38, 39}

func TestAGoodFilePassesEveryRule(t *testing.T) {
	f, w := good()
	w.Raw = w.Parts
	w.Whole, _ = verify.Parse(f.bytes())
	for _, r := range verify.Check(f.bytes(), w) {
		// Few instruments and a known tempo leave lines 6 and 19 nothing to do.
		skip := slices.Contains(byHand, r.Rule) || r.Rule == 6 || r.Rule == 19
		if !r.OK || r.Skipped != skip || r.Skipped == (r.Detail == "") || r.Name == "" {
			t.Errorf("%+v", r)
		}
	}
	alone := verify.Check(f.bytes(), nil)
	if bad := failing(alone); bad != nil {
		t.Errorf("without a model rules %v fail: %+v", bad, alone)
	}
	var skipped []int
	for _, r := range alone {
		if r.Skipped {
			skipped = append(skipped, r.Rule)
		}
	}
	if want := []int{6, 12, 14, 15, 16, 19, 22, 23, 37, 38, 39, 40}; !slices.Equal(skipped, want) {
		t.Errorf("without a model rules %v are skipped, want %v", skipped, want)
	}
}

func TestABadFileFailsExactlyItsRule(t *testing.T) {
	seen := map[int]bool{}
	for _, b := range badFiles() {
		t.Run(b.name, func(t *testing.T) {
			f, w := good()
			b.spoil(f, w)
			if b.alone {
				w = nil
			}
			results := verify.Check(f.bytes(), w)
			if got := failing(results); !slices.Equal(got, []int{b.rule}) {
				t.Errorf("rules %v fail, want %d", got, b.rule)
				for _, r := range got {
					t.Logf("%+v", results[r-1])
				}
			}
			if r := results[b.rule-1]; r.Detail == "" || r.Skipped {
				t.Errorf("%+v says nothing", r)
			}
		})
		seen[b.rule] = true
	}
	for rule := 1; rule <= verify.Rules; rule++ {
		if !seen[rule] && !slices.Contains(byHand, rule) {
			t.Errorf("no bad file for rule %d", rule)
		}
	}
}

// What breaks more than one rule is told in each.
func TestSomeMistakesBreakSeveralRules(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(f *file, w *verify.Want)
		want  []int
	}{
		"a part that was moved as a whole": {func(f *file, w *verify.Want) {
			p := w.Parts[1]
			p.Notes = slices.Clone(p.Notes)
			for i := range p.Notes {
				p.Notes[i].On += 480
				p.Notes[i].Off += 480
			}
			f.tracks[2] = trackOf(p)
		}, []int{12, 14, 21}},
		"two parts that were swapped": {func(f *file, w *verify.Want) {
			f.tracks[1], f.tracks[2] = f.tracks[2], f.tracks[1]
		}, []int{5, 12, 14, 30, 31, 33}},
		"a lost part": {func(f *file, w *verify.Want) {
			f.tracks = f.tracks[:3]
			f.promised = 3
		}, []int{12}},
	} {
		f, w := good()
		c.spoil(f, w)
		if got := failing(verify.Check(f.bytes(), w)); !slices.Equal(got, c.want) {
			t.Errorf("%s: rules %v fail, want %v", name, got, c.want)
		}
	}
}

func TestVariantsThatAreGood(t *testing.T) {
	for name, spoil := range map[string]func(f *file, w *verify.Want){
		"without a grid": ungridded,
		"sixteen apart":  func(f *file, w *verify.Want) { sixteen(f, w) },
		"drums as they are": func(f *file, w *verify.Want) {
			w.DrumsAny = true
			w.Parts[2].Notes[0].Pitch, w.Parts[2].Song[0].Pitch = 27, 27
			f.tracks[3] = trackOf(w.Parts[2])
		},
		"moved drums": func(f *file, w *verify.Want) {
			w.Parts[2].Song[0].Pitch = 27
			w.Parts[2].Moved = map[uint8]uint8{27: 36}
		},
		"notation": func(f *file, w *verify.Want) {
			w.Notation = true
			for i := 1; i <= 3; i++ {
				f.tracks[i] = slices.Insert(f.tracks[i], 1, event{0, text(0x51, "\x07\xc2\x91")})
			}
		},
		"a trimmed end": func(f *file, w *verify.Want) { w.Parts[0].Song[1].End += 1 },
		"merged notes": func(f *file, w *verify.Want) {
			n := w.Parts[1].Song[0]
			n.End -= 0.05
			w.Parts[1].Song = append(w.Parts[1].Song, n, music.Note{Pitch: 200}, n)
		},
		"notes that quantizing has merged": func(f *file, w *verify.Want) {
			w.Raw = slices.Clone(w.Parts)
			n := w.Raw[2].Notes
			w.Raw[2].Notes = append(slices.Clone(n), verify.Note{On: n[1].On + 1, Off: n[1].Off, Pitch: n[1].Pitch, Velocity: 1})
			w.Parts = slices.Clone(w.Parts)
			w.Parts[2].Merged = 1
		},
		"a tool's text": func(f *file, w *verify.Want) { f.add(0, 0, text(1, "made by a tool")) },
	} {
		f, w := good()
		spoil(f, w)
		for _, r := range verify.Check(f.bytes(), w) {
			if !r.OK {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
}

func TestAFileThatCannotBeReadFailsOneRuleAndSkipsTheRest(t *testing.T) {
	for _, data := range []string{"", "MThd", "RIFF....", "MThd\x00\x00\x00\x07\x00\x01\x00\x01\x01\xe0\x00"} {
		results := verify.Check([]byte(data), nil)
		if got := failing(results); !slices.Equal(got, []int{1}) || len(results) != verify.Rules || verify.Passed(results) {
			t.Errorf("%q: rules %v fail", data, got)
		}
		for _, r := range results[1:] {
			if !r.Skipped {
				t.Errorf("%q: %+v", data, r)
			}
		}
	}
	if verify.Passed(nil) {
		t.Error("nothing passed")
	}
}

func TestAPathAloneJudgesTheName(t *testing.T) {
	f, _ := good()
	for path, want := range map[string][]int{"/tmp/Song.mid": nil, `C:\Music\Song - Bass.mid`: nil, "/tmp/Lied ü.mid": {37}, "aux.mid": {37}} {
		results := verify.CheckPath(path, f.bytes())
		if got := failing(results); !slices.Equal(got, want) || results[36].Skipped {
			t.Errorf("%s: rules %v fail, want %v", path, got, want)
		}
	}
}

func TestMergeNamesTheFileThatFails(t *testing.T) {
	f, w := good()
	fine := verify.Check(f.bytes(), w)
	f.format, w.Title = 0, "Lied"
	merged := verify.Merge(map[string][]verify.Result{"a.mid": fine, "b.mid": verify.Check(f.bytes(), w), "c.mid": verify.Check(f.bytes(), w)})
	if got := failing(merged); !slices.Equal(got, []int{1, 32}) || len(merged) != verify.Rules {
		t.Errorf("rules %v fail", got)
	}
	if d := merged[0].Detail; d != "b.mid: format is 0; c.mid: format is 0" {
		t.Errorf("detail %q", d)
	}
	if r := merged[37]; !r.OK || !r.Skipped || r.Detail == "" {
		t.Errorf("%+v", r)
	}
	// Judged in one file is judged.
	if r := verify.Merge(map[string][]verify.Result{"a": fine, "b": verify.Check(f.bytes(), nil)})[11]; r.Skipped || !r.OK || r.Detail != "" {
		t.Errorf("%+v", r)
	}
	if verify.Merge(nil) != nil {
		t.Error("no files have results")
	}
}

func TestReceiptHasTheAgreedShape(t *testing.T) {
	r := verify.Receipt{
		Files:   []verify.FileReceipt{{Path: "a.mid", Notes: 2, Tracks: 1}},
		Repairs: verify.Repairs{Overlap: 1},
		Checks:  []verify.Result{{Rule: 1, Name: "n", OK: true}},
		OK:      true,
	}
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"files":[{"path":"a.mid","notes":2,"tracks":1}],"grid":null,` +
		`"repairs":{"overlap":1,"short":0,"clamped":0,"dropped":0,"merged":0,"unmapped_drums":0},` +
		`"checks":[{"rule":1,"name":"n","ok":true,"skipped":false,"detail":""}],"ok":true}`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
}

func FuzzParse(f *testing.F) {
	one, want := good()
	f.Add(one.bytes())
	for _, b := range badFiles() {
		bad, w := good()
		b.spoil(bad, w)
		f.Add(bad.bytes())
	}
	f.Add([]byte(strings.Repeat("\x00\x90\x3c\x50", 9)))
	f.Fuzz(func(t *testing.T, data []byte) {
		track := &file{format: 1, division: 480, promised: 1, tracks: [][]event{{{0, string(data)}}}}
		for _, bytes := range [][]byte{data, track.bytes()} {
			parsed, err := verify.Parse(bytes)
			if (parsed == nil) != (err != nil) {
				t.Fatalf("%v and %v", parsed, err)
			}
			for _, w := range []*verify.Want{nil, want} {
				results := verify.Check(bytes, w)
				if len(results) != verify.Rules || err != nil && len(failing(results)) != 1 {
					t.Fatalf("%+v", results)
				}
			}
		}
	})
}

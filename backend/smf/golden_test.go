package smf_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/smf"
	"partlift/backend/smf/verify"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestGoldenFiles(t *testing.T) {
	song := duet()
	for name, c := range map[string]struct {
		opt   smf.Options
		parts []int
	}{
		"ungridded.mid":  {},
		"gridded.mid":    {opt: smf.Options{Grid: steady(117.98, 0.25)}},
		"tempo-map.mid":  {opt: smf.Options{Grid: mapOf(0.25, [2]float64{1, 120.5}, [2]float64{2, 99.9})}},
		"notation.mid":   {opt: smf.Options{Grid: mapOf(0, [2]float64{1, 120.5}, [2]float64{2, 99.9}), Preset: smf.PresetNotation}},
		"part-drums.mid": {opt: smf.Options{Grid: steady(117.98, 0.25)}, parts: []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			p := arrange(t, song, c.opt)
			want := wantOf(p, song, c.opt)
			if c.parts != nil {
				want.Whole, _ = verify.Parse(encode(t, p))
				p = p.Only(c.parts...)
				whole := want.Whole
				want = wantOf(p, song, c.opt)
				want.Whole = whole
			}
			got := encode(t, p)
			passes(t, got, want)
			path := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			golden, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(golden, got) {
				t.Errorf("events (-golden +got):\n%s", cmp.Diff(events(t, golden), events(t, got)))
			}
		})
	}
}

func TestEncodeReportsTheWritersError(t *testing.T) {
	p := arrange(t, duet(), smf.Options{})
	if err := p.Encode(full{}); err == nil {
		t.Error("a full disk went unnoticed")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

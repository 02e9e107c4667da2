package bundle

import (
	"archive/zip"
	"math"
	"strings"
	"testing"

	"partlift/backend/music"
)

// Each spelling of each row means that row and no other, and the programs are
// those of the instruments.
func TestEachRowOfTheTable(t *testing.T) {
	seen := map[string]string{}
	for _, row := range table {
		for _, s := range append(strings.Split(row.spellings, ","), row.part.Name) {
			key := plain(s)
			if key == "" {
				continue
			}
			if other := seen[key]; other != "" && other != row.part.Name {
				t.Errorf("%q is of %s and of %s", s, other, row.part.Name)
			}
			seen[key] = row.part.Name
			if p, ok := PartOf(s); !ok || p.Name != row.part.Name || p.Number != 0 {
				t.Errorf("%q is %+v", s, p)
			}
		}
		if p := row.part; p.Drums && (p.Program != 0 || p.Voice) || p.Role != Instrument && p.Program != 0 {
			t.Errorf("%+v", p)
		}
		if in := music.Match(row.part.Name); row.part.Role == Instrument && in.Known && in.Drums != row.part.Drums {
			t.Errorf("%s: drums %v here and %v by General MIDI", row.part.Name, row.part.Drums, in.Drums)
		}
	}
}

func TestSizesThatOverflowAreABomb(t *testing.T) {
	huge := func(packed, full uint64) *zip.File {
		return &zip.File{FileHeader: zip.FileHeader{CompressedSize64: packed, UncompressedSize64: full}}
	}
	for name, files := range map[string][]*zip.File{
		"full":   {huge(1, math.MaxUint64), huge(1, 2)},
		"packed": {huge(math.MaxUint64, 1), huge(2, 1)},
	} {
		if !bomb(&zip.Reader{File: files}, 1000) {
			t.Errorf("%s sizes that overflow pass", name)
		}
	}
}

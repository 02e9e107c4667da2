package folder

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"math"

	"partlift/backend/session"
)

var errMap = errors.New("not a tempo track of Cubase")

// most is the longest tempo map that is read, in bytes.
const most = 64 << 20

// tempoTrack is a tempo track of Cubase.
type tempoTrack struct {
	XMLName xml.Name `xml:"MasterTrack"`
	Objects []struct {
		Class  string  `xml:"class,attr"`
		Events []event `xml:"list>obj"`
	} `xml:"obj"`
}

type event struct {
	Class  string  `xml:"class,attr"`
	Floats []value `xml:"float"`
	Ints   []value `xml:"int"`
}

type value struct {
	Name  string  `xml:"name,attr"`
	Value float64 `xml:"value,attr"`
}

func number(all []value, name string) float64 {
	for _, v := range all {
		if v.Name == name {
			return v.Value
		}
	}
	return math.NaN()
}

// Read reads the tempo map of a folder again, and that there is a text beside it.
func (Format) Read(fsys fs.FS, name string) (out session.Found, err error) {
	data, err := session.ReadFile(fsys, mapName(name), most, errMap)
	if err != nil {
		return out, err
	}
	var t tempoTrack
	if xml.Unmarshal(data, &t) != nil {
		return out, errMap
	}
	bar := 0.0
	for _, o := range t.Objects {
		for _, e := range o.Events {
			switch {
			case o.Class == "MTempoTrackEvent" && e.Class == "MTempoEvent":
				out.Tempo = append(out.Tempo, session.FoundTempo{Beat: number(e.Floats, "PPQ") / session.PPQ, BPM: number(e.Floats, "BPM")})
			case o.Class == "MSignatureTrackEvent" && e.Class == "MTimeSignatureEvent":
				m := session.FoundMeter{Beat: number(e.Ints, "Position") / session.PPQ, Numerator: int(number(e.Ints, "Numerator")), Denominator: int(number(e.Ints, "Denominator"))}
				if n := len(out.Meters); n > 0 {
					before := out.Meters[n-1]
					bar += (m.Beat - before.Beat) * float64(before.Denominator) / float64(4*before.Numerator)
				}
				if number(e.Ints, "Bar") != bar {
					out.Fault(fmt.Sprintf("a meter begins at bar %g in place of %g", number(e.Ints, "Bar"), bar))
				}
				out.Meters = append(out.Meters, m)
			default:
				out.Fault("the tempo map holds something else")
			}
		}
	}
	if info, err := fs.Stat(fsys, "README.txt"); err != nil || info.Size() == 0 {
		out.Fault("README.txt is not there")
	}
	return out, nil
}

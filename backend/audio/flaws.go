package audio

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"

	"partlift/backend/say"
)

// Flaws are what is wrong with a file that could be read even so.
type Flaws struct {
	// Cut says that the file ends before the sound does; what there is was read.
	Cut bool
	// Promised is the length in seconds of the sound that was cut off, 0 when the
	// file does not tell it.
	Promised float64
	// Gaps is in how many places the file is damaged, and Lost how many seconds
	// are silent for that. Both grow while the file is decoded.
	Gaps int
	Lost float64
	// Loud says that samples which should be up to 1 are as large as whole
	// numbers; they were divided.
	Loud bool
}

// lose counts frames that are silent because they are damaged, once however
// often they are gone to.
func (d *Decoder) lose(at, n int64) {
	if at < d.lost {
		return
	}
	if at > d.lost || d.info.Flaws.Gaps == 0 {
		d.info.Flaws.Gaps++
	}
	d.lost = at + n
	d.info.Flaws.Lost += float64(n) / float64(d.info.SampleRate)
}

// Sentences says for people what is wrong with a file that could be read even
// so; nothing when nothing is.
func (i Info) Sentences(name string) (out []say.Text) {
	name = filepath.Base(name)
	f := i.Flaws
	if f.Cut {
		out = append(out, say.Of("“{{.Name}}” is cut off: the first {{.Length}} of it was read.", say.With{"Name": name, "Length": clock(i.Seconds)}))
	}
	if f.Gaps > 0 {
		out = append(out, say.Of("“{{.Name}}” is damaged: {{.Seconds}} s of its sound is missing and was left silent.",
			say.With{"Name": name, "Seconds": strconv.FormatFloat(max(f.Lost, .1), 'f', 1, 64)}))
	}
	if f.Loud {
		out = append(out, say.Of("“{{.Name}}” has a level far above full scale, which was turned down.", say.With{"Name": name}))
	}
	return out
}

// clock writes a time as minutes and seconds, a short one with a tenth.
func clock(seconds float64) string {
	const short = 10
	if seconds < short {
		return fmt.Sprintf("0:%04.1f", math.Floor(seconds*10)/10)
	}
	s := int64(seconds)
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

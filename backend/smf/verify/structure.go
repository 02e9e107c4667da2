package verify

import (
	"fmt"
	"math/bits"
	"slices"

	"partlift/backend/say"
)

// Lines 1 to 12: structure.

func (j *judge) header() (problem, skipped string) {
	switch {
	case j.file.Format != 1:
		return fmt.Sprintf("format is %d", j.file.Format), ""
	case j.file.Declared != len(j.file.Tracks):
		return fmt.Sprintf("%d tracks promised, %d there", j.file.Declared, len(j.file.Tracks)), ""
	case len(j.file.Tracks) == 0:
		return "there are no tracks", ""
	}
	return "", ""
}

func (j *judge) metrical() (problem, skipped string) {
	if j.file.Division >= 0x8000 {
		return "time is in film frames", ""
	}
	return "", ""
}

func (j *judge) resolution() (problem, skipped string) {
	d := j.file.Division
	switch {
	case d >= 0x8000:
		return "", say.Key("time is in film frames")
	case d < 96 || d > 960 || d%96 != 0:
		return fmt.Sprintf("%d ticks per quarter note", d), ""
	}
	return "", ""
}

// conductor wants no channel event in track 0; what else has to be there, and
// only there, is for the rules about tempo, meter, key, title and markers.
func (j *judge) conductor() (problem, skipped string) {
	switch {
	case len(j.tracks) == 0:
		return "", say.Key("there are no tracks")
	case j.tracks[0].channels != 0:
		return "the first track has channel events", ""
	}
	return "", ""
}

func (j *judge) oneChannel() (problem, skipped string) {
	var used uint16
	count, shared, parts := 0, "", j.matched()
	for i, t := range j.parts() {
		if bits.OnesCount16(t.channels) > 1 {
			return fmt.Sprintf("track %d uses several channels", i+1), ""
		}
		if t.drums() || t.channels == 0 {
			continue
		}
		channel := bits.TrailingZeros16(t.channels)
		if parts != nil && !parts[i].Drums && channel != int(parts[i].Channel) {
			return fmt.Sprintf("track %d is on channel %d instead of %d", i+1, channel+1, parts[i].Channel+1), ""
		}
		count++
		if used&t.channels != 0 && shared == "" {
			shared = fmt.Sprintf("track %d shares channel %d", i+1, channel+1)
		}
		used |= t.channels
	}
	if count <= 15 {
		return shared, ""
	}
	return "", ""
}

func (j *judge) apart() (problem, skipped string) {
	if j.want == nil {
		return "", noModel
	}
	wanted, there := 0, 0
	for _, p := range j.want.Parts {
		if !p.Drums {
			wanted++
		}
	}
	for _, t := range j.parts() {
		if !t.drums() && t.channels != 0 {
			there++
		}
	}
	switch {
	case wanted <= 15:
		return "", say.Key("there are at most 15 instruments")
	case there != wanted:
		return fmt.Sprintf("%d instruments became %d tracks", wanted, there), ""
	}
	return "", ""
}

func (j *judge) noEmpty() (problem, skipped string) {
	for i, t := range j.parts() {
		if len(t.notes) == 0 {
			return fmt.Sprintf("track %d has no notes", i+1), ""
		}
	}
	if len(j.tracks) == 1 {
		return say.Key("there is only a conductor"), ""
	}
	return "", ""
}

func (j *judge) ends() (problem, skipped string) {
	last := uint64(0)
	for i, t := range j.tracks {
		last = max(last, t.last)
		switch {
		case len(t.ends) != 1 || !t.endLast:
			return fmt.Sprintf("track %d has %d ends, or something after its end", i, len(t.ends)), ""
		case t.ends[0] != j.tracks[0].ends[0]:
			return fmt.Sprintf("track %d ends at tick %d, the first at %d", i, t.ends[0], j.tracks[0].ends[0]), ""
		case len(t.events[len(t.events)-1].Data) != 0:
			return fmt.Sprintf("the end of track %d has data", i), ""
		}
	}
	if len(j.tracks) == 0 {
		return "", say.Key("there are no tracks")
	}
	end := j.tracks[0].ends[0]
	_, first := j.bar(max(last, 1) - 1) // where a file of these notes ends
	switch {
	case !j.onBarLine(end):
		return fmt.Sprintf("the end at tick %d is not a bar line", end), ""
	case end < last:
		return fmt.Sprintf("the end at tick %d lies before the last note's at %d", end, last), ""
	case j.want != nil && end != uint64(j.want.EOT):
		return fmt.Sprintf("the end is at tick %d instead of %d", end, j.want.EOT), ""
	case j.want != nil && j.want.Whole == nil && end > first:
		return fmt.Sprintf("the end at tick %d is later than the bar of the last note", end), ""
	}
	return "", ""
}

func (j *judge) running() (problem, skipped string) {
	for i, t := range j.tracks {
		for k := range t.events {
			if t.events[k].Running {
				return fmt.Sprintf("track %d leaves out a status at tick %d", i, t.events[k].Tick), ""
			}
		}
	}
	return "", ""
}

// model compares notes track by track, or all together when tracks are missing,
// of which another rule speaks.
func (j *judge) model() (problem, skipped string) {
	if j.want == nil {
		return "", noModel
	}
	if parts := j.matched(); parts != nil {
		for i, t := range j.parts() {
			if d := differ(t.notes, parts[i].Notes); d != "" {
				return fmt.Sprintf("track %d: %s", i+1, d), ""
			}
		}
		return "", ""
	}
	var there []note
	var wanted []Note
	for _, t := range j.parts() {
		there = append(there, t.notes...)
	}
	for _, p := range j.want.Parts {
		wanted = append(wanted, p.Notes...)
	}
	slices.SortFunc(there, func(a, b note) int { return order(a.model(), b.model()) })
	slices.SortFunc(wanted, order)
	return differ(there, wanted), ""
}

func (n note) model() Note {
	return Note{On: uint32(n.on), Off: uint32(n.off), Pitch: n.pitch, Velocity: n.velocity}
}

func order(a, b Note) int {
	for _, d := range [4]int64{
		int64(a.On) - int64(b.On), int64(a.Pitch) - int64(b.Pitch),
		int64(a.Off) - int64(b.Off), int64(a.Velocity) - int64(b.Velocity),
	} {
		if d != 0 {
			return int(d)
		}
	}
	return 0
}

// differ says where two sorted lists of notes first differ.
func differ(there []note, wanted []Note) string {
	for i := range min(len(there), len(wanted)) {
		n, w := there[i], wanted[i]
		if n.on != uint64(w.On) || n.off != uint64(w.Off) || n.pitch != w.Pitch || n.velocity != w.Velocity {
			return fmt.Sprintf("note %d is pitch %d, ticks %d to %d, velocity %d instead of %d, %d to %d, %d",
				i+1, n.pitch, n.on, n.off, n.velocity, w.Pitch, w.On, w.Off, w.Velocity)
		}
	}
	if len(there) != len(wanted) {
		return fmt.Sprintf("%d notes instead of %d", len(there), len(wanted))
	}
	return ""
}

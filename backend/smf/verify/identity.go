package verify

import (
	"fmt"
	"math/bits"
	"path"
	"strings"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Lines 24 to 37: notes, names, programs, markers, file name.

// ordered returns the judge of a rule that was followed event by event.
func ordered(rule int) func(*judge) (problem, skipped string) {
	return func(j *judge) (string, string) {
		for i := range j.tracks {
			if p := j.tracks[i].problems[rule]; p != "" {
				return fmt.Sprintf("track %d: %s", i, p), ""
			}
		}
		return "", ""
	}
}

// named reports whether a text may stand in a file: printable ASCII, and some.
func named(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}

// firstName checks that a track's name is its first event, its only name and
// printable.
func firstName(t track) (name, problem string) {
	all := t.texts(0x03)
	switch {
	case len(all) == 0:
		return "", "has no name"
	case len(all) > 1:
		return "", "has several names"
	case t.events[0].Status != 0xFF || t.events[0].Kind != 0x03 || t.events[0].Tick != 0:
		return "", "does not start with its name"
	case !named(all[0]):
		return "", fmt.Sprintf("has the name %+q", all[0])
	}
	return all[0], ""
}

func (j *judge) names() (problem, skipped string) {
	taken, parts := map[string]bool{}, j.matched()
	for i, t := range j.parts() {
		name, problem := firstName(t)
		switch {
		case problem != "":
			return fmt.Sprintf("track %d %s", i+1, problem), ""
		case taken[strings.ToLower(name)]:
			return fmt.Sprintf("two tracks are named %q", name), ""
		case parts != nil && name != parts[i].Name:
			return fmt.Sprintf("track %d is named %q instead of %q", i+1, name, parts[i].Name), ""
		}
		taken[strings.ToLower(name)] = true
	}
	return "", ""
}

func (j *judge) instruments() (problem, skipped string) {
	parts := j.matched()
	for i, t := range j.parts() {
		all := t.texts(0x04)
		if len(all) != 1 || !named(all[0]) {
			return fmt.Sprintf("track %d has %d instrument names, or one that is not ASCII", i+1, len(all)), ""
		}
		if parts != nil {
			if all[0] != parts[i].Instrument {
				return fmt.Sprintf("track %d is for %q instead of %q", i+1, all[0], parts[i].Instrument), ""
			}
			continue
		}
		if p, ok := t.program(); ok && !t.drums() && all[0] != music.ProgramName(p) {
			return fmt.Sprintf("track %d says %q but its program is %s", i+1, all[0], music.ProgramName(p)), ""
		}
	}
	return "", ""
}

func (j *judge) title() (problem, skipped string) {
	if len(j.tracks) == 0 {
		return "", say.Key("there are no tracks")
	}
	for i, t := range j.tracks {
		if len(t.texts(0x02)) > 0 {
			return fmt.Sprintf("track %d has a copyright notice", i), ""
		}
	}
	name, problem := firstName(j.tracks[0])
	switch {
	case problem != "":
		return "the first track " + problem, ""
	case j.want != nil && name != j.want.Title:
		return fmt.Sprintf("the title is %q instead of %q", name, j.want.Title), ""
	}
	return "", ""
}

// onePrograms judges melodic tracks; a missing program is line 20's.
func (j *judge) onePrograms() (problem, skipped string) {
	parts := j.matched()
	for i, t := range j.parts() {
		p, ok := t.program()
		switch {
		case t.drums() || !ok:
		case len(t.programs) > 1:
			return fmt.Sprintf("track %d has %d programs", i+1, len(t.programs)), ""
		case parts != nil && p != parts[i].Program:
			return fmt.Sprintf("track %d has program %d instead of %d", i+1, p, parts[i].Program), ""
		}
	}
	return "", ""
}

func (j *judge) drumChannel() (problem, skipped string) {
	parts := j.matched()
	for i, t := range j.parts() {
		if parts != nil && t.channels != 0 && parts[i].Drums != t.drums() {
			return fmt.Sprintf("track %d is on channel %d", i+1, bits.TrailingZeros16(t.channels)+1), ""
		}
		if !t.drums() {
			if names := t.texts(0x04); len(names) > 0 && music.Match(names[0]).Drums {
				return fmt.Sprintf("the drums of track %d are not on channel 10", i+1), ""
			}
			continue
		}
		for _, p := range t.programs {
			if p.Data[0] != 0 {
				return fmt.Sprintf("the drums of track %d have program %d", i+1, p.Data[0]), ""
			}
		}
	}
	return "", ""
}

func (j *judge) drumPitches() (problem, skipped string) {
	for i, t := range j.parts() {
		if !t.drums() {
			continue
		}
		for _, n := range t.notes {
			if _, ok := music.DrumName(n.pitch); ok {
				continue
			}
			if j.want != nil && j.want.DrumsAny {
				return "", say.Key("drum pitches were kept as they came")
			}
			return fmt.Sprintf("track %d has drum pitch %d at tick %d", i+1, n.pitch, n.on), ""
		}
	}
	return "", ""
}

func (j *judge) markers() (problem, skipped string) {
	for i, t := range j.tracks {
		for _, e := range t.metas {
			switch {
			case e.Kind != 0x06:
			case i > 0:
				return fmt.Sprintf("track %d has a marker", i), ""
			case !named(string(e.Data)):
				return fmt.Sprintf("the marker at tick %d is %+q", e.Tick, e.Data), ""
			case !j.onBarLine(e.Tick):
				return fmt.Sprintf("the marker at tick %d is not on a bar line", e.Tick), ""
			}
		}
	}
	return "", ""
}

func (j *judge) fileName() (problem, skipped string) {
	if j.want == nil || j.want.Path == "" {
		return "", say.Key("the file has no name yet")
	}
	return nameProblem(j.want.Path), ""
}

// nameProblem says why some system refuses the name of a file.
func nameProblem(where string) string {
	// Only the name is judged, with either system's separators.
	name := path.Base(strings.ReplaceAll(where, `\`, "/"))
	base, _, _ := strings.Cut(strings.ToUpper(name), ".")
	base = strings.TrimSpace(base)
	switch {
	case !named(name) || strings.ContainsAny(name, `<>:"|?*`):
		return fmt.Sprintf("%+q has characters that some system refuses", name)
	case !strings.HasSuffix(name, ".mid") || len(name) < 5:
		return fmt.Sprintf("%q does not end in .mid", name)
	case strings.HasPrefix(name, " ") || strings.HasPrefix(name, ".") || strings.HasSuffix(strings.TrimSuffix(name, ".mid"), " "):
		return fmt.Sprintf("%q starts or ends with a blank or a dot", name)
	case len(name) > 255:
		return "the name is longer than 255 bytes"
	case device(base):
		return fmt.Sprintf("%q is the name of a device", name)
	}
	return ""
}

// device reports whether Windows keeps a name for a device.
func device(base string) bool {
	switch base {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(base) == 4 && (base[:3] == "COM" || base[:3] == "LPT") && base[3] >= '0' && base[3] <= '9'
}

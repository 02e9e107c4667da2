package dawproject

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"

	"partlift/backend/music"
	"partlift/backend/session"
)

// most is the longest description that is read, in bytes.
const most = 256 << 20

var errProject = errors.New("project.xml cannot be read")

// Read reads a project again; name is not needed. What breaks the rules of the
// format is among the faults, what is no project at all is the error.
func (Format) Read(fsys fs.FS, _ string) (session.Found, error) {
	data, err := session.ReadFile(fsys, projectName, most, errProject)
	if err != nil {
		return session.Found{}, err
	}
	var n node
	if err := xml.Unmarshal(data, &n); err != nil || n.XMLName.Local != "Project" {
		return session.Found{}, errProject
	}
	r := &reader{ids: map[string]bool{}, at: map[string]int{}}
	meta, err := session.ReadFile(fsys, metaName, most, errProject)
	if err != nil || xml.Unmarshal(meta, new(node)) != nil {
		r.out.Fault("metadata.xml cannot be read")
	}
	r.identify(&n)
	r.project(&n)
	return r.out, nil
}

// node is an element with what is in it.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []node     `xml:",any"`
}

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// child returns the first element of a path, an empty one where there is none.
func (n *node) child(path ...string) *node {
	for _, name := range path {
		var next *node
		for i := range n.Nodes {
			if n.Nodes[i].XMLName.Local == name {
				next = &n.Nodes[i]
				break
			}
		}
		if next == nil {
			return &node{}
		}
		n = next
	}
	return n
}

// each calls do for all elements of a name, however deep.
func (n *node) each(name string, do func(*node)) {
	for i := range n.Nodes {
		if n.Nodes[i].XMLName.Local == name {
			do(&n.Nodes[i])
		}
		n.Nodes[i].each(name, do)
	}
}

// reader reads project.xml.
type reader struct {
	out session.Found
	ids map[string]bool
	at  map[string]int // tracks by identifier
}

// number reads an attribute; NaN where it is not a number.
func (r *reader) number(n *node, name string) float64 {
	f, err := strconv.ParseFloat(n.attr(name), 64)
	if err != nil || strings.ContainsAny(n.attr(name), "eExX_") {
		r.out.Fault(fmt.Sprintf("%s of %s is not a number", name, n.XMLName.Local))
		return math.NaN()
	}
	return f
}

// whole reads an attribute that is a whole number.
func (r *reader) whole(n *node, name string) int {
	f := r.number(n, name)
	if !(math.Abs(f) < 1<<30) || f != math.Trunc(f) {
		return -1
	}
	return int(f)
}

// identify checks that identifiers are unique and that references have a target.
func (r *reader) identify(n *node) {
	var refs []string
	var walk func(n *node)
	walk = func(n *node) {
		for _, a := range n.Attrs {
			switch a.Name.Local {
			case "id":
				if r.ids[a.Value] || a.Value == "" {
					r.out.Fault("the identifier " + a.Value + " is there twice")
				}
				r.ids[a.Value] = true
			case "track", "destination", "parameter":
				refs = append(refs, a.Value)
			}
		}
		for i := range n.Nodes {
			walk(&n.Nodes[i])
		}
	}
	walk(n)
	for _, ref := range refs {
		if !r.ids[ref] {
			r.out.Fault("nothing has the identifier " + ref)
		}
	}
}

func (r *reader) project(n *node) {
	if n.child("Transport", "Tempo").attr("unit") != "bpm" {
		r.out.Fault("the tempo is not in BPM")
	}
	r.maps(n)
	masters := 0
	structure := n.child("Structure")
	for i := range structure.Nodes {
		t := &structure.Nodes[i]
		if t.child("Channel").attr("role") == "master" {
			masters++
			continue
		}
		r.at[t.attr("id")] = len(r.out.Tracks)
		r.out.Tracks = append(r.out.Tracks, session.FoundTrack{Name: t.attr("name"), Color: t.attr("color"), Program: program(t.attr("comment")),
			Muted: t.child("Channel", "Mute").attr("value") == "true", Gain: r.number(t.child("Channel", "Volume"), "value")})
	}
	if masters != 1 {
		r.out.Fault(fmt.Sprintf("%d master tracks", masters))
	}
	lanes := n.child("Arrangement", "Lanes")
	if lanes.attr("timeUnit") != "beats" {
		r.out.Fault("the arrangement is not in beats")
	}
	for i := range lanes.Nodes {
		at, ok := r.at[lanes.Nodes[i].attr("track")]
		if !ok {
			r.out.Fault("a lane has no track")
			continue
		}
		for k := range lanes.Nodes[i].child("Clips").Nodes {
			r.clip(&lanes.Nodes[i].child("Clips").Nodes[k], &r.out.Tracks[at])
		}
	}
	n.child("Arrangement", "Markers").each("Marker", func(m *node) {
		r.out.Markers = append(r.out.Markers, session.FoundMarker{Second: r.out.Second(r.number(m, "time")), Text: m.attr("name")})
	})
}

// program reads the hint of a track.
func program(comment string) int {
	p := 0
	switch _, err := fmt.Sscanf(comment, "GM %d ", &p); {
	case strings.HasPrefix(comment, "GM drums"):
		return 0
	case err != nil:
		return -1
	}
	return p - 1
}

// maps reads tempo and meters, which the transport repeats.
func (r *reader) maps(n *node) {
	tempo := n.child("Arrangement", "TempoAutomation")
	tempo.each("RealPoint", func(p *node) {
		r.out.Tempo = append(r.out.Tempo, session.FoundTempo{Beat: r.number(p, "time"), BPM: r.number(p, "value")})
		if p.attr("interpolation") != "hold" {
			r.out.Fault("a tempo does not hold until the next")
		}
	})
	meters := n.child("Arrangement", "TimeSignatureAutomation")
	meters.each("TimeSignaturePoint", func(p *node) {
		r.out.Meters = append(r.out.Meters, session.FoundMeter{Beat: r.number(p, "time"), Numerator: r.whole(p, "numerator"), Denominator: r.whole(p, "denominator")})
	})
	first, meter := n.child("Transport", "Tempo"), n.child("Transport", "TimeSignature")
	switch {
	case tempo.attr("unit") != "bpm" || tempo.attr("timeUnit") != "beats" || meters.attr("timeUnit") != "beats":
		r.out.Fault("the tempo map is not in beats and BPM")
	case tempo.child("Target").attr("parameter") != first.attr("id") || meters.child("Target").attr("parameter") != meter.attr("id"):
		r.out.Fault("the tempo map is of something else")
	case len(r.out.Tempo) == 0 || r.out.Tempo[0].BPM != r.number(first, "value"):
		r.out.Fault("the transport has another tempo")
	case len(r.out.Meters) == 0 || r.out.Meters[0].Numerator != r.whole(meter, "numerator") || r.out.Meters[0].Denominator != r.whole(meter, "denominator"):
		r.out.Fault("the transport has another meter")
	}
}

// clip reads a clip of a track.
func (r *reader) clip(c *node, t *session.FoundTrack) {
	start := r.number(c, "time")
	from := start - r.number(c, "playStart")
	end := start + r.number(c, "duration")
	c.each("Note", func(n *node) {
		on, length := from+r.number(n, "time"), r.number(n, "duration")
		if on < start || on+length > end+1e-9 {
			r.out.Fault("a note lies outside its clip")
		}
		t.Notes = append(t.Notes, session.FoundNote{On: r.out.Second(on), Off: r.out.Second(on + length), Pitch: r.whole(n, "key"), Velocity: int(r.number(n, "vel") * 127)})
	})
	c.each("Points", func(p *node) { r.points(p, from, t) })
	c.each("Audio", func(a *node) { r.sound(c, a, t) })
}

// points reads a controller of a part.
func (r *reader) points(p *node, from float64, t *session.FoundTrack) {
	target := p.child("Target")
	kind := music.ControlKind(0)
	switch target.attr("expression") {
	case "pitchBend":
		kind = music.Bend
	case "channelPressure":
		kind = music.Pressure
	default:
		kind = music.ControlKind(r.whole(target, "controller"))
	}
	p.each("RealPoint", func(n *node) {
		v := r.number(n, "value")
		c := session.FoundControl{Second: r.out.Second(from + r.number(n, "time")), Kind: kind, Value: int(v * 127)}
		if kind == music.Bend {
			c.Value = int(v*16384) - 8192
		}
		t.Controls = append(t.Controls, c)
	})
}

// sound reads a clip of sound, whose warps must change nothing.
func (r *reader) sound(c, a *node, t *session.FoundTrack) {
	inner, warps := c.child("Clips", "Clip"), c.child("Clips", "Clip", "Warps")
	s := session.FoundSound{Path: a.child("File").attr("path"), Start: r.out.Second(r.number(c, "time")), Length: r.out.Second(r.number(c, "duration")),
		Channels: r.whole(a, "channels"), Loops: c.attr("loopEnd") != ""}
	s.Skip = r.number(c, "playStart") + r.number(inner, "time") + r.number(inner, "playStart")
	s.Stretched = a.attr("algorithm") != "raw" || warps.attr("timeUnit") != "seconds" || warps.attr("contentTimeUnit") != "seconds"
	warps.each("Warp", func(w *node) { s.Stretched = s.Stretched || r.number(w, "time") != r.number(w, "contentTime") })
	if d := r.number(a, "duration"); !(math.Abs(d-s.Length) < 1e-6) || inner.attr("duration") != c.attr("duration") {
		r.out.Fault(s.Path + " has clips of several lengths")
	}
	t.Sounds = append(t.Sounds, s)
}

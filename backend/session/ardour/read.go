package ardour

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"

	"partlift/backend/session"
)

var errSession = errors.New("not a session of Ardour")

// most is the longest description that is read, in bytes.
const most = 256 << 20

// Read reads the session of a name again. What breaks the rules of the format is
// among the faults, what is no session at all is the error.
func (Format) Read(fsys fs.FS, name string) (session.Found, error) {
	data, err := session.ReadFile(fsys, name+".ardour", most, errSession)
	if err != nil {
		return session.Found{}, err
	}
	var d description
	if err := xml.Unmarshal(data, &d); err != nil {
		return session.Found{}, errSession
	}
	r := &reader{d: &d, fsys: fsys, name: name, sources: map[string]source{}}
	r.session()
	return r.out, nil
}

// description is what is read of a session.
type description struct {
	XMLName xml.Name `xml:"Session"`
	Name    string   `xml:"name,attr"`
	Rate    int64    `xml:"sample-rate,attr"`
	Options []struct {
		Name string `xml:"name,attr"`
	} `xml:"Config>Option"`
	Sources   []source `xml:"Sources>Source"`
	Regions   []region `xml:"Regions>Region"`
	Routes    []route  `xml:"Routes>Route"`
	Playlists []struct {
		ID      string   `xml:"id,attr"`
		Type    string   `xml:"type,attr"`
		Regions []region `xml:"Region"`
	} `xml:"Playlists>Playlist"`
	Locations []struct {
		Name  string `xml:"name,attr"`
		Start string `xml:"start,attr"`
		Flags string `xml:"flags,attr"`
	} `xml:"Locations>Location"`
	Map struct {
		Clock  int64 `xml:"superclocks-per-second,attr"`
		Tempos []struct {
			BPM  float64 `xml:"npm,attr"`
			End  float64 `xml:"enpm,attr"`
			Type string  `xml:"type,attr"`
			place
		} `xml:"Tempos>Tempo"`
		Meters []struct {
			Value int `xml:"note-value,attr"`
			Count int `xml:"divisions-per-bar,attr"`
			place
		} `xml:"Meters>Meter"`
	} `xml:"TempoMap"`
}

type source struct {
	ID      string `xml:"id,attr"`
	Name    string `xml:"name,attr"`
	Type    string `xml:"type,attr"`
	Channel int    `xml:"channel,attr"`
}

type region struct {
	Muted    string     `xml:"muted,attr"`
	Start    string     `xml:"start,attr"`
	Length   string     `xml:"length,attr"`
	Stretch  string     `xml:"stretch,attr"`
	Type     string     `xml:"type,attr"`
	Whole    string     `xml:"whole-file,attr"`
	Channels int        `xml:"channels,attr"`
	Attrs    []xml.Attr `xml:",any,attr"`
}

type route struct {
	ID    string `xml:"id,attr"`
	Name  string `xml:"name,attr"`
	Audio string `xml:"audio-playlist,attr"`
	MIDI  string `xml:"midi-playlist,attr"`
	Info  struct {
		Color uint64 `xml:"color,attr"`
		Order int    `xml:"order,attr"`
		Flags string `xml:"flags,attr"`
	} `xml:"PresentationInfo"`
	Master struct {
		Muted string `xml:"muted,attr"`
	} `xml:"MuteMaster"`
	Controls []control `xml:"Controllable"`
	Inside   []control `xml:"Processor>Controllable"`
}

type control struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// place is where a point of the tempo map lies, three times.
type place struct {
	Clock    int64  `xml:"sclock,attr"`
	Quarters string `xml:"quarters,attr"`
	Bar      string `xml:"bbt,attr"`
}

// beat is the place in quarter notes.
func (p place) beat() float64 {
	whole, rest, _ := strings.Cut(p.Quarters, ":")
	a, err1 := strconv.ParseFloat(whole, 64)
	b, err2 := strconv.ParseFloat(rest, 64)
	if err1 != nil || err2 != nil {
		return math.NaN()
	}
	return a + b/beatParts
}

// reader reads a session.
type reader struct {
	d       *description
	out     session.Found
	fsys    fs.FS
	name    string
	sources map[string]source
}

func (r *reader) fault(format string, args ...any) { r.out.Fault(fmt.Sprintf(format, args...)) }

func (r *reader) session() {
	if r.d.Name != r.name || r.d.Rate <= 0 || r.d.Map.Clock != superclock {
		r.fault("the session is called %q, at %d Hz", r.d.Name, r.d.Rate)
	}
	if len(r.d.Options) == 0 || r.d.Options[0].Name != "native-file-data-format" {
		r.fault("the form of its sound is not said")
	}
	r.tempoMap()
	for _, s := range r.d.Sources {
		if _, again := r.sources[s.ID]; again {
			r.fault("two sources have one number")
		}
		r.sources[s.ID] = s
	}
	if len(r.d.Regions) != len(r.d.Playlists) {
		r.fault("%d regions of whole files for %d lists", len(r.d.Regions), len(r.d.Playlists))
	}
	for _, l := range r.d.Locations {
		if l.Flags == "IsMark" {
			r.out.Markers = append(r.out.Markers, session.FoundMarker{Second: r.seconds(l.Start), Text: l.Name})
		}
	}
	masters := 0
	for _, t := range r.d.Routes {
		if strings.HasPrefix(t.Info.Flags, "MasterOut") {
			masters++
			continue
		}
		r.route(t)
	}
	if masters != 1 {
		r.fault("%d master buses", masters)
	}
}

// tempoMap reads the map, whose places as time and as bars must be those that its
// beats lead to.
func (r *reader) tempoMap() {
	for _, t := range r.d.Map.Tempos {
		if t.Type != "Tempo::Constant" || t.BPM != t.End {
			r.fault("a tempo does not hold until the next")
		}
		r.out.Tempo = append(r.out.Tempo, session.FoundTempo{Beat: t.beat(), BPM: t.BPM})
		r.clock(t.place)
	}
	bar := 1.0
	for i, m := range r.d.Map.Meters {
		if i > 0 {
			before := r.out.Meters[i-1]
			bar += (m.beat() - before.Beat) * float64(before.Denominator) / float64(4*before.Numerator)
		}
		if m.Bar != fmt.Sprintf("%g|1|0", bar) {
			r.fault("a meter is said to begin at %s in place of bar %g", m.Bar, bar)
		}
		r.out.Meters = append(r.out.Meters, session.FoundMeter{Beat: m.beat(), Numerator: m.Count, Denominator: m.Value})
		r.clock(m.place)
	}
}

func (r *reader) clock(p place) {
	if want := r.out.Second(p.beat()); !(math.Abs(float64(p.Clock)/superclock-want) < 1e-5) {
		r.fault("beat %s is said to be at %d", p.Quarters, p.Clock)
	}
}

// seconds reads a time, whose first letter says in what it is counted.
func (r *reader) seconds(text string) float64 {
	if text == "" {
		return math.NaN()
	}
	n, err := strconv.ParseFloat(text[1:], 64)
	switch {
	case err != nil:
		r.fault("%s is not a time", text)
		return math.NaN()
	case text[0] == 'a':
		return n / superclock
	case text[0] == 'b':
		return r.out.Second(n / beatParts)
	}
	r.fault("%s is not a time", text)
	return math.NaN()
}

func (r *reader) route(t route) {
	found := session.FoundTrack{Name: t.Name, Color: fmt.Sprintf("#%06x", t.Info.Color>>8), Gain: math.NaN(), Program: -1}
	mute := ""
	for _, c := range t.Controls {
		if c.Name == "mute" {
			mute = c.Value
		}
	}
	if found.Muted = mute == "1"; mute != t.Master.Muted {
		r.fault("“%s” is muted and not muted", t.Name)
	}
	for _, c := range t.Inside {
		if c.Name == "gaincontrol" {
			found.Gain, _ = strconv.ParseFloat(c.Value, 64)
		}
	}
	if t.Info.Order != len(r.out.Tracks)+1 || t.Info.Color&0xFF != 0xFF {
		r.fault("“%s” has no place or color", t.Name)
	}
	for _, l := range r.d.Playlists {
		if l.ID == t.Audio && l.Type == "audio" || l.ID == t.MIDI && l.Type == "midi" {
			for _, reg := range l.Regions {
				r.region(reg, l.Type, &found)
			}
		}
	}
	r.out.Tracks = append(r.out.Tracks, found)
}

// region reads what a track plays.
func (r *reader) region(g region, kind string, t *session.FoundTrack) {
	length, at, ok := strings.Cut(g.Length, "@")
	if !ok || g.Muted != "0" || g.Stretch != "1" || g.Type != kind || g.Whole != "0" {
		r.fault("a region of “%s” is not in order", t.Name)
		return
	}
	var used []source
	for i := 0; ; i++ {
		id := g.attr(fmt.Sprintf("source-%d", i))
		if id == "" {
			break
		}
		s, known := r.sources[id]
		if !known || g.attr("master-"+fmt.Sprintf("source-%d", i)) != id || s.Type != kind || s.Channel != i || s.Name != r.sources[g.attr("source-0")].Name {
			r.fault("a region of “%s” plays what is not there", t.Name)
			return
		}
		used = append(used, s)
	}
	if len(used) == 0 || kind == "audio" && len(used) != g.Channels {
		r.fault("a region of “%s” plays nothing", t.Name)
		return
	}
	if kind == "midi" {
		r.midi(used[0].Name, r.seconds(at), r.seconds(length), t)
		return
	}
	file := Format{}.Media(r.name, used[0].Name)
	if _, err := fs.Stat(r.fsys, file); err != nil {
		r.fault("%s is not there", file)
	}
	t.Sounds = append(t.Sounds, session.FoundSound{Path: file, Start: r.seconds(at), Skip: r.seconds(g.Start), Length: r.seconds(length),
		Channels: len(used), Beats: at[:min(1, len(at))] != "a"})
}

func (g region) attr(name string) string {
	for _, a := range g.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// midi reads the notes of a region.
func (r *reader) midi(file string, start, length float64, t *session.FoundTrack) {
	data, err := session.ReadFile(r.fsys, path.Join("interchange", r.name, "midifiles", file), most, errSession)
	if err != nil {
		r.fault("%s is not there", file)
		return
	}
	all, end, err := readMIDI(data)
	if err != nil || start != 0 || math.Abs(r.out.Second(end/beatParts)-length) > 1e-6 {
		r.fault("the notes of “%s” do not end where their region does", t.Name)
		return
	}
	messages := make([]session.Message, len(all))
	for i, e := range all {
		messages[i] = session.Message{Second: r.out.Second(e.at / beatParts), Data: e.data}
	}
	for _, f := range t.Played(messages) {
		r.fault("“%s”: %s", t.Name, f)
	}
}

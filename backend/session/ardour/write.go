// Package ardour writes and reads sessions of Ardour 7 and later: a folder with a
// description in XML, and sound and notes in folders inside.
package ardour

import (
	"fmt"
	"math"
	"path"
	"strconv"
	"strings"

	"partlift/backend/session"
)

// Format is the format of Ardour's sessions. The folder that a session lies in
// is to be called as the session.
type Format struct{}

// Fit returns what of a session the format holds: names of tracks are those of
// ports, in which colons and slashes mean something.
func (Format) Fit(s *session.Session) *session.Session {
	return s.Renamed(func(name string) string {
		return strings.NewReplacer(":", "-", "/", "-", `\`, "-", ";", "-").Replace(name)
	})
}

// Media returns where a sound lies.
func (Format) Media(name, file string) string {
	return path.Join("interchange", name, "audiofiles", file)
}

// Ardour counts time in superclocks, and beats in parts of a quarter note.
const (
	superclock = 282240000 // a second
	beatParts  = 1920      // a quarter note
)

// version is that of the format, which Ardour 7.0.2 and later read.
const version = 7002

// Files returns what a session is made of beside the sound. The session has been
// through Fit.
func (Format) Files(name string, s *session.Session) ([]session.File, error) {
	w := &writer{s: s, name: name, next: 1000}
	for i, t := range s.Tracks {
		if t.Sound != nil {
			w.sound(i, t)
		} else {
			w.part(i, t)
		}
	}
	w.locations()
	w.session()
	for _, dir := range []string{"export", "peaks", "plugins", "analysis", "dead", "externals"} {
		w.files = append(w.files, session.File{Path: dir + "/"})
	}
	return w.files, nil
}

// writer writes a session; its sections are filled side by side.
type writer struct {
	s                                          *session.Session
	name                                       string
	next                                       int // number given last
	files                                      []session.File
	sources, regions, lists, routes, locs, all session.Markup
}

func (w *writer) id() int {
	w.next++
	return w.next
}

// audioTime is a second in superclocks.
func audioTime(seconds float64) int64 { return int64(math.Round(seconds * superclock)) }

// parts is a tick in parts of a beat.
func parts(tick uint32) int64 { return int64(tick) * beatParts / session.PPQ }

// sound adds a track of sound: a source for each channel, a region of the whole
// file, and the region that is played.
func (w *writer) sound(i int, t session.Track) {
	var ids []int
	for ch := range t.Sound.Channels {
		id := w.id()
		ids = append(ids, id)
		w.sources.Put(`<Source name="%s" take-id="" type="audio" flags="" id="%d" channel="%d" origin="" gain="1"/>`+"\n", t.Sound.File, id, ch)
	}
	length := (t.Sound.Frames*superclock + int64(w.s.Rate)/2) / int64(w.s.Rate)
	region := func(to *session.Markup, whole bool) {
		w.region(to, t.Name, whole, "a", length)
		to.Put(` type="audio" first-edit="nothing" envelope-active="0" default-fade-in="1" default-fade-out="1" fade-in-active="0" fade-out-active="0" scale-amplitude="1" channels="%d"`, len(ids))
		for ch, id := range ids {
			to.Put(` source-%d="%d" master-source-%d="%d"`, ch, id, ch, id)
		}
		to.Put("/>\n")
	}
	region(&w.regions, true)
	w.list(i, t, "audio", region)
}

// part adds a track of notes, which lie in a file of their own.
func (w *writer) part(i int, t session.Track) {
	file := fmt.Sprintf("%03d.mid", i+1)
	w.files = append(w.files, session.File{Path: path.Join("interchange", w.name, "midifiles", file), Data: midi(t.Part, w.s.EOT)})
	id := w.id()
	w.sources.Put(`<Source name="%s" take-id="" type="midi" flags="" id="%d" origin=""/>`+"\n", file, id)
	region := func(to *session.Markup, whole bool) {
		w.region(to, t.Name, whole, "b", parts(w.s.EOT))
		to.Put(` type="midi" first-edit="nothing" source-0="%d" master-source-0="%d"/>`+"\n", id, id)
	}
	region(&w.regions, true)
	w.list(i, t, "midi", region)
}

// region begins a region from the start on; unit says in what its length is
// counted. A length without its place crashes the program.
func (w *writer) region(to *session.Markup, name string, whole bool, unit string, length int64) {
	to.Put(`<Region name="%s" muted="0" opaque="1" locked="0" video-locked="0" automatic="0" whole-file="%d" import="0" external="0" sync-marked="0" left-of-split="0" right-of-split="0" hidden="0" position-locked="0" valid-transients="0"`, name, session.Digit(whole))
	to.Put(` start="%s0" length="%s%d@%s0" sync-position="%s0" stretch="1" shift="1" layering-index="0" tags="" contents="0" id="%d"`, unit, unit, length, unit, unit, w.id())
}

// list adds a playlist and the route that plays it.
func (w *writer) list(i int, t session.Track, kind string, region func(*session.Markup, bool)) {
	list := w.id()
	route := w.route(i, t, kind, list)
	w.lists.Put(`<Playlist id="%d" name="%s" type="%s" orig-track-id="%d" shared-with-ids="" frozen="0" combine-ops="0">`, list, t.Name, kind, route)
	region(&w.lists, false)
	w.lists.Put("</Playlist>\n")
}

// locations adds the range of the song and its markers.
func (w *writer) locations() {
	w.locs.Put(`<Location id="%d" name="session" start="a0" end="a%d" flags="IsSessionRange" locked="0" timestamp="0"/>`+"\n", w.id(), audioTime(w.s.End()))
	for _, m := range w.s.Markers {
		at := parts(m.Tick)
		w.locs.Put(`<Location id="%d" name="%s" start="b%d" end="b%d" flags="IsMark" locked="0" timestamp="0"/>`+"\n", w.id(), m.Text, at, at)
	}
}

// session puts the sections together.
func (w *writer) session() {
	out := &w.all
	master := w.master()
	out.Put(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<Session version="%d" name="%s" sample-rate="%d" session-range-is-free="0" id-counter="%d" name-counter="1" event-counter="0" vca-counter="1">`+"\n", version, w.name, w.s.Rate, w.next+100)
	out.Put(`<ProgramVersion created-with="Partlift" modified-with="Partlift"/>` + "\n")
	out.Put(`<Config><Option name="native-file-data-format" value="FormatInt24"/><Option name="native-file-header-format" value="WAVE"/></Config>` + "\n" + `<Metadata/>` + "\n")
	section := func(name string, of ...*session.Markup) {
		fmt.Fprintf(out, "<%s>\n", name)
		for _, m := range of {
			out.Write(m.Bytes())
		}
		fmt.Fprintf(out, "</%s>\n", name)
	}
	section("Sources", &w.sources)
	section("Regions", &w.regions)
	section("Locations", &w.locs)
	section("Routes", master, &w.routes)
	section("Playlists", &w.lists)
	out.Put("<UnusedPlaylists/><RouteGroups/>\n")
	w.tempoMap(out)
	out.Put("</Session>\n")
	w.files = append(w.files, session.File{Path: w.name + ".ardour", Data: out.Bytes()})
}

// tempoMap writes tempo and meters. Ardour keeps a tempo as a whole number of
// superclocks in a quarter note, and so are the places counted here.
func (w *writer) tempoMap(out *session.Markup) {
	out.Put(`<TempoMap superclocks-per-second="%d"><Tempos>`+"\n", superclock)
	for _, t := range w.s.Tempo {
		bpm := session.Number(60 * superclock / float64(quarter(t)))
		out.Put(`<Tempo npm="%s" enpm="%s" note-type="4" type="Tempo::Constant" active="1" locked-to-meter="0" continuing="0" %s omega="0"/>`+"\n", bpm, bpm, session.Raw(w.at(t.Tick)))
	}
	out.Put("</Tempos><Meters>\n")
	for _, m := range w.s.Meters {
		out.Put(`<Meter note-value="%d" divisions-per-bar="%d" %s/>`+"\n", m.Denominator, m.Numerator, session.Raw(w.at(m.Tick)))
	}
	out.Put("</Meters><MusicTimes/></TempoMap>\n")
}

// quarter is the length of a quarter note in superclocks.
func quarter(t session.Tempo) int64 { return int64(math.Round(superclock * float64(t.Micros) / 1e6)) }

// at writes where a tick lies: as time, as beats and as bars.
func (w *writer) at(tick uint32) string {
	clock := int64(0)
	for i, t := range w.s.Tempo {
		end := tick
		if i+1 < len(w.s.Tempo) {
			end = min(end, w.s.Tempo[i+1].Tick)
		}
		if end <= t.Tick {
			break
		}
		clock += int64(end-t.Tick) * quarter(t) / session.PPQ
	}
	p := w.s.Place(tick)
	rest := int64(p.Rest) * beatParts / int64(w.s.MeterAt(tick).BeatTicks())
	return fmt.Sprintf(`sclock="%d" quarters="%d:%d" bbt="%d|%d|%d"`, clock, tick/session.PPQ, parts(tick%session.PPQ), p.Bar, p.Beat, rest)
}

// color is RRGGBBAA.
func color(hex string) uint64 {
	v, _ := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	return v<<8 | 0xff
}

// Package dawproject writes and reads .dawproject files, which Bitwig Studio,
// Studio One, Cubase and others open: a ZIP archive of a description in XML and
// the sound.
package dawproject

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"partlift/backend/music"
	"partlift/backend/session"
)

// Names inside the archive.
const (
	projectName = "project.xml"
	metaName    = "metadata.xml"
	mediaDir    = "Media/"
)

// Format is the format of .dawproject files.
type Format struct{}

// Fit returns what of a session the format holds: it knows no bend ranges.
func (Format) Fit(s *session.Session) *session.Session {
	out := s.Renamed(func(name string) string { return name })
	for i, t := range out.Tracks {
		if t.Part != nil {
			part := *t.Part
			part.Controls = slices.DeleteFunc(slices.Clone(part.Controls), func(c session.Control) bool { return c.Kind == music.BendRange })
			out.Tracks[i].Part = &part
		}
	}
	return out
}

// Media returns where a sound lies.
func (Format) Media(_, file string) string { return mediaDir + file }

// Files returns what is in the archive beside the sound.
func (Format) Files(_ string, s *session.Session) ([]session.File, error) {
	w := &writer{s: s}
	w.project()
	var m session.Markup
	m.Put(xmlHead+"<MetaData><Title>%s</Title><Comment>%s</Comment></MetaData>\n", s.Title, comment(s))
	return []session.File{{Path: metaName, Data: m.Bytes()}, {Path: projectName, Data: w.Bytes()}}, nil
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// comment says what has no place elsewhere.
func comment(s *session.Session) string {
	parts := []string{"Written by Partlift."}
	if s.Key != "" {
		parts = append(parts, "Key: "+s.Key+".")
	}
	if !s.Barred {
		parts = append(parts, "The tempo is not known.")
	}
	return strings.Join(append(parts, fmt.Sprintf("All sound begins at bar 1, with %.6f s of silence in front.", s.Shift+s.Offset)), " ")
}

// writer writes project.xml, whose elements have the order of the schema.
type writer struct {
	session.Markup
	s            *session.Session
	tempo, meter string // identifiers
}

func (w *writer) project() {
	first, meter := w.s.Tempo[0], w.s.Meters[0]
	w.tempo, w.meter = w.ID(), w.ID()
	w.Put(xmlHead + `<Project version="1.0">` + "\n" + `<Application name="Partlift" version="1.0"/>` + "\n")
	low, high := 20.0, 999.0 // what programs take, and what the song needs
	for _, t := range w.s.Tempo {
		low, high = min(low, math.Floor(t.BPM())), max(high, math.Ceil(t.BPM()))
	}
	w.Put(`<Transport><Tempo max="%s" min="%s" unit="bpm" value="%s" id="%s" name="Tempo"/>`, session.Number(high), session.Number(low), session.Number(first.BPM()), w.tempo)
	w.Put(`<TimeSignature denominator="%d" numerator="%d" id="%s" name="Time Signature"/></Transport>`+"\n", meter.Denominator, meter.Numerator, w.meter)
	ids := w.structure()
	w.Put(`<Arrangement id="%s">`+"\n"+`<Lanes timeUnit="beats" id="%s">`+"\n", w.ID(), w.ID())
	for i, t := range w.s.Tracks {
		w.Put(`<Lanes track="%s" id="%s"><Clips id="%s">`, ids[i], w.ID(), w.ID())
		if t.Sound != nil {
			w.sound(t)
		} else {
			w.part(t)
		}
		w.Put("</Clips></Lanes>\n")
	}
	w.Put("</Lanes>\n")
	w.markers()
	w.maps()
	w.Put("</Arrangement>\n<Scenes/>\n</Project>\n")
}

const masterID = "idmaster"

// structure writes the tracks and returns their identifiers.
func (w *writer) structure() (ids []string) {
	w.Put("<Structure>\n")
	for _, t := range w.s.Tracks {
		kind, hint, gain := "audio", "", 1.0
		if t.Part != nil {
			kind, hint = "notes", gmHint(t.Part)
		} else {
			gain = t.Sound.Gain
		}
		id := w.ID()
		ids = append(ids, id)
		w.Put(`<Track contentType="%s" loaded="true" id="%s" name="%s" color="%s"`, kind, id, t.Name, t.Color)
		if hint != "" {
			w.Put(` comment="%s"`, hint)
		}
		w.Put(`><Channel audioChannels="2" destination="%s" role="regular" solo="false" id="%s">`, masterID, w.ID())
		w.fader(t.Muted, gain)
	}
	w.Put(`<Track contentType="audio notes" loaded="true" id="%s" name="Master"><Channel audioChannels="2" role="master" solo="false" id="%s">`, w.ID(), masterID)
	w.fader(false, 1)
	w.Put("</Structure>\n")
	return ids
}

func (w *writer) fader(muted bool, gain float64) {
	w.Put(`<Mute value="%t" id="%s" name="Mute"/><Pan max="1" min="0" unit="normalized" value="0.5" id="%s" name="Pan"/>`, muted, w.ID(), w.ID())
	w.Put(`<Volume max="%s" min="0" unit="linear" value="%s" id="%s" name="Volume"/></Channel></Track>`+"\n", session.Number(max(2, gain)), session.Number(gain), w.ID())
}

// gmHint says which sound of General MIDI a part wants; programs are counted
// from 1 there.
func gmHint(p *session.Part) string {
	if p.Drums {
		return fmt.Sprintf("GM drums, channel %d", p.Channel+1)
	}
	return fmt.Sprintf("GM %d %s, channel %d", int(p.Program)+1, p.Instrument, p.Channel+1)
}

// sound writes a clip in a clip whose seconds are stretched to themselves: of
// the forms that the format knows the only one that all readers take.
func (w *writer) sound(t session.Track) {
	length := t.Sound.Seconds(w.s.Rate)
	beats, seconds := session.Number(w.s.Tick(length)/session.PPQ), session.Number(length)
	w.Put(`<Clip time="0" duration="%s" contentTimeUnit="beats" playStart="0" name="%s" color="%s"><Clips id="%s">`, beats, t.Name, t.Color, w.ID())
	w.Put(`<Clip time="0" duration="%s" contentTimeUnit="seconds" playStart="0"><Warps contentTimeUnit="seconds" timeUnit="seconds" id="%s">`, beats, w.ID())
	w.Put(`<Audio algorithm="raw" channels="%d" duration="%s" sampleRate="%d" id="%s"><File path="%s"/></Audio>`, t.Sound.Channels, seconds, w.s.Rate, w.ID(), mediaDir+t.Sound.File)
	w.Put(`<Warp time="0" contentTime="0"/><Warp time="%s" contentTime="%s"/></Warps></Clip></Clips></Clip>`, seconds, seconds)
}

func beat(tick uint32) string { return session.Number(float64(tick) / session.PPQ) }

func (w *writer) part(t session.Track) {
	p := t.Part
	w.Put(`<Clip time="0" duration="%s" playStart="0" name="%s" color="%s">`, beat(w.s.EOT), t.Name, t.Color)
	if len(p.Controls) > 0 {
		w.Put(`<Lanes id="%s">`, w.ID())
	}
	w.Put(`<Notes id="%s">`+"\n", w.ID())
	for _, n := range p.Notes {
		w.Put(`<Note time="%s" duration="%s" channel="%d" key="%d" vel="%s" rel="0.503937"/>`+"\n", beat(n.On), beat(n.Off-n.On), p.Channel, n.Pitch, velocity(n.Velocity))
	}
	w.Put("</Notes>")
	if len(p.Controls) > 0 {
		w.controls(p)
		w.Put("</Lanes>")
	}
	w.Put("</Clip>")
}

// velocity is a fraction, rounded up at the sixth place, so that a reader which
// truncates still finds the same number.
func velocity(v uint8) string { return session.Number(math.Ceil(float64(v)/127*1e6) / 1e6) }

// controls writes one lane for each controller of a part.
func (w *writer) controls(p *session.Part) {
	for kind := range music.ControlKind(music.ControlKinds) {
		written := false
		for _, c := range p.Controls {
			if c.Kind != kind {
				continue
			}
			if !written {
				w.Put(`<Points unit="normalized" id="%s"><Target `+target(kind)+` channel="%d"/>`, w.ID(), p.Channel)
			}
			written = true
			w.Put(`<RealPoint time="%s" value="%s" interpolation="hold"/>`, beat(c.Tick), session.Number(fraction(c)))
		}
		if written {
			w.Put("</Points>\n")
		}
	}
}

func target(kind music.ControlKind) string {
	switch kind {
	case music.Bend:
		return `expression="pitchBend"`
	case music.Pressure:
		return `expression="channelPressure"`
	}
	return fmt.Sprintf(`expression="channelController" controller="%d"`, kind)
}

func fraction(c session.Control) float64 {
	if c.Kind == music.Bend {
		return (float64(c.Value) + 8192) / 16384
	}
	return math.Ceil(float64(c.Value)/127*1e6) / 1e6
}

func (w *writer) markers() {
	if len(w.s.Markers) == 0 {
		return
	}
	w.Put(`<Markers timeUnit="beats" id="%s">`, w.ID())
	for _, m := range w.s.Markers {
		w.Put(`<Marker time="%s" name="%s" color="#9aa0a6"/>`, beat(m.Tick), m.Text)
	}
	w.Put("</Markers>\n")
}

// maps writes tempo and meter as steps.
func (w *writer) maps() {
	w.Put(`<TempoAutomation unit="bpm" timeUnit="beats" id="%s"><Target parameter="%s"/>`, w.ID(), w.tempo)
	for _, t := range w.s.Tempo {
		w.Put(`<RealPoint time="%s" value="%s" interpolation="hold"/>`, beat(t.Tick), session.Number(t.BPM()))
	}
	w.Put("</TempoAutomation>\n"+`<TimeSignatureAutomation timeUnit="beats" id="%s"><Target parameter="%s"/>`, w.ID(), w.meter)
	for _, m := range w.s.Meters {
		w.Put(`<TimeSignaturePoint time="%s" numerator="%d" denominator="%d"/>`, beat(m.Tick), m.Numerator, m.Denominator)
	}
	w.Put("</TimeSignatureAutomation>\n")
}

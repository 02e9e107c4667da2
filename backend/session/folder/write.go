// Package folder writes what a song needs in programs without a session format
// that others can write: sound and notes that all begin at bar 1, the tempo map
// as Cubase imports it, and the steps to take in words.
package folder

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"text/tabwriter"

	"partlift/backend/session"
)

// mediaDir is where the sound lies.
const mediaDir = "Media/"

// Format is the format of plain folders. The files of notes are added to those of
// Files by whoever lays them out.
type Format struct{}

// Fit returns what of a session is compared: the tempo map alone, since sound and
// notes lie in files that are judged by themselves.
func (Format) Fit(s *session.Session) *session.Session {
	out := *s
	out.Tracks, out.Markers = nil, nil
	return &out
}

// Media returns where a sound lies.
func (Format) Media(_, file string) string { return mediaDir + file }

// Files returns the words and the tempo map.
func (Format) Files(name string, s *session.Session) ([]session.File, error) {
	return []session.File{{Path: "README.txt", Data: readme(name, s)}, {Path: mapName(name), Data: tempoMap(s)}}, nil
}

func mapName(name string) string { return name + ".smt" }

// tempoMap is the map as a tempo track of Cubase.
func tempoMap(s *session.Session) []byte {
	w := &session.Markup{}
	id := 1000
	next := func() int { id++; return id }
	tempo, meter := next(), next()
	w.Put(`<?xml version="1.0" encoding="utf-8"?>`+"\n<MasterTrack>\n<rootObjects>\n"+`<root name="Tempo Track" ID="%d"/>`+"\n"+`<root name="Signature Track" ID="%d"/>`+"\n</rootObjects>\n", tempo, meter)
	w.Put(`<obj class="MTempoTrackEvent" ID="%d">`+"\n"+`<list name="TempoEvent" type="obj">`+"\n", tempo)
	for _, t := range s.Tempo {
		w.Put(`<obj class="MTempoEvent" ID="%d"><float name="BPM" value="%s"/><float name="PPQ" value="%d"/></obj>`+"\n", next(), session.Number(t.BPM()), t.Tick)
	}
	w.Put("</list>\n"+`<float name="RehearsalTempo" value="120"/>`+"\n</obj>\n"+`<obj class="MSignatureTrackEvent" ID="%d">`+"\n"+`<list name="SignatureEvent" type="obj">`+"\n", meter)
	for _, m := range s.Meters {
		w.Put(`<obj class="MTimeSignatureEvent" ID="%d"><int name="Bar" value="%d"/><int name="Numerator" value="%d"/><int name="Denominator" value="%d"/><int name="Position" value="%d"/></obj>`+"\n",
			next(), s.Place(m.Tick).Bar-1, m.Numerator, m.Denominator, m.Tick)
	}
	w.Put("</list>\n</obj>\n</MasterTrack>\n")
	return w.Bytes()
}

// steps are what to do in each program, in the order of their names.
var steps = [][2]string{
	{"Ableton Live", "Drop NAME.mid at 1.1.1 and say yes to the tempo. Switch off Auto-Warp Long Samples (Record/Warp/Launch), then drop the WAV files at 1.1.1 with Warp off."},
	{"Cubase 13 and older", "File > Import > Tempo Track: NAME.smt. Then import NAME.mid and the WAV files at bar 1, tracks in linear time base."},
	{"FL Studio", "Set the tempo of the list above (it keeps three decimals and one tempo), import NAME.mid, drop the WAV files at the start of the playlist, stretching off."},
	{"GarageBand, MPC", "Set the tempo, then bring in each file at bar 1."},
	{"LMMS", "It keeps whole BPM only, so notes and sound drift apart: use the WAV files alone, or another program."},
	{"Logic Pro", "File > Open: NAME.mid, which brings tempo, markers and names. Then drop the WAV files at bar 1, Flex off."},
	{"Pro Tools", "File > Import > MIDI: NAME.mid with its tempo map. Then import the WAV files at the session's start, tracks in samples."},
	{"Any other program", "Bring in the tempo first, then everything at bar 1. Stretch nothing."},
}

// readme says in words what is there and what to do.
func readme(name string, s *session.Session) []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("%s", s.Title)
	line("")
	line("Drop everything at bar 1 and stretch nothing: all files begin there.")
	line("")
	if !s.Barred {
		line("No bars were found in this song. The files are at %s BPM, a number without meaning; times are exact.", session.Number(s.Tempo[0].BPM()))
	}
	meter := fmt.Sprintf("%d/%d", s.Meters[0].Numerator, s.Meters[0].Denominator)
	if !s.Counted {
		meter += " (not known)"
	}
	line("Meter: %s", meter)
	if s.Key != "" {
		line("Key: %s", s.Key)
	}
	line("Sample rate: %d Hz", s.Rate)
	line("Silence in front of the sound: %.6f s. It is in the WAV files already, whatever a marker in the MIDI file says of the audio's start.", s.Shift+s.Offset)
	line("")
	writeMap(&b, s)
	line("")
	if len(s.Tracks) > 0 {
		writeTracks(&b, s)
		line("")
	}
	for _, step := range steps {
		line("%s", step[0])
		line("  %s", strings.ReplaceAll(step[1], "NAME", name))
	}
	return b.Bytes()
}

// writeMap lists where tempo and meter change.
func writeMap(b *bytes.Buffer, s *session.Session) {
	w := tabwriter.NewWriter(b, 0, 1, 2, ' ', 0)
	fmt.Fprint(w, "Bar\tBeat\tSecond\tBPM\r\n")
	for _, t := range s.Tempo {
		p := s.Place(t.Tick)
		fmt.Fprintf(w, "%d\t%s\t%.4f\t%s\r\n", p.Bar, session.Number(float64(p.Beat)+float64(p.Rest)/float64(s.MeterAt(t.Tick).BeatTicks())), s.Seconds(float64(t.Tick)), session.Number(t.BPM()))
	}
	if len(s.Meters) > 1 {
		fmt.Fprint(w, "\r\nBar\tMeter\r\n")
		for _, m := range s.Meters {
			fmt.Fprintf(w, "%d\t%d/%d\r\n", s.Place(m.Tick).Bar, m.Numerator, m.Denominator)
		}
	}
	_ = w.Flush() // a buffer takes everything
}

// writeTracks lists the sound, and what its fader makes up for.
func writeTracks(b *bytes.Buffer, s *session.Session) {
	for _, t := range s.Tracks {
		switch {
		case t.Sound == nil && t.Part.Drums:
			fmt.Fprintf(b, "%s: GM drums\r\n", t.Name)
		case t.Sound == nil:
			fmt.Fprintf(b, "%s: GM %d %s\r\n", t.Name, int(t.Part.Program)+1, t.Part.Instrument)
		default:
			fmt.Fprintf(b, "%s: %s", t.Name, path.Join(mediaDir, t.Sound.File))
			if t.Sound.Gain != 1 {
				fmt.Fprintf(b, ", lowered so that nothing clips; set its fader to +%.0f dB", session.Decibels(t.Sound.Gain))
			}
			fmt.Fprint(b, "\r\n")
		}
	}
}

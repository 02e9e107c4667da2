// Package reaper writes and reads REAPER projects, .rpp: lines of text, with the
// sound beside them.
package reaper

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"partlift/backend/session"
)

// mediaDir is where the sound lies, beside the project.
const mediaDir = "Media/"

// Format is the format of REAPER projects.
type Format struct{}

// Fit returns what of a session the format holds: everything.
func (Format) Fit(s *session.Session) *session.Session { return s }

// Media returns where a sound lies.
func (Format) Media(_, file string) string { return mediaDir + file }

// Files returns what a project is made of beside the sound.
func (Format) Files(name string, s *session.Session) ([]session.File, error) {
	w := &writer{s: s}
	w.project()
	return []session.File{{Path: projectName(name), Data: bytes.ReplaceAll(w.Bytes(), []byte("\n"), []byte("\r\n"))}}, nil
}

func projectName(name string) string { return name + ".rpp" }

// Kinds of points of the tempo envelope: what they set.
const (
	setsBoth  = 1
	setsMeter = 3 // the tempo goes on
)

// writer writes a project.
type writer struct {
	bytes.Buffer
	s *session.Session
}

// line writes a line; in %s are words without blanks.
func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// guid is made of what it names, so that the same session gives the same bytes.
func (w *writer) guid(of ...any) string {
	h := sha256.Sum256([]byte("partlift/" + w.s.Title + fmt.Sprint(of...)))
	h[6], h[8] = h[6]&0x0f|0x50, h[8]&0x3f|0x80
	return strings.ToUpper(fmt.Sprintf("{%x-%x-%x-%x-%x}", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16]))
}

// quoted quotes a text. There is no way to escape a mark inside, so another
// kind of marks is taken; texts have no back quotes.
func quoted(s string) string {
	for _, mark := range []string{`"`, "'"} {
		if !strings.Contains(s, mark) {
			return mark + s + mark
		}
	}
	return "`" + s + "`"
}

func (w *writer) project() {
	first, meter := w.s.Tempo[0], w.s.Meters[0]
	w.line(`<REAPER_PROJECT 0.1 "6.80/partlift" 0`)
	w.line("  <NOTES 0 2")
	w.line("    |%s", w.s.Title)
	if w.s.Key != "" {
		w.line("    |Key: %s", w.s.Key)
	}
	w.line("    |Written by Partlift")
	w.line("  >")
	w.line("  RIPPLE 0")
	w.line("  TIMELOCKMODE 1")
	w.line("  TEMPOENVLOCKMODE 1")
	w.line("  ITEMMIX 0")
	w.line("  TIMEMODE 1 5 -1 30 0 0 -1")
	w.line("  SAMPLERATE %d 0 0", w.s.Rate)
	w.line("  TEMPO %s %d %d", session.Number(first.BPM()), meter.Numerator, meter.Denominator)
	w.envelope()
	for i, m := range w.s.Markers {
		w.line("  MARKER %d %s %s 0 0 1 B %s 0", i+1, w.second(m.Tick), quoted(m.Text), w.guid("marker", i))
	}
	for i, t := range w.s.Tracks {
		w.track(i, t)
	}
	w.line(">")
}

func (w *writer) second(tick uint32) string { return exact(w.s.Seconds(float64(tick))) }

// exact writes seconds as REAPER does.
func exact(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 12, 64) }

// envelope writes the tempo map, in which a meter needs a point of its own.
func (w *writer) envelope() {
	w.line("  <TEMPOENVEX")
	w.line("    EGUID %s", w.guid("tempo"))
	w.line("    ACT 1 -1")
	w.line("    VIS 1 0 1")
	w.line("    LANEHEIGHT 0 0")
	w.line("    ARM 0")
	w.line("    DEFSHAPE 1 -1 -1")
	tempo, meter := w.s.Tempo, w.s.Meters
	for len(tempo)+len(meter) > 0 {
		tick, bpm := uint32(0), 0.0
		isTempo := len(tempo) > 0 && (len(meter) == 0 || tempo[0].Tick <= meter[0].Tick)
		isMeter := len(meter) > 0 && (len(tempo) == 0 || meter[0].Tick <= tempo[0].Tick)
		if isMeter {
			tick = meter[0].Tick
		} else {
			tick = tempo[0].Tick
		}
		bpm = w.s.TempoAt(tick).BPM()
		point := fmt.Sprintf("    PT %s %.10f 1", w.second(tick), bpm)
		if isMeter {
			sets := setsBoth
			if !isTempo {
				sets = setsMeter
			}
			point += fmt.Sprintf(" %d 0 %d", meter[0].Denominator<<16|meter[0].Numerator, sets)
			meter = meter[1:]
		}
		if isTempo {
			tempo = tempo[1:]
		}
		w.line("%s", point)
	}
	w.line("  >")
}

func (w *writer) track(i int, t session.Track) {
	w.line("  <TRACK %s", w.guid("track", i))
	w.line("    NAME %s", quoted(t.Name))
	w.line("    PEAKCOL %d", color(t.Color))
	w.line("    BEAT -1")
	w.line("    AUTOMODE 0")
	gain := 1.0
	if t.Sound != nil {
		gain = t.Sound.Gain
	}
	w.line("    VOLPAN %s 0 -1 -1 1", session.Number(gain))
	w.line("    MUTESOLO %d 0 0", session.Digit(t.Muted))
	w.line("    IPHASE 0")
	w.line("    ISBUS 0 0")
	w.line("    NCHAN 2")
	w.line("    FX 1")
	w.line("    TRACKID %s", w.guid("track", i))
	w.line("    PERF 0")
	w.line("    MIDIOUT -1")
	w.line("    MAINSEND 1 0")
	if t.Sound != nil {
		w.item(i, t, exact(t.Sound.Seconds(w.s.Rate)))
		w.line("      <SOURCE %s", source(t.Sound.FLAC()))
		w.line("        FILE %s", quoted(mediaDir+t.Sound.File))
		w.line("      >")
	} else {
		w.item(i, t, w.second(w.s.EOT))
		w.midi(i, t.Part)
	}
	w.line("    >")
	w.line("  >")
}

// source is what a file of sound is called.
func source(flac bool) string {
	if flac {
		return "FLAC"
	}
	return "WAVE"
}

// item writes the head of a clip. Sound keeps to time, whatever becomes of the
// tempo; notes keep to beats.
func (w *writer) item(i int, t session.Track, length string) {
	w.line("    <ITEM")
	w.line("      POSITION 0")
	w.line("      SNAPOFFS 0")
	w.line("      LENGTH %s", length)
	w.line("      LOOP 0")
	w.line("      ALLTAKES 0")
	w.line("      FADEIN 0 0 0 1 0 0 0")
	w.line("      FADEOUT 0 0 0 1 0 0 0")
	w.line("      MUTE 0 0")
	w.line("      SEL 0")
	if t.Sound != nil {
		w.line("      BEAT 0")
	}
	w.line("      IGUID %s", w.guid("item", i))
	w.line("      NAME %s", quoted(t.Name))
	w.line("      VOLPAN 1 0 1 -1")
	w.line("      SOFFS 0")
	w.line("      PLAYRATE 1 1 0 -1 0 0.0025")
	w.line("      CHANMODE 0")
	w.line("      GUID %s", w.guid("take", i))
}

func (w *writer) midi(i int, p *session.Part) {
	w.line("      <SOURCE MIDI")
	w.line("        HASDATA 1 %d QN", session.PPQ)
	w.line("        CCINTERP 32")
	w.line("        POOLEDEVTS %s", w.guid("pool", i))
	last := uint32(0)
	for _, e := range p.Events() {
		two := byte(0)
		if len(e.Data) > 2 {
			two = e.Data[2]
		}
		w.line("        E %d %02x %02x %02x", e.Tick-last, e.Data[0], e.Data[1], two)
		last = e.Tick
	}
	w.line("        E %d b0 7b 00", w.s.EOT-last)
	w.line("        GUID %s", w.guid("source", i))
	w.line("        IGNTEMPO 0 120 4 4")
	w.line("      >")
}

// colored marks a color that is set.
const colored = 0x1000000

// color is 0xBBGGRR.
func color(hex string) uint32 {
	v, _ := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 24)
	return uint32(colored | v&0xff<<16 | v&0xff00 | v>>16)
}

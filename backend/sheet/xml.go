package sheet

import "encoding/xml"

// The elements of MusicXML that are written, in the order that its schema asks
// for.
type scoreXML struct {
	XMLName  xml.Name  `xml:"score-partwise"`
	Version  string    `xml:"version,attr"`
	Title    string    `xml:"work>work-title"`
	Software string    `xml:"identification>encoding>software"`
	List     []listXML `xml:"part-list>score-part"`
	Parts    []partXML `xml:"part"`
}

type listXML struct {
	ID          string          `xml:"id,attr"`
	Name        string          `xml:"part-name"`
	Instruments []instrumentXML `xml:"score-instrument"`
	Midi        []midiXML       `xml:"midi-instrument"`
}

type instrumentXML struct {
	ID   string `xml:"id,attr"`
	Name string `xml:"instrument-name"`
}

type midiXML struct {
	ID        string `xml:"id,attr"`
	Channel   int    `xml:"midi-channel"`
	Program   int    `xml:"midi-program"`
	Unpitched int    `xml:"midi-unpitched,omitempty"`
}

type partXML struct {
	ID       string       `xml:"id,attr"`
	Measures []measureXML `xml:"measure"`
}

type measureXML struct {
	Number   int    `xml:"number,attr"`
	Implicit string `xml:"implicit,attr,omitempty"`
	Music    []any
}

type attributesXML struct {
	XMLName   xml.Name  `xml:"attributes"`
	Divisions int       `xml:"divisions,omitempty"`
	Key       *keyXML   `xml:"key"`
	Time      *timeXML  `xml:"time"`
	Staves    int       `xml:"staves,omitempty"`
	Clefs     []clefXML `xml:"clef"`
}

type keyXML struct {
	Fifths int    `xml:"fifths"`
	Mode   string `xml:"mode,omitempty"`
}

type timeXML struct {
	Beats    int `xml:"beats"`
	BeatType int `xml:"beat-type"`
}

type clefXML struct {
	Number int    `xml:"number,attr,omitempty"`
	Sign   string `xml:"sign"`
	Line   int    `xml:"line,omitempty"`
	Octave int    `xml:"clef-octave-change,omitempty"`
}

type directionXML struct {
	XMLName xml.Name `xml:"direction"`
	Place   string   `xml:"placement,attr"`
	Unit    string   `xml:"direction-type>metronome>beat-unit"`
	PerMin  string   `xml:"direction-type>metronome>per-minute"`
	Sound   soundXML `xml:"sound"`
}

type soundXML struct {
	Tempo string `xml:"tempo,attr"`
}

type harmonyXML struct {
	XMLName xml.Name `xml:"harmony"`
	Step    string   `xml:"root>root-step"`
	Alter   int      `xml:"root>root-alter,omitempty"`
	Kind    kindXML  `xml:"kind"`
	Bass    *bassXML `xml:"bass"`
	Offset  uint32   `xml:"offset,omitempty"`
}

type kindXML struct {
	Text string `xml:"text,attr"`
	Kind string `xml:",chardata"`
}

type bassXML struct {
	Step  string `xml:"bass-step"`
	Alter int    `xml:"bass-alter,omitempty"`
}

type backupXML struct {
	XMLName  xml.Name `xml:"backup"`
	Duration uint32   `xml:"duration"`
}

type noteXML struct {
	XMLName    xml.Name      `xml:"note"`
	Chord      *struct{}     `xml:"chord"`
	Pitch      *pitchXML     `xml:"pitch"`
	Unpitched  *unpitchedXML `xml:"unpitched"`
	Rest       *restXML      `xml:"rest"`
	Duration   uint32        `xml:"duration"`
	Ties       []typeXML     `xml:"tie"`
	Instrument *refXML       `xml:"instrument"`
	Voice      int           `xml:"voice"`
	Type       string        `xml:"type,omitempty"`
	Dots       []struct{}    `xml:"dot"`
	Accidental string        `xml:"accidental,omitempty"`
	Tuple      *tupleXML     `xml:"time-modification"`
	Stem       string        `xml:"stem,omitempty"`
	Head       string        `xml:"notehead,omitempty"`
	Staff      int           `xml:"staff,omitempty"`
	Notations  *notationsXML `xml:"notations"`
}

type pitchXML struct {
	Step   string `xml:"step"`
	Alter  int    `xml:"alter,omitempty"`
	Octave int    `xml:"octave"`
}

type unpitchedXML struct {
	Step   string `xml:"display-step"`
	Octave int    `xml:"display-octave"`
}

type restXML struct {
	Measure string `xml:"measure,attr,omitempty"`
}

type refXML struct {
	ID string `xml:"id,attr"`
}

type typeXML struct {
	Type string `xml:"type,attr"`
}

type tupleXML struct {
	Actual int `xml:"actual-notes"`
	Normal int `xml:"normal-notes"`
}

type notationsXML struct {
	Tied   []typeXML `xml:"tied"`
	Tuplet []typeXML `xml:"tuplet"`
}

package edit

import (
	"encoding/json"
	"fmt"
	"math"

	"partlift/backend/music"
)

// gridReport is the JSON of a grid, in receipts and from lift grid.
type gridReport struct {
	BPM       float64            `json:"bpm"` // of the first tempo
	Constant  bool               `json:"constant"`
	Offset    float64            `json:"offset"` // seconds of the first downbeat
	Residual  map[string]float64 `json:"residual_ms"`
	Beats     []float64          `json:"beats"`
	Downbeats []float64          `json:"downbeats"`
	Meter     *string            `json:"meter"`  // the first
	Meters    []meterReport      `json:"meters"` // every meter, none when it is not known
	Key       *string            `json:"key"`
	Chords    []chordReport      `json:"chords"`
	Tempo     []tempoReport      `json:"tempo"` // every tempo, one when constant
	Swing     *swingReport       `json:"swing"`
	Source    string             `json:"source"` // GridNotes, or GridOwn: as the MIDI file has it
	Lags      []lagReport        `json:"lags"`   // parts that are late or early as a whole
	sureness
}

// sureness says how sure a grid is.
type sureness struct {
	Sure       bool               `json:"sure"`  // false: check it against the song
	Doubt      Doubt              `json:"doubt"` // what is not sure
	Confidence map[string]float64 `json:"confidence"`
}

type chordReport struct {
	Second float64 `json:"second"`
	Chord  string  `json:"chord"`
}

type swingReport struct {
	Amount   float64 `json:"amount"`   // where the second of a pair lies in it
	Division int     `json:"division"` // note value of the pair's notes
}

type lagReport struct {
	Track        int     `json:"track"`        // from 0, as delivered
	Milliseconds float64 `json:"milliseconds"` // negative is early
	Sure         bool    `json:"sure"`         // it is moved unless somebody minds
	Against      string  `json:"against"`      // what it is late against: the other "parts", its own "sound", or the parts "in the sound too"
}

var againsts = [...]string{WhyUnknown: "parts", Transcribed: "sound", Felt: "in the sound too"}

type meterReport struct {
	Second float64 `json:"second"`
	Bar    int     `json:"bar"` // as in an exported file: 1 is the one that the audio starts in
	Meter  string  `json:"meter"`
}

type tempoReport struct {
	Second float64 `json:"second"`
	BPM    float64 `json:"bpm"`
}

// GridJSON describes a grid up to the end of a song in seconds; it is null
// without a grid.
func GridJSON(r Found, end float64) json.RawMessage {
	g := r.Grid
	if g == nil {
		return json.RawMessage("null")
	}
	c, doubt := r.Confidence, r.Doubt()
	out := gridReport{
		BPM: g.Tempo[0].BPM, Constant: g.Constant(), Offset: g.Downbeat,
		Residual:  map[string]float64{"rms": 1000 * g.ResidualRMS, "max": 1000 * g.ResidualMax},
		sureness:  sureness{doubt == NoDoubt, doubt, map[string]float64{"tempo": c.Tempo, "level": c.Level, "phase": c.Phase, "meter": c.Meter, "bar": c.Bar, "key": c.Key}},
		Downbeats: []float64{}, Meters: []meterReport{}, Chords: []chordReport{}, Source: GridNotes,
		Lags: []lagReport{},
	}
	for _, l := range r.Late() {
		out.Lags = append(out.Lags, lagReport{l.Track, math.Round(1e4*l.Seconds) / 10, r.certain(l), againsts[l.Why]})
	}
	out.beats(g, end)
	if r.FromFile {
		out.Source = GridOwn
	}
	if g.Key != nil {
		out.Key = &g.Key.Name
	}
	if r.SwingDivision > 0 {
		out.Swing = &swingReport{r.Swing, r.SwingDivision}
	}
	for _, chord := range g.Chords {
		out.Chords = append(out.Chords, chordReport{chord.Second, chord.Symbol})
	}
	for _, p := range g.Tempo {
		out.Tempo = append(out.Tempo, tempoReport{p.Second, p.BPM})
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic("app: grid: " + err.Error()) // finite numbers and strings always marshal
	}
	return b
}

// beats lists the seconds of every beat, and of every bar and meter where they
// are known, from the start of the song to the first after its end.
func (r *gridReport) beats(g *music.Grid, end float64) {
	bars, number := g.Bars(), g.First().Number
	line := func(to []float64, beat float64) []float64 {
		s := g.Second(beat)
		if s <= -rasterStep || len(to) > 0 && to[len(to)-1] > end {
			return to
		}
		return append(to, max(s, 0))
	}
	r.Beats = []float64{}
	for past := false; !past; number++ {
		bar := bars.Bar(number)
		past = g.Second(bar.Start) > end
		for i := range bar.Count() {
			r.Beats = line(r.Beats, bar.Beat(i))
		}
		if g.Meter != nil {
			r.Downbeats = line(r.Downbeats, bar.Start)
		}
	}
	if g.Meter == nil {
		return
	}
	name := meterName(*g.Meter)
	r.Meter = &name
	for i, m := range bars.Meters() {
		at := meterReport{Bar: 1, Meter: meterName(m.Meter)} // the first holds from the start of the song on
		switch next := bars.Meters()[i+1:]; {
		case len(next) > 0 && next[0].Start <= g.Beat(0):
			continue // it ends before the song
		case len(r.Meters) > 0:
			at.Second, at.Bar = g.Second(m.Start), g.FirstBar()+m.Number
		}
		if at.Second <= end {
			r.Meters = append(r.Meters, at)
		}
	}
}

// meterName writes a meter as musicians do.
func meterName(m music.Meter) string { return fmt.Sprintf("%d/%d", m.Numerator, m.Denominator) }

// rasterStep is how exactly the service prints times, in seconds; a line that
// lies before the audio by less lies at its start.
const rasterStep = 1.0 / 192

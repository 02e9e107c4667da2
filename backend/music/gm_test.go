package music_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/backend/music"
)

type namesFile struct {
	Drums    []string `json:"drums_name_seen"`
	Programs []struct {
		Program uint8
		Name    string
		Aliases []string
	}
}

func fixture(t *testing.T) namesFile {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "kie", "testdata", "fixtures", "gm2-instrument-names.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f namesFile
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestMatchKnowsEveryNameTheServiceMaySend(t *testing.T) {
	f := fixture(t)
	if len(f.Programs) != 128 {
		t.Fatalf("fixture holds %d programs, want 128", len(f.Programs))
	}
	for _, p := range f.Programs {
		for _, n := range append([]string{p.Name}, p.Aliases...) {
			want := music.Instrument{Program: p.Program, Known: true}
			variants := []string{
				n, strings.ToUpper(n), strings.ToLower(n), strings.ReplaceAll(n, " ", ""),
				" " + n + " ", n + ", Something Else", "Bass - " + n,
			}
			for _, v := range variants {
				if got := music.Match(v); got != want {
					t.Errorf("Match(%q) = %+v, want %+v", v, got, want)
				}
			}
		}
	}
	for _, n := range f.Drums {
		if got, want := music.Match(n), (music.Instrument{Drums: true, Known: true}); got != want {
			t.Errorf("Match(%q) = %+v, want %+v", n, got, want)
		}
	}
}

func TestMatchKnowsItsOwnProgramNames(t *testing.T) {
	seen := map[string]bool{}
	for p := range uint8(128) {
		n := music.ProgramName(p)
		if n == "" || seen[n] || n != music.ASCII(n) {
			t.Errorf("ProgramName(%d) = %q: empty, repeated or not ASCII", p, n)
		}
		seen[n] = true
		if got, want := music.Match(n), (music.Instrument{Program: p, Known: true}); got != want {
			t.Errorf("Match(%q) = %+v, want %+v", n, got, want)
		}
	}
	if got := music.ProgramName(128); got != "" {
		t.Errorf("ProgramName(128) = %q, want none", got)
	}
}

func TestMatchOtherSpellings(t *testing.T) {
	drums := music.Instrument{Drums: true, Known: true}
	is := func(p uint8) music.Instrument { return music.Instrument{Program: p, Known: true} }
	for name, want := range map[string]music.Instrument{
		// melodic programs that sound like drums
		"Steel Drums": is(114), "Steel Drum 2": is(114), "Taiko Drum": is(116),
		"Synth Drum": is(118), "Melodic Tom": is(117), "Reverse Cymbal": is(119),
		"Woodblock": is(115), "Percussive Organ": is(17), "chromatic_percussion": is(11),
		// hardware lists
		"FngrBass": is(33), "Fingered Bs.": is(33), "SynVox": is(54), "GrandPno": is(0),
		"Electric Bass(finger)": is(33), "Syn Brass 1": is(62), "Slap Bass 0": is(36),
		"Voice Aah": is(52), "Strings 1": is(48), "Acoustic Grand": is(0), "Bandoneon": is(23),
		// groups of transcribers
		"acoustic_piano": is(0), "distorted_electric_guitar": is(30), "string_ensemble": is(48),
		"synth_lead": is(81), "synth_pad": is(89), "electric_bass": is(33), "flutes": is(73),
		// numbered and decorated
		"Flute 2": is(73), "Lead Vocals (double)": is(54), "My Bassoon": is(70), "Fat 808 Sub": is(38),
		"Distorted Gtr L": is(30), "Bass Drum": drums, "Tom 2": drums, "HiHat Closed": drums,
		"Drums - Steel Drums": is(114), "Guitar: Electric Bass (pick)": is(34),
		"Snare/Kick": drums, "Guitar Fret Noise, Guitar Cutting Noise": is(120),
		// names that say nothing
		"": {}, "Track 1": {}, "Instrumental": {}, "???": {}, "Custom": {}, "Chatter": {},
		"鼓": {}, "Übergang": {},
	} {
		if got := music.Match(name); got != want {
			t.Errorf("Match(%q) = %+v, want %+v", name, got, want)
		}
	}
}

// The names that separated audio may carry; each must say something.
func TestMatchKnowsEveryStemName(t *testing.T) {
	drums := []string{
		"Drums", "Percussion", "Drum Kit", "Electronic Drum Kit", "Kick", "Snare", "Hi-Hat", "Cymbals",
		"Tambourine", "Shaker", "Hand Clap", "Cowbell", "Congas", "Bongos", "Djembe", "Tabla",
	}
	for _, n := range drums {
		if got := music.Match(n); !got.Drums || !got.Known {
			t.Errorf("Match(%q) = %+v, want a drum kit", n, got)
		}
	}
	for family, names := range map[string]string{
		"Piano":                "Keyboard,Keyboards,Piano,Electric Piano,Digital Piano,Rhodes,Harpsichord",
		"Chromatic Percussion": "Celesta,Bells,Glockenspiel,Xylophone,Marimba,Vibraphone,Music Box",
		"Organ":                "Organ,Accordion,Melodica,Harmonica",
		"Guitar": "Guitar,Acoustic Guitar,Electric Guitar,Lead Guitar,Lead Electric Guitar,Rhythm Electric Guitar," +
			"Rhythm Acoustic Guitar,Distorted Electric Guitar,Pedal Steel Guitar,Lap Steel Guitar,Mandolin,Ukulele",
		"Bass":          "Bass,Electric Bass,Bass Guitar,Upright Bass,Double Bass,Synth Bass,808",
		"Strings":       "Violin,Viola,Cello,Harp,Timpani",
		"Ensemble":      "Strings,Vocals,Backing_Vocals,Lead Vocal,Backing Vocals,Choir,Synth Strings,Synth Voice,String Section,Orchestra",
		"Brass":         "Brass,Brass Section,Horns,Trumpet,Trombone,French Horn,Tuba,Synth Brass,Didgeridoo",
		"Reed":          "Clarinet,Oboe,Bassoon,Saxophone,Alto Saxophone,Tenor Saxophone,Baritone Saxophone",
		"Pipe":          "Woodwinds,Flute,Piccolo,Whistle",
		"Synth Lead":    "Synth,Synth Lead,Arpeggiator,Theremin",
		"Synth Pad":     "Synth Pad,Synth Keys,Drone",
		"Synth Effects": "FX,Sound Effects",
		"Ethnic":        "Banjo,Sitar,Koto,Fiddle,Bagpipes",
		"Percussive":    "Taiko,Steel Drums,Risers",
	} {
		for n := range strings.SplitSeq(names, ",") {
			if got := music.Match(n); got.Drums || !got.Known || families[got.Program/8] != family {
				t.Errorf("Match(%q) = %+v (%s), want family %s", n, got, families[got.Program/8], family)
			}
		}
	}
}

func TestDrumNamesCoverGeneralMIDI(t *testing.T) {
	for pitch, want := range map[uint8]string{
		35: "Acoustic Bass Drum", 38: "Acoustic Snare", 42: "Closed Hi-Hat", 49: "Crash Cymbal 1",
		60: "Hi Bongo", 61: "Low Bongo", 73: "Short Guiro", 81: "Open Triangle",
	} {
		if got, ok := music.DrumName(pitch); got != want || !ok {
			t.Errorf("DrumName(%d) = %q, %v, want %q", pitch, got, ok, want)
		}
	}
	seen := map[string]bool{}
	for pitch := range uint8(128) {
		n, ok := music.DrumName(pitch)
		if ok != (pitch >= 35 && pitch <= 81) || ok == (n == "") || ok && seen[n] {
			t.Errorf("DrumName(%d) = %q, %v", pitch, n, ok)
		}
		seen[n] = true
	}
}

func TestPitchNameCountsFromMiddleC4(t *testing.T) {
	for pitch, want := range map[uint8]string{0: "C-1", 21: "A0", 36: "C2", 60: "C4", 61: "C#4", 69: "A4", 127: "G9"} {
		if got := music.PitchName(pitch); got != want {
			t.Errorf("PitchName(%d) = %q, want %q", pitch, got, want)
		}
	}
}

func TestASCII(t *testing.T) {
	for in, want := range map[string]string{
		"":                   "",
		"  Drums \t (room) ": "Drums (room)",
		"Größe":              "Grosse",
		"Kožušček":           "Kozuscek",
		"Cello\r\nSolo":      "Cello Solo",
		"e\u0301tude":        "etude",
		"北京":                 "Bei Jing",
		"🎸":                  "",
		"Bass\x00\x7f":       "Bass",
		"a\xffb":             "ab",
		"naïve — “dash”":     `naive -- "dash"`,
	} {
		if got := music.ASCII(in); got != want {
			t.Errorf("ASCII(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("Drums - Electric Bass (finger), x")
	f.Fuzz(func(t *testing.T, name string) {
		if in := music.Match(name); in.Program > 127 || in.Drums && in.Program != 0 || !in.Known && in != (music.Instrument{}) {
			t.Errorf("Match(%q) = %+v", name, in)
		}
		a := music.ASCII(name)
		if a != strings.TrimSpace(a) || strings.Contains(a, "  ") || a != music.ASCII(a) {
			t.Errorf("ASCII(%q) = %q", name, a)
		}
	})
}

// families are the General MIDI families of eight programs each.
var families = [16]string{
	"Piano", "Chromatic Percussion", "Organ", "Guitar",
	"Bass", "Strings", "Ensemble", "Brass",
	"Reed", "Pipe", "Synth Lead", "Synth Pad",
	"Synth Effects", "Ethnic", "Percussive", "Sound Effects",
}

package bundle_test

import (
	"testing"

	"partlift/backend/bundle"
)

func TestNamesMeanParts(t *testing.T) {
	drums := bundle.Part{Name: "Drums", Drums: true, Known: true}
	perc := bundle.Part{Name: "Percussion", Drums: true, Known: true}
	bass := bundle.Part{Name: "Bass", Program: 33, Known: true}
	guitar := bundle.Part{Name: "Guitar", Program: 27, Known: true}
	acoustic := bundle.Part{Name: "Acoustic Guitar", Program: 25, Known: true}
	piano := bundle.Part{Name: "Piano", Known: true}
	keys := bundle.Part{Name: "Keyboard", Program: 4, Known: true}
	synth := bundle.Part{Name: "Synth", Program: 81, Known: true}
	strings := bundle.Part{Name: "Strings", Program: 48, Known: true}
	brass := bundle.Part{Name: "Brass", Program: 61, Known: true}
	wood := bundle.Part{Name: "Woodwinds", Program: 73, Known: true}
	fx := bundle.Part{Name: "FX", Program: 99, Known: true}
	vocals := bundle.Part{Name: "Vocals", Program: 54, Voice: true, Known: true}
	lead := bundle.Part{Name: "Lead Vocals", Program: 54, Voice: true, Known: true}
	backing := bundle.Part{Name: "Backing Vocals", Program: 53, Voice: true, Known: true}
	other := bundle.Part{Name: "Other"}
	rest := bundle.Part{Name: "Instrumental", Role: bundle.Rest}
	mix := bundle.Part{Name: "Mix", Role: bundle.Whole}
	for want, spellings := range map[bundle.Part][]string{
		drums:    {"Drums", "drum", "DRUM KIT", "Schlagzeug", "Batería", "bateria", "batterie", "Batteria", "ドラム", "鼓", "架子鼓", "드럼", "Bateri\u0301a"},
		perc:     {"Percussion", "perc", "Perkussion", "percusión", "Percussioni", "percussão", "パーカッション", "打击乐", "퍼커션"},
		bass:     {"Bass", "bass_guitar", "E-Bass", "Bajo", "basse", "basso", "Baixo", "ベース", "贝斯", "베이스"},
		guitar:   {"Guitar", "guitars", "Gitarre", "guitarra", "guitare", "chitarra", "ギター", "吉他", "기타"},
		acoustic: {"Acoustic Guitar", "acoustic_guitar", "Akustikgitarre", "guitarra acústica", "violão", "アコースティックギター", "木吉他"},
		piano:    {"Piano", "klavier", "pianoforte", "ピアノ", "钢琴", "피아노"},
		keys:     {"Keyboard", "Keys", "Tasten", "teclado", "clavier", "tastiera", "キーボード", "键盘", "키보드"},
		synth:    {"Synth", "synthesizer", "sintetizador", "synthé", "シンセ", "合成器", "신스"},
		strings:  {"Strings", "Streicher", "cuerdas", "cordes", "archi", "cordas", "ストリングス", "弦乐", "현악기"},
		brass:    {"Brass", "Blechbläser", "metales", "cuivres", "ottoni", "metais", "ブラス", "铜管", "금관악기"},
		wood:     {"Woodwinds", "woodwind", "wind", "Holzbläser", "bois", "legni", "木管", "목관악기"},
		fx:       {"FX", "sfx", "Effects", "Effekte", "efectos", "effets", "効果音", "音效"},
		vocals:   {"Vocals", "vocal", "VOX", "Gesang", "voz", "voix", "voce", "ボーカル", "人声", "보컬", "acapella"},
		lead:     {"Lead Vocals", "lead_vocal", "Leadgesang", "voz principal", "主唱"},
		backing:  {"Backing Vocals", "backing_vocals", "Background Vocals", "coros", "chœurs", "コーラス", "和声", "코러스"},
		other:    {"other", "Others", "andere", "otros", "autres", "altro", "outros", "その他", "其他"},
		rest:     {"Instrumental", "no_vocals", "accompaniment", "Karaoke", "minus one", "伴奏", "반주"},
		mix:      {"Mix", "Master", "full", "Full Mix", "mixture", "Song", "原曲", "ミックス"},
	} {
		for _, s := range spellings {
			if got, ok := bundle.PartOf(s); !ok || got != want {
				t.Errorf("%q is %+v, want %+v", s, got, want)
			}
		}
	}
}

func TestNumbersTellPartsApart(t *testing.T) {
	for name, want := range map[string]string{"Bass 2": "Bass 2", "bass2": "Bass 2", "Synth 10": "Synth 10", "808": "Synth Bass", "Bass": "Bass", "Lead Vocals 1": "Lead Vocals 1"} {
		if got, ok := bundle.PartOf(name); !ok || got.String() != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"", " - ", "12", "2", "Bass Canyon", "Bass 12345", "Drummer", "Song of Bass", "ギターの歌"} {
		if got, ok := bundle.PartOf(name); ok {
			t.Errorf("%q is taken for %q", name, got)
		}
	}
}

// Files that carry the names of General MIDI are parts; a song may be called
// like a noise.
func TestGeneralMIDINamesMeanParts(t *testing.T) {
	for name, program := range map[string]uint8{"Electric Bass (finger)": 33, "Acoustic Guitar (steel)": 25, "electric_piano_1": 4,
		"String Ensemble 1": 48, "String Ensembles 2": 49, "Synth Voice": 54, "Lead 1 (square)": 80, "Koto": 107} {
		if p, ok := bundle.PartOf(name); !ok || p.Program != program || !p.Known || p.Drums || p.Voice != (program == 54) {
			t.Errorf("%s: %+v, %v", name, p, ok)
		}
	}
	if p, ok := bundle.PartOf("Synth Strings 1 2"); ok {
		t.Errorf("%+v", p)
	}
	if p, _ := bundle.PartOf("Koto 2"); p.Number != 2 || p.Name != "Koto" {
		t.Errorf("the second koto: %+v", p)
	}
	for _, song := range []string{"Seashore", "Helicopter", "Applause", "Gunshot"} {
		if p, ok := bundle.PartOf(song); ok {
			t.Errorf("%s: %+v", song, p)
		}
	}
}

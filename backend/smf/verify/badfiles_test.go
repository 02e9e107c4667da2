package verify_test

import (
	"slices"

	"partlift/backend/music"
	"partlift/backend/smf/verify"
)

// A bad file breaks one rule and no other.
type bad struct {
	rule  int
	name  string
	spoil func(f *file, w *verify.Want)
	alone bool // without a model
}

func ungridded(f *file, w *verify.Want) {
	f.tracks[0] = []event{{0, text(3, "Song")}, {0, text(0x51, "\x07\xa1\x20")}, {2 * bar, end}}
	w.Grid, w.Shift = nil, 0
	for i, p := range w.Parts {
		for k, n := range p.Notes {
			w.Parts[i].Song[k].Start, w.Parts[i].Song[k].End = float64(n.On)/960, float64(n.Off)/960
		}
	}
}

// sixteen makes a model of 16 instruments and its file.
func sixteen(f *file, w *verify.Want) {
	f.tracks, w.Parts = f.tracks[:1], nil
	for i := range 16 {
		p := verify.Part{
			Name: "Flute " + string(rune('A'+i)), Instrument: "Flute", Program: 73, Channel: uint8(i % 15),
			Notes: []verify.Note{{On: uint32(1920 + 10*i), Off: 2400, Pitch: 60, Velocity: uint8(i + 1)}},
		}
		if p.Channel >= 9 {
			p.Channel++
		}
		w.Parts = append(w.Parts, p)
		f.tracks = append(f.tracks, trackOf(p))
	}
	f.promised = 17
}

// slower gives the song half its tempo from tick 2880 on, and the file a tempo
// there.
func slower(f *file, w *verify.Want, micros string) {
	w.Grid.Tempo = append(w.Grid.Tempo, music.TempoPoint{Second: second(2880), Beat: w.Grid.Beat(second(2880)), BPM: 117.98 / 2})
	w.Parts[0].Song[1].End = second(2880)
	w.Parts[0].Song[2].Start, w.Parts[0].Song[2].End = second(2880), second(3120)
	f.add(0, 2880, text(0x51, micros))
}

func badFiles() []bad {
	return []bad{
		{1, "format 0", func(f *file, w *verify.Want) { f.format = 0 }, false},
		{1, "too few tracks promised", func(f *file, w *verify.Want) { f.promised = 3 }, false},
		{1, "something behind the tracks", func(f *file, w *verify.Want) { f.tail = "junk" }, false},
		{1, "another chunk", func(f *file, w *verify.Want) { f.tail = "XFIH\x00\x00\x00\x00" }, false},
		{1, "an event cut off", func(f *file, w *verify.Want) { f.tracks[1] = append(f.tracks[1], event{2 * bar, "\x90\x40"}) }, false},
		{2, "film frames", func(f *file, w *verify.Want) { f.division = 0xE728 }, false},
		{3, "240 ticks", func(f *file, w *verify.Want) { f.division = 240 }, true},
		{4, "a program in the conductor", func(f *file, w *verify.Want) { f.add(0, 0, "\xc5\x01") }, false},
		{4, "notes in the conductor", func(f *file, w *verify.Want) { f.add(0, 0, "\x95\x30\x40"); f.add(0, 9, "\x85\x30\x40") }, false},
		{5, "a shared channel", func(f *file, w *verify.Want) { w.Parts[1].Channel = 0; f.tracks[2] = trackOf(w.Parts[1]) }, false},
		{5, "another channel", func(f *file, w *verify.Want) { p := w.Parts[1]; p.Channel = 4; f.tracks[2] = trackOf(p) }, false},
		{5, "two channels in a track", func(f *file, w *verify.Want) { f.add(1, 3100, "\x94\x28\x40"); f.add(1, 3200, "\x84\x28\x40") }, true},
		{6, "two instruments in one track", func(f *file, w *verify.Want) {
			sixteen(f, w)
			f.tracks = f.tracks[:16]
			f.promised = 16
			f.add(1, 2400, "\x90\x3c\x10")
			f.add(1, 2410, "\x80\x3c\x10")
			w.Parts[15].Notes = []verify.Note{{On: 2400, Off: 2410, Pitch: 60, Velocity: 16}}
		}, false},
		{7, "an empty track", func(f *file, w *verify.Want) {
			f.tracks = append(f.tracks, trackOf(verify.Part{Name: "Pad", Instrument: "Pad 2 (warm)", Program: 89, Channel: 3}))
			f.promised++
		}, false},
		{8, "an end of its own", func(f *file, w *verify.Want) { f.tracks[2][len(f.tracks[2])-1].tick += bar }, false},
		{8, "no end", func(f *file, w *verify.Want) { f.tracks[2] = f.tracks[2][:len(f.tracks[2])-1] }, false},
		{8, "two ends", func(f *file, w *verify.Want) { f.add(1, 2*bar, end) }, false},
		{8, "something behind the end", func(f *file, w *verify.Want) { f.tracks[3] = append(f.tracks[3], event{2 * bar, text(1, "x")}) }, false},
		{8, "an end off the bar", func(f *file, w *verify.Want) {
			for i, t := range f.tracks {
				f.tracks[i][len(t)-1].tick++
			}
			w.EOT++
		}, false},
		{8, "an end a bar too late", func(f *file, w *verify.Want) {
			for i, t := range f.tracks {
				f.tracks[i][len(t)-1].tick += bar
			}
			w.EOT += bar
		}, false},
		{9, "a number of five bytes", func(f *file, w *verify.Want) { f.put(1, "\xff\x04", "\xff\x04\x80\x80\x80\x80\x00") }, false},
		{10, "running status", func(f *file, w *verify.Want) { f.put(2, "\x91\x40", "\x40\x65") }, false},
		{10, "a data byte first", func(f *file, w *verify.Want) { f.tracks[2][0].bytes = "\x40" }, false},
		{11, "system exclusive", func(f *file, w *verify.Want) { f.add(1, 0, "\xf0\x05\x7e\x7f\x09\x01\xf7") }, false},
		{11, "a controller", func(f *file, w *verify.Want) { f.add(1, 0, "\xb0\x07\x64") }, false},
		{11, "a pitch bend", func(f *file, w *verify.Want) { f.add(2, 0, "\xe1\x00\x40") }, false},
		{11, "data of one program", func(f *file, w *verify.Want) { f.add(0, 0, text(0x7f, "\x43\x00\x01")) }, false},
		{11, "a port", func(f *file, w *verify.Want) { f.add(1, 0, text(0x21, "\x01")) }, false},
		{11, "a channel prefix", func(f *file, w *verify.Want) { f.add(2, 0, text(0x20, "\x01")) }, true},
		{11, "a real-time message", func(f *file, w *verify.Want) { f.add(1, 0, "\xf8") }, false},
		{12, "another velocity", func(f *file, w *verify.Want) { f.put(1, "\x90\x28", "\x90\x28\x5b") }, false},
		{12, "another model", func(f *file, w *verify.Want) { w.Parts[2].Notes[1].Off++ }, false},
		{13, "a rounded tempo", func(f *file, w *verify.Want) { f.put(0, "\xff\x51", text(0x51, "\x07\xc2\x92")) }, false},
		{13, "a second tempo", func(f *file, w *verify.Want) { f.add(0, bar, text(0x51, "\x07\xc2\x91")) }, false},
		{13, "a late tempo", func(f *file, w *verify.Want) { f.drop(0, "\xff\x51"); f.add(0, 1, text(0x51, "\x07\xc2\x91")) }, true},
		{13, "a tempo of a map", func(f *file, w *verify.Want) { slower(f, w, "\x0f\x70\x00") }, false},
		{13, "a tempo of a map that is a little off", func(f *file, w *verify.Want) { slower(f, w, "\x0f\x7c\x8a") }, false}, // 1,014,922 for 1,017,122
		{13, "a long tempo", func(f *file, w *verify.Want) { f.add(0, 0, text(0x51, "\x07\xc2\x91\x00")) }, false},
		{14, "a late note", func(f *file, w *verify.Want) { w.Parts[0].Song[1].Start -= 0.004; w.Parts[0].Song[1].End -= 0.002 }, false},
		{14, "a note that the song lacks", func(f *file, w *verify.Want) { w.Parts[1].Song = w.Parts[1].Song[:1] }, false},
		{14, "a note that ends early", func(f *file, w *verify.Want) { w.Parts[1].Song[0].End += 0.1 }, false},
		{14, "a note that ends late", func(f *file, w *verify.Want) { w.Parts[1].Song[0].End -= 0.1 }, false},
		{15, "a downbeat off the bar line", func(f *file, w *verify.Want) { w.Grid.Downbeat += 0.01 }, false},
		{16, "a shift that nobody tells", func(f *file, w *verify.Want) { f.drop(0, "\xff\x06") }, false},
		{17, "a meter that is not sure", func(f *file, w *verify.Want) { w.Grid.MeterConfidence = 0.5 }, false},
		{17, "no meter although sure", func(f *file, w *verify.Want) { f.drop(0, "\xff\x58") }, false},
		{17, "another meter", func(f *file, w *verify.Want) { f.put(0, "\xff\x58", text(0x58, "\x02\x01\x18\x08")) }, false},
		{17, "a meter in a part", func(f *file, w *verify.Want) { f.add(1, 0, text(0x58, "\x04\x02\x18\x08")) }, false},
		{17, "a meter later on", func(f *file, w *verify.Want) { f.add(0, bar, text(0x58, "\x04\x02\x18\x08")) }, false},
		{17, "a change inside a bar", func(f *file, w *verify.Want) { f.add(0, bar/2, text(0x58, "\x02\x02\x18\x08")) }, true},
		{17, "two meters at once", func(f *file, w *verify.Want) { f.add(0, 0, text(0x58, "\x04\x02\x18\x08")) }, true},
		{17, "a first meter later on", func(f *file, w *verify.Want) {
			f.drop(0, "\xff\x58")
			f.add(0, bar, text(0x58, "\x04\x02\x18\x08"))
		}, true},
		{17, "a change that is missing", func(f *file, w *verify.Want) {
			w.Grid.Changes = []music.MeterPoint{{Beat: w.Grid.Beat(0.5) + 4, Meter: music.Meter{Numerator: 3, Denominator: 4}}}
			w.EOT = 3 * bar
			for i := range f.tracks {
				t := f.tracks[i]
				t[len(t)-1].tick = 3 * bar
			}
			w.Whole, _ = verify.Parse(f.bytes())
		}, false},
		{17, "a change of another meter", func(f *file, w *verify.Want) {
			w.Grid.Changes = []music.MeterPoint{{Beat: w.Grid.Beat(0.5), Meter: music.Meter{Numerator: 2, Denominator: 4}}}
			f.add(0, bar, text(0x58, "\x04\x03\x18\x08"))
		}, false},
		{17, "a change a bar early", func(f *file, w *verify.Want) {
			f.put(0, "\xff\x58", text(0x58, "\x02\x02\x18\x08"))
			w.Grid.Meter.Numerator = 2
			w.Grid.Changes = []music.MeterPoint{{Beat: w.Grid.Beat(0.5) + 2, Meter: music.Meter{Numerator: 1, Denominator: 4}}}
			f.add(0, bar/2, text(0x58, "\x01\x02\x18\x08"))
			w.Whole, _ = verify.Parse(f.bytes())
		}, false},
		{17, "a length of three bytes", func(f *file, w *verify.Want) { f.put(0, "\xff\x58", text(0x58, "\x04\x02\x18")) }, true},
		{17, "a meter over 256", func(f *file, w *verify.Want) { f.put(0, "\xff\x58", text(0x58, "\x04\x08\x18\x08")) }, true},
		{18, "a key that is not sure", func(f *file, w *verify.Want) { w.Grid.KeyConfidence = 0.5 }, false},
		{18, "no key although sure", func(f *file, w *verify.Want) { f.drop(0, "\xff\x59") }, false},
		{18, "a key in a part", func(f *file, w *verify.Want) { f.add(2, 0, text(0x59, "\xfd\x01")) }, false},
		{18, "eight flats", func(f *file, w *verify.Want) { f.put(0, "\xff\x59", text(0x59, "\xf8\x01")) }, true},
		{19, "an invented tempo", func(f *file, w *verify.Want) { ungridded(f, w); f.put(0, "\xff\x51", text(0x51, "\x07\xa1\x21")) }, false},
		{19, "an invented meter", func(f *file, w *verify.Want) { ungridded(f, w); f.add(0, 0, text(0x58, "\x04\x02\x18\x08")) }, false},
		{20, "nothing at the start", func(f *file, w *verify.Want) { f.drop(1, "\xc0") }, false},
		{20, "a late program", func(f *file, w *verify.Want) { f.drop(2, "\xc1"); f.add(2, 1, "\xc1\x51") }, false},
		{21, "a time offset", func(f *file, w *verify.Want) { f.add(3, 0, text(0x54, "\x00\x00\x01\x00\x00")) }, false},
		{22, "a note that nobody merged", func(f *file, w *verify.Want) {
			w.Raw = slices.Clone(w.Parts)
			n := w.Raw[2].Notes
			w.Raw[2].Notes = append(slices.Clone(n), verify.Note{On: n[1].On + 1, Off: n[1].Off, Pitch: n[1].Pitch, Velocity: 1})
		}, false},
		{22, "a merged note that is another", func(f *file, w *verify.Want) {
			w.Raw = slices.Clone(w.Parts)
			n := slices.Clone(w.Raw[2].Notes)
			n[1].Velocity = 2
			w.Raw[2].Notes = append(n, verify.Note{On: n[1].On + 1, Off: n[1].Off, Pitch: n[1].Pitch, Velocity: 3})
			w.Parts = slices.Clone(w.Parts)
			w.Parts[2].Merged = 1
		}, false},
		{22, "another note before quantizing", func(f *file, w *verify.Want) {
			w.Raw = slices.Clone(w.Parts)
			w.Raw[0].Notes = slices.Clone(w.Raw[0].Notes)
			w.Raw[0].Notes[2].Velocity++
		}, false},
		{22, "notes that overtook", func(f *file, w *verify.Want) {
			w.Raw = slices.Clone(w.Parts)
			w.Raw[2].Notes = []verify.Note{w.Parts[2].Notes[1], w.Parts[2].Notes[0]}
		}, false},
		{23, "a grid note beside its tick", func(f *file, w *verify.Want) {
			w.Parts[2].Notes[0].On += 2
			f.tracks[3] = trackOf(w.Parts[2])
		}, false},
		{24, "an end in disguise", func(f *file, w *verify.Want) { f.put(1, "\x80\x28", "\x90\x28\x00") }, false},
		{24, "a value above 127", func(f *file, w *verify.Want) { f.put(1, "\x90\x28", "\x90\x28\xc0") }, false},
		{25, "a note that never ends", func(f *file, w *verify.Want) { f.drop(2, "\x81\x3c") }, true},
		{25, "an end without a start", func(f *file, w *verify.Want) { f.add(2, 3000, "\x81\x10\x40") }, false},
		{26, "an overlap", func(f *file, w *verify.Want) { f.add(1, 2000, "\x90\x28\x40"); f.add(1, 2100, "\x80\x28\x40") }, true},
		{27, "a start before an end", func(f *file, w *verify.Want) {
			off := f.find(1, "\x80\x28")
			f.tracks[1][off], f.tracks[1][off+1] = f.tracks[1][off+1], f.tracks[1][off]
		}, false},
		{28, "a note without length", func(f *file, w *verify.Want) { f.add(1, 3500, "\x90\x28\x40"); f.add(1, 3500, "\x80\x28\x40") }, true},
		{29, "a drum without length", func(f *file, w *verify.Want) { f.add(3, 3500, "\x99\x28\x40"); f.add(3, 3500, "\x89\x28\x40") }, true},
		{30, "two of a name", func(f *file, w *verify.Want) { f.put(2, "\xff\x03", text(3, "BASS")) }, true},
		{30, "another name", func(f *file, w *verify.Want) { f.put(2, "\xff\x03", text(3, "Lied")) }, false},
		{30, "no name", func(f *file, w *verify.Want) { f.drop(2, "\xff\x03") }, false},
		{30, "a blank name", func(f *file, w *verify.Want) { f.put(2, "\xff\x03", text(3, " ")) }, false},
		{30, "a name that is not ASCII", func(f *file, w *verify.Want) {
			f.put(2, "\xff\x03", text(3, "L\xc3\xa9ad"))
			w.Parts[1].Name = "L\xc3\xa9ad"
		}, false},
		{30, "a name that comes second", func(f *file, w *verify.Want) { f.tracks[1][0], f.tracks[1][1] = f.tracks[1][1], f.tracks[1][0] }, false},
		{31, "no instrument name", func(f *file, w *verify.Want) { f.drop(1, "\xff\x04") }, false},
		{31, "another instrument name", func(f *file, w *verify.Want) { f.put(1, "\xff\x04", text(4, "Flute")) }, false},
		{31, "a program that is another", func(f *file, w *verify.Want) { f.put(1, "\xc0", "\xc0\x22") }, true},
		{32, "a copyright notice", func(f *file, w *verify.Want) { f.add(0, 0, text(2, "(c)")) }, false},
		{32, "another title", func(f *file, w *verify.Want) { w.Title = "Lied" }, false},
		{32, "no title", func(f *file, w *verify.Want) { f.drop(0, "\xff\x03") }, false},
		{33, "two programs", func(f *file, w *verify.Want) { f.add(1, 2500, "\xc0\x21") }, false},
		{33, "counted from one", func(f *file, w *verify.Want) { f.put(1, "\xc0", "\xc0\x22") }, false},
		{34, "drums with a program", func(f *file, w *verify.Want) { f.put(3, "\xc9", "\xc9\x08") }, false},
		{34, "drums elsewhere", func(f *file, w *verify.Want) { p := w.Parts[2]; p.Channel = 5; f.tracks[3] = trackOf(p) }, false},
		{34, "drums elsewhere, by name", func(f *file, w *verify.Want) {
			p := w.Parts[2]
			p.Channel, p.Instrument = 5, "Drums"
			f.tracks[3] = trackOf(p)
			f.drop(3, "\xc5")
			f.add(3, 0, "\x95\x24\x40")
			f.add(3, 10, "\x85\x24\x40")
		}, true},
		{34, "an instrument among the drums", func(f *file, w *verify.Want) { p := w.Parts[1]; p.Channel = 9; p.Program = 0; f.tracks[2] = trackOf(p) }, false},
		{35, "a drum without a name", func(f *file, w *verify.Want) {
			w.Parts[2].Notes[0].Pitch, w.Parts[2].Song[0].Pitch = 27, 27
			f.tracks[3] = trackOf(w.Parts[2])
		}, false},
		{36, "a marker off the bar", func(f *file, w *verify.Want) { f.add(0, 480, text(6, "Verse")) }, false},
		{36, "a marker that is not ASCII", func(f *file, w *verify.Want) { f.add(0, bar, text(6, "Stra\xdfe")) }, false},
		{36, "a marker in a part", func(f *file, w *verify.Want) { f.add(1, bar, text(6, "Verse")) }, false},
		{37, "a reserved character", func(f *file, w *verify.Want) { w.Path = "what?.mid" }, false},
		{37, "not ASCII", func(f *file, w *verify.Want) { w.Path = "Größe.mid" }, false},
		{37, "another ending", func(f *file, w *verify.Want) { w.Path = "Song.midi" }, false},
		{37, "a device", func(f *file, w *verify.Want) { w.Path = "folder/aux.mid" }, false},
		{37, "a hidden file", func(f *file, w *verify.Want) { w.Path = ".mid" }, false},
		{40, "another tempo than the whole", func(f *file, w *verify.Want) {
			whole, _ := good()
			whole.put(0, "\xff\x51", text(0x51, "\x07\xa1\x20"))
			w.Whole, _ = verify.Parse(whole.bytes())
		}, false},
		{40, "another part than the whole's", func(f *file, w *verify.Want) {
			whole, _ := good()
			whole.put(1, "\x90\x28", "\x90\x28\x01")
			w.Whole, _ = verify.Parse(whole.bytes())
		}, false},
		{40, "another origin than the whole's", func(f *file, w *verify.Want) {
			whole, _ := good()
			for i := 3; i < len(whole.tracks[2])-1; i++ {
				whole.tracks[2][i].tick -= 1920
			}
			w.Whole, _ = verify.Parse(whole.bytes())
		}, false},
		{41, "a tempo in a part", func(f *file, w *verify.Want) { f.add(1, 0, text(0x51, "\x07\xc2\x91")) }, false},
		{41, "tempos in some parts", func(f *file, w *verify.Want) { f.add(1, 0, text(0x51, "\x07\xc2\x91")) }, true},
		{41, "no tempo in parts for notation", func(f *file, w *verify.Want) { w.Notation = true }, false},
		{41, "another tempo in parts", func(f *file, w *verify.Want) {
			w.Notation = true
			for i := 1; i <= 3; i++ {
				f.add(i, 0, text(0x51, "\x07\xc2\x92"))
			}
		}, false},
	}
}

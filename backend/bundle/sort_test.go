package bundle_test

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/bundle"
)

// entries are files of these names.
func entries(names ...string) (out []bundle.Entry) {
	for _, n := range names {
		n, _, _ = strings.Cut(n, "@")
		kind := bundle.Sound
		switch {
		case strings.HasSuffix(n, ".mid"):
			kind = bundle.MIDI
		case strings.HasSuffix(n, ".json"):
			kind = bundle.Result
		}
		out = append(out, bundle.Entry{Name: n, Kind: kind, Size: 1, Rank: slices.Index(endings[kind], path.Ext(n))})
	}
	return out
}

// lengths are those that names end with, as in "a.wav@180".
func lengths(names []string) bundle.Length {
	return func(e bundle.Entry) (float64, bool) {
		for _, n := range names {
			if name, at, ok := strings.Cut(n, "@"); ok && name == e.Name {
				s, err := strconv.ParseFloat(at, 64)
				return s, err == nil
			}
		}
		return 0, false
	}
}

// in are names in a folder.
func in(folder string, names ...string) (out []string) {
	for _, n := range names {
		out = append(out, folder+"/"+n)
	}
	return out
}

// show writes songs in one line each: "Title: Bass=wav+mid …, whole=wav", with
// a ? where it was guessed.
func show(songs []bundle.Song) (out []string) {
	for _, s := range songs {
		var parts []string
		for _, p := range s.Pieces {
			parts = append(parts, p.Part.String()+"="+exts(p.Sound, p.MIDI)+locks(p.Locked))
		}
		if len(s.Whole) > 0 {
			parts = append(parts, "whole="+exts(s.Whole))
		}
		line := s.Title + ": " + strings.Join(parts, " ")
		if !s.Sure {
			line += " ?"
		}
		out = append(out, line)
	}
	return out
}

func exts(all ...[]bundle.Entry) string {
	var out []string
	for _, e := range slices.Concat(all...) {
		out = append(out, e.Name[strings.LastIndex(e.Name, ".")+1:])
	}
	return strings.Join(out, "+")
}

func locks(e []bundle.Entry) string { return strings.Repeat("(locked)", len(e)) }

var layouts = map[string]struct {
	names []string
	want  []string
}{
	"the vendor's export": {
		in("Night Bus Stems", "Night Bus (Drums).wav", "Night Bus (Drums).mid", "Night Bus (Bass).wav", "Night Bus (Bass).mid", "Night Bus (Lead Vocals).wav"),
		[]string{"Night Bus: Bass=wav+mid Drums=wav+mid Lead Vocals=wav"},
	},
	"the vendor's export in two formats, with its mix": {
		in("dl", "Flight Path: Live (Backing Vocals).mid", "Flight Path: Live (Backing Vocals).mp3", "Flight Path: Live (Backing Vocals).wav", "Flight Path: Live (FX).wav", "Flight Path: Live.wav"),
		[]string{"Flight Path: Live: Backing Vocals=wav+mp3+mid FX=wav whole=wav"},
	},
	"the vendor's studio, numbered": {
		in("Glass", "0 Lead Vocals.wav", "1 Backing Vocals.wav", "2 Drums.wav", "3 Bass.wav", "10 Synth.wav"),
		[]string{"Glass: Lead Vocals=wav Backing Vocals=wav Drums=wav Bass=wav Synth=wav"},
	},
	"numbered, with the song": {
		in("Glass", "0 Song.wav", "1 Drums.wav", "2 Bass.wav"),
		[]string{"Glass: Drums=wav Bass=wav whole=wav"},
	},
	"a midi folder inside, named another way": {
		append(in("Glass", "0 Lead Vocals.wav", "1 Drums.wav"), in("Glass/midi", "Glass (Drums).mid", "Glass (Lead Vocals).mid")...),
		[]string{"Glass: Lead Vocals=wav+mid Drums=wav+mid"},
	},
	"tempo-locked variants": {
		append(in("Glass", "Glass (Drums).mid", "Glass (Bass).mid"), in("Glass/tempo-locked", "Glass (Drums).mid", "Glass (Bass) (Tempo-Locked).mid")...),
		[]string{"Glass: Bass=mid(locked) Drums=mid(locked)"},
	},
	"a folder inside of any name": {
		append(in("Glass", "Glass (Drums).wav", "Glass (Bass).wav"), in("Glass/new ones", "Glass (Drums).mid")...),
		[]string{"Glass: Bass=wav Drums=wav+mid"},
	},
	"Demucs":                {in("htdemucs/Night Bus", "bass.wav", "drums.wav", "other.wav", "vocals.wav"), []string{"Night Bus: Bass=wav Drums=wav Other=wav Vocals=wav"}},
	"Demucs, six sources":   {in("htdemucs_6s/Night Bus", "bass.mp3", "drums.mp3", "guitar.mp3", "other.mp3", "piano.mp3", "vocals.mp3"), []string{"Night Bus: Bass=mp3 Drums=mp3 Guitar=mp3 Other=mp3 Piano=mp3 Vocals=mp3"}},
	"Demucs, two stems":     {in("htdemucs/Night Bus", "no_vocals.wav", "vocals.wav"), []string{"Night Bus: Instrumental=wav Vocals=wav"}},
	"Demucs, several songs": {append(in("htdemucs/One", "bass.wav", "drums.wav"), in("htdemucs/Two", "bass.wav", "drums.wav")...), []string{"One: Bass=wav Drums=wav", "Two: Bass=wav Drums=wav"}},
	"Spleeter":              {in("audio_example", "vocals.wav", "accompaniment.wav"), []string{"audio_example: Instrumental=wav Vocals=wav"}},
	"Spleeter with names":   {in("out", "moonlight - vocals.wav", "moonlight - drums.wav", "moonlight - bass.wav", "moonlight - other.wav"), []string{"moonlight: Bass=wav Drums=wav Other=wav Vocals=wav"}},
	"UVR":                   {in("out", "1_Night Bus_(Vocals).wav", "1_Night Bus_(Instrumental).wav"), []string{"Night Bus: Instrumental=wav Vocals=wav"}},
	"UVR with its model":    {in("out", "1_Night Bus_htdemucs_(Drums).wav", "1_Night Bus_htdemucs_(Bass).wav", "1_Night Bus_htdemucs_(Other).wav"), []string{"Night Bus_htdemucs: Bass=wav Drums=wav Other=wav"}},
	"audio-separator":       {in("out", "test_(Vocals)_UVR-MDX-NET-Inst_HQ_3.flac", "test_(Instrumental)_UVR-MDX-NET-Inst_HQ_3.flac"), []string{"test: Instrumental=flac Vocals=flac"}},
	"a model in brackets":   {in("out", "song (Vocals)_(htdemucs).wav", "song (Drums)_(htdemucs).wav"), []string{"song: Drums=wav Vocals=wav"}},
	"Moises": {
		in("dl", "Night Bus-vocals-D minor-120bpm-440hz.mp3", "Night Bus-drums-D minor-120bpm-440hz.mp3", "Night Bus-bass-D minor-120bpm-440hz.mp3", "Night Bus-other-D minor-120bpm-440hz.mp3"),
		[]string{"Night Bus: Bass=mp3 Drums=mp3 Other=mp3 Vocals=mp3"},
	},
	"LALAL.AI": {
		in("dl", "chili-peppers_drum_split_by_lalalai.mp3", "chili-peppers_electric_guitar_split_by_lalalai.mp3", "chili-peppers_no_vocals_split_by_lalalai.mp3", "chili-peppers_vocals_split_by_lalalai.mp3"),
		[]string{"chili-peppers: Drums=mp3 Electric Guitar=mp3 Instrumental=mp3 Vocals=mp3"},
	},
	"Fadr":                   {in("dl", "Night Bus - Bass.mid", "Night Bus - Chords.mid", "Night Bus - Melodies.mid", "Night Bus - Vocals.wav", "Night Bus - Bass.wav"), []string{"Night Bus: Bass=wav+mid Chords=mid Lead=mid Vocals=wav"}},
	"Klangio":                {in("dl", "tune_piano.mid", "tune_drums.mid", "tune_vocals.mid"), []string{"tune: Drums=mid Piano=mid Vocals=mid"}},
	"the service":            {in("song", "vocals.mp3", "backing_vocals.mp3", "drums.mp3", "synth.mp3", "fx.mp3", "woodwinds.mp3"), []string{"song: Backing Vocals=mp3 Drums=mp3 FX=mp3 Synth=mp3 Vocals=mp3 Woodwinds=mp3"}},
	"MUSDB":                  {in("Artist - Song", "mixture.wav", "vocals.wav", "drums.wav", "bass.wav", "other.wav"), []string{"Artist - Song: Bass=wav Drums=wav Other=wav Vocals=wav whole=wav"}},
	"the part in front":      {in("dl", "vocals_night bus.wav", "drums_night bus.wav", "bass_night bus.wav"), []string{"night bus: Bass=wav Drums=wav Vocals=wav"}},
	"the part as last words": {in("dl", "input-moonlight vocals.wav", "input-moonlight drums.wav", "input-moonlight backing vocals.wav"), []string{"input-moonlight: Backing Vocals=wav Drums=wav Vocals=wav"}},
	"a multitrack with names of its own": {
		in("Mixdown Exercise", "01_Kick.wav", "02_Snare.wav", "03_Bass.wav", "04_Big Thing.wav", "05_LeadGtr.wav"),
		[]string{"Mixdown Exercise: Kick=wav Snare=wav Bass=wav Big Thing=wav Lead Guitar=wav ?"},
	},
	"a part that is not known among others": {in("dl", "Glass (Drums).mid", "Glass (Bass).mid", "Glass (Theremin).mid"), []string{"Glass: Bass=mid Drums=mid Theremin=mid"}},
	"several of one part":                   {in("dl", "Glass (Bass).mid", "Glass (Bass 2).mid", "Glass (Synth 3).mid"), []string{"Glass: Bass=mid Bass 2=mid Synth 3=mid"}},
	"several songs in one folder":           {in("dl", "A (Drums).mid", "A (Bass).mid", "B (Drums).mid", "B (Bass).mid"), []string{"A: Bass=mid Drums=mid", "B: Bass=mid Drums=mid"}},
	"a recording beside the folder":         {append(in("dl", "Glass.mp3"), in("dl/Glass Stems", "drums.wav", "bass.wav")...), []string{"Glass: Bass=wav Drums=wav whole=mp3"}},
	"one recording among the parts":         {in("dl", "drums.wav", "bass.wav", "holiday.mp3"), []string{"dl: Bass=wav Drums=wav whole=mp3 ?"}},
	"German":                                {in("dl", "Nachtbus (Schlagzeug).wav", "Nachtbus (Bass).wav", "Nachtbus (Gesang).wav"), []string{"Nachtbus: Bass=wav Drums=wav Vocals=wav"}},
	"Japanese":                              {in("夜", "夜（ドラム）.wav", "夜（ベース）.wav", "夜（ボーカル）.wav"), []string{"夜: Bass=wav Drums=wav Vocals=wav"}},
	"results":                               {in("dl", "a.json", "b.json"), []string{"a: whole=json", "b: whole=json"}},
	"a recording with its notes":            {in("dl", "a.mp3", "a.mid", "b.mid"), []string{"a: whole=mp3+mid", "b: whole=mid"}},

	"sounds with their result":       {in("dl", "Glass (Drums).wav", "Glass (Bass).wav", "glass.json", "other.json"), []string{"Glass: Bass=wav Drums=wav whole=json", "other: whole=json"}},
	"sounds with one result":         {in("Glass", "drums.wav", "bass.wav", "record-info.json"), []string{"Glass: Bass=wav Drums=wav whole=json ?"}},
	"sounds with several results":    {in("Glass", "drums.wav", "bass.wav", "a.json", "b.json"), []string{"a: whole=json", "b: whole=json", "Glass: Bass=wav Drums=wav"}},
	"parts with notes, and a result": {in("Glass", "drums.wav", "drums.mid", "bass.wav", "Glass.json"), []string{"Glass: Bass=wav Drums=wav+mid", "Glass: whole=json"}},
	"unknown ones beside others":     {[]string{"dl/Drums.wav@60", "dl/Bass.wav@70", "dl/Wobble.wav@60", "dl/Zap.wav@60"}, []string{"dl: Bass=wav Drums=wav ?", "Wobble: whole=wav", "Zap: whole=wav"}},
	"names that are alike":           {[]string{"dl/A B.wav@60", "dl/A-B.wav@60", "dl/C.wav@60"}, []string{"dl: A B=wav A-B (dl)=wav C=wav ?"}},
	"one sound is as long as itself": {[]string{"dl/Artist - Bass.wav@60", "dl/Artist - Piano.mid"}, []string{"Artist: Bass=wav Piano=mid ?"}},
	"sounds of one length": {
		[]string{"dl/Wobble.wav@180", "dl/Zap.wav@180.01", "dl/Thing.mid", "dl/Thing.wav@180", "dl/Holiday.wav@200", "dl/Other one.mid"},
		[]string{"dl: Thing=wav+mid Wobble=wav Zap=wav ?", "Holiday: whole=wav", "Other one: whole=mid"},
	},
	"two songs by their lengths":          {[]string{"dl/a x.wav@60", "dl/a y.wav@60", "dl/a z.wav@60", "dl/b x.wav@90", "dl/b y.wav@90", "dl/b z.wav@90"}, []string{"a: x=wav y=wav z=wav ?", "b: x=wav y=wav z=wav ?"}},
	"unknown ones as long as the known":   {[]string{"dl/Drums.wav@60", "dl/Bass.wav@60", "dl/Wobble.wav@60", "dl/Zap.wav@60"}, []string{"dl: Bass=wav Drums=wav Wobble=wav Zap=wav"}},
	"unknown ones of other lengths":       {[]string{"dl/Drums.wav@60", "dl/Bass.wav@60", "dl/Wobble.wav@61", "dl/Zap.wav@62"}, []string{"dl: Bass=wav Drums=wav", "Wobble: whole=wav", "Zap: whole=wav"}},
	"a recording as long as the parts":    {[]string{"dl/Drums.wav@60", "dl/Bass.wav@60", "dl/holiday.mp3@60"}, []string{"dl: Bass=wav Drums=wav whole=mp3"}},
	"two of an artist that are as long":   {[]string{"dl/Artist - Bass.mp3@60", "dl/Artist - Piano.mp3@60"}, []string{"Artist: Bass=mp3 Piano=mp3"}},
	"two of an artist of other lengths":   {[]string{"dl/Artist - Bass.mp3@60", "dl/Artist - Piano.mp3@61"}, []string{"Artist: Bass=mp3 Piano=mp3 ?"}},
	"an instrumental as long as its song": {[]string{"dl/Glass.mp3@60", "dl/Glass (Instrumental).mp3@60"}, []string{"Glass: Instrumental=mp3 whole=mp3 ?"}},
	"one recording in two formats":        {[]string{"dl/One.wav@60", "dl/One.mp3@60"}, []string{"One: whole=wav+mp3"}},
	"two of one length are not many":      {[]string{"dl/One.wav@60", "dl/Two.wav@60"}, []string{"One: whole=wav", "Two: whole=wav"}},
	"the same parts twice, all as long":   {append(in("Glass", "0 Drums.wav@60", "1 Bass.wav@60"), in("Glass", "Glass (Drums).wav@60", "Glass (Bass).wav@60")...), []string{"Glass: Drums=wav Bass=wav ?", "Glass: Bass=wav Drums=wav"}},

	// What looks like parts and is not.
	"titles that name instruments":         {in("dl", "Bass Canyon.mp3", "Drums of War.mp3", "All About That Bass.mp3", "Piano Man.mp3"), []string{"All About That Bass: whole=mp3", "Bass Canyon: whole=mp3", "Drums of War: whole=mp3", "Piano Man: whole=mp3"}},
	"versions":                             {in("dl", "Glass (Live).mp3", "Glass (Remix).mp3", "Glass (Radio Edit).mp3"), []string{"Glass (Live): whole=mp3", "Glass (Radio Edit): whole=mp3", "Glass (Remix): whole=mp3"}},
	"a song and its instrumental":          {in("dl", "Glass.mp3", "Glass (Instrumental).mp3"), []string{"Glass: Instrumental=mp3 whole=mp3 ?"}},
	"one part that is alone in its folder": {in("dl", "Drums.mid"), []string{"Drums: whole=mid"}},
	"two that may be songs of an artist":   {in("dl", "Artist - Bass.mp3", "Artist - Piano.mp3"), []string{"Artist: Bass=mp3 Piano=mp3 ?"}},
	"the same parts named in two ways": {
		in("Glass", "0 Drums.wav", "1 Bass.wav", "Glass (Drums).wav", "Glass (Bass).wav"),
		[]string{"Glass: Drums=wav Bass=wav ?", "Glass: Bass=wav Drums=wav"},
	},
	"one part alone":         {in("dl", "Glass (Drums).mid"), []string{"Glass (Drums): whole=mid"}},
	"parts lost among songs": {in("dl", "Bass.mp3", "Drums.mp3", "One.mp3", "Two.mp3", "Three.mp3"), []string{"Bass: whole=mp3", "Drums: whole=mp3", "One: whole=mp3", "Three: whole=mp3", "Two: whole=mp3"}},
}

func TestLayoutsOfPublicTools(t *testing.T) {
	for name, c := range layouts {
		if d := cmp.Diff(c.want, show(bundle.Sort(entries(c.names...), lengths(c.names)))); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestOtherWaysToUnderstand(t *testing.T) {
	for name, c := range map[string]struct {
		names      []string
		one, apart []string
	}{
		"parts": {
			in("Glass", "Glass (Drums).wav", "Glass (Drums).mid", "Glass (Bass).mid", "Glass.wav"),
			[]string{"Glass: Bass=mid Drums=wav+mid whole=wav"},
			[]string{"Glass: whole=wav", "Glass (Bass): whole=mid", "Glass (Drums): whole=wav+mid"},
		},
		"songs": {
			in("dl", "Big One.mp3", "Big Two.mp3", "Big Three.mid", "x.json"),
			[]string{"Big: One=mp3 Three=mid Two=mp3", "x: whole=json"},
			[]string{"Big One: whole=mp3", "Big Three: whole=mid", "Big Two: whole=mp3", "x: whole=json"},
		},
		"nothing in common": {in("dl", "One.mp3", "02 Two.mp3"), []string{"dl: Two=mp3 One=mp3"}, []string{"02 Two: whole=mp3", "One: whole=mp3"}},
		"the same part of two songs": {
			append(in("dl/One", "bass.wav", "bass.mp3", "bass.mid"), in("dl/Two", "bass.wav")...),
			[]string{"One: Bass=wav+mp3+mid Bass (Two)=wav"},
			[]string{"bass: whole=wav+mp3+mid", "bass: whole=wav"},
		},
		"one file": {in("dl", "Bass.mid"), []string{"dl: Bass=mid"}, []string{"Bass: whole=mid"}},
		"none":     {nil, nil, nil},
	} {
		all := entries(c.names...)
		if d := cmp.Diff(c.one, show(bundle.AsOne(all))); d != "" {
			t.Errorf("%s as one: %s", name, d)
		}
		if d := cmp.Diff(c.apart, show(bundle.Apart(all))); d != "" {
			t.Errorf("%s apart: %s", name, d)
		}
	}
}

func TestThirtySongsStayThirtySongs(t *testing.T) {
	for name, form := range map[string]string{"numbered": "%02d Song of %c.mp3", "by an artist": "Artist - %d Song %c.mp3", "with words": "%d%c (Live).mid", "demos": "Demo_%d_%c.mid"} {
		var names []string
		for i := range 30 {
			names = append(names, fmt.Sprintf("dl/"+form, i+1, 'A'+rune(i%26)))
		}
		songs := bundle.Sort(entries(names...), nil)
		if len(songs) != 30 {
			t.Errorf("%s: %d songs", name, len(songs))
		}
		for _, s := range songs {
			if !s.Sure || len(s.Pieces) > 0 || len(s.Whole) != 1 {
				t.Errorf("%s: %v", name, show([]bundle.Song{s}))
			}
		}
	}
}

func TestTheOrderOfEntriesDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, c := range layouts {
		all := entries(c.names...)
		for range 5 {
			r.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
			if d := cmp.Diff(c.want, show(bundle.Sort(all, lengths(c.names)))); d != "" {
				t.Fatalf("%s in another order (-want +got):\n%s", name, d)
			}
		}
	}
}

// once checks that each entry is in exactly one place.
func once(t *testing.T, all []bundle.Entry, songs []bundle.Song) {
	t.Helper()
	var have, want []string
	for _, e := range all {
		want = append(want, e.Name)
	}
	for _, s := range songs {
		for _, e := range s.Entries() {
			have = append(have, e.Name)
		}
	}
	slices.Sort(have)
	slices.Sort(want)
	if d := cmp.Diff(want, have); d != "" {
		t.Fatalf("entries (-want +sorted):\n%s", d)
	}
}

// bySize makes up the length of a sound.
func bySize(e bundle.Entry) (float64, bool) { return float64(e.Size % 4), e.Size%4 > 0 }

func FuzzSort(f *testing.F) {
	for _, c := range layouts {
		f.Add(strings.Join(c.names, "\n"), uint64(1))
	}
	f.Fuzz(func(t *testing.T, lines string, seed uint64) {
		names := strings.Split(lines, "\n")
		slices.Sort(names)
		all := entries(slices.Compact(names)...)
		if len(all) > 50 {
			return
		}
		for i := range all {
			all[i].Size = int64(len(all[i].Name)) + int64(seed%7) // #nosec G115 -- small
		}
		songs := bundle.Sort(all, bySize)
		once(t, all, songs)
		once(t, all, bundle.AsOne(all))
		once(t, all, bundle.Apart(all))
		mixed := slices.Clone(all)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(mixed), func(i, k int) { mixed[i], mixed[k] = mixed[k], mixed[i] })
		if d := cmp.Diff(show(songs), show(bundle.Sort(mixed, bySize))); d != "" {
			t.Fatalf("in another order:\n%s", d)
		}
	})
}
